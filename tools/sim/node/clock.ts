import type { Alarm, Clock } from "../../../modules/clock.js";

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
			},
			cancel,
			close: cancel,
		};
	}
}
