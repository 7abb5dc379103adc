import { ResetBudget } from "../../modules/modem/reset-budget.js";
import { equal } from "../support/assert.js";

describe("ResetBudget", () => {
	it("puts off what is too much within an hour, and never refuses", () => {
		const budget = new ResetBudget(2);
		const start = 0x7fffffff - 1000;
		equal(budget.delay(start), 0);
		budget.spend(start);
		budget.spend((start + 600_000) | 0);
		// Across the clock's round.
		equal(budget.delay((start + 600_000) | 0), 3_000_000);
		equal(budget.delay((start + 3_600_000) | 0), 0);
		budget.spend((start + 3_600_000) | 0);
		equal(budget.delay((start + 3_600_000) | 0), 600_000);
	});

	it("takes half a round of the clock for long ago", () => {
		const budget = new ResetBudget(1);
		budget.spend(0);
		equal(budget.delay(-0x80000000), 0);
		equal(budget.delay(-86_400_000), 0);
	});

	it("counts one that was put off, though the module came back by itself before", () => {
		const budget = new ResetBudget(2);
		budget.spend(0);
		budget.spend(60_000);
		// Put off, and noted; then the module restarts by itself, and fails again.
		for (const now of [120_000, 240_000]) budget.spend(now + budget.delay(now));
		equal(budget.delay(300_000), 3_600_000 + 3_300_000);
	});
});
