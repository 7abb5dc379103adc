import { Limits } from "../../modules/at/limits.js";
import { deepEqual } from "../support/assert.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** Limits on a clock that soon begins anew, and when they passed, ms from the beginning. */
function limits() {
	const clock = new VirtualClock(0x7fffffff);
	const start = clock.now();
	const passed: number[] = [];
	const it = new Limits(clock, { onLimit: () => passed.push((clock.now() - start) | 0) });
	return { clock, it, passed };
}

describe("Limits", () => {
	it("go off when the soonest one passes", () => {
		const { clock, it, passed } = limits();
		it.watch(100);
		it.watch(30);
		it.watch(60);
		clock.advance(29);
		deepEqual(passed, []);
		clock.advance(1);
		deepEqual(passed, [30]);
		clock.advance(1000);
		deepEqual(passed, [30]);
	});

	it("keep a sooner one that was set earlier", () => {
		const { clock, it, passed } = limits();
		it.watch(50);
		clock.advance(20);
		it.watch(31);
		it.watch(30);
		clock.advance(1000);
		deepEqual(passed, [50]);
	});

	it("take a new one after one has passed", () => {
		const { clock, it, passed } = limits();
		it.watch(10);
		clock.advance(10);
		it.watch(500);
		clock.advance(499);
		deepEqual(passed, [10]);
		clock.advance(1);
		deepEqual(passed, [10, 510]);
	});

	it("set the alarm only where it would go off too late", () => {
		const set: number[] = [];
		const it = new Limits(
			{ now: () => 0, alarm: () => ({ set: (delay) => set.push(delay), cancel() {}, close() {} }) },
			{ onLimit() {} },
		);
		for (const left of [50, 50, 60, 40, 50]) it.watch(left);
		deepEqual(set, [50, 40]);
	});

	it("go off no more when they are closed", () => {
		const { clock, it, passed } = limits();
		it.watch(10);
		it.close();
		clock.advance(1000);
		deepEqual(passed, []);
	});
});
