import type { Latency } from "./latency.js";
import type { Appointment, Timeline } from "./timeline.js";

/** What {@link Sleep} needs to know, and whom it tells. */
export interface SleepParts {
	readonly timeline: Timeline;
	readonly latency: Latency;
	/** Whether DTR keeps the module awake, or something that it is doing. */
	readonly isKeptAwake: () => boolean;
	readonly onWake: () => void;
}

/** AT+QSCLK=1: with DTR high the module falls asleep as soon as it has nothing to do, and its UART is dead until DTR is low. */
export class Sleep {
	/** AT+QSCLK. */
	mode: 0 | 1 = 0;
	readonly #parts: SleepParts;
	#asleep = false;
	#doze: Appointment | undefined;

	constructor(parts: SleepParts) {
		this.#parts = parts;
	}

	get isAsleep(): boolean {
		return this.#asleep;
	}

	/** Something has happened that wakes the module or keeps it awake, or lets it sleep: it is looked at anew. */
	update(): void {
		const { timeline, latency, isKeptAwake, onWake } = this.#parts;
		this.#doze?.cancel();
		this.#doze = undefined;
		if (this.mode === 1 && !isKeptAwake()) {
			if (!this.#asleep) {
				this.#doze = timeline.after(latency.draw("doze"), () => this.#fallAsleep());
			}
		} else if (this.#asleep) {
			this.#asleep = false;
			onWake();
		}
	}

	#fallAsleep(): void {
		this.#doze = undefined;
		this.#asleep = this.mode === 1 && !this.#parts.isKeptAwake();
	}
}
