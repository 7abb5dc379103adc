// The thread that runs the suites: plain functions, which wait for a real module as they would for a simulated one.
import { parentPort, workerData } from "node:worker_threads";
import { type Body, Suite, type TestContext } from "../../tests/support/suite.js";
import { SuiteRun } from "../../tests/support/suite-run.js";
import { Bench } from "./bench.js";
import type { WorkerData } from "./messages.js";
import { suites } from "./suites.js";

/** For one test, ms. What waits for the module has a limit of its own; this one is for what waits for nothing. */
const LIMIT = 3_600_000;

async function main(): Promise<void> {
	if (parentPort === null) throw new Error("not a thread");
	const { settings, signal } = workerData as WorkerData;
	const bench = new Bench(settings, parentPort, signal);
	const platform = {
		now: () => performance.now(),
		set: (callback: () => void, ms: number) => setTimeout(callback, ms),
		clear: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
	};
	for (const { name, define } of suites.filter((it) => settings.suites.includes(it.name))) {
		if (bench.pump.gone !== undefined) break;
		const suite = new Suite();
		const words = suite.words();
		const it = (title: string, body?: Body) =>
			words.it(
				title,
				body &&
					function (this: TestContext) {
						bench.pump.tell({ kind: "begins", suite: name, title });
						return body.call(this);
					},
			);
		// What test files call, as mocha has it.
		Object.assign(globalThis, words, { it });
		define(bench);
		await new SuiteRun(
			platform,
			(outcome) => {
				const { missing } = bench;
				bench.missing = undefined;
				const isSkipped = outcome.state === "failed" && missing !== undefined;
				const told = isSkipped
					? { ...outcome, state: "skipped" as const, message: `needs ${missing.message}` }
					: outcome;
				bench.pump.tell({ kind: "outcome", suite: name, outcome: told });
			},
			LIMIT,
		).run(suite);
	}
	const { identity } = bench;
	try {
		bench.close();
	} catch (error) {
		// What cannot be closed in good order is closed by hand behind us.
		bench.pump.tell({ kind: "state", text: `not in order: ${(error as Error).message}` });
	}
	bench.pump.tell({ kind: "end", problem: bench.pump.gone, identity });
	parentPort.close();
}

await main();
