import { elapsed } from "../clock.js";
import { ResetBudget } from "./reset-budget.js";

/** Pauses between attempts to bring the module back, ms; the last one repeats. Delays, never gives up. */
const BACK_OFF: readonly number[] = Object.freeze([0, 1000, 2000, 5000, 15000, 60000, 300000]);
/** Ready for this long, everything starts anew, ms: a module that falls over at once is not hammered. */
const SETTLED = 60000;
/** How long SIM and network are waited for until more is done than that, ms; the last one repeats. */
const PATIENCE: readonly number[] = Object.freeze([600000, 1200000, 2400000, 3600000]);

/** How far the modem has gone to get its module ready: each step is a harsher one, or comes after a longer pause. */
export class Ladder {
	/** Attempts to bring the module back since it was last ready for long. */
	attempts = 0;
	/** Whether the module was set up anew since then: the next step is a reset. */
	wasSetUp = false;
	/** How often the radio was switched off and on, or the module reset, because there was no network. */
	#searches = 0;
	#searchedAt = 0;
	#readyAt = 0;
	readonly #budget: ResetBudget;

	/** @param perHour resets and uses of the power key within any hour, at most; more are put off */
	constructor(perHour: number) {
		this.#budget = new ResetBudget(perHour);
	}

	/** @returns the pause before the next attempt, ms; each is longer, until the modem has been ready for a while */
	pause(): number {
		return BACK_OFF[Math.min(this.attempts++, BACK_OFF.length - 1)] as number;
	}

	/** The same for an attempt that resets the module, or uses its power key: spends from the budget. @param now a tick */
	resetPause(now: number): number {
		const pause = Math.max(this.pause(), this.#budget.delay(now));
		this.#budget.spend((now + pause) | 0);
		return pause;
	}

	/** SIM and network are looked for from `now` on, a tick. */
	search(now: number): void {
		this.#searchedAt = now;
	}

	/** Whether they have been looked for too long. */
	isOverdue(now: number): boolean {
		const patience = PATIENCE[Math.min(this.#searches, PATIENCE.length - 1)] as number;
		return elapsed(this.#searchedAt, now) >= patience;
	}

	/** @returns whether the radio was switched off and on last, so that it is the module's turn */
	onOverdue(now: number): boolean {
		this.#searchedAt = now;
		return ++this.#searches % 2 === 0;
	}

	ready(now: number): void {
		this.#readyAt = now;
	}

	/** The modem is not ready any more: it begins at the lowest rung if it was for long. */
	lose(now: number): void {
		const time = elapsed(this.#readyAt, now);
		// Negative is longest of all: the clock has gone half its round.
		if (time >= 0 && time < SETTLED) return;
		this.attempts = 0;
		this.wasSetUp = false;
		this.#searches = 0;
	}
}
