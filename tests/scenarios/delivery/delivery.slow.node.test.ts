import { deepEqual, equal, ok } from "../../support/assert.js";
import { World } from "./world.js";

/** A fixed seed, and on CI one that nobody has tried before. */
const seeds = process.env.CI === "true" ? [1, Math.trunc(Math.random() * 0x7fffffff)] : [1];

describe("Delivery through a bad link, at length", () => {
	for (const seed of seeds) {
		it(`tells the truth about a hundred thousand messages, seed ${seed}`, () => {
			const world = new World(seed);
			const { wrong, outcomes } = world.run(100_000);
			deepEqual(wrong, []);
			deepEqual(world.violations, []);
			equal(outcomes.failed, 0);
			ok(outcomes.unknown < 8000, `${outcomes.unknown} are unknown`);
			world.close();
		});
	}
});
