import type { Outcome } from "./outcome.js";

/** Something that is not installed here, and what therefore was not run. */
export interface Missing {
	readonly what: string;
	readonly consequence: string;
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(2).padStart(8)} s`;
}

/** Collects how tests ended, tells of them, and says whether all is well. */
export class Report {
	readonly outcomes: Outcome[] = [];
	readonly #print: (line: string) => void;
	readonly #missing: Missing[] = [];

	constructor(print: (line: string) => void) {
		this.#print = print;
	}

	/** Takes outcomes in, and tells at once what failed. */
	add(outcomes: readonly Outcome[]): void {
		this.outcomes.push(...outcomes);
		for (const { engine, title, message } of outcomes.filter(({ state }) => state === "failed")) {
			this.#print(`\nFAILED on ${engine}: ${title}\n${(message ?? "").trimEnd().replace(/^/gm, "    ")}`);
		}
	}

	/** Tells how one engine did. */
	addEngine(engine: string, outcomes: readonly Outcome[]): void {
		this.add(outcomes);
		const { passed, failed, skipped } = this.#count(outcomes);
		const ms = outcomes.reduce((sum, it) => sum + it.ms, 0);
		const rest = `${failed > 0 ? `, ${failed} failed` : ""}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
		this.#print(`${engine.padEnd(10)}${String(passed).padStart(6)} passed${rest}, ${(ms / 1000).toFixed(1)} s`);
	}

	/** Notes that something optional is not here. */
	addMissing(missing: readonly Missing[]): void {
		this.#missing.push(...missing);
	}

	/**
	 * Prints the slowest suites, what was skipped, what was missing, and last the line with the counts.
	 * @param isStrict whether what is skipped or missing is a failure, as it is in continuous integration
	 * @returns whether all is well
	 */
	finish({ slowest, isStrict }: { slowest: number; isStrict: boolean }): boolean {
		const skips = this.outcomes.filter(({ state }) => state === "skipped");
		if (slowest > 0) this.#printSlowest(slowest);
		if (skips.length > 0) {
			this.#print("\nSkipped:");
			for (const { engine, title } of skips) this.#print(`  ${engine}: ${title}`);
		}
		if (this.#missing.length > 0) {
			this.#print("\nNot here:");
			for (const { what, consequence } of this.#missing) this.#print(`  ${what}: ${consequence}`);
		}
		if (isStrict) {
			this.add(
				skips.map((it) => ({ ...it, state: "failed", message: "was skipped, which CI=true does not allow" }) as const),
			);
			for (const it of skips) this.outcomes.splice(this.outcomes.indexOf(it), 1);
			this.add(
				this.#missing.map(({ what, consequence }) => {
					const title = `${what} is installed`;
					return { engine: "checks", suite: title, title, state: "failed", ms: 0, message: consequence } as const;
				}),
			);
		}
		const { passed, failed, skipped } = this.#count(this.outcomes);
		this.#print(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
		return failed === 0 && passed > 0;
	}

	#printSlowest(count: number): void {
		const suites = new Map<string, number>();
		for (const { engine, suite, ms } of this.outcomes) {
			const name = `${engine}: ${suite}`;
			suites.set(name, (suites.get(name) ?? 0) + ms);
		}
		const slowest = [...suites].sort(([, a], [, b]) => b - a).slice(0, count);
		this.#print(`\nSlowest ${slowest.length} suites:`);
		for (const [name, ms] of slowest) this.#print(`${seconds(ms)}  ${name}`);
	}

	#count(outcomes: readonly Outcome[]): Record<Outcome["state"], number> {
		const counts = { passed: 0, failed: 0, skipped: 0 };
		for (const { state } of outcomes) counts[state]++;
		return counts;
	}
}
