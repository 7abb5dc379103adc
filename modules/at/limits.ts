import { type Alarm, type Clock, elapsed } from "../clock.js";

/** Who is told that a limit has passed. */
export interface LimitsOwner {
	onLimit(): void;
}

/** The one alarm behind all limits: goes off when the soonest of them passes, or earlier. */
export class Limits {
	readonly #clock: Clock;
	readonly #alarm: Alarm;
	/** What the alarm is set to; undefined while it is not. */
	#at: number | undefined;

	constructor(clock: Clock, owner: LimitsOwner) {
		this.#clock = clock;
		this.#alarm = clock.alarm(() => {
			this.#at = undefined;
			owner.onLimit();
		});
	}

	/** Makes sure that the alarm goes off in `left` ms or earlier. */
	watch(left: number): void {
		const now = this.#clock.now();
		if (this.#at !== undefined && elapsed(now, this.#at) <= left) return;
		this.#at = (now + left) | 0;
		this.#alarm.set(left);
	}

	/** Gives the alarm back. */
	close(): void {
		this.#alarm.close();
	}
}
