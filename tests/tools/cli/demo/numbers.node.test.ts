import { Numbers } from "../../../../tools/cli/demo/numbers.js";
import { equal } from "../../../support/assert.js";

describe("Numbers", () => {
	it("knows what was added, in any order, once", () => {
		const numbers = new Numbers();
		for (const n of [2, 0, 5, 1]) equal(numbers.add(n), true);
		for (const n of [0, 2, 5]) equal(numbers.add(n), false);
		for (let n = 0; n < 8; n++) equal(numbers.has(n), [0, 1, 2, 5].includes(n), `${n}`);
		equal(numbers.size, 4);
		equal(numbers.end, 6);
	});

	it("is empty at first", () => {
		const numbers = new Numbers();
		equal(numbers.size, 0);
		equal(numbers.end, 0);
		equal(numbers.has(0), false);
	});

	it("is the same as a set, whatever the order", () => {
		const numbers = new Numbers();
		const set = new Set<number>();
		for (let at = 0, n = 1; at < 2000; at++, n = (n * 48_271) % 2_147_483_647) {
			equal(numbers.add(n % 700), !set.has(n % 700));
			set.add(n % 700);
			equal(numbers.size, set.size);
		}
		for (let n = 0; n < 800; n++) equal(numbers.has(n), set.has(n));
	});
});
