import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import type { Connection } from "../modem/connection.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";

/** Of the host's receive store: for what stands around an answer's data, and a URC behind it, bytes. */
const AROUND = 64;
/** Least that is asked for, however small the host's receive store is, bytes. */
const LEAST = 16;

export interface ReceiverOwner {
	/** More bytes can be read. */
	onArrived(): void;
	/** The module has no more, and no more will come. */
	onDry(): void;
	/** Bytes were lost, or the module has no such connection. */
	onBroken(error: ModemError): void;
}

/** The most that the module is asked for at once, bytes: what the host's Serial holds until script reads it. */
export function longestAnswer({ link }: Connection): number {
	const { receive } = link.profile.sockets;
	return link.takesBursts ? receive : Math.min(receive, Math.max(LEAST, link.receiveStore - AROUND));
}

/**
 * What one connection receives: pulled from the module while there is room (AT+QIRD, AT+QSSLRECV), never pushed. What the
 * application does not read stays in the module, and then with the peer.
 */
export class StreamReceiver implements CommandOwner, RecordWaiter {
	readonly #connection: Connection;
	readonly #owner: ReceiverOwner;
	readonly #store: Store;
	/** Where its bytes begin in the store. */
	readonly #start: number;
	/** Unread bytes stand from `#readAt` to `#fill`; behind them what has come of the present answer. */
	#readAt: number;
	#fill: number;
	#arrived = 0;
	/** What the present answer announced, and whether it was whole. */
	#announced = 0;
	#isWhole = false;
	/** Whether the module may have more, and whether it has told of more since it was last asked. */
	#hasMore = false;
	#isNews = false;
	#isLast = false;
	/** Whether nobody can say if the module has given bytes away that did not come: it is asked how many before anything else. */
	#isDoubtful = false;
	#command: Command | undefined;
	/** Bytes received in all. */
	#total = 0;
	/** How many the module says that it has given; -1: it did not say. */
	#given = -1;

	/** @param start where its part of the store begins, which goes to the end */
	constructor(connection: Connection, store: Store, start: number, owner: ReceiverOwner) {
		this.#connection = connection;
		this.#store = store;
		this.#start = this.#readAt = this.#fill = start;
		this.#owner = owner;
	}

	/** Bytes that can be read. */
	get available(): number {
		return this.#fill - this.#readAt;
	}

	/** The module has told of data, or may have some. */
	onNews(): void {
		this.#hasMore = this.#isNews = true;
		this.pull();
	}

	/** The peer has closed: what is still in the module is all there will be. */
	onRemoteClosed(): void {
		this.#isLast = true;
		this.onNews();
	}

	/** Asks for more if there may be any, there is room, and no answer is on its way. */
	pull(): void {
		const { link, family, isOpen } = this.#connection;
		const { scheduler } = link;
		if (this.#command !== undefined || !isOpen) return;
		if (!this.#isDoubtful && (!this.#hasMore || this.available === this.#store.capacity - this.#start)) return;
		if (scheduler.free <= 0) {
			scheduler.waitForRecord(this);
			return;
		}
		const kind = this.#isDoubtful ? family.received : family.receive;
		this.#command = scheduler.submit(kind ?? family.receive, this);
		scheduler.start();
	}

	/** Fills `into`, or as much of it as there is. @returns the count */
	read(into: Uint8Array): number {
		const count = Math.min(this.available, into.length);
		this.#store.copy(this.#readAt, count, into, 0);
		this.#readAt += count;
		this.pull();
		return count;
	}

	/** The next `count` bytes, of which there are so many. */
	slice(count: number): ArrayBuffer {
		const from = this.#readAt;
		this.#readAt += count;
		const data = (this.#store.bytes.buffer as ArrayBuffer).slice(from, from + count);
		this.pull();
		return data;
	}

	/** The next byte, of which there is one. */
	byte(): number {
		const byte = this.#store.bytes[this.#readAt++] as number;
		this.pull();
		return byte;
	}

	/** Asks for nothing any more. What is there can still be read. */
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
		const { family, id } = this.#connection;
		writer.begin(command.kind?.name ?? "");
		writer.integer(id);
		if (command.kind !== family.receive) {
			writer.integer(0);
			this.#given = -1;
			return;
		}
		const { bytes, capacity } = this.#store;
		const start = this.#start;
		if (this.#readAt > start) {
			bytes.copyWithin(start, this.#readAt, this.#fill);
			this.#fill -= this.#readAt - start;
			this.#readAt = start;
		}
		this.#arrived = 0;
		this.#announced = 0;
		this.#isWhole = false;
		this.#isNews = false;
		command.payloadLength = Math.min(longestAnswer(this.#connection), capacity - this.#fill);
		writer.integer(command.payloadLength);
	}

	onInformation(command: Command, line: Line): void {
		if (command.kind === this.#connection.family.receive) this.#announced = line.integer(0);
		else this.#given = line.integer(1);
	}

	/** Bytes of the present answer, from the ring. */
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

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const { family } = this.#connection;
		const name = family.receive.name;
		if (outcome === Outcome.reset) return; // the connection's own end follows
		const isAnswered = outcome === Outcome.ok;
		if (command.kind !== family.receive) {
			this.#isDoubtful = false;
			// As many as have come: the question was lost, not the answer.
			if (isAnswered && this.#given === this.#total) this.pull();
			else this.#owner.onBroken(new ModemError("framing", 0, name, true));
		} else if (isAnswered && this.#announced === 0) this.#onEmpty();
		else if (isAnswered && this.#isWhole && this.#arrived === this.#announced) {
			this.#fill += this.#arrived;
			this.#total += this.#arrived;
			this.#owner.onArrived();
			this.pull();
		} else if (outcome === Outcome.error) this.#onRefused(code);
		else if (family.received !== undefined) {
			this.#isDoubtful = true;
			this.pull();
		} else this.#owner.onBroken(new ModemError(isAnswered ? "framing" : "timeout", 0, name, true));
	}

	#onEmpty(): void {
		this.#hasMore = this.#isNews;
		if (this.#hasMore) this.pull();
		else if (this.#isLast) this.#owner.onDry();
	}

	#onRefused(code: number): void {
		this.#hasMore = false;
		if (this.#isLast) this.#owner.onDry();
		else
			this.#owner.onBroken(
				new ModemError(code === 0 ? "final" : "CME", code, this.#connection.family.receive.name, true),
			);
	}
}
