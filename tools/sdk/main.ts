// npm run test:sdk [-- --only PART] [--target PLATFORM] [--record]: what the Moddable SDK makes of this package.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../hosts/xs/places.js";
import { CommandError, Exit } from "../cli/command.js";
import { BuildError } from "./build.js";
import { runExamples } from "./clients.js";
import { runMainJob } from "./main-job.js";
import { writePage } from "./page.js";
import { type MainJobCounts, record } from "./recording.js";
import { findSDK, type SDK } from "./sdk.js";
import { runSocketTests } from "./socket-tests.js";
import { targets } from "./target.js";
import { measureTargets } from "./targets.js";

const PARTS = Object.freeze(["targets", "main-job", "clients"] as const);

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
	const strange = only.find((name) => !(PARTS as readonly string[]).includes(name));
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

const countsOf = ({ published, delivered, commands, lost }: MainJobCounts): MainJobCounts => ({
	published,
	delivered,
	commands,
	lost,
});

async function run(sdk: SDK, { only, target, record: isRecorded }: ReturnType<typeof readOptions>): Promise<void> {
	const isWanted = (part: (typeof PARTS)[number]) => only.length === 0 || only.includes(part);
	const measured = isWanted("targets") ? await measureTargets(sdk, target) : [];
	for (const { name, bytecode, slots, keys } of measured) {
		console.log(`${name}: ${bytecode} bytes of bytecode, ${slots} slots, ${keys} keys`);
	}
	const mainJob = isWanted("main-job") ? await runMainJob(sdk) : undefined;
	if (mainJob !== undefined) {
		const { published, delivered, commands, lost } = mainJob;
		console.log(`main job: ${published} published, ${delivered} delivered, ${commands} commands taken, ${lost} lost`);
		if (lost > 0) throw new CommandError(Exit.failed, `the main job lost ${lost}`);
	}
	const clients = isWanted("clients") ? [...(await runExamples(sdk)), ...(await runSocketTests(sdk))] : [];
	for (const { name, passed, of, remarks } of clients) {
		console.log(`${name}: ${passed} of ${of}${remarks.length === 0 ? "" : `; not: ${remarks.join("; ")}`}`);
	}
	const unexplained = clients.flatMap(({ name, unexplained }) => unexplained.map((what) => `${name}: ${what}`));
	if (unexplained.length > 0) throw new CommandError(Exit.failed, unexplained.join("\n"));
	if (!isRecorded) return;
	const parts = {
		...(isWanted("targets") ? { targets: measured } : {}),
		...(mainJob === undefined ? {} : { mainJob: countsOf(mainJob) }),
		...(isWanted("clients") ? { clients } : {}),
	};
	const versions = { sdk: sdk.version, typescript: versionOf("typescript") };
	writePage(record({ versions, ...parts }, new Date().toISOString().slice(0, 10)));
}

const options = optionsOrExit();
try {
	await run(findSDK(process.env), options);
} catch (error) {
	if (!(error instanceof CommandError || error instanceof BuildError)) throw error;
	console.error(error.message);
	process.exitCode = error instanceof CommandError ? error.exit : Exit.failed;
}
