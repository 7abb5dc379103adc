import { Durations } from "../../../../tools/cli/demo/durations.js";
import { deepEqual } from "../../../support/assert.js";

describe("Durations", () => {
	const cases: readonly (readonly [times: readonly number[], median: number, longest: number])[] = [
		[[], 0, 0],
		[[7], 7, 7],
		[[30, 10, 20], 20, 30],
		[[1, 2, 3, 4], 3, 4],
		[[5, 5, 5, 100], 5, 100],
		[[0, 0, 0], 0, 0],
	];
	for (const [times, median, longest] of cases) {
		it(`knows median and longest of ${times.join(", ") || "none"}`, () => {
			const durations = new Durations();
			for (const ms of times) durations.add(ms);
			deepEqual([durations.median, durations.longest], [median, longest]);
		});
	}
});
