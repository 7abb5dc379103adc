// npm run bench [-- --json FILE] [--only GROUP] [--record]: the figures. FIGURES.md defines each.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";
import { type Figure, table, values } from "./figure.js";
import { groups } from "./groups.js";
import { writePages } from "./pages.js";
import { writeRecording } from "./recording.js";
import { toolchain } from "./toolchain.js";

/** @throws TypeError for what is no option; RangeError for a group that is not there */
function readOptions(): { json: string | undefined; only: string[]; record: boolean } {
	const {
		json,
		only = [],
		record,
	} = parseArgs({
		options: {
			json: { type: "string" },
			only: { type: "string", multiple: true },
			record: { type: "boolean", default: false },
		},
	}).values;
	const unknown = only.find((name) => !Object.hasOwn(groups, name));
	if (unknown !== undefined) throw new RangeError(`--only ${unknown}: known are ${Object.keys(groups).join(", ")}`);
	if (record && only.length > 0) throw new RangeError("--record: of a whole run only");
	return { json, only, record };
}

function optionsOrExit(): ReturnType<typeof readOptions> {
	try {
		return readOptions();
	} catch (error) {
		console.error((error as Error).message);
		process.exit(2);
	}
}

/** @throws Error when a figure could not be measured here */
function record(figures: readonly Figure[]): void {
	const missing = figures.filter(({ value }) => value === undefined).map(({ name, remark }) => `${name} ${remark}`);
	if (missing.length > 0) throw new Error(`--record: not measured here: ${missing.join(", ")}`);
	const recording = { toolchain: toolchain(), figures };
	writeRecording(recording);
	writePages(recording);
}

const options = optionsOrExit();
try {
	const figures: Figure[] = [];
	for (const [name, measure] of Object.entries(groups)) {
		if (options.only.length > 0 && !options.only.includes(name)) continue;
		console.error(`measuring: ${name}`);
		figures.push(...(await measure()));
	}
	process.stdout.write(table(figures));
	if (options.json !== undefined) {
		writeFileSync(options.json, `${JSON.stringify(values(figures), undefined, "\t")}\n`);
	}
	if (options.record) record(figures);
} catch (error) {
	if (!(error instanceof EngineUnavailable)) throw error;
	console.error(error.message);
	process.exitCode = 3;
}
