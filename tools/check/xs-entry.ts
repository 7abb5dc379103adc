/**
 * The program that runs one portable test file on the XS engine: describes, runs, prints one line per test, and exits.
 * @param path of the compiled test file
 * @param limit for one test, ms
 * @param share of cases that differ in nothing but their place, one in so many is tried
 */
export function xsEntry(path: string, limit: number, share: number): string {
	return `import Timer from "timer";
import Time from "time";
import { exit } from "host";
import { tryOneIn } from "tests/support/effort";
import { suite } from "tests/support/words";
import { SuiteRun } from "tests/support/suite-run";
import { writeEnd, writeTest } from "tests/support/test-lines";
import ${JSON.stringify(path)};

let count = 0;
let hasFailed = false;
const platform = {
	now: () => Time.ticks,
	set: (callback, ms) => Timer.set(callback, ms),
	clear: (timer) => Timer.clear(timer),
};
function tell(outcome) {
	count++;
	if (outcome.state === "failed") hasFailed = true;
	trace(writeTest(outcome) + "\\n");
}
tryOneIn(${share});
await new SuiteRun(platform, tell, ${limit}).run(suite);
trace(writeEnd(count) + "\\n");
exit(hasFailed ? 1 : 0);
`;
}
