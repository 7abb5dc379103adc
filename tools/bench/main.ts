// npm run bench [-- --json FILE]: the AT engine's figures, measured on the XS engine.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";
import { table, values } from "./figure.js";
import { measureReading } from "./reading.js";
import { measureOverhead, measureSize } from "./size.js";
import { measureAllocation, measureSoak } from "./steadiness.js";

const groups = {
	allocation: measureAllocation,
	soak: measureSoak,
	reading: measureReading,
	size: measureSize,
	overhead: measureOverhead,
};

function readOptions(): { json: string | undefined } {
	try {
		return { json: parseArgs({ options: { json: { type: "string" } } }).values.json };
	} catch (error) {
		console.error((error as Error).message);
		process.exit(2);
	}
}

const { json } = readOptions();
try {
	const figures = [];
	for (const [name, measure] of Object.entries(groups)) {
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
