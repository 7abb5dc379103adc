import { elapsed } from "../clock.js";

const HOUR = 3_600_000;
/** A reset is put off by an hour at most, or by the longest pause of the ladder, and is noted when that is decided. */
const LATEST = HOUR + 300_000;

/**
 * How often the module may be reset. A module that is reset again and again wears out its flash, and networks bar those that
 * attach too often. Over the budget a reset is put off; it is never refused.
 */
export class ResetBudget {
	/** Ticks of the last resets, in a ring, and how many of them there are. */
	readonly #times: Int32Array;
	#count = 0;
	#next = 0;

	/** @param perHour resets within any hour, at most */
	constructor(perHour: number) {
		this.#times = new Int32Array(perHour);
	}

	/** How long the next reset has to be put off at `now`, a tick, ms. */
	delay(now: number): number {
		if (this.#count < this.#times.length) return 0;
		const age = elapsed(this.#times[this.#next] as number, now);
		// Negative is still to come, as it was put off; or long ago: the clock has gone half its round.
		return age < -LATEST ? 0 : Math.max(0, HOUR - age);
	}

	/** Notes a reset at the tick `time`. */
	spend(time: number): void {
		this.#times[this.#next] = time;
		this.#next = (this.#next + 1) % this.#times.length;
		if (this.#count < this.#times.length) this.#count++;
	}
}
