/**
 * Time, as a port: the modules never ask the platform what time it is.
 *
 * Times are whole milliseconds in a signed 32-bit counter that wraps every 49.7 days, as the tick counters of
 * microcontrollers do. Two times may only be compared through {@link elapsed}; firmware runs for years.
 */
export interface Clock {
	/** The present tick, ms. Monotonic, wraps at 2^31 to -2^31. MUST NOT follow changes of the wall clock. */
	now(): number;
	/** A new alarm, not yet set. The callback MUST NOT be called from inside any method of the alarm or the clock. */
	alarm(callback: () => void): Alarm;
}

/** One reusable timer. Made once, set often: `set` and `cancel` MUST NOT allocate. */
export interface Alarm {
	/** Calls back once, `delay` ms from now (0 to 2^31 - 1); replaces what was set before. */
	set(delay: number): void;
	/** Nothing will be called until the next `set`. */
	cancel(): void;
	/** Gives the timer back to the platform. The alarm must not be used any more. */
	close(): void;
}

/** Milliseconds from `start` to `end`, right across a wrap of the counter; negative when `end` is the earlier. */
export function elapsed(start: number, end: number): number {
	return (end - start) | 0;
}
