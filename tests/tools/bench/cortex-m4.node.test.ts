import { load } from "../../../tools/bench/cortex-m4.js";
import { least } from "../../../tools/bench/counted-run.js";
import { equal, ok } from "../../support/assert.js";

describe("The load of a processor", () => {
	it("is its cycles for the bytes of a full wire, over those that it has", () => {
		// 11 520 bytes per second, 1000 instructions of 1.5 cycles each: 17.28 million of 64 million cycles.
		ok(Math.abs(load(1000, 115_200, 64) - 27) < 1e-9);
		equal(load(1000, 115_200, 240) * 8, load(1000, 921_600, 240));
	});
});

describe("The least that fits", () => {
	it("is found between what does not and what does, to a step, by few trials", async () => {
		for (const [low, high, step, need, found] of [
			[0, 1000, 16, 500, 512],
			[0, 1000, 16, 512, 512],
			[1024, 1920, 16, 1905, 1920],
			[1024, 1920, 16, 1025, 1040],
			[0, 256, 256, 1, 256],
		] as const) {
			const trials: number[] = [];
			const fits = async (value: number) => {
				trials.push(value);
				return value >= need;
			};
			equal(await least(low, high, step, fits), found);
			ok(trials.length <= 6, `${trials}`);
		}
	});
});
