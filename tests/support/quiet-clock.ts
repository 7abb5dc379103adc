import type { Alarm, Clock } from "../../modules/clock.js";

/** A clock that stands still and allocates nothing after its alarms are made. Nothing ever goes off by itself. */
export class QuietClock implements Clock {
	now(): number {
		return 0;
	}

	alarm(_callback: () => void): Alarm {
		return { set() {}, cancel() {}, close() {} };
	}
}
