/** How a heap has changed over a run. */
export interface Slope {
	/** Looks at it that count: the first fifth of them, in which everything is made, does not. */
	readonly length: number;
	/** Bytes in use, on average. */
	readonly mean: number;
	/** Bytes more from one look to the next: the line through all of them with the least squares. */
	readonly slope: number;
}

/** @param looks bytes in use; 0: none was taken */
export function slopeOf(looks: readonly number[]): Slope {
	const taken = looks.filter((it) => it > 0);
	const counted = taken.slice(Math.floor(taken.length / 5));
	const { length } = counted;
	const mean = counted.reduce((sum, it) => sum + it, 0) / length;
	const middle = (length - 1) / 2;
	let [above, below] = [0, 0];
	for (const [at, it] of counted.entries()) {
		above += (at - middle) * (it - mean);
		below += (at - middle) ** 2;
	}
	return { length, mean, slope: below === 0 ? 0 : above / below };
}
