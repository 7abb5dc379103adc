import { Journal } from "../../../../tools/cli/demo/journal.js";
import { Numbers } from "../../../../tools/cli/demo/numbers.js";
import { summarize } from "../../../../tools/cli/demo/summary.js";
import { deepEqual, equal } from "../../../support/assert.js";

interface Case {
	/** Numbers of the messages that the cloud saw. */
	readonly seen: readonly number[];
	readonly lines: readonly string[];
	readonly sent?: number;
	readonly taken?: readonly string[];
	readonly isInterrupted?: boolean;
}

const all = ["published 0 0 10", "published 1 1 10", "published 2 2 10"];

function summaryOf({ seen, lines, sent = 1, taken = ["a"], isInterrupted = false }: Case) {
	const journal = new Journal();
	for (const line of lines) journal.take(line);
	const numbers = new Numbers();
	for (const n of seen) numbers.add(n);
	const cloud = { seen: numbers, taken: new Set(taken), sent };
	const task = { messages: 3, commands: 1, isInterrupted };
	return summarize(task, cloud, journal, { engine: "node", bits: 64 }, undefined);
}

describe("summarize", () => {
	it("has the shape that --json promises", () => {
		deepEqual(summaryOf({ seen: [0, 1, 2], lines: all }), {
			engine: "node",
			bits: 64,
			published: { 0: 1, 1: 1, 2: 1 },
			acknowledged: { 1: 1, 2: 1 },
			delivered: 3,
			commands: { sent: 1, taken: 1 },
			lost: 0,
			unknown: 0,
			heap: null,
			collections: null,
		});
	});

	const cases: readonly (readonly [title: string, lost: number, run: Case])[] = [
		["a message that the cloud has not seen, whatever was told", 1, { seen: [0, 2], lines: all }],
		["a message that was seen but never acknowledged", 1, { seen: [0, 1, 2], lines: all.slice(0, 2) }],
		["a message at QoS 0 only when it was not seen", 0, { seen: [0, 1, 2], lines: all.slice(1) }],
		[
			"no message that was seen, and told as unknown",
			0,
			{ seen: [0, 1, 2], lines: [...all.slice(0, 2), "unknown 2 2 10 reset 0"] },
		],
		["a command that was not taken", 1, { seen: [0, 1, 2], lines: all, taken: [] }],
		["a command that was not even sent", 1, { seen: [0, 1, 2], lines: all, sent: 0, taken: [] }],
		["everything when nothing happened", 4, { seen: [], lines: [], sent: 0, taken: [] }],
		["of an interrupted run nothing that was not told", 0, { seen: [], lines: [], taken: [], isInterrupted: true }],
		["of an interrupted run what was told and not seen", 2, { seen: [1], lines: all, isInterrupted: true }],
	];
	for (const [title, lost, run] of cases) it(`counts ${title}`, () => equal(summaryOf(run).lost, lost));
});
