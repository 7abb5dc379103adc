import type { Outcome } from "../../../tools/check/outcome.js";
import { Report } from "../../../tools/check/report.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

function outcome(title: string, state: Outcome["state"], more: Partial<Outcome> = {}): Outcome {
	return { engine: "Node", suite: "suite", title, state, ms: 1, ...more };
}

/** What a report of these outcomes prints, and what it comes to. */
function report(outcomes: readonly Outcome[], options: { slowest?: number; isStrict?: boolean } = {}) {
	const lines: string[] = [];
	const it = new Report((text) => lines.push(...text.split("\n")));
	it.addEngine("Node", outcomes);
	const isWell = it.finish({ slowest: 0, isStrict: false, ...options });
	return { lines, last: lines.at(-1), isWell };
}

describe("Report", () => {
	it("ends with the counts", () => {
		const { last, isWell } = report([outcome("a", "passed"), outcome("b", "passed")]);
		equal(last, "2 passed, 0 failed");
		ok(isWell);
	});

	it("counts and names failures with their reasons", () => {
		const { lines, last, isWell } = report([outcome("a", "passed"), outcome("b", "failed", { message: "no\nno" })]);
		equal(last, "1 passed, 1 failed");
		ok(!isWell);
		ok(lines.includes("FAILED on Node: b"));
		equal(lines.filter((line) => line === "    no").length, 2);
	});

	it("counts and names skips, and is well all the same", () => {
		const { lines, last, isWell } = report([outcome("a", "passed"), outcome("b", "skipped")]);
		equal(last, "1 passed, 0 failed, 1 skipped");
		ok(isWell);
		ok(lines.includes("  Node: b"));
	});

	it("takes a skip for a failure where it is told to", () => {
		const { lines, last, isWell } = report([outcome("a", "passed"), outcome("b", "skipped")], { isStrict: true });
		equal(last, "1 passed, 1 failed");
		ok(!isWell);
		ok(lines.includes("FAILED on Node: b"));
	});

	it("is not well when nothing ran", () => {
		const { last, isWell } = report([]);
		equal(last, "0 passed, 0 failed");
		ok(!isWell);
	});

	it("adds up the time of suites and prints the slowest", () => {
		const outcomes = [
			outcome("a", "passed", { suite: "quick", ms: 10 }),
			outcome("b", "passed", { suite: "slow", ms: 1500 }),
			outcome("c", "passed", { suite: "slow", ms: 1000 }),
			outcome("d", "passed", { suite: "middle", ms: 100 }),
		];
		const { lines } = report(outcomes, { slowest: 2 });
		const start = lines.indexOf("Slowest 2 suites:");
		deepEqual(lines.slice(start + 1, start + 4), ["    2.50 s  Node: slow", "    0.10 s  Node: middle", ""]);
	});

	it("tells what is missing", () => {
		const lines: string[] = [];
		const it = new Report((text) => lines.push(...text.split("\n")));
		it.addMissing([{ what: "Mosquitto", consequence: "its tests are skipped" }]);
		it.finish({ slowest: 0, isStrict: false });
		ok(lines.includes("  Mosquitto: its tests are skipped"));
	});

	it("takes what is missing for a failure where it is told to", () => {
		const it = new Report(() => undefined);
		it.addEngine("Node", [outcome("a", "passed")]);
		it.addMissing([{ what: "Mosquitto", consequence: "its tests are skipped" }]);
		ok(!it.finish({ slowest: 0, isStrict: true }));
	});
});
