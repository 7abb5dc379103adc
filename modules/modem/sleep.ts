import type { Scheduler } from "../at/scheduler.js";
import type { Alarm, Clock } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import type { Transmitter, TransmitterHolder } from "../uart/transmitter.js";

export interface SleepOptions {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly transmitter: Transmitter;
	readonly counters: Counters;
	/** How long nothing has passed before the module may sleep, ms. */
	readonly idle: number;
	/** From DTR until the first byte is heard, ms. */
	wakeTime(): number;
	/** Holds DTR, or lets it go. */
	hold(isHeld: boolean): void;
}

/**
 * AT+QSCLK=1: without DTR a module that has nothing to do sleeps, and loses what is sent to it. So DTR is let go when nothing has
 * passed for a while and nothing is awaited, and what is to be sent then waits until the module has had its time to wake up.
 * What the module says by itself needs none of this: it wakes for that.
 */
export class Sleep implements TransmitterHolder {
	readonly #options: SleepOptions;
	readonly #alarm: Alarm;
	/** Bytes that had passed when it was last looked. */
	#passed = 0;
	#isRousing = false;
	#isAllowed = false;

	constructor(options: SleepOptions) {
		this.#options = options;
		this.#alarm = options.clock.alarm(() => this.#look());
	}

	/** The module may sleep from now on. */
	allow(): void {
		this.#isAllowed = true;
		if (!this.#isRousing) this.#watch();
	}

	/** It may not; what waits goes out when it is awake. */
	forbid(): void {
		this.#isAllowed = false;
		if (this.#options.transmitter.holder === this) this.onHeld();
		else if (!this.#isRousing) {
			// Not every host's pin has the level at first that it was made with.
			this.#options.hold(true);
			this.#alarm.cancel();
		}
	}

	close(): void {
		this.#alarm.close();
		this.#options.transmitter.holder = undefined;
	}

	#look(): void {
		const { transmitter, scheduler, counters } = this.#options;
		if (this.#isRousing) {
			this.#isRousing = false;
			counters.wakes = (counters.wakes + 1) | 0;
			if (this.#isAllowed) this.#watch();
			transmitter.release();
			return;
		}
		if (this.#count !== this.#passed || !scheduler.isIdle) {
			this.#watch();
			return;
		}
		transmitter.holder = this;
		this.#options.hold(false);
	}

	#watch(): void {
		this.#passed = this.#count;
		this.#alarm.set(this.#options.idle);
	}

	/** The module is woken up. */
	onHeld(): void {
		if (this.#isRousing) return;
		this.#isRousing = true;
		this.#options.hold(true);
		this.#alarm.set(this.#options.wakeTime());
	}

	get #count(): number {
		const { bytesIn, bytesOut } = this.#options.counters;
		return (bytesIn + bytesOut) | 0;
	}
}
