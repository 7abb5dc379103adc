// npm run bench [-- --json FILE] [--only GROUP]: the figures of AT engine, driver and client. The README defines each.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";
import { measureDriver } from "./driver.js";
import { measureFaults } from "./faults.js";
import { table, values } from "./figure.js";
import { measurePublishing } from "./publishing.js";
import { measureReading } from "./reading.js";
import { measureReceiving } from "./receiving.js";
import { measureSimulator } from "./simulator.js";
import { measureOverhead, measureSize } from "./size.js";
import { measureAllocation, measureSoak } from "./steadiness.js";

const groups = {
	allocation: measureAllocation,
	soak: measureSoak,
	reading: measureReading,
	size: measureSize,
	overhead: measureOverhead,
	driver: measureDriver,
	publishing: measurePublishing,
	receiving: measureReceiving,
	simulator: measureSimulator,
	faults: measureFaults,
};

/** @throws TypeError for what is no option; RangeError for a group that is not there */
function readOptions(): { json: string | undefined; only: string[] } {
	const { json, only = [] } = parseArgs({
		options: { json: { type: "string" }, only: { type: "string", multiple: true } },
	}).values;
	const unknown = only.find((name) => !Object.hasOwn(groups, name));
	if (unknown !== undefined) throw new RangeError(`--only ${unknown}: known are ${Object.keys(groups).join(", ")}`);
	return { json, only };
}

function optionsOrExit(): ReturnType<typeof readOptions> {
	try {
		return readOptions();
	} catch (error) {
		console.error((error as Error).message);
		process.exit(2);
	}
}

const { json, only } = optionsOrExit();
try {
	const figures = [];
	for (const [name, measure] of Object.entries(groups)) {
		if (only.length > 0 && !only.includes(name)) continue;
		console.error(`measuring: ${name}`);
		figures.push(...(await measure()));
	}
	process.stdout.write(table(figures));
	if (json !== undefined) writeFileSync(json, `${JSON.stringify(values(figures), undefined, "\t")}\n`);
} catch (error) {
	if (!(error instanceof EngineUnavailable)) throw error;
	console.error(error.message);
	process.exitCode = 3;
}
