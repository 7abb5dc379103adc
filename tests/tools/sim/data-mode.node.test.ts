import { toBytes } from "../../../tools/sim/bytes.js";
import { DataMode } from "../../../tools/sim/data-mode.js";
import { Timeline } from "../../../tools/sim/timeline.js";
import { deepEqual } from "../../support/assert.js";
import { VirtualClock } from "../../support/virtual-clock.js";

/** What becomes of bytes that are typed at times: `time bytes`, and `escape`. */
function play(...typed: readonly (readonly [time: number, text: string])[]): string[] {
	const clock = new VirtualClock(0);
	const told: string[] = [];
	const mode = new DataMode(
		new Timeline(clock),
		{
			alive: true,
			begin: () => {},
			push: (bytes) => told.push(`${clock.time} ${String.fromCharCode(...bytes)}`),
			pause: () => {},
			hangUp: () => {},
		},
		() => told.push(`${clock.time} escape`),
	);
	for (const [time, text] of typed) {
		clock.advanceTo(time);
		mode.push(toBytes(text));
	}
	clock.advance(5000);
	return told;
}

describe("the data mode", () => {
	it("is left with +++ between two silences, typed at once or one by one", () => {
		deepEqual(play([10, "data"], [1010, "+++"]), ["10 data", "2010 escape"]);
		deepEqual(play([1000, "+"], [1500, "+"], [2400, "+"]), ["3400 escape"]);
	});

	it("is not left without a silence in front, or behind", () => {
		deepEqual(play([10, "data"], [1009, "+++"]), ["10 data", "1009 +++"]);
		deepEqual(play([2000, "+++"], [2999, "x"]), ["2999 +++", "2999 x"]);
		deepEqual(play([999, "+++"]), ["999 +++"]);
	});

	it("gives back plus signs that are too few, too many, or in company, in order", () => {
		deepEqual(play([2000, "++"]), ["3000 ++"]);
		deepEqual(play([2000, "++++"]), ["2000 ++++"]);
		deepEqual(play([2000, "++"], [2100, "++"]), ["2100 ++", "2100 ++"]);
		deepEqual(play([2000, "+"], [2100, "+a"]), ["2100 +", "2100 +a"]);
		deepEqual(play([2000, "+++a"]), ["2000 +++a"]);
	});
});
