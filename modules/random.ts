/** Randomness, as a port: jitter and generated names come from here, so that a seed repeats a run. */
export interface Random {
	/** A whole number from 0 to 2^31 - 1, evenly spread. */
	next(): number;
}

/** A small seeded generator (xorshift32). For tests, simulators and jitter; MUST NOT be used for secrets. */
export class SeededRandom implements Random {
	#state: number;

	/** @param seed any whole number; 0 is taken as 1, since a zero state never leaves zero */
	constructor(seed: number) {
		this.#state = seed | 0 || 1;
	}

	next(): number {
		let it = this.#state;
		it ^= it << 13;
		it ^= it >>> 17;
		it ^= it << 5;
		this.#state = it;
		return it & 0x7fffffff;
	}
}
