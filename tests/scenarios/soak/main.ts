// The program that soaks the AT engine on the XS engine: main COMMANDS. Prints one line of JSON with what was measured.

import { argument, exit } from "host";
import { Instrument, measure } from "instruments";
import { SteadyRun } from "../../support/steady/run.js";

declare function trace(text: string): void;

const commands = Number(argument(0));
const run = new SteadyRun();
const warm = new Int32Array(Instrument.count);
const end = new Int32Array(Instrument.count);
run.until(commands / 100);
measure(warm);
run.until(commands);
measure(end);
const { counters, announced, heard, issued, ended, right, retransmissions, timeouts, wrong, mutes } = run;
trace(
	`${JSON.stringify({
		warm: Array.from(warm),
		end: Array.from(end),
		told: { announced, heard, issued, ended, right, retransmissions, timeouts, wrong, mutes },
		counters,
	})}\n`,
);
exit(0);
