import { runChild } from "../../../tools/check/child.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const run = (script: string, more: object = {}) =>
	runChild(process.execPath, ["-e", script], { cwd: process.cwd(), limit: 120_000, ...more });

describe("runChild", () => {
	it("gives output of both streams and the exit code", async () => {
		const { code, output } = await run("console.log('a'); console.error('b'); process.exitCode = 3");
		equal(code, 3);
		ok(output.includes("a\n") && output.includes("b\n"));
	});

	it("hands lines over, and keeps those that nobody took", async () => {
		const lines: string[] = [];
		const { output } = await run("console.log('one\\ntwo')", {
			onLine: (line: string) => {
				lines.push(line);
				return line === "one";
			},
		});
		deepEqual(lines, ["one", "two"]);
		equal(output, "two\n");
	});

	it("kills what runs longer than its limit, and says so", async () => {
		const { signal, output } = await run("setInterval(() => {}, 1000)", { limit: 300 });
		equal(signal, "SIGKILL");
		ok(output.includes("still running after 0.3 s"));
	});

	it("rejects when there is no such program", async () => {
		const error = await runChild("no-such-program", [], { cwd: process.cwd(), limit: 1000 }).catch((it: Error) => it);
		// EACCES where a folder of PATH may not be looked into.
		ok(error instanceof Error && /ENOENT|EACCES/.test(error.message), String(error));
	});
});
