import type { Serial } from "../io.js";
import type { Counters } from "./counters.js";
import { Store } from "./store.js";

/** Longest single write to the Serial, bytes. */
const LARGEST_WRITE = 64;

/**
 * What goes out: one run of bytes at a time, from the line buffer or from a store of somebody else, never more at once
 * than the Serial said it can take.
 */
export class Transmitter {
	/** Where command lines are composed. */
	readonly line: Store;
	/** Called with each piece before it goes out; for traces. */
	onPiece: ((piece: Uint8Array) => void) | undefined;
	/** Called when the last byte of a run has been given to the Serial. */
	onDrained: (() => void) | undefined;
	/** While true, nothing goes out: what is given to {@link send} waits for {@link release}. */
	isHeld = false;
	/** Called when something has to wait. */
	onHeld: (() => void) | undefined;
	#serial: Serial | undefined;
	#credit = 0;
	#source: Store;
	#from = 0;
	#left = 0;
	readonly #counters: Counters;

	/** @param capacity longest command line, bytes */
	constructor(capacity: number, counters: Counters) {
		this.line = new Store(capacity, LARGEST_WRITE);
		this.#source = this.line;
		this.#counters = counters;
	}

	/** A store whose bytes can be sent from. */
	static store(capacity: number): Store {
		return new Store(capacity, LARGEST_WRITE);
	}

	/** From now on bytes go to `serial`; undefined: to nobody, what was left is dropped. */
	attach(serial: Serial | undefined): void {
		this.#serial = serial;
		this.#credit = 0;
		this.#left = 0;
	}

	/** Whether everything given to {@link send} has been taken by the Serial. */
	get idle(): boolean {
		return this.#left === 0;
	}

	/** Sends `length` bytes of `source` from `from`; the bytes must stay until {@link idle}. */
	send(source: Store, from: number, length: number): void {
		if (this.#left !== 0) throw new Error("busy");
		this.#source = source;
		this.#from = from;
		this.#left = length;
		if (this.isHeld) this.onHeld?.();
		else this.#pump();
	}

	/** What has waited goes out. */
	release(): void {
		this.isHeld = false;
		this.#pump();
	}

	/** Drops what has not gone out yet. @returns how many bytes that were */
	stop(): number {
		const left = this.#left;
		this.#left = 0;
		return left;
	}

	/** The Serial can take `count` bytes. */
	writable(count: number): void {
		this.#credit = count;
		this.#pump();
	}

	#pump(): void {
		const serial = this.#serial;
		if (serial === undefined || this.isHeld) return;
		if (this.#left === 0) return;
		while (this.#left > 0 && this.#credit > 0) {
			const piece = this.#source.piece(this.#from, Math.min(this.#left, this.#credit));
			const size = piece.length;
			this.onPiece?.(piece);
			serial.write(piece);
			this.#credit -= size;
			this.#from += size;
			this.#left -= size;
			this.#counters.bytesOut = (this.#counters.bytesOut + size) | 0;
		}
		if (this.#left === 0) this.onDrained?.();
	}
}
