import { equal } from "../../support/assert.js";
import { SteadyRun } from "../../support/steady/run.js";

describe("The AT engine, for a while", () => {
	it("hears every URC and ends every command as the module answered", () => {
		const run = new SteadyRun();
		run.until(2400);
		equal(run.ended, 2400);
		equal(run.issued, 2400);
		equal(run.heard, 24000);
		equal(run.announced, 24000);
		equal(run.wrong, 0);
		equal(run.mutes, 2);
		equal(run.timeouts, 2);
		equal(run.right, 2398);
		// Every third command is a publish, and each of them is told of one retransmission.
		equal(run.retransmissions, 800);
	});

	it("counts no loss", () => {
		const run = new SteadyRun();
		run.until(1200);
		equal(run.counters.unknownLines, 0);
		equal(run.counters.lateReplies, 0);
		equal(run.counters.framingErrors, 0);
		equal(run.counters.overruns, 0);
		equal(run.counters.longLines, 0);
		equal(run.counters.resyncs, run.mutes);
		equal(run.counters.timeouts, run.mutes);
	});
});
