import type { EngineReport } from "../../../hosts/xs/report.js";
import { profileText, shares } from "../../../tools/bench/profile.js";
import { deepEqual, equal } from "../../support/assert.js";

const section = 1;
const report = {
	profile: [
		{ module: "xs-quectel/at/line", name: "begin", section, calls: 4, instructions: 200 },
		{ module: "", name: "getInt32", section, calls: 2, instructions: 600 },
		{ module: "xs-quectel/uart/ring", name: "fill", section: 2, calls: 9, instructions: 900 },
		{ module: "", name: "", section, calls: 0, instructions: 200 },
		{ module: "", name: "", section, calls: 1, instructions: 20 },
	],
} as unknown as EngineReport;

describe("The profile of the bench", () => {
	it("tells the functions of one section, the most expensive first, for each unit", () => {
		deepEqual(shares(report, 1, 2), [
			{ name: "getInt32", calls: 1, instructions: 300 },
			{ name: "at/line begin", calls: 2, instructions: 100 },
			{ name: "(outside of functions)", calls: 0, instructions: 100 },
			{ name: "(in C, without a name)", calls: 0.5, instructions: 10 },
		]);
		deepEqual(shares({} as EngineReport, 1, 2), []);
	});

	it("is read as shares of the whole, what is small in one line", () => {
		const few = { title: "scan", unit: "line", shares: shares(report, 1, 2) };
		equal(
			profileText(few),
			`scan: 510 instructions for each line
   share instructions  calls  function
  58.8 %       300      1.00  getInt32
  19.6 %       100      2.00  at/line begin
  19.6 %       100      0.00  (outside of functions)
   2.0 %     10.00      0.50  (in C, without a name)

`,
		);
		const many = Array.from({ length: 30 }, (_, n) => ({ name: `f${n}`, calls: 1, instructions: 10 }));
		const lines = profileText({ title: "boot", unit: "start", shares: many }).split("\n");
		equal(lines[27], "  16.7 %     50.00      5.00  5 others");
	});
});
