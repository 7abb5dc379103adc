import { fromBytes } from "./bytes.js";
import { PROMPT } from "./response.js";

/** How data that a command asked for came to its end. */
export type Ending = "complete" | "cancelled" | "timeout";

/** Data that a command asks of the host, beyond its line. Every byte counts, whatever it looks like. */
export interface Intake {
	/** What the module writes first. The prompt unless told otherwise. */
	readonly invitation?: string;
	/** So many bytes are taken, and then it is complete. With `marked` those beyond are dropped instead. */
	readonly length: number;
	/** Ctrl-Z completes it and ESC cancels it; neither is part of the data. */
	readonly marked?: boolean;
	/** After so many ms without a byte it ends as it is; otherwise the module waits for ever. */
	readonly patience?: number;
	/** Whether the data is echoed while the echo is on; true unless told otherwise. */
	readonly echo?: boolean;
	/** The module writes `text` after every `bytes`. */
	readonly acknowledgement?: { readonly bytes: number; readonly text: string };
}

const CTRL_Z = 0x1a;
const ESC = 0x1b;

/** Gathers the data of one {@link Intake}. */
export class Gathering {
	readonly intake: Intake;
	#parts: string[] = [];
	#length = 0;
	#ending: Ending | undefined;

	constructor(intake: Intake) {
		this.intake = intake;
		if (intake.length === 0 && !intake.marked) {
			this.#ending = "complete";
		}
	}

	/** How it came to its end; undefined while it has not. */
	get ending(): Ending | undefined {
		return this.#ending;
	}

	/** What has been gathered. */
	get data(): string {
		return this.#parts.join("");
	}

	/** How many bytes can be looked at next without passing the end. */
	get wanted(): number {
		return this.intake.marked ? Number.POSITIVE_INFINITY : this.intake.length - this.#length;
	}

	get invitation(): string {
		return this.intake.invitation ?? PROMPT;
	}

	/** No byte has come for too long. */
	expire(): void {
		this.#ending = "timeout";
	}

	/**
	 * Takes bytes, as many as wanted at most. Tells how many it has used, the end mark included, how many of them were too many,
	 * and what to write for them.
	 */
	push(bytes: Uint8Array): { used: number; dropped: number; acknowledgement: string } {
		let used = bytes.length;
		let data = bytes;
		let dropped = 0;
		if (this.intake.marked) {
			const end = bytes.findIndex((byte) => byte === CTRL_Z || byte === ESC);
			if (end >= 0) {
				used = end + 1;
				data = bytes.subarray(0, end);
				this.#ending = bytes[end] === ESC ? "cancelled" : "complete";
			}
			const room = this.intake.length - this.#length;
			dropped = Math.max(0, data.length - room);
			data = data.subarray(0, room);
		}
		const before = this.#length;
		this.#parts.push(fromBytes(data));
		this.#length += data.length;
		if (!this.intake.marked && this.#length === this.intake.length) {
			this.#ending = "complete";
		}
		const { acknowledgement } = this.intake;
		const count =
			acknowledgement === undefined
				? 0
				: Math.floor(this.#length / acknowledgement.bytes) - Math.floor(before / acknowledgement.bytes);
		return { used, dropped, acknowledgement: acknowledgement?.text.repeat(count) ?? "" };
	}
}
