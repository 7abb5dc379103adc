import { Ladder } from "../../modules/modem/ladder.js";
import { deepEqual, equal, ok } from "../support/assert.js";

const DAY = 86_400_000;

/** One that has climbed three rungs and has looked for the network twice, before it got ready at the tick `now`. */
function climbed(now: number): Ladder {
	const ladder = new Ladder(12);
	deepEqual([ladder.pause(), ladder.pause(), ladder.pause()], [0, 1000, 2000]);
	ladder.wasSetUp = true;
	ladder.onOverdue(now);
	ladder.ready(now);
	return ladder;
}

describe("Ladder", () => {
	it("goes on where it was when the modem was ready for less than a minute", () => {
		const ladder = climbed(0x7fffffff);
		ladder.lose((0x7fffffff + 59_999) | 0);
		equal(ladder.pause(), 5000);
		ok(ladder.wasSetUp);
	});

	it("begins at its foot when the modem was ready for longer, however often the clock has gone round meanwhile", () => {
		for (const time of [60_000, DAY, 24 * DAY, 25 * DAY, 40 * DAY, 49 * DAY, 60 * DAY, 365 * DAY]) {
			const ladder = climbed(1000);
			ladder.lose((1000 + time) | 0);
			equal(ladder.pause(), 0, `${time / DAY} days`);
			equal(ladder.wasSetUp, false);
		}
	});

	it("has ever more patience, across the clock's round too", () => {
		const ladder = new Ladder(12);
		const start = 0x7fffffff - 1000;
		ladder.search(start);
		equal(ladder.isOverdue((start + 599_999) | 0), false);
		ok(ladder.isOverdue((start + 600_000) | 0));
		equal(ladder.onOverdue((start + 600_000) | 0), false);
		equal(ladder.isOverdue((start + 1_799_999) | 0), false);
		ok(ladder.isOverdue((start + 1_800_000) | 0));
		ok(ladder.onOverdue((start + 1_800_000) | 0));
	});
});
