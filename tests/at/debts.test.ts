import type { Command } from "../../modules/at/command.js";
import { Debts } from "../../modules/at/debts.js";
import type { Line } from "../../modules/at/line.js";
import { equal } from "../support/assert.js";
import { kindOf } from "../support/engine.js";

/** A command whose result line has the identifier `result`, and begins with `keys` of the two keys. */
function command(result: number, keys: number, key1 = 0, key2 = 0): Command {
	return { kind: kindOf("", { result, keys }), key1, key2 } as unknown as Command;
}

/** A line with the identifier `name` and two fields. */
function line(name: number, key1: number, key2: number): Line {
	return { name, integer: (index: number) => (index === 0 ? key1 : key2) } as Line;
}

describe("Debts", () => {
	it("has none at the beginning", () => {
		const debts = new Debts(2);
		equal(debts.count, 0);
		equal(debts.has(command(0, 0)), false);
		equal(debts.isPaidBy(line(0, 0, 0)), false);
		debts.forgive([0], 0);
		equal(debts.count, 0);
	});

	it("compares as many keys as the result line has", () => {
		const debts = new Debts(3);
		equal(debts.add(command(7, 2, 1, 5)), true);
		equal(debts.add(command(8, 1, 1, 5)), true);
		equal(debts.add(command(9, 0, 1, 5)), true);
		for (const [result, key1, key2, isOwed] of [
			[7, 1, 5, true],
			[7, 1, 6, false],
			[7, 2, 5, false],
			[8, 1, 6, true],
			[8, 2, 5, false],
			[9, 2, 6, true],
			[6, 1, 5, false],
		] as const) {
			equal(debts.has(command(result, 2, key1, key2)), isOwed, `${result} ${key1} ${key2}`);
			equal(debts.isPaidBy(line(result, key1, key2)), isOwed, `line ${result} ${key1} ${key2}`);
		}
	});

	it("notes a debt once, and says when there is no room for another", () => {
		const debts = new Debts(2);
		equal(debts.add(command(7, 2, 1, 5)), true);
		equal(debts.add(command(7, 2, 1, 5)), true);
		equal(debts.count, 1);
		equal(debts.add(command(7, 2, 1, 6)), true);
		equal(debts.add(command(7, 2, 1, 7)), false);
		equal(debts.count, 2);
		equal(debts.add(command(7, 2, 1, 6)), true);
		equal(debts.has(command(7, 2, 1, 7)), false);
	});

	it("keeps a debt that a line has paid", () => {
		const debts = new Debts(1);
		debts.add(command(7, 1, 3));
		equal(debts.isPaidBy(line(7, 3, 0)), true);
		equal(debts.isPaidBy(line(7, 3, 0)), true);
		equal(debts.count, 1);
	});

	it("forgives what an object owes that is gone, and nothing else", () => {
		const debts = new Debts(5);
		for (const it of [command(7, 2, 1, 5), command(7, 2, 2, 5), command(8, 2, 1, 6), command(9, 2, 1, 7)])
			debts.add(it);
		debts.forgive([7, 8], 1);
		equal(debts.count, 2);
		equal(debts.has(command(7, 2, 1, 5)), false);
		equal(debts.has(command(8, 2, 1, 6)), false);
		equal(debts.has(command(7, 2, 2, 5)), true);
		equal(debts.has(command(9, 2, 1, 7)), true);
		debts.forgive([], 1);
		equal(debts.count, 2);
		debts.forgive([9], 1);
		debts.forgive([7], 2);
		equal(debts.count, 0);
		equal(debts.has(command(7, 2, 2, 5)), false);
	});
});
