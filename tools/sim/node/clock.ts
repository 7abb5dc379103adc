import type { Alarm, Clock } from "../../../modules/clock.js";

/** What is so far away, ms, keeps no process alive. */
const WEEK = 7 * 86_400_000;

/** The Clock port on Node: real time. */
export class NodeClock implements Clock {
	now(): number {
		return performance.now() | 0;
	}

	alarm(callback: () => void): Alarm {
		let timer: NodeJS.Timeout | undefined;
		const cancel = () => {
			clearTimeout(timer);
			timer = undefined;
		};
		return {
			set: (delay) => {
				cancel();
				timer = setTimeout(callback, delay);
				if (delay >= WEEK) {
					timer.unref();
				}
			},
			cancel,
			close: cancel,
		};
	}
}
