/** A set of whole numbers from 0 that fills up from below: what lies under the first gap costs no memory. */
export class Numbers {
	/** Up to here, this excluded, all are in. */
	#floor = 0;
	readonly #above = new Set<number>();
	#end = 0;

	/** How many there are. */
	get size(): number {
		return this.#floor + this.#above.size;
	}

	/** One more than the highest. */
	get end(): number {
		return this.#end;
	}

	has(n: number): boolean {
		return n < this.#floor || this.#above.has(n);
	}

	/** @returns whether it is new */
	add(n: number): boolean {
		if (this.has(n)) return false;
		this.#above.add(n);
		while (this.#above.delete(this.#floor)) this.#floor++;
		this.#end = Math.max(this.#end, n + 1);
		return true;
	}
}
