import { load } from "../../../tools/bench/cortex-m4.js";
import { equal, ok } from "../../support/assert.js";

describe("The load of a processor", () => {
	it("is its cycles for the bytes of a full wire, over those that it has", () => {
		// 11 520 bytes per second, 1000 instructions of 1.5 cycles each: 17.28 million of 64 million cycles.
		ok(Math.abs(load(1000, 115_200, 64) - 27) < 1e-9);
		equal(load(1000, 115_200, 240) * 8, load(1000, 921_600, 240));
	});
});
