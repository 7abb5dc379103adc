import { type Command, type CommandOwner, Outcome, OWN_FAILURE } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { Connection } from "../modem/connection.js";
import type { Store } from "../uart/store.js";
import type { Datagram } from "./datagram-receiver.js";

/** Until a datagram that the module had no room for is offered to it again, ms: each time twice as long; and how often. */
const LEAST_PAUSE = 50;
const TRIES = 6;

export interface DatagramSenderOwner {
	/** One was taken by the module, or given up. */
	onSent(): void;
}

/** The datagrams that one connection sends, one after the other (AT+QISEND with an address). */
export class DatagramSender implements CommandOwner, RecordWaiter {
	readonly #connection: Connection;
	readonly #owner: DatagramSenderOwner;
	readonly #store: Store;
	readonly #capacity: number;
	/** Those that wait, the oldest in front; their bytes stand in the store in this order. */
	readonly #datagrams: Datagram[] = [];
	#end = 0;
	#tries = 0;
	#isPaused = false;
	#command: Command | undefined;

	/** @param store one that can be sent from; the first `capacity` bytes of it are the sender's */
	constructor(connection: Connection, store: Store, capacity: number, owner: DatagramSenderOwner) {
		this.#connection = connection;
		this.#store = store;
		this.#capacity = capacity;
		this.#owner = owner;
	}

	/** Bytes that can be written. */
	get room(): number {
		return this.#capacity - this.#end;
	}

	/** Bytes that the module has not taken. */
	get waiting(): number {
		return this.#end;
	}

	/** Puts a datagram into the store, which has room for it. */
	put(data: Uint8Array, address: string, port: number): void {
		this.#store.bytes.set(data, this.#end);
		this.#end += data.length;
		this.#datagrams.push({ address, port, length: data.length });
		this.pump();
	}

	/** Sends the oldest one, unless one is under way. */
	pump(): void {
		const { link, family, isOpen } = this.#connection;
		if (this.#command !== undefined || !isOpen || this.#isPaused || this.#datagrams.length === 0) return;
		if (link.scheduler.free <= 0) {
			link.scheduler.waitForRecord(this);
			return;
		}
		const command = link.scheduler.submit(family.send, this);
		command.payload = this.#store;
		this.#command = command;
		link.scheduler.start();
	}

	/** The pause is over. */
	onTime(): void {
		this.#isPaused = false;
		this.pump();
	}

	/** Sends nothing any more, and counts what waits. */
	close(): void {
		const { scheduler, counters } = this.#connection.link;
		scheduler.stopWaiting(this);
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
		counters.unsent = (counters.unsent + this.#end) | 0;
		this.#end = this.#datagrams.length = 0;
	}

	onRecordFree(): void {
		this.pump();
	}

	compose(command: Command, writer: ParamWriter): void {
		const { address, port, length } = this.#datagrams[0] as Datagram;
		command.payloadFrom = 0;
		command.payloadLength = length;
		writer.begin(command.kind?.name ?? "");
		writer.integer(this.#connection.id);
		writer.integer(length);
		writer.string(address);
		writer.integer(port);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return; // the connection's own end follows
		if (outcome === Outcome.error && code === OWN_FAILURE && ++this.#tries < TRIES) {
			this.#isPaused = true;
			this.#connection.after(LEAST_PAUSE << this.#tries);
			return;
		}
		const { length } = this.#datagrams.shift() as Datagram;
		this.#tries = 0;
		if (outcome !== Outcome.ok) {
			const { counters } = this.#connection.link;
			counters.unsent = (counters.unsent + length) | 0;
		}
		this.#store.bytes.copyWithin(0, length, this.#end);
		this.#end -= length;
		this.pump();
		this.#owner.onSent();
	}
}
