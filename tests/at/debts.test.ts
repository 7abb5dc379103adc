import { CommandPool } from "../../modules/at/command-pool.js";
import { Debts } from "../../modules/at/debts.js";
import { equal } from "../support/assert.js";
import { kindOf } from "../support/engine.js";

const pool = new CommandPool(16);
const owner = { compose() {}, onDone() {} };
const command = (result: number, keys: number, key1: number, key2: number) =>
	pool.take(kindOf("", { result, keys }), owner, 0, key1, key2);

describe("Debts", () => {
	it("tell what is owed by name and as many keys as there are", () => {
		const debts = new Debts(3);
		const two = command(7, 2, 1, 5);
		const one = command(8, 1, 1, 0);
		equal(debts.has(two), false);
		equal(debts.add(two), true);
		equal(debts.add(two), true);
		equal(debts.count, 1);
		equal(debts.add(one), true);
		equal(debts.has(command(7, 2, 1, 6)), false);
		equal(debts.has(command(7, 2, 2, 5)), false);
		equal(debts.has(command(8, 1, 1, 9)), true);
		equal(debts.has(command(9, 0, 1, 9)), false);
		equal(debts.add(command(9, 0, 0, 0)), true);
		equal(debts.add(command(10, 0, 0, 0)), false);
		debts.forgive([8, 9], 1);
		equal(debts.count, 2);
		equal(debts.has(one), false);
		equal(debts.has(two), true);
		debts.forgive([7], 1);
		equal(debts.count, 1);
		equal(debts.has(two), false);
	});
});
