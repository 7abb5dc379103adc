import { deepEqual, equal, ok } from "../../support/assert.js";
import type { Verdict } from "./judge.js";
import { type Trouble, troubles, World } from "./world.js";

function run(seed: number, count: number, kinds?: readonly Trouble[]): { verdict: Verdict; world: World } {
	const world = new World(seed, kinds);
	try {
		return { verdict: world.run(count), world };
	} finally {
		world.close();
	}
}

function check({ verdict, world }: ReturnType<typeof run>): void {
	deepEqual(verdict.wrong, []);
	deepEqual(world.violations, []);
	equal(verdict.outcomes.failed, 0);
	ok(new Set(world.received).size <= world.handed.length);
}

describe("Delivery through a bad link, judged by the broker", () => {
	it("publishes every message once when nothing goes wrong", () => {
		const { verdict, world } = run(1, 500, []);
		deepEqual(verdict, { messages: 500, outcomes: { published: 500, failed: 0, unknown: 0 }, doubles: 0, wrong: [] });
		// One of five comes down again; those before the subscription did not.
		ok(world.received.length > 90);
	});

	for (const kind of troubles) {
		it(`tells the truth through ${kind}`, () => {
			const it = run(2, 1000, [kind]);
			check(it);
			ok((it.world.had.get(kind) ?? 0) > 3, "it came");
		});
	}

	for (const seed of [3, 4, 5]) {
		it(`tells the truth through everything, seed ${seed}`, () => check(run(seed, 2000)));
	}

	it("is the same again with the same seed, and another with another", () => {
		const tell = (seed: number) => {
			const { world } = run(seed, 300);
			return JSON.stringify([world.clock.time, world.handed, world.received, world.modem.counters]);
		};
		equal(tell(6), tell(6));
		ok(tell(6) !== tell(7));
	});
});
