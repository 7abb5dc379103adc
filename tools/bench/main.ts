// npm run bench [-- --json FILE] [--only GROUP] [--record]: the figures. FIGURES.md defines each.
// npm run bench -- --profile [--json FILE]: instead of them, where the instructions go on the Cortex-M4, function by function.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";
import { type Figure, table, values } from "./figure.js";
import { groups } from "./groups.js";
import { writePages } from "./pages.js";
import { measureProfiles, profileText } from "./profile.js";
import { writeRecording } from "./recording.js";
import { toolchain } from "./toolchain.js";

/** @throws TypeError for what is no option; RangeError for a group that is not there, or for what does not go together */
function readOptions(): { json: string | undefined; only: string[]; record: boolean; profile: boolean } {
	const {
		json,
		only = [],
		record,
		profile,
	} = parseArgs({
		options: {
			json: { type: "string" },
			only: { type: "string", multiple: true },
			record: { type: "boolean", default: false },
			profile: { type: "boolean", default: false },
		},
	}).values;
	const unknown = only.find((name) => !Object.hasOwn(groups, name));
	if (unknown !== undefined) throw new RangeError(`--only ${unknown}: known are ${Object.keys(groups).join(", ")}`);
	if (record && only.length > 0) throw new RangeError("--record: of a whole run only");
	if (profile && (record || only.length > 0)) throw new RangeError("--profile: neither with --record nor with --only");
	return { json, only, record, profile };
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

function writeJSON(path: string | undefined, value: unknown): void {
	if (path !== undefined) writeFileSync(path, `${JSON.stringify(value, undefined, "\t")}\n`);
}

async function tellProfiles(json: string | undefined): Promise<void> {
	const profiles = await measureProfiles();
	for (const it of profiles) process.stdout.write(profileText(it));
	writeJSON(json, profiles);
}

async function tellFigures({ only, json, record: isRecorded }: ReturnType<typeof readOptions>): Promise<void> {
	const figures: Figure[] = [];
	for (const [name, measure] of Object.entries(groups)) {
		if (only.length > 0 && !only.includes(name)) continue;
		console.error(`measuring: ${name}`);
		figures.push(...(await measure()));
	}
	process.stdout.write(table(figures));
	writeJSON(json, values(figures));
	if (isRecorded) record(figures);
}

const options = optionsOrExit();
try {
	await (options.profile ? tellProfiles(options.json) : tellFigures(options));
} catch (error) {
	if (!(error instanceof EngineUnavailable)) throw error;
	console.error(error.message);
	process.exitCode = 3;
}
