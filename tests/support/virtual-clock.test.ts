import { elapsed } from "../../modules/clock.js";
import { SeededRandom } from "../../modules/random.js";
import { deepEqual, equal, ok, throws } from "./assert.js";
import { shortened } from "./effort.js";
import { VirtualClock } from "./virtual-clock.js";

describe("VirtualClock", () => {
	/** A clock, a log, and alarms that write their name and the time into it. */
	function rig(origin = 0) {
		const clock = new VirtualClock(origin);
		const told: string[] = [];
		const alarm = (name: string, then?: () => void) =>
			clock.alarm(() => {
				told.push(`${name}@${clock.time}`);
				then?.();
			});
		return { clock, told, alarm };
	}

	it("stands still unless it is moved", () => {
		const { clock } = rig();
		equal(clock.now(), 0);
		clock.advance(5);
		clock.advanceTo(7);
		equal(clock.now(), 7);
	});

	it("never goes back", () => {
		const { clock } = rig();
		clock.advance(10);
		clock.advanceTo(3);
		equal(clock.now(), 10);
	});

	it("calls alarms in the order of their times", () => {
		const { clock, told, alarm } = rig();
		alarm("late").set(30);
		alarm("early").set(10);
		alarm("middle").set(20);
		clock.advance(25);
		deepEqual(told, ["early@10", "middle@20"]);
		equal(clock.time, 25);
		clock.advance(5);
		deepEqual(told, ["early@10", "middle@20", "late@30"]);
	});

	it("calls alarms of one time in the order of their setting", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a");
		const b = alarm("b");
		const c = alarm("c");
		c.set(10);
		a.set(10);
		b.set(10);
		c.set(10);
		clock.advance(10);
		deepEqual(told, ["a@10", "b@10", "c@10"]);
	});

	it("calls each alarm once", () => {
		const { clock, told, alarm } = rig();
		alarm("a").set(1);
		clock.advance(100);
		deepEqual(told, ["a@1"]);
		equal(clock.nextAlarm(), undefined);
	});

	it("replaces what was set before", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a");
		a.set(10);
		a.set(50);
		clock.advance(20);
		a.set(5);
		clock.advance(100);
		deepEqual(told, ["a@25"]);
	});

	it("calls nothing from inside set, cancel, close, now or nextAlarm", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a");
		a.set(0);
		a.set(0);
		clock.now();
		clock.nextAlarm();
		alarm("b").set(0);
		deepEqual(told, []);
		a.cancel();
		alarm("c").close();
		deepEqual(told, []);
		clock.advance(0);
		deepEqual(told, ["b@0"]);
	});

	it("calls nothing after cancel or close, and rings again after another set", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a");
		a.set(1);
		a.cancel();
		a.cancel();
		const b = alarm("b");
		b.set(1);
		b.close();
		b.close();
		clock.advance(5);
		deepEqual(told, []);
		a.set(1);
		clock.advance(1);
		deepEqual(told, ["a@6"]);
	});

	it("takes a new setting inside the callback, in the same advance", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a", () => a.set(10));
		a.set(10);
		clock.advance(35);
		deepEqual(told, ["a@10", "a@20", "a@30"]);
		equal(clock.nextAlarm(), 5);
	});

	it("calls an alarm of 0 ms set in a callback before time moves on, after those due already", () => {
		const { clock, told, alarm } = rig();
		const now = alarm("now");
		alarm("first", () => now.set(0)).set(10);
		alarm("second").set(10);
		alarm("third").set(11);
		clock.advance(11);
		deepEqual(told, ["first@10", "second@10", "now@10", "third@11"]);
	});

	it("keeps to a cancel and a close inside a callback", () => {
		const { clock, told, alarm } = rig();
		const b = alarm("b");
		const c = alarm("c");
		alarm("a", () => {
			b.cancel();
			c.close();
		}).set(10);
		b.set(10);
		c.set(10);
		clock.advance(20);
		deepEqual(told, ["a@10"]);
	});

	it("may be advanced inside a callback", () => {
		const { clock, told, alarm } = rig();
		alarm("outer", () => clock.advance(20)).set(10);
		alarm("inner").set(25);
		clock.advance(15);
		deepEqual(told, ["outer@10", "inner@25"]);
		equal(clock.time, 30);
	});

	it("goes on after a callback that threw", () => {
		const { clock, told, alarm } = rig();
		alarm("a", () => {
			throw new Error("in the callback");
		}).set(10);
		alarm("b").set(20);
		throws(() => clock.advance(30), Error, "in the callback");
		equal(clock.time, 10);
		clock.advance(20);
		deepEqual(told, ["a@10", "b@20"]);
	});

	it("wraps as a 32-bit counter does, and calls alarms across the wrap", () => {
		const { clock, told, alarm } = rig(0x7fffffff - 5);
		const start = clock.now();
		alarm("a").set(10);
		clock.advance(5);
		equal(clock.now(), 0x7fffffff);
		clock.advance(1);
		equal(clock.now(), -0x80000000);
		clock.advance(4);
		deepEqual(told, ["a@10"]);
		equal(elapsed(start, clock.now()), 10);
	});

	it("keeps order over more than a whole turn of the counter", () => {
		const { clock, told, alarm } = rig();
		const longest = 0x7fffffff;
		const a = alarm("a", () => alarm("b").set(longest));
		a.set(longest);
		alarm("c", () => alarm("d").set(longest)).set(longest);
		clock.advance(longest);
		clock.advance(longest);
		deepEqual(told, [`a@${longest}`, `c@${longest}`, `b@${2 * longest}`, `d@${2 * longest}`]);
		equal(clock.now(), -2);
	});

	it("refuses delays that are not whole milliseconds from 0 to 2^31 - 1", () => {
		const { clock, alarm } = rig();
		const a = alarm("a");
		for (const delay of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
			throws(() => a.set(delay), RangeError);
		}
		equal(clock.nextAlarm(), undefined);
	});

	it("refuses to move by anything but whole milliseconds", () => {
		const { clock, alarm } = rig();
		const a = alarm("a", () => a.set(1));
		a.set(1);
		for (const ms of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) throws(() => clock.advance(ms), RangeError, "time");
		equal(clock.time, 0);
	});

	it("refuses to set an alarm that was closed", () => {
		const { clock, alarm } = rig();
		const a = alarm("a");
		a.close();
		throws(() => a.set(1), Error, "bad state");
		equal(clock.nextAlarm(), undefined);
	});

	it("runUntilIdle tells what passed, and throws when alarms are left at its limit", () => {
		const { clock, told, alarm } = rig();
		let left = 5;
		const a = alarm("a", () => {
			if (--left > 0) a.set(10);
		});
		a.set(10);
		equal(clock.runUntilIdle(50), 50);
		equal(told.length, 5);
		equal(clock.runUntilIdle(0), 0);
		const b = alarm("b", () => b.set(1));
		b.set(1);
		throws(() => clock.runUntilIdle(100), Error, "not idle after 100 ms");
	});

	it("tells the time to the next alarm", () => {
		const { clock, alarm } = rig();
		equal(clock.nextAlarm(), undefined);
		const a = alarm("a");
		a.set(100);
		alarm("b").set(150);
		equal(clock.nextAlarm(), 100);
		clock.advance(40);
		equal(clock.nextAlarm(), 60);
		a.cancel();
		equal(clock.nextAlarm(), 110);
	});

	it("runUntil stops where it is done, at the end, and at its limit", () => {
		const { clock, told, alarm } = rig();
		const a = alarm("a", () => a.set(10));
		a.set(10);
		ok(clock.runUntil(() => told.length === 3, 1000));
		equal(clock.time, 30);
		ok(!clock.runUntil(() => false, 25));
		equal(told.length, 5);
		a.cancel();
		ok(!clock.runUntil(() => false, 1000));
		ok(clock.runUntil(() => true, 0));
	});

	it("agrees with a list sorted by time and order of setting", () => {
		const { clock, alarm, told } = rig(0x7ffffff0);
		const random = new SeededRandom(419);
		const expected: { name: string; time: number }[] = [];
		const count = shortened(2000);
		for (let n = 0; n < count; n++) {
			const delay = random.next() % 500;
			const it = alarm(`n${n}`);
			it.set(random.next() % 500);
			it.set(delay);
			if (random.next() % 4 === 0) it.cancel();
			else expected.push({ name: `n${n}`, time: delay });
		}
		expected.sort((a, b) => a.time - b.time);
		clock.advance(500);
		deepEqual(
			told,
			expected.map(({ name, time }) => `${name}@${time}`),
		);
	});
});
