import { FAULTS } from "../../../tools/sim/faults/catalogue.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import type { Verdict } from "./judge.js";
import { PlainWorld } from "./plain-world.js";
import { troubles } from "./troubles.js";
import { World } from "./world.js";

function run(seed: number, count: number, kinds?: readonly string[]): { verdict: Verdict; world: World } {
	const world = new World({ seed, count, kinds });
	try {
		return { verdict: world.run(), world };
	} finally {
		world.close();
	}
}

/** What no run may come to. */
function check({ wrong, outcomes, unseen }: Verdict): void {
	deepEqual(wrong, []);
	equal(outcomes.failed, 0);
	deepEqual(unseen, []);
}

describe("Delivery through a bad link, judged by the broker", () => {
	it("knows every fault of the simulator", () => {
		const ends = ["calm", "restore-network", "insert-sim"];
		for (const name of Object.keys(FAULTS)) ok(ends.includes(name) || troubles[name] !== undefined, name);
	});

	it("publishes and receives every message once when nothing goes wrong", () => {
		const { verdict } = run(1, 500, []);
		const { acknowledged, ...others } = verdict;
		ok(acknowledged > 50);
		deepEqual(others, {
			...{ messages: 500, outcomes: { published: 500, failed: 0, unknown: 0 }, doubles: 0, wrong: [], deceived: [] },
			...{ disfigured: 0, damaged: 0, dropped: 0, full: 0, missing: 0, causes: {}, garbled: 0, unseen: [] },
		});
	});

	for (const kind of Object.keys(troubles)) {
		it(`tells the truth through ${kind}`, () => {
			const { verdict, world } = run(2, 500, [kind]);
			check(verdict);
			ok((world.surroundings.had.get(kind) ?? 0) > 1, "it came");
		});
	}

	for (const seed of [3, 4]) {
		it(`tells the truth through everything, seed ${seed}`, () => check(run(seed, 3000).verdict));
	}

	for (const seed of [1, 2]) {
		it(`tells the truth over a client that knows nothing of modems, seed ${seed}`, () => {
			const world = new PlainWorld({ seed, count: 2000, quiet: 20_000 });
			const verdict = world.run();
			check(verdict);
			deepEqual([verdict.deceived, verdict.missing], [[], 0]);
			ok(verdict.acknowledged > 200);
			equal(world.surroundings.had.size, 4);
			world.close();
		});
	}

	it("is the same again with the same seed, and another with another", () => {
		const tell = (seed: number) => {
			const { world, verdict } = run(seed, 300);
			return JSON.stringify([world.clock.time, verdict, world.modem.counters]);
		};
		equal(tell(6), tell(6));
		ok(tell(6) !== tell(7));
	});
});
