import type { Alarm, Clock } from "../../modules/clock.js";

interface Pending {
	readonly callback: () => void;
	/** Time at which it is due, on the clock's own unbounded scale; undefined: not set. */
	due: number | undefined;
	order: number;
	isClosed: boolean;
}

/**
 * A clock that moves only when it is told to. Alarms go off in the order of their times, and of their setting where the
 * times are equal; never inside `set`, `cancel` or `now`.
 */
export class VirtualClock implements Clock {
	/** What `now` of each clock that is made tells at first, unless its constructor says so. */
	static origin = 0;
	/** Milliseconds since the clock was made; does not wrap. */
	time = 0;
	readonly #origin: number;
	readonly #alarms: Pending[] = [];
	#order = 0;

	/** @param origin what `now` tells at first: near 2^31 to test that somebody survives the wrap */
	constructor(origin = VirtualClock.origin) {
		this.#origin = origin;
	}

	/** Alarms that were made and not closed. */
	get alarms(): number {
		return this.#alarms.length;
	}

	now(): number {
		return (this.#origin + this.time) | 0;
	}

	alarm(callback: () => void): Alarm {
		const pending: Pending = { callback, due: undefined, order: 0, isClosed: false };
		const alarms = this.#alarms;
		alarms.push(pending);
		return {
			set: (delay) => {
				if (pending.isClosed) throw new Error("bad state");
				if (!Number.isInteger(delay) || delay < 0 || delay > 0x7fffffff) throw new RangeError(`delay: ${delay}`);
				pending.due = this.time + delay;
				pending.order = this.#order++;
			},
			cancel() {
				pending.due = undefined;
			},
			close() {
				pending.due = undefined;
				pending.isClosed = true;
				const at = alarms.indexOf(pending);
				if (at >= 0) alarms.splice(at, 1);
			},
		};
	}

	/** Milliseconds until the next alarm; undefined when none is set. */
	nextAlarm(): number | undefined {
		const next = this.#next();
		return next === undefined ? undefined : Math.max(0, (next.due as number) - this.time);
	}

	/** Moves on by `ms`, alarms included that are set on the way. */
	advance(ms: number): void {
		this.advanceTo(this.time + ms);
	}

	/**
	 * Moves on to `time`; a time in the past moves nothing. An alarm that throws ends the move at its time, and the next
	 * move goes on from there.
	 * @throws RangeError unless `time` is a whole number
	 */
	advanceTo(time: number): void {
		if (!Number.isSafeInteger(time)) throw new RangeError(`time: ${time}`);
		for (;;) {
			const next = this.#next();
			if (next === undefined || (next.due as number) > time) break;
			this.time = Math.max(this.time, next.due as number);
			next.due = undefined;
			next.callback();
		}
		this.time = Math.max(this.time, time);
	}

	/** Moves from alarm to alarm until `isDone`, or none is left, or `limit` ms have passed. @returns whether it is done */
	runUntil(isDone: () => boolean, limit: number): boolean {
		const end = this.time + limit;
		while (!isDone()) {
			const next = this.#next();
			if (next === undefined || (next.due as number) > end) return false;
			this.advanceTo(next.due as number);
		}
		return true;
	}

	/**
	 * Moves from alarm to alarm until none is set.
	 * @returns the ms that passed
	 * @throws Error when alarms are still set after `limit` ms
	 */
	runUntilIdle(limit: number): number {
		const start = this.time;
		if (!this.runUntil(() => this.nextAlarm() === undefined, limit)) {
			throw new Error(`not idle after ${limit} ms`);
		}
		return this.time - start;
	}

	#next(): Pending | undefined {
		let next: Pending | undefined;
		for (const it of this.#alarms) {
			if (it.due === undefined) continue;
			const earlier = next === undefined ? -1 : it.due - (next.due as number);
			if (earlier < 0 || (earlier === 0 && it.order < (next as Pending).order)) next = it;
		}
		return next;
	}
}
