import { type Crystal, type RealTimeClock, showTime, showZone } from "./real-time-clock.js";
import type { Settings } from "./settings.js";
import type { Stored } from "./stored.js";

/** China's zone, in quarters of an hour. */
export const CHINA = 32;

/** What the network tells of the time (NITZ): AT+CTZU, AT+CTZR and AT+QLTS. */
export class NetworkTime {
	readonly #parts: {
		crystal: Crystal;
		networkZone: number;
		realTimeClock: RealTimeClock;
		stored: Stored;
		settings: Settings;
		announce: (text: string) => void;
	};
	/** What it has told, and when: ms of the crystal. */
	#told: { utc: number; at: number } | undefined;

	constructor(parts: {
		crystal: Crystal;
		networkZone: number;
		realTimeClock: RealTimeClock;
		stored: Stored;
		settings: Settings;
		announce: (text: string) => void;
	}) {
		this.#parts = parts;
	}

	/** The network tells the time: the clock takes it if it may, and whoever asked for it is told. @param utc ms since 1970 */
	take(utc: number): void {
		const { crystal, networkZone, realTimeClock, stored, settings, announce } = this.#parts;
		this.#told = { utc, at: crystal.now };
		if (stored.clockUpdate !== 0) {
			realTimeClock.setFromNetwork(utc, networkZone, stored.clockUpdate === 3 ? "local" : "UTC");
		}
		const zone = showZone(networkZone);
		if (settings.values.timeReports === 1) {
			announce(`+CTZV: "${zone}"`);
		} else if (settings.values.timeReports === 2) {
			announce(`+CTZE: "${zone}",0,"${showTime(utc, networkZone, true).slice(0, 19)}"`);
		}
	}

	/** What it has told; undefined when it has told nothing. @param present as it would be now, not as it was then */
	told(present: boolean): { utc: number; zone: number } | undefined {
		const told = this.#told;
		return told && { utc: told.utc + (present ? this.#parts.crystal.now - told.at : 0), zone: this.#parts.networkZone };
	}
}
