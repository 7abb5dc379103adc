import type { Serial, SerialSpecifier } from "../io.js";
import type { Counters } from "./counters.js";
import { Ring } from "./ring.js";
import { LARGEST_PIECE, Store } from "./store.js";
import { Transmitter } from "./transmitter.js";

/** Who is told what happens on the wire. */
export interface PortOwner {
	/** Bytes have arrived in the ring; the owner reads as many as make sense. */
	onBytes(): void;
	/** The Serial cannot be used any more, or lost bytes. `lost` is false where the Serial itself has failed. */
	onFault(lost: boolean): void;
}

/**
 * A Serial that is open, with its receive ring and its transmitter. Opened, closed and opened again (for another baud)
 * over the same buffers.
 */
export class Port {
	readonly ring: Ring;
	readonly transmitter: Transmitter;
	/** Called with the bytes of each read, before they are looked at; for traces. */
	onReceived: ((bytes: Uint8Array) => void) | undefined;
	readonly #specifier: SerialSpecifier;
	readonly #owner: PortOwner;
	readonly #counters: Counters;
	#serial: Serial | undefined;
	/** What the Serial has told of losses so far. */
	#overruns = 0;

	/**
	 * @param specifier the Serial class and its options; `receive` and the like are the host's
	 * @param ringCapacity bytes of the receive ring
	 * @param lineCapacity longest command line, bytes
	 */
	constructor(
		specifier: SerialSpecifier,
		owner: PortOwner,
		counters: Counters,
		ringCapacity: number,
		lineCapacity: number,
	) {
		this.#specifier = specifier;
		this.#owner = owner;
		this.#counters = counters;
		// One for both: bytes pass through its views one way at a time.
		const store = new Store(lineCapacity + ringCapacity, LARGEST_PIECE);
		this.ring = new Ring(ringCapacity, counters, store);
		this.transmitter = new Transmitter(lineCapacity, counters, store);
	}

	/** Opens the Serial at `baud`. Errors of its constructor pass through. */
	open(baud: number): void {
		const port = this;
		const { io: SerialClass, ...options } = this.#specifier;
		const serial = new SerialClass({
			...options,
			baud,
			format: "buffer",
			onReadable(count) {
				port.#receive(this, count);
			},
			onWritable(count) {
				if (port.#serial === this) port.transmitter.writable(count);
			},
			onError() {
				port.#fail(this);
			},
		});
		this.#serial = serial;
		this.#overruns = 0;
		this.transmitter.attach(serial);
	}

	/** Closes the Serial. What was not sent is dropped; unread bytes are forgotten. */
	close(): void {
		const serial = this.#serial;
		this.#serial = undefined;
		this.transmitter.attach(undefined);
		this.ring.clear();
		serial?.close();
	}

	/** Holds DTR, or lets it go, where the Serial has it. */
	setTerminalReady(isReady: boolean): void {
		this.#serial?.set?.({ dataTerminalReady: isReady });
	}

	get isOpen(): boolean {
		return this.#serial !== undefined;
	}

	#receive(serial: Serial, count: number): void {
		this.#noticeLoss(serial);
		// The owner may close the port in a callback, and more may have arrived meanwhile: look again each time.
		while (count > 0 && this.#serial === serial) {
			const { ring } = this;
			const before = ring.head - ring.tail;
			const taken = ring.fill(serial, count);
			if (this.onReceived !== undefined && taken > 0) {
				this.onReceived(ring.bytes.slice(ring.tail + before, ring.head));
			}
			this.#owner.onBytes();
			if (taken === 0) {
				if (ring.room > 0) return;
				// The scanner always makes room; a full ring that stays full would be a fault of ours, and is told.
				this.#counters.overruns = (this.#counters.overruns + 1) | 0;
				ring.clear();
				this.#owner.onFault(true);
				return;
			}
			count -= taken;
		}
	}

	/** The gap may be anywhere in what has arrived: it is told before the first byte of that is looked at. */
	#noticeLoss(serial: Serial): void {
		if (this.#serial !== serial) return;
		const { overruns } = serial;
		if (overruns === undefined || overruns === this.#overruns) return;
		const counters = this.#counters;
		counters.overruns = (counters.overruns + (overruns - this.#overruns)) | 0;
		this.#overruns = overruns;
		this.#owner.onFault(true);
	}

	#fail(serial: Serial): void {
		if (this.#serial !== serial) return;
		// The class closes itself after an error on some hosts; touching it again would bring the host down.
		this.#serial = undefined;
		this.transmitter.attach(undefined);
		this.#owner.onFault(false);
	}
}
