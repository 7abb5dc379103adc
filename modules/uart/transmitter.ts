import type { Serial } from "../io.js";
import type { Counters } from "./counters.js";
import { LARGEST_PIECE, Store } from "./store.js";

const { min } = Math;

/** Who is told when all that was to go out is out. */
export interface TransmitterOwner {
	/** The last byte of a run has been given to the Serial. */
	onDrained(): void;
}

/** Who sees bytes as they go out, for recorders and traces. */
export interface TransmitterWitness {
	/** `piece` goes out now. */
	onWrite(piece: Uint8Array): void;
}

/** Who keeps bytes from going out for a while. */
export interface TransmitterHolder {
	/** Something has to wait. */
	onHeld(): void;
}

/**
 * What goes out: one run of bytes at a time, from the line buffer or from a store of somebody else, never more at once
 * than the Serial said it can take.
 */
export class Transmitter {
	/** Where command lines are composed, from its beginning on, and how long they may be, bytes. */
	readonly line: Store;
	readonly lineCapacity: number;
	owner: TransmitterOwner | undefined = undefined;
	witness: TransmitterWitness | undefined = undefined;
	/** While there is one, nothing goes out: what is given to {@link send} waits for {@link release}. */
	holder: TransmitterHolder | undefined = undefined;
	#serial: Serial | undefined;
	#credit = 0;
	#source: Store;
	#from = 0;
	#left = 0;
	readonly #counters: Counters;

	/**
	 * @param capacity longest command line, bytes
	 * @param store that begins with it; default one of its own
	 */
	constructor(capacity: number, counters: Counters, store = Transmitter.store(capacity)) {
		this.line = this.#source = store;
		this.lineCapacity = capacity;
		this.#counters = counters;
	}

	/** A store whose bytes can be sent from. */
	static store(capacity: number): Store {
		return new Store(capacity, LARGEST_PIECE);
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
		if (this.holder === undefined) this.#pump();
		else this.holder.onHeld();
	}

	/** What has waited goes out. */
	release(): void {
		this.holder = undefined;
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
		if (serial === undefined || this.holder !== undefined) return;
		if (this.#left === 0) return;
		while (this.#left > 0 && this.#credit > 0) {
			const piece = this.#source.piece(this.#from, min(this.#left, this.#credit));
			const size = piece.length;
			this.witness?.onWrite(piece);
			serial.write(piece);
			this.#credit -= size;
			this.#from += size;
			this.#left -= size;
			this.#counters.bytesOut = (this.#counters.bytesOut + size) | 0;
		}
		if (this.#left === 0) this.owner?.onDrained();
	}
}
