import type { Serial } from "../io.js";
import type { Counters } from "./counters.js";
import { LARGEST_PIECE, Store } from "./store.js";

const { min } = Math;

/** Who sees bytes as they come in, for recorders. */
export interface RingWitness {
	/** The first `length` bytes of `piece` were read. */
	onRead(piece: Uint8Array, length: number): void;
}

/**
 * The receive ring: a fixed number of bytes, first in, first out.
 *
 * Unread bytes are always contiguous, so that a line can be read in place: when the end of the buffer is reached, what
 * is unread (as a rule a piece of one line) moves to the front. Positions that must survive {@link fill} are therefore
 * kept relative to {@link tail}.
 */
export class Ring {
	// In front of the others: on XS a property is looked for in the order in which they were made, and these are asked for most.
	/** Index of the first unread byte. The reader of the ring moves it. */
	tail: number;
	/** Index behind the last unread byte. */
	head: number;
	readonly store: Store;
	readonly bytes: Uint8Array;
	readonly capacity: number;
	witness: RingWitness | undefined = undefined;
	/** Where the ring begins in its store. */
	readonly #start: number;
	readonly #counters: Counters;

	/**
	 * @param capacity bytes; 256 or more, a line longer than that is lost
	 * @param store whose last `capacity` bytes are the ring; default one of its own
	 */
	constructor(capacity: number, counters: Counters, store = new Store(capacity, LARGEST_PIECE)) {
		this.store = store;
		this.bytes = store.bytes;
		this.capacity = capacity;
		this.tail = this.head = this.#start = store.capacity - capacity;
		this.#counters = counters;
	}

	/** Bytes that can still be taken. */
	get room(): number {
		return this.capacity - (this.head - this.tail);
	}

	/**
	 * Takes up to `count` bytes from `serial` in reads of exact length, as far as there is room.
	 * @returns how many were taken; less than `count` when the ring is full or the serial had less
	 */
	fill(serial: Serial, count: number): number {
		const { store, bytes, capacity } = this;
		const staging = store.capacity;
		let taken = 0;
		while (taken < count) {
			const room = capacity - (this.head - this.tail);
			if (room === 0) break;
			const view = store.view(min(count - taken, room));
			const size = view.length;
			const got = serial.read(view);
			if (got === undefined || got === 0) break;
			this.witness?.onRead(view, got);
			this.#reserve(got);
			bytes.copyWithin(this.head, staging, staging + got);
			this.head += got;
			taken += got;
			if (got < size) break;
		}
		this.#count(taken);
		return taken;
	}

	/** Puts `source` behind the unread bytes. For tests and tools. @returns how many bytes found room */
	put(source: Uint8Array): number {
		const taken = Math.min(source.length, this.room);
		this.#reserve(taken);
		this.bytes.set(taken === source.length ? source : source.subarray(0, taken), this.head);
		this.head += taken;
		this.#count(taken);
		return taken;
	}

	/** Forgets everything unread. */
	clear(): void {
		this.tail = this.head = this.#start;
	}

	#reserve(length: number): void {
		if (this.tail === this.head) {
			this.tail = this.head = this.#start;
		} else if (this.head + length > this.store.capacity) {
			const start = this.#start;
			this.bytes.copyWithin(start, this.tail, this.head);
			this.head -= this.tail - start;
			this.tail = start;
		}
	}

	#count(taken: number): void {
		const counters = this.#counters;
		counters.bytesIn = (counters.bytesIn + taken) | 0;
		const used = this.head - this.tail;
		if (used > counters.ringHighWater) counters.ringHighWater = used;
	}
}
