import type { RealTimeClock } from "./real-time-clock.js";
import { showTime } from "./real-time-clock.js";
import type { Settings } from "./settings.js";
import type { Stored } from "./stored.js";
import type { Timeline } from "./timeline.js";

/** China's zone, in quarters of an hour. */
const CHINA = 32;

/** What the network tells of the time (NITZ): AT+CTZU, AT+CTZR and AT+QLTS. */
export class NetworkTime {
	readonly #parts: {
		timeline: Timeline;
		realTimeClock: RealTimeClock;
		stored: Stored;
		settings: Settings;
		announce: (text: string) => void;
	};
	/** What it has told, and when: ms of the timeline. */
	#told: { utc: number; at: number } | undefined;

	constructor(parts: {
		timeline: Timeline;
		realTimeClock: RealTimeClock;
		stored: Stored;
		settings: Settings;
		announce: (text: string) => void;
	}) {
		this.#parts = parts;
	}

	/** The network tells the time: the clock takes it if it may, and whoever asked for it is told. @param utc ms since 1970 */
	take(utc: number): void {
		const { timeline, realTimeClock, stored, settings, announce } = this.#parts;
		this.#told = { utc, at: timeline.now };
		if (stored.clockUpdate !== 0) {
			realTimeClock.setFromNetwork(utc, CHINA, stored.clockUpdate === 3 ? "local" : "UTC");
		}
		if (settings.values.timeReports === 1) {
			announce(`+CTZV: "+${CHINA}"`);
		} else if (settings.values.timeReports === 2) {
			announce(`+CTZE: "+${CHINA}",0,"${showTime(utc, CHINA, true).slice(0, 19)}"`);
		}
	}

	/** What it has told; undefined when it has told nothing. @param present as it would be now, not as it was then */
	told(present: boolean): { utc: number; zone: number } | undefined {
		const told = this.#told;
		return told && { utc: told.utc + (present ? this.#parts.timeline.now - told.at : 0), zone: CHINA };
	}
}
