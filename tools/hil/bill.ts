import { type CostCounter, type Costs, costText, type MeasuredCosts, noCosts, sumOfCosts } from "./costs.js";
import { type HilPlan, isSecure } from "./plan.js";
import type { SuiteCosts } from "./result.js";
import type { BenchSuite } from "./suites.js";

/** What the suites of a run will cost, and have cost. */
export class Bill {
	/** Of the suites that are run, before. */
	estimate: Costs = noCosts;
	readonly suites: SuiteCosts[] = [];
	readonly #plan: HilPlan;
	readonly #counter: CostCounter;
	/** The suite that is being run, and what had passed before. */
	#suite: { readonly suite: BenchSuite; readonly before: MeasuredCosts } | undefined;

	constructor(plan: HilPlan, counter: CostCounter) {
		this.#plan = plan;
		this.#counter = counter;
	}

	/** These are going to be run. */
	open(suites: readonly BenchSuite[]): void {
		this.estimate = sumOfCosts(suites.map((suite) => this.#estimateOf(suite)));
		this.#plan.onProgress(`will cost about: ${costText(this.estimate)}`);
	}

	/** A test of that suite begins. */
	begin(name: string): void {
		if (this.#suite?.suite.name === name) return;
		this.end();
		const suite = this.#plan.suites.find((it) => it.name === name);
		if (suite === undefined) return;
		this.#suite = { suite, before: this.#counter.costs };
		this.#plan.onProgress(`${name} will cost about: ${costText(this.#estimateOf(suite))}`);
	}

	/** The last suite is over. */
	end(): void {
		if (this.#suite === undefined) return;
		const { suite, before } = this.#suite;
		this.#suite = undefined;
		const costs = this.#counter.since(before);
		this.suites.push({ suite: suite.name, estimate: this.#estimateOf(suite), costs });
		this.#plan.onProgress(`${suite.name} has cost: ${costText(costs)}`);
	}

	/** What a suite costs, as far as that can be known before; with a broker at mqtts:// each connection has a handshake. */
	#estimateOf({ estimate }: BenchSuite): Costs {
		return isSecure(this.#plan) ? { ...estimate, handshakes: estimate.handshakes + estimate.connections } : estimate;
	}
}
