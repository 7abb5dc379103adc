// The firmware that runs the suite named by its argument on the XS engine, in lockstep with a simulated module: tells each test in a line.

import { argument, ask, exit, pass } from "host";
import Time from "time";
import Timer from "timer";
import device from "../../hosts/xs/provider.js";
import type { Serial, SerialOptions } from "../../modules/io.js";
import { Bench } from "../conformance/simulated/bench.js";
import { farSideBehind } from "../conformance/simulated/far-side.js";
import { simulatedSuites } from "../conformance/simulated/suites.js";
import { SuiteRun } from "../support/suite-run.js";
import { writeEnd, writeTest } from "../support/test-lines.js";
import { suite } from "../support/words.js";

declare function trace(text: string): void;

/** Longest time for one test, ms of virtual time: one that waits for ever ends so. */
const LIMIT = 0x7fffffff;

const name = argument(0);
const wanted = simulatedSuites.find((it) => it.name === name);
if (wanted === undefined) throw new RangeError(`no suite ${name}`);

const { Modem } = device.provider;
const { serial, status, ...options } = device.modem;
const bench = new Bench({
	far: farSideBehind(ask),
	make(hear, hasStatus) {
		const io = hear(serial.io as new (options: SerialOptions) => Serial);
		return new Modem({ ...options, serial: { ...serial, io }, status: hasStatus ? status : undefined });
	},
	pass,
	async settle(ms) {
		pass(ms);
	},
});
wanted.defineSuite(bench);

let count = 0;
let hasFailed = false;
const platform = {
	now: () => Time.ticks,
	set: (callback: () => void, ms: number) => Timer.set(callback, ms),
	clear: (timer: unknown) => Timer.clear(timer as object),
};
await new SuiteRun(
	platform,
	(outcome) => {
		count++;
		hasFailed ||= outcome.state === "failed";
		trace(`${writeTest(outcome)}\n`);
	},
	LIMIT,
).run(suite);
bench.close();
trace(`${writeEnd(count)}\n`);
exit(hasFailed ? 1 : 0);
