import { UNKNOWN } from "./lexicon.js";

/** A command whose information response nothing else sends. Constant data. */
export interface Probe {
	/** Behind `AT`. */
	readonly name: string;
	/** Identifier of the line that answers it. */
	readonly answer: number;
}

/** What a final result code says about the dialogue. */
export const Proof = Object.freeze({
	/** Nothing: it belongs to the past. */
	none: 0,
	/** Perhaps: the next probe, which is current already, has to be answered too. */
	half: 1,
	/** We are in step. */
	whole: 2,
} as const);

/**
 * The proof that we and the module talk about the same command again.
 *
 * A probe is a command whose information response nothing else sends. The module answers in order, so a final result
 * code behind that response is the probe's own, and whatever comes before it belongs to the past. Probes rotate, so that
 * the late answer to one is not taken for the answer to the next.
 *
 * A module that was busy for long may have kept more probes than there are different ones, and answer them all at last.
 * So when earlier probes are unanswered, a second one has to be answered right behind the first: the one before it in the
 * rotation, which never follows it among those that were kept. If something else comes between, all is let pass until
 * the module has said nothing for a probe's limit.
 */
export class Resync {
	/** When the present probe's limit ends, a tick of the clock. */
	deadline = 0;
	isActive = false;
	/** For the answer to one probe, ms. */
	limit = 0;
	/** Whether answers to earlier probes are let pass: each of them puts the deadline off. */
	isDraining = false;
	readonly #probes: readonly Probe[];
	#turn = 0;
	#left = 0;
	#avoided = UNKNOWN as number;
	/** Whether the present probe is out and its final result code has not come. */
	#isOut = false;
	#isAnswered = false;
	/** Whether earlier probes were never answered. */
	#hasOwing = false;
	#isSecond = false;

	/** @param probes three or more */
	constructor(probes: readonly Probe[]) {
		this.#probes = probes;
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

	/** Given up, or of no more use. */
	end(): void {
		this.isActive = false;
		this.giveUp();
	}

	/** Goes on to the next probe. @returns false when all have been tried */
	next(): boolean {
		this.giveUp();
		while (this.#left > 0) {
			this.#left--;
			this.#turn = (this.#turn + 1) % this.#probes.length;
			if (this.#probe.answer === this.#avoided) continue;
			this.#isOut = true;
			return true;
		}
		return false;
	}

	/** The present probe's name behind `AT`. */
	get probe(): string {
		return this.#probe.name;
	}

	get #probe(): Probe {
		return this.#probes[this.#turn] as Probe;
	}

	/** A line with the identifier `name` came. @returns whether it answers the present probe */
	onInformation(name: number): boolean {
		if (name !== this.#probe.answer) return false;
		this.#isAnswered = true;
		return true;
	}

	/** A final result code came. @returns one of {@link Proof}; with the whole proof it is over */
	onFinal(): number {
		if (!this.#isAnswered || this.isDraining) {
			this.isDraining ||= this.#isSecond;
			this.#isAnswered = false;
			return Proof.none;
		}
		this.#isAnswered = false;
		if (this.#hasOwing && !this.#isSecond) {
			this.#isSecond = true;
			this.#turn = (this.#turn + this.#probes.length - 1) % this.#probes.length;
			return Proof.half;
		}
		this.#isOut = false;
		this.#hasOwing = false;
		this.end();
		return Proof.whole;
	}

	private giveUp(): void {
		if (this.#isOut) this.#hasOwing = true;
		this.#isOut = false;
		this.#isAnswered = false;
		this.#isSecond = false;
		this.isDraining = false;
	}
}
