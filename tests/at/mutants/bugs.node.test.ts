import { runCampaign } from "../../../tools/fuzz/campaign.js";
import { equal, ok, throws } from "../../support/assert.js";
import { bugs } from "./bugs.js";
import { copyScanner, spoil } from "./scanner-copy.js";

/** Conversations within which a bug has to be found; those of the model test in `npm test` are as many. */
const RUNS = 4000;
const SEED = 20200812;

describe("The campaign against a scanner", () => {
	it("finds nothing in a copy without a bug", async () => {
		const Copy = await copyScanner();
		equal(runCampaign(Copy, { runs: 500, seed: SEED, isShrinking: false }).counterexample, undefined);
	});

	for (const bug of bugs) {
		it(`catches one that ${bug.what}`, async () => {
			const Copy = await copyScanner(bug);
			const { counterexample } = runCampaign(Copy, { runs: RUNS, seed: SEED, isShrinking: false });
			ok(counterexample !== undefined, `${RUNS} conversations did not show it`);
		});
	}

	it("puts in no bug whose place it does not find, or finds twice", () => {
		const bug = { what: "is never put in", from: "b", to: "c" };
		throws(() => spoil("a", bug), Error, "stands 0 times");
		throws(() => spoil("abb", bug), Error, "stands 2 times");
		equal(spoil("abd", bug), "acd");
	});
});
