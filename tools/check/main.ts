// npm run check: types, lint, the rules of the house and the Node tests. With --all (npm test): everything.

import { missingForCortexM4 } from "../../hosts/xs/cortex-m4.js";
import { runChecks } from "./checks.js";
import { measureCoverage } from "./coverage.js";
import { runOneByOne, runSideBySide } from "./node-tests.js";
import { findMissing } from "./optional.js";
import { isPortableTest } from "./portability.js";
import { Report } from "./report.js";
import { pathsBelow, readSources } from "./tree.js";
import { runOnXS } from "./xs-tests.js";

const options = process.argv.slice(2);
const wrong = options.find((it) => it !== "--all");
if (wrong !== undefined) {
	console.error(`unknown option ${wrong}; there is only --all`);
	process.exit(2);
}
const isAll = options.includes("--all");
const tests = pathsBelow("tests")
	.filter((path) => path.endsWith(".test.ts"))
	.map((path) => `dist/${path.replace(/\.ts$/, ".js")}`);
const slow = tests.filter((path) => path.endsWith(".slow.node.test.js"));
const quick = tests.filter((path) => !slow.includes(path));

/**
 * For one test on a processor of this computer, for a slow one, and for one on an emulated processor, ms. They end what hangs, and
 * nothing else: how long a test takes depends on the machine and on what runs beside it.
 */
const LIMIT = 120_000;
const SLOW_LIMIT = 900_000;
const EMULATED_LIMIT = 600_000;

const report = new Report((line) => console.log(line));
report.addEngine("checks", await runChecks(readSources()));
const onNode = await runSideBySide(quick, { limit: LIMIT });
if (isAll && slow.length > 0) onNode.push(...(await runOneByOne(slow, { limit: SLOW_LIMIT })));
report.addEngine("Node", onNode);
if (isAll) {
	// What runs for years on a mast: each line and each branch of it has a test.
	const covered = pathsBelow("modules").filter((path) => /^modules\/(uart|at)\/.*\.ts$/.test(path));
	report.addEngine("coverage", await measureCoverage(covered, quick.filter(isPortableTest)));
	const { bits, outcomes } = await runOnXS(quick.filter(isPortableTest), { limit: LIMIT });
	report.addEngine(bits === undefined ? "XS" : `XS ${bits} bit`, outcomes);
	if (missingForCortexM4().length === 0) {
		const { outcomes: emulated } = await runOnXS(quick.filter(isPortableTest), {
			limit: EMULATED_LIMIT,
			processor: "cortex-m4",
		});
		report.addEngine("cortex-m4", emulated);
	}
	report.addMissing(findMissing(bits));
}

const isWell = report.finish({ slowest: isAll ? 10 : 0, isStrict: process.env.CI === "true" });
process.exitCode = isWell ? 0 : 1;
