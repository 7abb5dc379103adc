// npm run check: types, lint, the rules of the house and the Node tests. With --all (npm test): everything.

import { availableParallelism } from "node:os";
import { missingForCortexM4 } from "../../hosts/xs/cortex-m4.js";
import { runChecks } from "./checks.js";
import { measureCoverage } from "./coverage.js";
import { Lanes } from "./lanes.js";
import { runInGroups } from "./node-tests.js";
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

/** Quick test files of one process: to begin it takes as long as many of them do. */
const GROUP = 8;
/** On the emulated processor one in so many is tried of cases that differ in nothing but their place (tests/support/effort.ts). */
const EMULATED_SHARE = 13;

const report = new Report((line) => console.log(line));
// One more than there are processors: many tests wait most of the time, for a child or for what passes in real time.
const lanes = new Lanes(availableParallelism() + 1);
const portable = quick.filter(isPortableTest);

async function runOnSources(): Promise<void> {
	report.addEngine("checks", await lanes.take(() => runChecks(readSources())));
}

/** Long ones first, so that no lane is left with one of them at the end. */
async function runOnNode(): Promise<void> {
	const long = isAll ? runInGroups(slow, { limit: SLOW_LIMIT }, { lanes }) : [];
	const short = runInGroups(quick, { limit: LIMIT }, { lanes, size: GROUP });
	report.addEngine("Node", (await Promise.all([long, short])).flat());
}

/** What runs for years on a mast: each line and each branch of it has a test. */
async function runForCoverage(): Promise<void> {
	const covered = pathsBelow("modules").filter((path) => /^modules\/(uart|at)\/.*\.ts$/.test(path));
	report.addEngine("coverage", await lanes.take(() => measureCoverage(covered, portable)));
}

async function runOnEngines(): Promise<void> {
	const { bits, outcomes } = await runOnXS(portable, { limit: LIMIT }, lanes);
	report.addEngine(bits === undefined ? "XS" : `XS ${bits} bit`, outcomes);
	report.addMissing(findMissing(bits));
}

async function runOnCortexM4(): Promise<void> {
	if (missingForCortexM4().length > 0) return;
	const options = { limit: EMULATED_LIMIT, processor: "cortex-m4", share: EMULATED_SHARE } as const;
	const { outcomes } = await runOnXS(portable, options, lanes);
	report.addEngine("cortex-m4", outcomes);
	console.log(
		`          (of cases that differ in nothing but their place one in ${EMULATED_SHARE}, and what takes long for shorter: all of it is tried on XS)`,
	);
}

await Promise.all([runOnSources(), ...(isAll ? [runForCoverage(), runOnEngines(), runOnCortexM4()] : []), runOnNode()]);

const isWell = report.finish({ slowest: isAll ? 10 : 0, isStrict: process.env.CI === "true" });
process.exitCode = isWell ? 0 : 1;
