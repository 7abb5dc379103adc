import { toBytes } from "./bytes.js";
import type { Appointment, Timeline } from "./timeline.js";

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
/** The most bytes handed over at once, where a millisecond holds fewer: what a UART's FIFO gathers. */
const PIECE = 32;

/**
 * One direction of a UART: bytes go in, and come out when they have passed the wire.
 *
 * A piece comes out at the tick in which its last byte has passed. Time between ticks is kept, so that a long stream takes
 * exactly as long as its baud says.
 */
export class SerialLine {
	readonly #timeline: Timeline;
	readonly #deliver: (bytes: Uint8Array) => void;
	readonly #pacing: boolean;
	#queue: Uint8Array[] = [];
	#length = 0;
	#baud: number;
	#free = 0;
	#held = false;
	#piece: Appointment | undefined;

	/** @param deliver takes each piece; never called from inside a method of the line */
	constructor(timeline: Timeline, options: { pacing: boolean; baud: number; deliver: (bytes: Uint8Array) => void }) {
		this.#timeline = timeline;
		this.#pacing = options.pacing;
		this.#baud = options.baud;
		this.#deliver = options.deliver;
	}

	/** Bits per second. A new baud counts for every byte that has not been handed over yet. */
	get baud(): number {
		return this.#baud;
	}

	set baud(baud: number) {
		this.#baud = baud;
	}

	/** Whether bytes are on the wire or waiting for it. */
	get busy(): boolean {
		return this.#length > 0;
	}

	/** Bytes on the wire or waiting for it. */
	get length(): number {
		return this.#length;
	}

	/** While held the sender starts no further piece, as a UART whose CTS input is high. */
	hold(held: boolean): void {
		this.#held = held;
		if (!held) {
			this.#start(this.#timeline.now);
		}
	}

	send(bytes: Uint8Array | string): void {
		const own = typeof bytes === "string" ? toBytes(bytes) : bytes.slice();
		if (own.length > 0) {
			this.#queue.push(own);
			this.#length += own.length;
			this.#start(this.#timeline.now);
		}
	}

	/** What has not passed yet is lost. */
	clear(): void {
		this.#queue = [];
		this.#length = 0;
		this.#piece?.cancel();
		this.#piece = undefined;
		this.#free = 0;
	}

	/** Puts the next piece on the wire, at time `from` or when the wire is free. */
	#start(from: number): void {
		if (this.#piece !== undefined || this.#held || this.#length === 0) {
			return;
		}
		if (!this.#pacing) {
			this.#piece = this.#timeline.after(0, () => this.#pass(this.#length));
			return;
		}
		const perByte = (BITS_PER_BYTE * 1000) / this.#baud;
		const count = Math.min(this.#length, Math.max(PIECE, Math.floor(1 / perByte)));
		this.#free = Math.max(this.#free, from) + count * perByte;
		// A sum of fractions may end a hair behind the whole number that it means; that must not cost a tick.
		this.#piece = this.#timeline.at(this.#free - 1e-6, () => this.#pass(count));
	}

	#pass(count: number): void {
		this.#piece = undefined;
		const bytes = this.#take(count);
		// Back to back: the tick in which a piece is handed over may be later than the moment in which it had passed.
		this.#start(this.#free);
		this.#deliver(bytes);
	}

	#take(count: number): Uint8Array {
		const bytes = new Uint8Array(count);
		let filled = 0;
		while (filled < count) {
			const first = this.#queue[0]!;
			const part = first.subarray(0, count - filled);
			bytes.set(part, filled);
			filled += part.length;
			if (part.length === first.length) {
				this.#queue.shift();
			} else {
				this.#queue[0] = first.subarray(part.length);
			}
		}
		this.#length -= count;
		return bytes;
	}
}
