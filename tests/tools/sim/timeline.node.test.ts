import { Timeline } from "../../../tools/sim/timeline.js";
import { equal } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";

describe("a timeline", () => {
	const start = (origin = 0) => {
		const clock = new VirtualClock(origin);
		const timeline = new Timeline(clock);
		const done: string[] = [];
		const note = (name: string) => () => {
			done.push(`${name}@${clock.time}`);
		};
		return { clock, timeline, done, note };
	};

	it("does things in order of time, then of asking", () => {
		const { clock, timeline, done, note } = start();
		timeline.after(5, note("c"));
		timeline.after(2, note("a"));
		timeline.after(5, note("d"));
		timeline.after(3, note("b"));
		clock.advance(10);
		equal(done.join(), "a@2,b@3,c@5,d@5");
	});

	it("does nothing from inside the call, not even what is due", () => {
		const { clock, timeline, done, note } = start();
		timeline.after(0, note("a"));
		timeline.after(-5, note("b"));
		equal(done.length, 0);
		clock.advance(0);
		equal(done.join(), "b@0,a@0".split(",").sort().join());
	});

	it("does at once what is asked for while it works, and is due", () => {
		const { clock, timeline, done, note } = start();
		timeline.after(1, () => {
			timeline.after(0, note("b"));
			note("a")();
			timeline.after(4, note("c"));
		});
		clock.advance(10);
		equal(done.join(), "a@1,b@1,c@5");
	});

	it("leaves out what was cancelled", () => {
		const { clock, timeline, done, note } = start();
		const first = timeline.after(1, note("a"));
		timeline.after(2, note("b"));
		first.cancel();
		clock.advance(10);
		first.cancel();
		equal(done.join(), "b@2");
	});

	it("keeps times between ticks: later rather than earlier, in order", () => {
		const { clock, timeline, done, note } = start();
		timeline.at(1.7, note("b"));
		timeline.at(1.2, note("a"));
		clock.advance(1);
		equal(done.join(), "");
		clock.advance(1);
		equal(done.join(), "a@2,b@2");
	});

	it("does nothing once closed, even in the middle of its work", () => {
		const { clock, timeline, done, note } = start();
		timeline.after(1, () => timeline.close());
		timeline.after(1, note("a"));
		clock.advance(10);
		timeline.after(1, note("b"));
		clock.advance(10);
		equal(done.join(), "");
		equal(clock.nextAlarm(), undefined);
	});

	it("goes on across the wrap of the clock", () => {
		const { clock, timeline, done, note } = start(0x7fffffff);
		timeline.after(10, note("a"));
		clock.advance(5);
		equal(timeline.now, 5);
		clock.advance(5);
		equal(done.join(), "a@10");
	});

	it("never goes back, however long nobody uses it", () => {
		const { clock, timeline, done, note } = start(0x7fffff00);
		const days = 86_400_000;
		for (const pause of [24, 25, 49, 50, 400]) {
			const before = timeline.now;
			clock.advance(pause * days);
			equal(timeline.now - before, pause * days, `after ${pause} days`);
		}
		timeline.after(100 * days, note("a"));
		clock.advance(100 * days - 1);
		equal(done.length, 0);
		clock.advance(1);
		equal(done.length, 1);
	});

	it("leaves no alarm behind when it is closed", () => {
		const { clock, timeline } = start();
		timeline.close();
		equal(clock.alarms, 0);
	});
});
