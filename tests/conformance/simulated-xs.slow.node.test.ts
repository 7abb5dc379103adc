import { runOnXS } from "../far-side/on-xs.js";
import { equal, ok } from "../support/assert.js";
import { Suite } from "../support/suite.js";
import type { TestOutcome } from "../support/test-lines.js";
import { needsEngine } from "../support/xs-engine.js";
import type { Bench } from "./simulated/bench.js";
import { type SimulatedSuite, simulatedSuites } from "./simulated/suites.js";

/** Titles of all tests that a suite writes down; none of them is run. */
function titlesOf({ defineSuite }: SimulatedSuite): string[] {
	const suite = new Suite();
	const words = suite.words();
	const own = { describe, it, before, after, beforeEach, afterEach };
	Object.assign(globalThis, words);
	try {
		defineSuite(undefined as unknown as Bench);
	} finally {
		Object.assign(globalThis, own);
	}
	const titles: string[] = [];
	const collect = (it: Suite) => {
		for (const child of it.children) {
			if (child instanceof Suite) collect(child);
			else titles.push([...it.path, child.title].join(" "));
		}
	};
	collect(suite);
	return titles;
}

describe("Over the simulated module, on XS in lockstep", () => {
	before(needsEngine());

	for (const suite of simulatedSuites) {
		describe(suite.title, () => {
			const outcomes = new Map<string, TestOutcome>();
			const titles = titlesOf(suite);

			before(async () => {
				for (const it of await runOnXS(suite.name)) outcomes.set(it.title, it);
				equal(outcomes.size, titles.length, "tests that were told");
			});

			for (const title of titles) {
				it(title, () => {
					const outcome = outcomes.get(title);
					ok(outcome !== undefined, "was not run");
					equal(outcome?.state, "passed", outcome?.message);
				});
			}
		});
	}
});
