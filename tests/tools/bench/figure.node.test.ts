import { isMet, table, values } from "../../../tools/bench/figure.js";
import { deepEqual, equal } from "../../support/assert.js";

const figures = [
	{ name: "a.slots", value: 0, unit: "per 1000", budget: 0 },
	{ name: "b", value: 1234.56, unit: "", budget: 1000 },
	{ name: "c", value: undefined, unit: "", budget: 100, remark: "needs valgrind" },
	{ name: "d", value: 7, unit: "bytes" },
];

describe("The bench's figures", () => {
	it("are met up to their budget, where they have one and a value", () => {
		deepEqual(figures.map(isMet), [true, false, undefined, undefined]);
	});

	it("stand in a table", () => {
		equal(
			table(figures),
			[
				"figure    value  unit      budget",
				"a.slots       0  per 1000  <= 0     met",
				"b        1234.6            <= 1000  MISSED",
				"c             -            <= 100           needs valgrind",
				"d             7  bytes",
				"",
			].join("\n"),
		);
	});

	it("are told by name, those that were measured", () => {
		deepEqual(values(figures), { "a.slots": 0, b: 1234.56, d: 7 });
	});
});
