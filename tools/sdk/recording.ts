import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { ClientResult } from "./client.js";
import type { TargetCounts } from "./targets.js";

/** What one whole run of `npm run test:sdk` came to. */
export interface Recording {
	/** Version of the SDK, of its TypeScript's compiler, and of Node. */
	readonly versions: { readonly sdk: string; readonly typescript: string; readonly node: string };
	/** YYYY-MM-DD */
	readonly date: string;
	readonly targets: readonly TargetCounts[];
	readonly mainJob: {
		readonly published: number;
		readonly delivered: number;
		readonly commands: number;
		readonly lost: number;
	};
	readonly clients: readonly ClientResult[];
}

const file = join(root, "tools", "sdk", "recording.json");

export function readRecording(): Recording {
	return JSON.parse(readFileSync(file, "utf8")) as Recording;
}

export function writeRecording(recording: Recording): void {
	writeFileSync(file, `${JSON.stringify(recording, undefined, "\t")}\n`);
}
