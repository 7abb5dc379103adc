import type { Fault } from "./fault.js";
import type { Judgement, Verdict } from "./verdict.js";

/** A case that was judged. */
export interface Judged extends Judgement {
	readonly fault: Fault;
	readonly isBytewise: boolean;
}

/** How many cases ended how, and the first that were wrong, in words. */
export class Sums implements Record<Verdict, number> {
	cases = 0;
	right = 0;
	thin = 0;
	indistinguishable = 0;
	wrong = 0;
	readonly examples: string[] = [];

	count({ verdict, why, fault, isBytewise }: Judged): void {
		this.cases++;
		this[verdict]++;
		if (verdict !== "wrong" || this.examples.length === 5) return;
		this.examples.push(`${isBytewise ? "byte by byte" : "in pieces"}: ${JSON.stringify(fault)}: ${why}`);
	}

	add({ cases, right, thin, indistinguishable, wrong }: Sums): void {
		this.cases += cases;
		this.right += right;
		this.thin += thin;
		this.indistinguishable += indistinguishable;
		this.wrong += wrong;
	}

	print(title: string): void {
		const { cases, right, thin, indistinguishable, wrong } = this;
		console.log(
			`fault matrix: ${title}: ${cases} cases, ${right} right, ${thin} thin, ${indistinguishable} indistinguishable, ${wrong} wrong`,
		);
	}
}

/** Counts all of `rows`. */
export function sumUp(rows: Iterable<Judged>): Sums {
	const sums = new Sums();
	for (const row of rows) sums.count(row);
	return sums;
}
