const { ticks, delta } = natives.time;

/** The module `time`: Moddable's Time, as far as a clock needs it. */
const Time = Object.freeze({
	/** Milliseconds of a clock that never goes back, in 32 bits that wrap. */
	get ticks(): number {
		return ticks();
	},
	/** Milliseconds from `start` to `end` (default: now), right across a wrap. */
	delta,
});

export default Time;
