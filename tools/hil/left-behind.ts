import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../../hosts/xs/places.js";

/** A mark on disk as long as a run goes on: a run that was killed leaves it, and the next one knows. */
export class LeftBehind {
	readonly #folder: string;
	readonly #file: string;
	/** Whether the last run on this device was cut short. */
	readonly isThere: boolean;

	/** @param device whatever names it */
	constructor(device: string) {
		this.#folder = process.env.XS_QUECTEL_MARKS || cache();
		this.#file = join(this.#folder, `hil-${createHash("sha256").update(device).digest("hex").slice(0, 16)}`);
		this.isThere = existsSync(this.#file);
	}

	begin(): void {
		mkdirSync(this.#folder, { recursive: true });
		writeFileSync(this.#file, "");
	}

	end(): void {
		rmSync(this.#file, { force: true });
	}
}
