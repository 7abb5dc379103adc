import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import type { ApplicationCounts, MoveCounts } from "./applications.js";
import type { ClientResult } from "./client.js";
import type { PackageResult } from "./package.js";
import type { SmallerCounts, TargetCounts } from "./targets.js";

/** What the main job has done. */
export interface MainJobCounts {
	readonly published: number;
	readonly delivered: number;
	readonly commands: number;
	readonly lost: number;
}

/** What runs of `npm run test:sdk` came to, part by part. */
export interface Recording {
	/** Whether all of it is from one run. */
	readonly isWhole: boolean;
	/** Version of the SDK, and of its TypeScript's compiler: the same for all parts. */
	readonly versions: { readonly sdk: string; readonly typescript: string };
	/** YYYY-MM-DD of the day on which each part was run. */
	readonly dates: {
		readonly targets?: string;
		readonly smaller?: string;
		readonly mainJob?: string;
		readonly packed?: string;
		readonly applications?: string;
		readonly moved?: string;
		readonly clients?: string;
	};
	readonly targets?: readonly TargetCounts[];
	readonly smaller?: readonly SmallerCounts[];
	readonly mainJob?: MainJobCounts;
	readonly packed?: readonly PackageResult[];
	readonly applications?: readonly ApplicationCounts[];
	readonly moved?: readonly MoveCounts[];
	readonly clients?: readonly ClientResult[];
}

const file = join(root, "tools", "sdk", "recording.json");

export function readRecording(): Recording {
	return JSON.parse(readFileSync(file, "utf8")) as Recording;
}

/**
 * What is recorded after a run.
 * @param last what was recorded before: of parts that were not run it stays, unless it is of another SDK or compiler
 * @param run `isWhole`: all parts were run, and nothing stays
 * @param date YYYY-MM-DD
 */
export function merged(last: Recording | undefined, run: Omit<Recording, "dates">, date: string): Recording {
	const { isWhole, versions, ...parts } = run;
	const isSame = !isWhole && JSON.stringify(last?.versions) === JSON.stringify(versions);
	const before = isSame ? last : undefined;
	const dates = Object.fromEntries(Object.keys(parts).map((name) => [name, date]));
	return { ...before, ...parts, isWhole, versions, dates: { ...before?.dates, ...dates } };
}

/** Records what was run. @returns all of what is recorded now */
export function record(run: Omit<Recording, "dates">, date: string): Recording {
	const recording = merged(existsSync(file) ? readRecording() : undefined, run, date);
	writeFileSync(file, `${JSON.stringify(recording, undefined, "\t")}\n`);
	return recording;
}
