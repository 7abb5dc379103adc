import Time from "time";
import Timer from "timer";
import type { Alarm, Clock } from "../../modules/clock.js";

/** Shortest and longest delay of a timer, ms. A repetition after 0 ms would make it a timer that runs once. */
const SHORTEST = 1;
const LONGEST = 0x7fffffff;

/**
 * One timer of the SDK, made once and scheduled again and again, which allocates nothing.
 *
 * It is always scheduled with its delay as its repetition, and unscheduled before the callback runs. On Linux the SDK's
 * timer takes a first delay that differs from the repetition, when scheduled from within its own callback, for two
 * timers: one of them could never be stopped.
 */
class TimerAlarm implements Alarm {
	readonly #timer: Timer;

	constructor(callback: () => void) {
		this.#timer = Timer.repeat(() => {
			this.cancel();
			callback();
		}, LONGEST);
		this.cancel();
	}

	set(delay: number): void {
		const interval = Math.max(delay, SHORTEST);
		Timer.schedule(this.#timer, interval, interval);
	}

	cancel(): void {
		Timer.schedule(this.#timer);
	}

	close(): void {
		Timer.clear(this.#timer);
	}
}

/** The clock of a host on the SDK: its modules `time` and `timer`. */
export const clock: Clock = Object.freeze({
	now: () => Time.ticks | 0,
	alarm: (callback: () => void) => new TimerAlarm(callback),
});
