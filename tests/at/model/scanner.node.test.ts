import { Scanner } from "../../../modules/at/scanner.js";
import { runCampaign } from "../../../tools/fuzz/campaign.js";
import { equal, ok } from "../../support/assert.js";
import { writeSeed } from "../../support/test-lines.js";

/** Conversations per seed; `npm run fuzz` goes on for longer. */
const RUNS = 20_000;

/** Always the same conversations, and in continuous integration some that nobody has seen before. */
const seeds = [20200812];
if (process.env.CI !== undefined) {
	const fresh = Math.trunc(Math.random() * 0x7fffffff);
	console.log(writeSeed("scanner against a slow reader", fresh));
	seeds.push(fresh);
}

describe("Scanner against a slow reader", () => {
	for (const seed of seeds) {
		it(`tells the same of ${RUNS} random conversations from seed ${seed}`, () => {
			const { counterexample, tokens } = runCampaign(Scanner, { runs: RUNS, seed, isShrinking: true });
			equal(counterexample?.text, undefined, "a conversation that both read differently");
			// An experiment in which something never happened says nothing about it.
			const kinds = ["text", "echo", "final", "intermediate", "line", "payload", "prompt", "garbage"];
			for (const kind of [...kinds, "whole", "broken"]) ok((tokens[kind] ?? 0) > 100, `${kind} was hardly ever told`);
		});
	}
});
