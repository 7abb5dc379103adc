import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { Connection } from "../modem/connection.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";

/** Where a datagram came from, and its bytes. */
export interface Datagram {
	readonly address: string;
	readonly port: number;
	readonly length: number;
}

export interface DatagramReceiverOwner {
	/** One more can be read. */
	onDatagram(): void;
}

/**
 * The datagrams of one connection: fetched from the module one by one (AT+QIRD), each whole, while there is room for the
 * longest. One that is damaged on the wire is dropped and counted, as the network may drop any.
 */
export class DatagramReceiver implements CommandOwner, RecordWaiter {
	readonly #connection: Connection;
	readonly #owner: DatagramReceiverOwner;
	readonly #store: Store;
	/** Where its bytes begin in the store. */
	readonly #start: number;
	/** Those that can be read, the oldest in front; their bytes stand in the store in this order. */
	readonly #datagrams: Datagram[] = [];
	#fill: number;
	#arrived = 0;
	#announced = 0;
	#address = "";
	#port = 0;
	/** Whether the answer names a sender: one of 0 bytes without has no datagram. */
	#hasSender = false;
	#isWhole = false;
	#hasMore = false;
	#isNews = false;
	#command: Command | undefined;

	/** @param start where its part of the store begins, which goes to the end; no longer datagram is received */
	constructor(connection: Connection, store: Store, start: number, owner: DatagramReceiverOwner) {
		this.#connection = connection;
		this.#store = store;
		this.#start = this.#fill = start;
		this.#owner = owner;
	}

	/** How many can be read. */
	get count(): number {
		return this.#datagrams.length;
	}

	/** The one that is read next. */
	get first(): Datagram | undefined {
		return this.#datagrams[0];
	}

	/** Takes the bytes of the first one, which is there. */
	take(): ArrayBuffer {
		const { length } = this.#datagrams.shift() as Datagram;
		const { bytes } = this.#store;
		const start = this.#start;
		const end = start + length;
		const data = (bytes.buffer as ArrayBuffer).slice(start, end);
		bytes.copyWithin(start, end, this.#fill + this.#arrived);
		this.#fill -= length;
		this.pull();
		return data;
	}

	/** The module has told of datagrams, or may have some. */
	onNews(): void {
		this.#hasMore = this.#isNews = true;
		this.pull();
	}

	/** Asks for the next one if there may be any, there is room, and none is on its way. */
	pull(): void {
		const { link, family, isOpen } = this.#connection;
		if (!this.#hasMore || this.#command !== undefined || !isOpen) return;
		if (this.#store.capacity - this.#fill < this.#longest) return;
		if (link.scheduler.free <= 0) {
			link.scheduler.waitForRecord(this);
			return;
		}
		this.#command = link.scheduler.submit(family.receive, this);
		link.scheduler.start();
	}

	/** Of one datagram, bytes. Where it ends cannot be told from a part of it, so that it is asked for as a whole. */
	get #longest(): number {
		return Math.min(this.#store.capacity - this.#start, this.#connection.link.profile.sockets.receive);
	}

	close(): void {
		const { scheduler } = this.#connection.link;
		scheduler.stopWaiting(this);
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
		this.#hasMore = false;
	}

	onRecordFree(): void {
		this.pull();
	}

	compose(command: Command, writer: ParamWriter): void {
		this.#arrived = this.#announced = 0;
		this.#isWhole = this.#hasSender = false;
		this.#isNews = false;
		command.payloadLength = this.#longest;
		writer.begin(command.kind?.name ?? "");
		writer.integer(this.#connection.id);
		writer.integer(command.payloadLength);
	}

	onInformation(_command: Command, line: Line): void {
		this.#announced = line.integer(0);
		this.#hasSender = line.count === 3;
		this.#isWhole = this.#announced === 0;
		this.#address = line.string(1);
		this.#port = line.integer(2) || 0;
	}

	onData(_command: Command, ring: Ring, start: number, end: number): void {
		const { counters } = this.#connection.link;
		const count = end - start;
		counters.payloadBytes = (counters.payloadBytes + count) | 0;
		ring.store.copy(start, count, this.#store.bytes, this.#fill + this.#arrived);
		this.#arrived += count;
	}

	onDataEnd(): void {
		this.#isWhole = true;
	}

	onDone(command: Command, outcome: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return; // the connection's own end follows
		if (outcome === Outcome.ok && this.#announced === 0 && !this.#hasSender) this.#hasMore = this.#isNews;
		else if (outcome === Outcome.ok && this.#isWhole) {
			const length = this.#arrived;
			this.#datagrams.push({ address: this.#address, port: this.#port, length });
			this.#fill += length;
			this.#arrived = 0;
			this.#owner.onDatagram();
		} else if (outcome === Outcome.error) this.#hasMore = false;
		else {
			const { counters } = this.#connection.link;
			counters.drops = (counters.drops + 1) | 0;
		}
		this.pull();
	}
}
