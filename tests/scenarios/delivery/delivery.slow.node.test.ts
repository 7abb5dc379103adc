import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { runOnEngine } from "./engine-world.js";
import { World } from "./world.js";

/** A fixed seed, and on CI one that nobody has tried before. */
const seeds = process.env.CI === "true" ? [1, Math.trunc(Math.random() * 0x7fffffff)] : [1];

describe("Delivery through a bad link, at length", () => {
	for (const seed of seeds) {
		it(`tells the truth about forty thousand messages, seed ${seed}`, () => {
			const world = new World({ seed, count: 40_000 });
			const { wrong, outcomes, unseen, damaged, deceived, disfigured } = world.run();
			deepEqual(wrong, []);
			ok(unseen <= damaged, `${unseen} went missing untold, ${damaged} came damaged`);
			equal(outcomes.failed, 0);
			ok(deceived.length <= disfigured, `${deceived[0]}`);
			ok(outcomes.unknown < 400, `${outcomes.unknown} are unknown`);
			world.close();
		});
	}
});

/** Most slots of the stack that a delivery may take, those of this application included. */
const STACK = 420;

describe("Delivery through a bad link, on XS in the ESP32's heap", () => {
	before(needsEngine());

	it("tells the truth about five thousand messages, its heap does not grow, and ninety slots of stack are left", async () => {
		const { verdict, surroundings, stackPeak } = await runOnEngine({ seed: 3, count: 5000 });
		const { wrong, outcomes, unseen, damaged } = verdict;
		deepEqual(wrong, []);
		ok(unseen <= damaged, `${unseen} went missing untold, ${damaged} came damaged`);
		equal(outcomes.failed, 0);
		equal(verdict.messages, 5000);
		const looks = surroundings.heap.filter((it) => it > 0);
		ok(looks.length > 15, `${looks.length} looks at the heap`);
		// What is in the outboxes differs from one look to the next, and is much where trouble has just been: what grows for good
		// is in the least, too. The first look comes while things are still being made.
		const middle = looks.length >> 1;
		const [before, after] = [Math.min(...looks.slice(1, middle)), Math.min(...looks.slice(middle))];
		ok(after < before * 1.03, `${before} bytes in the first half, ${after} in the second`);
		// Of the 512 of an ESP32, for what an application's own callbacks call.
		ok(stackPeak > 0 && stackPeak <= STACK, `${stackPeak} slots of stack`);
	});
});
