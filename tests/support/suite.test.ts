import { deepEqual, equal, ok, throws } from "./assert.js";
import { Suite } from "./suite.js";
import { SuiteRun } from "./suite-run.js";
import type { TestOutcome } from "./test-lines.js";
import { VirtualClock } from "./virtual-clock.js";

type Words = ReturnType<Suite["words"]>;

/** Runs what `define` describes, on a virtual clock, and tells how each test ended. */
async function outcomesOf(define: (words: Words) => void): Promise<TestOutcome[]> {
	const clock = new VirtualClock();
	const suite = new Suite();
	define(suite.words());
	const outcomes: TestOutcome[] = [];
	const platform = {
		now: () => clock.now(),
		set(callback: () => void, ms: number) {
			const alarm = clock.alarm(callback);
			alarm.set(ms);
			return alarm;
		},
		clear: (alarm: unknown) => (alarm as { close(): void }).close(),
	};
	let isOver = false;
	const run = new SuiteRun(platform, (outcome) => outcomes.push(outcome), 1000).run(suite).then(() => {
		isOver = true;
	});
	// Promises first, then time: time moves on only when nothing else can.
	for (let round = 0; round < 10_000 && !isOver; round++) {
		for (let turn = 0; turn < 20; turn++) await undefined;
		const next = clock.nextAlarm();
		if (!isOver && next !== undefined) clock.advance(next);
	}
	ok(isOver, "the run has come to its end");
	await run;
	return outcomes;
}

const brief = (outcomes: readonly TestOutcome[]) => outcomes.map(({ title, state }) => `${title}: ${state}`);

describe("Suite", () => {
	it("keeps the order and the titles of nested suites", async () => {
		const outcomes = await outcomesOf(({ describe, it }) => {
			describe("a", () => {
				it("one", () => {});
				describe("b", () => {
					it("two", () => {});
				});
				it("three", () => {});
			});
			it("four", () => {});
		});
		deepEqual(brief(outcomes), ["a one: passed", "a b two: passed", "a three: passed", "four: passed"]);
		deepEqual(
			outcomes.map(({ suite }) => suite),
			["a", "a", "a", "four"],
		);
	});

	it("runs hooks from outside in, and from inside out", async () => {
		const told: string[] = [];
		await outcomesOf(({ describe, it, before, after, beforeEach, afterEach }) => {
			before(() => told.push("before"));
			after(() => told.push("after"));
			beforeEach(() => told.push("each"));
			afterEach(() => told.push("each over"));
			describe("in", () => {
				before(() => told.push("in before"));
				after(() => told.push("in after"));
				beforeEach(() => told.push("in each"));
				afterEach(() => told.push("in each over"));
				it("x", () => void told.push("x"));
				it("y", () => void told.push("y"));
			});
		});
		const each = (test: string) => ["each", "in each", test, "in each over", "each over"];
		deepEqual(told, ["before", "in before", ...each("x"), ...each("y"), "in after", "after"]);
	});

	it("goes on with the right suite after a describe that throws", () => {
		const suite = new Suite();
		const { describe, it } = suite.words();
		throws(
			() =>
				describe("bad", () => {
					throw new RangeError("no");
				}),
			RangeError,
		);
		it("outside", () => {});
		equal(suite.children.length, 2);
	});
});

describe("SuiteRun", () => {
	it("tells what a test threw or rejected with", async () => {
		const outcomes = await outcomesOf(({ it }) => {
			it("throws", () => {
				throw new RangeError("thrown");
			});
			it("rejects", () => Promise.reject(new RangeError("rejected")));
			it("throws no error", () => {
				throw "words";
			});
			it("is well", () => undefined);
			it("is well in time", async () => undefined);
		});
		deepEqual(
			outcomes.map(({ state }) => state),
			["failed", "failed", "failed", "passed", "passed"],
		);
		["thrown", "rejected", "words"].forEach((word, at) => {
			ok(outcomes[at]?.message?.includes(word), `${outcomes[at]?.message} says ${word}`);
		});
	});

	it("ends a test at its limit, and goes on with the next one", async () => {
		const outcomes = await outcomesOf(({ it }) => {
			it("never resolves", () => new Promise(() => {}));
			it("has more time", function () {
				this.timeout(5000);
				return new Promise(() => {});
			});
			it("next", () => {});
		});
		deepEqual(
			outcomes.map(({ state, ms }) => `${state} ${ms}`),
			["failed 1000", "failed 5000", "passed 0"],
		);
	});

	it("tells of a test without body, and of one that skips itself", async () => {
		const outcomes = await outcomesOf(({ it }) => {
			it("promised");
			it("skips", function () {
				this.skip();
			});
		});
		deepEqual(brief(outcomes), ["promised: skipped", "skips: skipped"]);
	});

	it("fails every test behind a failing before, and runs none of them", async () => {
		let ran = 0;
		const outcomes = await outcomesOf(({ describe, it, before }) => {
			describe("broken", () => {
				before(() => {
					throw new Error("no broker");
				});
				it("one", () => void ran++);
				describe("deep", () => it("two", () => void ran++));
			});
			it("three", () => {});
		});
		deepEqual(brief(outcomes), ["broken one: failed", "broken deep two: failed", "three: passed"]);
		ok(outcomes[1]?.message?.includes("no broker"));
		equal(ran, 0);
	});

	it("fails a test by its beforeEach or afterEach", async () => {
		const outcomes = await outcomesOf(({ describe, it, beforeEach, afterEach }) => {
			describe("a", () => {
				beforeEach(() => Promise.reject(new Error("early")));
				it("x", () => {});
			});
			describe("b", () => {
				afterEach(() => Promise.reject(new Error("late")));
				it("y", () => {});
				it("z", () => {
					throw new Error("itself");
				});
			});
		});
		deepEqual(brief(outcomes), ["a x: failed", "b y: failed", "b z: failed"]);
		ok(outcomes[0]?.message?.includes("early"));
		ok(outcomes[1]?.message?.includes("late"));
		ok(outcomes[2]?.message?.includes("itself"));
	});

	it("tells of a failing after as of a test", async () => {
		const outcomes = await outcomesOf(({ describe, it, after }) => {
			describe("a", () => {
				after(() => {
					throw new Error("left open");
				});
				it("x", () => {});
			});
		});
		deepEqual(brief(outcomes), ["a x: passed", "a after: failed"]);
	});
});
