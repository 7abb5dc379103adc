import { equal } from "../../support/assert.js";
import { shortened } from "../../support/effort.js";
import { SteadyRun } from "../../support/steady/run.js";

/** Commands among which there is one that is not answered. */
const ROUND = 1200;

describe("The AT engine, for a while", () => {
	let run: SteadyRun;
	let rounds: number;

	before(() => {
		run = new SteadyRun();
		rounds = shortened(2);
		run.until(ROUND * rounds);
	});

	it("hears every URC and ends every command as the module answered", () => {
		const commands = ROUND * rounds;
		equal(run.ended, commands);
		equal(run.issued, commands);
		equal(run.heard, 10 * commands);
		equal(run.announced, 10 * commands);
		equal(run.wrong, 0);
		equal(run.mutes, rounds);
		equal(run.timeouts, rounds);
		equal(run.right, commands - rounds);
		// Every third command is a publish, and each of them is told of one retransmission.
		equal(run.retransmissions, commands / 3);
	});

	it("counts no loss", () => {
		equal(run.counters.unknownLines, 0);
		equal(run.counters.lateReplies, 0);
		equal(run.counters.framingErrors, 0);
		equal(run.counters.overruns, 0);
		equal(run.counters.longLines, 0);
		equal(run.counters.resyncs, run.mutes);
		equal(run.counters.timeouts, run.mutes);
	});
});
