import type { Costs, MeasuredCosts } from "./costs.js";

/** A line of the traffic, readable, secrets masked. */
export interface TrafficLine {
	/** ms since the run began. */
	readonly time: number;
	readonly sender: "host" | "module";
	readonly text: string;
}

/** One test of a run. Times are ms since the run began. */
export interface TestResult {
	readonly suite: string;
	readonly title: string;
	readonly state: "passed" | "failed" | "skipped";
	/** Why it failed, or was skipped. */
	readonly message: string | undefined;
	readonly start: number;
	readonly end: number;
}

/** What a suite was to cost, as far as that can be known before, and what has passed while it was run. */
export interface SuiteCosts {
	readonly suite: string;
	readonly estimate: Costs;
	readonly costs: MeasuredCosts;
}

/** A whole run. */
export interface HilResult {
	/** Where the module was. */
	readonly place: string;
	readonly identity: readonly string[];
	/** When it began, ISO 8601. */
	readonly began: string;
	readonly duration: number;
	/** What was done to bring the module to where a run begins. */
	readonly recovery: readonly string[];
	readonly tests: readonly TestResult[];
	/** Of all suites that were run, before. */
	readonly estimate: Costs;
	/** Of the whole run, with what brings the module to its beginning, and leaves it in order. */
	readonly costs: MeasuredCosts;
	readonly suites: readonly SuiteCosts[];
	readonly traffic: readonly TrafficLine[];
	/** Why the run ended before its end. */
	readonly problem: string | undefined;
}

/** How many tests of a run ended in each way. */
export function countsOf({ tests }: HilResult): Record<TestResult["state"], number> {
	const counts = { passed: 0, failed: 0, skipped: 0 };
	for (const { state } of tests) counts[state]++;
	return counts;
}
