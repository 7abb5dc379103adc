import { deepEqual } from "./assert.js";
import { isTried, shortened, tryOneIn } from "./effort.js";

describe("Effort", () => {
	const withShare = <T>(count: number, work: () => T): T => {
		const before = tryOneIn(count);
		try {
			return work();
		} finally {
			tryOneIn(before);
		}
	};
	const places = [0, 1, 2, 3, 4, 5, 6];

	it("tries every case, and all of what is long", () => {
		deepEqual(
			withShare(1, () => places.filter(isTried)),
			places,
		);
		deepEqual(
			withShare(1, () => shortened(20)),
			20,
		);
	});

	it("tries one in so many where it is told to, and does something long for a while at least", () => {
		deepEqual(
			withShare(3, () => places.filter(isTried)),
			[0, 3, 6],
		);
		deepEqual(
			withShare(3, () => [shortened(20), shortened(2)]),
			[6, 1],
		);
	});
});
