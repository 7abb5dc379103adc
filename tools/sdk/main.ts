// npm run test:sdk [-- --only PART] [--target PLATFORM] [--record]: what the Moddable SDK makes of this package.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../hosts/xs/places.js";
import { CommandError, Exit } from "../cli/command.js";
import { writePage } from "./page.js";
import { parts, runParts } from "./parts.js";
import { record } from "./recording.js";
import { findSDK, type SDK } from "./sdk.js";
import { targets } from "./target.js";

const PARTS = Object.freeze(parts.map(({ name }) => name));

/** @throws TypeError for what is no option; RangeError for a part or target that is not there */
function readOptions(): { only: readonly string[]; target: readonly string[]; record: boolean } {
	const {
		only = [],
		target = [],
		record,
	} = parseArgs({
		options: {
			only: { type: "string", multiple: true },
			target: { type: "string", multiple: true },
			record: { type: "boolean", default: false },
		},
	}).values;
	const strange = only.find((name) => !PARTS.includes(name));
	if (strange !== undefined) throw new RangeError(`--only ${strange}: known are ${PARTS.join(", ")}`);
	const platforms = targets.map(({ platform }) => platform);
	const unknown = target.find((name) => !platforms.includes(name));
	if (unknown !== undefined) throw new RangeError(`--target ${unknown}: known are ${platforms.join(", ")}`);
	if (record && target.length > 0) throw new RangeError("--record: of all targets only");
	return { only, target, record };
}

function optionsOrExit(): ReturnType<typeof readOptions> {
	try {
		return readOptions();
	} catch (error) {
		console.error((error as Error).message);
		process.exit(Exit.usage);
	}
}

function versionOf(name: string): string {
	const file = join(root, "node_modules", name, "package.json");
	return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

async function run(sdk: SDK, { only, target, record: isRecorded }: ReturnType<typeof readOptions>): Promise<void> {
	const wanted = parts.filter(({ name }) => only.length === 0 || only.includes(name));
	const { found, failures } = await runParts(sdk, wanted, target);
	for (const failure of failures) console.log(`failed: ${failure}`);
	if (failures.length > 0) {
		throw new CommandError(Exit.failed, `${failures.length} failed${isRecorded ? ": nothing is recorded" : ""}`);
	}
	if (!isRecorded) return;
	const versions = { sdk: sdk.version, typescript: versionOf("typescript") };
	const isWhole = wanted.length === parts.length;
	writePage(record({ isWhole, versions, ...found }, new Date().toISOString().slice(0, 10)));
}

const options = optionsOrExit();
try {
	await run(findSDK(process.env), options);
} catch (error) {
	if (!(error instanceof CommandError)) throw error;
	console.error(error.message);
	process.exitCode = error.exit;
}
