import type { Alarm, Clock } from "../../modules/clock.js";

/** The clock of a Node process: monotonic, and wrapping as those of microcontrollers do. */
export const clock: Clock = Object.freeze({
	now: () => Math.floor(performance.now()) | 0,
	alarm(callback: () => void): Alarm {
		let timer: NodeJS.Timeout | undefined;
		return {
			set(delay) {
				clearTimeout(timer);
				timer = setTimeout(callback, delay);
			},
			cancel: () => clearTimeout(timer),
			close: () => clearTimeout(timer),
		};
	},
});
