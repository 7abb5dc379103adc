import type { HostLine } from "./connector.js";
import type { Profile } from "./profile.js";
import type { Appointment, Timeline } from "./timeline.js";

/** What the lines ask of the module. */
export interface PowerActions {
	/** PWRKEY was held long enough on a module that is off. */
	switchOn(): void;
	/** PWRKEY was held long enough on a running module, and released. */
	switchOff(): void;
	/** RESET_N was held long enough: the firmware is gone. */
	reset(): void;
	/** RESET_N was released again. */
	released(): void;
	/** VBAT has come or gone. */
	supply(on: boolean): void;
}

/** The power side of the connector: VBAT, PWRKEY and RESET_N, and how long they are held (hardware guides; see the profile). */
export class PowerControl {
	readonly #timeline: Timeline;
	readonly #holds: Profile["power"];
	readonly #actions: PowerActions;
	readonly #isRunning: () => boolean;
	#host = true;
	#cut = false;
	#supplied = true;
	#key: 0 | 1 = 1;
	#reset: 0 | 1 = 1;
	/** Since when PWRKEY has been low on a running module. */
	#pressed: number | undefined;
	#keyHold: Appointment | undefined;
	#resetHold: Appointment | undefined;
	#inReset = false;

	constructor(timeline: Timeline, holds: Profile["power"], isRunning: () => boolean, actions: PowerActions) {
		this.#timeline = timeline;
		this.#holds = holds;
		this.#isRunning = isRunning;
		this.#actions = actions;
	}

	get supplied(): boolean {
		return this.#supplied;
	}

	/** The host drives one of its lines; lines that have nothing to do with power are passed over. */
	setLine(line: HostLine, level: 0 | 1): void {
		if (line === "VBAT") {
			this.#host = level === 1;
			this.#updateSupply();
		} else if (line === "PWRKEY" && level !== this.#key) {
			this.#key = level;
			this.#keyChanged();
		} else if (line === "RESET_N" && level !== this.#reset) {
			this.#reset = level;
			this.#resetChanged();
		}
	}

	/** The supply fails behind the host's back. */
	cut(cut: boolean): void {
		this.#cut = cut;
		this.#updateSupply();
	}

	#updateSupply(): void {
		const supplied = this.#host && !this.#cut;
		if (supplied === this.#supplied) {
			return;
		}
		this.#supplied = supplied;
		this.#keyHold?.cancel();
		this.#resetHold?.cancel();
		this.#pressed = undefined;
		this.#inReset = false;
		this.#actions.supply(supplied);
		// A key that is tied low starts the module as soon as there is a supply.
		if (supplied && this.#key === 0) {
			this.#keyChanged();
		}
	}

	#keyChanged(): void {
		if (!this.#supplied) {
			return;
		}
		if (this.#key === 0 && this.#isRunning()) {
			this.#pressed = this.#timeline.now;
		} else if (this.#key === 0) {
			this.#keyHold = this.#timeline.after(this.#holds.onHold, () => this.#actions.switchOn());
		} else {
			this.#keyHold?.cancel();
			if (this.#pressed !== undefined && this.#timeline.now - this.#pressed >= this.#holds.offHold) {
				this.#actions.switchOff();
			}
			this.#pressed = undefined;
		}
	}

	#resetChanged(): void {
		if (!this.#supplied) {
			return;
		}
		if (this.#reset === 0) {
			this.#resetHold = this.#timeline.after(this.#holds.resetHold, () => {
				this.#inReset = this.#isRunning();
				if (this.#inReset) {
					this.#actions.reset();
				}
			});
		} else {
			this.#resetHold?.cancel();
			if (this.#inReset) {
				this.#inReset = false;
				this.#actions.released();
			}
		}
	}
}
