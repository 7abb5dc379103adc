import { isMet, table, values } from "../../../tools/bench/figure.js";
import { deepEqual, equal } from "../../support/assert.js";

const figures = [
	{ name: "a.slots", value: 0, unit: "per 1000", budget: 0 },
	{ name: "b", value: 1234.56, unit: "", budget: 1000 },
	{ name: "c", value: undefined, unit: "", budget: 100, remark: "needs valgrind" },
	{ name: "d", value: 7, unit: "bytes" },
	{ name: "e", value: 0.9, unit: "", goal: 0.9 },
	{ name: "f", value: 0.8999, unit: "", goal: 0.9 },
];

describe("The bench's figures", () => {
	it("are met up to their budget or from their goal, where they have one and a value", () => {
		deepEqual(figures.map(isMet), [true, false, undefined, undefined, true, false]);
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
				"e         0.900            >= 0.9   met",
				"f         0.900            >= 0.9   MISSED",
				"",
			].join("\n"),
		);
	});

	it("are told by name, those that were measured", () => {
		deepEqual(values(figures), { "a.slots": 0, b: 1234.56, d: 7, e: 0.9, f: 0.8999 });
	});
});
