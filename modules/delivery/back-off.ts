import type { Random } from "../random.js";

/**
 * How long to wait before the next attempt: twice as long each time, up to a limit, and spread evenly over the upper half, so
 * that a thousand devices do not come back in the same second.
 */
export class BackOff {
	readonly #random: Random;
	readonly #first: number;
	readonly #longest: number;
	#present: number;

	/**
	 * @param first longest first wait, ms
	 * @param longest longest wait of all, ms
	 */
	constructor(random: Random, first: number, longest: number) {
		this.#random = random;
		this.#first = first;
		this.#longest = longest;
		this.#present = first;
	}

	/** The next wait, ms: from half of the present limit to all of it. */
	next(): number {
		const limit = this.#present;
		this.#present = Math.min(limit * 2, this.#longest);
		const half = Math.floor(limit / 2);
		return limit - (this.#random.next() % (half + 1));
	}

	/** The cause is gone: starts with the first wait again. */
	reset(): void {
		this.#present = this.#first;
	}
}
