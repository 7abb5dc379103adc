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

/** Slots of heap by which two runs may differ when all is over: in what was told last. */
const DIFFERENCE = 4 * 16;
/** Most slots of the stack that a delivery may take, those of this application included. */
const STACK = 420;

describe("Delivery through a bad link, on XS in the ESP32's heap", () => {
	before(needsEngine());

	/** @returns bytes of heap in use when every message has ended, and nothing is under way any more */
	async function heapBehind(count: number): Promise<number> {
		// Troubles in quick succession, so that all of them come in the short run too.
		const { verdict, surroundings, stackPeak } = await runOnEngine({ seed: 3, count, quiet: 20_000 });
		const { wrong, outcomes, unseen, messages } = verdict;
		deepEqual([wrong, unseen], [[], []]);
		deepEqual([messages, outcomes.failed], [count, 0]);
		equal(surroundings.had.size, Object.keys(troubles).length);
		// Of the 512 of an ESP32, for what an application's own callbacks call.
		ok(stackPeak > 0 && stackPeak <= STACK, `${stackPeak} slots of stack`);
		return surroundings.heap.at(-1) ?? 0;
	}

	it("tells the truth about five thousand messages, has as much heap in use as behind two thousand, and leaves ninety slots of stack", async () => {
		const [short, long] = [await heapBehind(2000), await heapBehind(5000)];
		ok(short > 60_000, `${short} bytes`);
		ok(
			Math.abs(long - short) <= DIFFERENCE,
			`${short} bytes behind two thousand messages, ${long} behind five thousand`,
		);
	});
});
