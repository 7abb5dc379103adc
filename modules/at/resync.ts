import { type Lexicon, UNKNOWN } from "./lexicon.js";

/**
 * The proof that we and the module talk about the same command again.
 *
 * A probe is a command whose information response nothing else sends. The module answers in order, so a final result
 * code behind that response is the probe's own, and whatever comes before it belongs to the past. Probes rotate, so that
 * the late answer to one is not taken for the answer to the next.
 */
export class Resync {
	/** When the present probe's limit ends, a tick of the clock. */
	deadline = 0;
	isActive = false;
	/** For the answer to one probe, ms. */
	limit = 0;
	readonly #probes: readonly string[];
	readonly #answers: number[];
	#turn = 0;
	#left = 0;
	#avoided = UNKNOWN as number;
	#isAnswered = false;

	/** @param probes names behind `AT`, two or more; the answer to `+CSQ` or `+IPR?` is a line named `+CSQ` or `+IPR` */
	constructor(lexicon: Lexicon, probes: readonly string[]) {
		this.#probes = probes;
		this.#answers = probes.map((probe) => lexicon.identify(probe.endsWith("?") ? probe.slice(0, -1) : probe));
	}

	/**
	 * @param avoided identifier of the answer that may still be on its way: no probe with the same is used
	 * @param limit for the answer to each probe, ms
	 */
	begin(avoided: number, limit: number): void {
		this.isActive = true;
		this.limit = limit;
		this.#avoided = avoided;
		this.#left = this.#probes.length;
	}

	end(): void {
		this.isActive = false;
	}

	/** The next probe's name behind `AT`; undefined when all have been tried. */
	nextProbe(): string | undefined {
		while (this.#left > 0) {
			this.#left--;
			this.#turn = (this.#turn + 1) % this.#probes.length;
			if (this.#answers[this.#turn] === this.#avoided) continue;
			this.#isAnswered = false;
			return this.#probes[this.#turn];
		}
		return undefined;
	}

	/** A line with the identifier `name` came. */
	onInformation(name: number): void {
		if (name === this.#answers[this.#turn]) this.#isAnswered = true;
	}

	/** A final result code came. @returns whether it proves that we are in step; then it is over */
	onFinal(): boolean {
		if (!this.#isAnswered) return false;
		this.isActive = false;
		return true;
	}
}
