import { type Alarm, type Clock, elapsed } from "../../../modules/clock.js";

/** An alarm of a {@link SteadyClock}. */
class SteadyAlarm implements Alarm {
	isSet = false;
	due = 0;
	readonly callback: () => void;
	readonly #clock: SteadyClock;

	constructor(clock: SteadyClock, callback: () => void) {
		this.#clock = clock;
		this.callback = callback;
	}

	set(delay: number): void {
		this.due = (this.#clock.now() + delay) | 0;
		this.isSet = true;
	}

	cancel(): void {
		this.isSet = false;
	}

	close(): void {
		this.isSet = false;
	}
}

/** A virtual clock that allocates only when an alarm is made, for measuring what others allocate. Alarms go off in the order of their times. */
export class SteadyClock implements Clock {
	readonly #alarms: SteadyAlarm[] = [];
	#now: number;

	/** @param origin what `now` tells at first */
	constructor(origin = 0) {
		this.#now = origin | 0;
	}

	now(): number {
		return this.#now;
	}

	alarm(callback: () => void): Alarm {
		const alarm = new SteadyAlarm(this, callback);
		this.#alarms.push(alarm);
		return alarm;
	}

	/** Moves on by `ms`, alarms included that are set on the way. */
	advance(ms: number): void {
		const end = (this.#now + ms) | 0;
		const alarms = this.#alarms;
		for (;;) {
			let next: SteadyAlarm | undefined;
			for (let at = 0; at < alarms.length; at++) {
				const it = alarms[at] as SteadyAlarm;
				if (!it.isSet || elapsed(it.due, end) < 0) continue;
				if (next === undefined || elapsed(next.due, it.due) < 0) next = it;
			}
			if (next === undefined) break;
			if (elapsed(this.#now, next.due) > 0) this.#now = next.due;
			next.isSet = false;
			next.callback();
		}
		this.#now = end;
	}
}
