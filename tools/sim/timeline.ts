import { type Alarm, type Clock, elapsed } from "../../modules/clock.js";

/** Something that will happen. */
export interface Appointment {
	readonly time: number;
	/** It will not happen. Harmless when it has happened already. */
	cancel(): void;
}

interface Entry extends Appointment {
	readonly order: number;
	readonly action: () => void;
}

/** The clock is looked at this often at least, ms: its ticks have 32 bits, and half of that is as far as two can be told apart. */
const LOOK = 0x3fffffff;

/**
 * All that one part of the module is going to do, on one alarm of the clock. Actions run in order of time, then in the order
 * they were asked for. When the part dies (supply lost, module reset) the timeline is closed, and nothing of it happens.
 */
export class Timeline {
	readonly #clock: Clock;
	readonly #alarm: Alarm;
	readonly #entries: Entry[] = [];
	#tick: number;
	#now = 0;
	#order = 0;
	#running = false;
	#closed = false;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#tick = clock.now();
		this.#alarm = clock.alarm(() => this.#run());
		this.#arm();
	}

	/** Milliseconds since the timeline began. Unlike the clock it never wraps. */
	get now(): number {
		const tick = this.#clock.now();
		this.#now += elapsed(this.#tick, tick);
		this.#tick = tick;
		return this.#now;
	}

	/** Does `action` in `delay` ms, never from inside this call. */
	after(delay: number, action: () => void): Appointment {
		return this.at(this.now + Math.max(0, delay), action);
	}

	/** Does `action` at a time of this timeline; a time may lie between two ticks, and is then kept at the later one. */
	at(time: number, action: () => void): Appointment {
		const entry: Entry = {
			time,
			order: this.#order++,
			action,
			cancel: () => this.#remove(entry),
		};
		if (this.#closed) {
			return entry;
		}
		const place = this.#placeOf(entry);
		this.#entries.splice(place, 0, entry);
		if (place === 0 && !this.#running) {
			this.#arm();
		}
		return entry;
	}

	/** Nothing happens any more. */
	close(): void {
		if (!this.#closed) {
			this.#closed = true;
			this.#entries.length = 0;
			this.#alarm.close();
		}
	}

	/** Where an entry stands, or belongs: behind everything earlier, and behind what was asked for earlier at the same time. */
	#placeOf({ time, order }: Entry): number {
		let least = 0;
		let most = this.#entries.length;
		while (least < most) {
			const middle = (least + most) >> 1;
			const other = this.#entries[middle]!;
			if (other.time < time || (other.time === time && other.order < order)) {
				least = middle + 1;
			} else {
				most = middle;
			}
		}
		return least;
	}

	/** Takes an entry out, so that what is set and cancelled all the time does not pile up. */
	#remove(entry: Entry): void {
		const place = this.#placeOf(entry);
		if (this.#entries[place] === entry) {
			this.#entries.splice(place, 1);
		}
	}

	#run(): void {
		this.#running = true;
		try {
			while (this.#entries[0] !== undefined && this.#entries[0].time <= this.now) {
				this.#entries.shift()!.action();
			}
		} finally {
			this.#running = false;
			this.#arm();
		}
	}

	#arm(): void {
		if (this.#closed) {
			return;
		}
		const next = this.#entries[0]?.time ?? Number.POSITIVE_INFINITY;
		this.#alarm.set(Math.min(LOOK, Math.max(0, Math.ceil(next - this.now))));
	}
}
