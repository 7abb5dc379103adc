import { type BenchSuite, NEEDS, type Need } from "./suites.js";

/** What of the needs of suites is there. */
export interface Means extends Readonly<Record<Exclude<Need, "sim">, boolean>> {
	/** What the module says of its SIM when that is not ready. */
	readonly simTrouble: string | undefined;
}

/** Which suites can be run. */
export interface Choice {
	readonly able: readonly BenchSuite[];
	/** With the first thing that they need and is not there. */
	readonly unable: readonly { readonly suite: BenchSuite; readonly reason: string }[];
}

export function chooseSuites(suites: readonly BenchSuite[], means: Means): Choice {
	const able: BenchSuite[] = [];
	const unable: { suite: BenchSuite; reason: string }[] = [];
	for (const suite of suites) {
		const need = suite.needs.find((it) => (it === "sim" ? means.simTrouble !== undefined : !means[it]));
		if (need === undefined) able.push(suite);
		else {
			const more = need === "sim" ? `: ${means.simTrouble}` : "";
			unable.push({ suite, reason: `needs ${NEEDS[need]}${more}` });
		}
	}
	return { able, unable };
}
