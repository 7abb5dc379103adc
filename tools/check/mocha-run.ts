// Runs test files under mocha in a process of its own: mocha-run.js LIMIT GRACE FILE... Prints one line per test (see tests/support/test-lines.ts).

import { relative } from "node:path";
import Mocha from "mocha";
import { writeEnd, writeTest } from "../../tests/support/test-lines.js";

const [limit, grace, ...files] = process.argv.slice(2);
const mocha = new Mocha({ ui: "bdd", timeout: Number(limit), reporter: Mocha.reporters.Base });
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();

// Mocha by itself passes a test whose promise nobody waited for. Thrown here, the rejection fails the test that is running.
process.on("unhandledRejection", (reason) => {
	throw reason;
});

let count = 0;
function tell(test: Mocha.Runnable, state: "passed" | "failed" | "skipped", error?: Error): void {
	count++;
	const path = test.titlePath();
	console.log(
		writeTest({
			suite: path[0] ?? "",
			title: path.join(" "),
			state,
			ms: test.duration ?? 0,
			...(error === undefined
				? {}
				: { message: `${error.stack ?? error}${test.file ? `\n${relative("", test.file)}` : ""}` }),
		}),
	);
}

const runner = mocha.run((failures) => {
	console.log(writeEnd(count));
	process.exitCode = failures === 0 ? 0 : 1;
	// Whatever keeps this process alive now was left behind by a test: a socket, a child, a timer.
	setTimeout(() => {
		console.error(`tests left open: ${process.getActiveResourcesInfo().join(", ")}`);
		process.exit(70);
	}, Number(grace)).unref();
});
runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => tell(test, "passed"));
runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => tell(test, "failed", error));
runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => tell(test, "skipped"));
