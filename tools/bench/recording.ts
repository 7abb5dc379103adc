import { readFileSync, writeFileSync } from "node:fs";
import type { Figure } from "./figure.js";
import type { Toolchain } from "./toolchain.js";

/** The figures of one whole run, and what they were measured with. */
export interface Recording {
	readonly toolchain: Toolchain;
	readonly figures: readonly Figure[];
}

const path = new URL("../../../tools/bench/figures.json", import.meta.url);

/** The run that the pages tell of. */
export function readRecording(): Recording {
	return JSON.parse(readFileSync(path, "utf8")) as Recording;
}

export function writeRecording(recording: Recording): void {
	writeFileSync(path, `${JSON.stringify(recording, undefined, "\t")}\n`);
}
