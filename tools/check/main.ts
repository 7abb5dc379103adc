// npm run check: types, lint, the rules of the house and the Node tests. With --all (npm test): everything.

import { runChecks } from "./checks.js";
import { runOnNode } from "./node-tests.js";
import { Report } from "./report.js";
import { pathsBelow, readSources } from "./tree.js";

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

const report = new Report((line) => console.log(line));
report.addEngine("checks", await runChecks(readSources()));
const onNode = await runOnNode(quick, { limit: 10_000 });
if (isAll && slow.length > 0) onNode.push(...(await runOnNode(slow, { limit: 300_000 })));
report.addEngine("Node", onNode);

const isWell = report.finish({ slowest: isAll ? 10 : 0, isSkipFailure: process.env.CI === "true" });
process.exitCode = isWell ? 0 : 1;
