import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { runOnEngine } from "./engine-world.js";
import { troubles } from "./troubles.js";
import { World } from "./world.js";

/** A fixed seed, and on CI one that nobody has tried before. */
const seeds = process.env.CI === "true" ? [1, Math.trunc(Math.random() * 0x7fffffff)] : [1];

describe("Delivery through a bad link, at length", () => {
	for (const seed of seeds) {
		it(`tells the truth about forty thousand messages, seed ${seed}`, () => {
			const world = new World({ seed, count: 40_000 });
			const { wrong, outcomes, unseen } = world.run();
			deepEqual(wrong, []);
			deepEqual(unseen, []);
			equal(outcomes.failed, 0);
			ok(outcomes.unknown < 400, `${outcomes.unknown} are unknown`);
			world.close();
		});
	}
});

/** Bytes of heap by which two runs may differ: four slots, for what was told last. */
const DIFFERENCE = 4 * 16;
/** Most slots of the stack that a delivery may take, those of this application included. */
const STACK = 420;

describe("Delivery through a bad link, on XS in the ESP32's heap", () => {
	before(needsEngine());

	/**
	 * A client makes its window's places and its lists when it first needs them, and goes when its connection does. So how much is in
	 * use while nothing is under way depends on what the clients of that moment have met: what the run has at most does not.
	 *
	 * @returns the most bytes of heap in use while nothing was under way, and when every message has ended
	 */
	async function heapBehind(count: number): Promise<number> {
		// Troubles in quick succession, so that all of them come in the short run too.
		const { verdict, surroundings, stackPeak } = await runOnEngine({ seed: 3, count, quiet: 20_000 });
		const { wrong, outcomes, unseen, messages } = verdict;
		deepEqual([wrong, unseen], [[], []]);
		deepEqual([messages, outcomes.failed], [count, 0]);
		equal(surroundings.had.size, Object.keys(troubles).length);
		// Of the 512 of an ESP32, for what an application's own callbacks call.
		ok(stackPeak > 0 && stackPeak <= STACK, `${stackPeak} slots of stack`);
		return Math.max(...surroundings.heap);
	}

	it("tells the truth about five thousand messages, never has more heap in use at rest than in two thousand, and leaves ninety slots of stack", async () => {
		const [short, long] = [await heapBehind(2000), await heapBehind(5000)];
		ok(short > 60_000, `${short} bytes`);
		ok(long <= short + DIFFERENCE, `${short} bytes at most in two thousand messages, ${long} in five thousand`);
	});
});
