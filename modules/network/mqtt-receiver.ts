import type { Line } from "../at/line.js";
import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import type { MessageOptions } from "./mqtt-options.js";

const { min } = Math;

export interface ReceiverOwner {
	/** `count` bytes can be read. */
	onFragment(count: number, options: MessageOptions): void;
	/** A message was dropped, whole or from here on. */
	onDropped(topic: string, byteLength: number): void;
	/** Fragments were given, and the message turned out to be broken. */
	onBroken(): void;
}

/**
 * The receive store of one MQTT client. Payload leaves the ring at once, so that an application that does not read holds
 * up nobody else: its next message is dropped whole, counted and told.
 */
export class MQTTReceiver {
	readonly #store: Store;
	/** Where its bytes begin and end in the store. */
	readonly #start: number;
	readonly #end: number;
	readonly #counters: Counters;
	readonly #owner: ReceiverOwner;
	/** Unread bytes stand from `#readAt` to `#fill`. */
	#readAt: number;
	#fill: number;
	#topic = "";
	#QoS = 0;
	#length = 0;
	#left = 0;
	#isDropping = false;
	#hasFragment = false;

	/** @param start where its part of the store begins, which goes to the end: a longer message comes in fragments */
	constructor(store: Store, start: number, counters: Counters, owner: ReceiverOwner) {
		this.#store = store;
		this.#start = this.#readAt = this.#fill = start;
		this.#end = store.capacity;
		this.#counters = counters;
		this.#owner = owner;
	}

	/** Bytes that can be read. */
	get available(): number {
		return this.#fill - this.#readAt;
	}

	/** The line in front of a payload of `length` bytes: field 2 is the topic (MQTT Application Note 4.2). */
	begin(line: Line, QoS: number, length: number): void {
		this.#topic = line.string(2);
		this.#QoS = QoS;
		this.#length = this.#left = length;
		this.#hasFragment = false;
		this.#isDropping = this.available > 0;
		if (this.#isDropping) this.#drop();
		else this.#readAt = this.#fill = this.#start;
	}

	/** Bytes of the payload, from the ring. */
	take(ring: Ring, start: number, end: number): void {
		const { bytes } = this.#store;
		while (start < end && !this.#isDropping) {
			const room = this.#end - this.#fill;
			if (room === 0) {
				try {
					this.#makeRoom();
				} catch (mistake) {
					// The application's; what comes behind is still to be taken.
					this.take(ring, start, end);
					throw mistake;
				}
				continue;
			}
			const size = min(room, end - start);
			ring.store.copy(start, size, bytes, this.#fill);
			this.#fill += size;
			this.#left -= size;
			start += size;
		}
	}

	/** The store is full: what is in it is told, and either read now or the rest is dropped. */
	#makeRoom(): void {
		try {
			this.#deliver(true);
		} finally {
			if (this.available > 0) {
				this.#isDropping = true;
				this.#drop();
			} else this.#readAt = this.#fill = this.#start;
		}
	}

	/** @param isWhole whether closing quote and line end were found where they belong */
	end(isWhole: boolean): void {
		if (this.#isDropping) {
			this.#isDropping = false;
			if (this.#hasFragment) this.#owner.onBroken();
		} else if (isWhole) this.#deliver(false);
		else {
			this.#readAt = this.#fill = this.#start;
			if (this.#hasFragment) this.#owner.onBroken();
			else this.#drop();
		}
	}

	/** As ECMA-419, clause 9: a count gives an ArrayBuffer, a buffer is filled and gives the count. */
	read(into: Uint8Array | number | undefined): ArrayBuffer | number | undefined {
		const count = Math.min(this.available, typeof into === "object" ? into.length : (into ?? this.available));
		if (this.available === 0 || count === 0) return undefined;
		const start = this.#readAt;
		this.#readAt += count;
		const store = this.#store;
		if (typeof into !== "object") return (store.bytes.buffer as ArrayBuffer).slice(start, start + count);
		store.copy(start, count, into, 0);
		return count;
	}

	#deliver(more: boolean): void {
		const count = this.available;
		const options: MessageOptions = this.#hasFragment
			? { more }
			: { topic: this.#topic, QoS: this.#QoS, byteLength: this.#length, more };
		this.#hasFragment = true;
		this.#owner.onFragment(count, options);
	}

	#drop(): void {
		this.#counters.drops = (this.#counters.drops + 1) | 0;
		this.#owner.onDropped(this.#topic, this.#length);
	}
}
