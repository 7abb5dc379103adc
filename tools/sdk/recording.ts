import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { ClientResult } from "./client.js";
import type { TargetCounts } from "./targets.js";

/** What the main job has done. */
export interface MainJobCounts {
	readonly published: number;
	readonly delivered: number;
	readonly commands: number;
	readonly lost: number;
}

/** What runs of `npm run test:sdk` came to, part by part. */
export interface Recording {
	/** Version of the SDK, and of its TypeScript's compiler: the same for all parts. */
	readonly versions: { readonly sdk: string; readonly typescript: string };
	/** YYYY-MM-DD of the day on which each part was run. */
	readonly dates: { readonly targets?: string; readonly mainJob?: string; readonly clients?: string };
	readonly targets?: readonly TargetCounts[];
	readonly mainJob?: MainJobCounts;
	readonly clients?: readonly ClientResult[];
}

const file = join(root, "tools", "sdk", "recording.json");

export function readRecording(): Recording {
	return JSON.parse(readFileSync(file, "utf8")) as Recording;
}

/** Records parts that were run; the others stay, unless they are of another SDK or compiler. @returns all of it */
export function record(run: Omit<Recording, "dates">, date: string): Recording {
	const before = existsSync(file) ? readRecording() : undefined;
	const isSame = JSON.stringify(before?.versions) === JSON.stringify(run.versions);
	const { versions, ...parts } = run;
	const dates = Object.fromEntries(Object.keys(parts).map((name) => [name, date]));
	const recording = {
		...(isSame ? before : undefined),
		...parts,
		versions,
		dates: { ...(isSame ? before?.dates : undefined), ...dates },
	};
	writeFileSync(file, `${JSON.stringify(recording, undefined, "\t")}\n`);
	return recording;
}
