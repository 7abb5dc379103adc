import { newCounters } from "../../../tools/sim/counters.js";
import { Input } from "../../../tools/sim/input.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("What waits to be looked at in a module", () => {
	const bytes = (...all: number[]) => Uint8Array.from(all);

	it("is taken in order, piece by piece, and can be put back", () => {
		const input = new Input(8, newCounters(), () => {});
		input.add(bytes(1, 2, 3));
		input.add(bytes(4));
		deepEqual([...input.take(2)], [1, 2]);
		input.putBack(bytes(2));
		equal(input.length, 3);
		deepEqual([[...input.take(9)], [...input.take(9)], [...input.take(9)]], [[2], [3], [4]]);
		equal(input.length, 0);
	});

	it("is lost where there is no room, or is thrown away, and is counted both times", () => {
		const counters = newCounters();
		const input = new Input(4, counters, () => {});
		input.add(bytes(1, 2, 3, 4, 5, 6));
		equal(counters.inputLost, 2);
		input.drop();
		deepEqual([counters.surplus, input.length], [4, 0]);
	});

	it("is crowded from three quarters on, until a quarter is left", () => {
		const told: boolean[] = [];
		const input = new Input(8, newCounters(), (crowded) => told.push(crowded));
		input.add(new Uint8Array(6));
		deepEqual(told, []);
		input.add(bytes(7));
		deepEqual(told, [true]);
		input.take(6);
		input.look();
		deepEqual(told, [true, false]);
	});
});
