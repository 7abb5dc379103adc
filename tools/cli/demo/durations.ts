/** Durations in whole ms, any number of them in little memory. */
export class Durations {
	/** How often each was seen. */
	readonly #counts = new Map<number, number>();
	#size = 0;

	add(ms: number): void {
		this.#counts.set(ms, (this.#counts.get(ms) ?? 0) + 1);
		this.#size++;
	}

	/** The longest; 0 when there is none. */
	get longest(): number {
		let longest = 0;
		for (const ms of this.#counts.keys()) longest = Math.max(longest, ms);
		return longest;
	}

	/** The upper median; 0 when there is none. */
	get median(): number {
		let rank = this.#size >> 1;
		for (const [ms, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
			rank -= count;
			if (rank < 0) return ms;
		}
		return 0;
	}
}
