import { type Command, type CommandOwner, Outcome, OWN_FAILURE } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import type { Connection } from "../modem/connection.js";
import type { Store } from "../uart/store.js";

/** Until what the module had no room for is offered to it again, ms: each time twice as long, up to the most. */
const LEAST_PAUSE = 50;
const MOST_PAUSE = 2000;

export interface SenderOwner {
	/** The module has taken bytes: there is room. */
	onTaken(): void;
	/** How many bytes the peer has not confirmed, as was asked; undefined: the module does not say. */
	onConfirmed(left: number | undefined): void;
	/** Bytes were lost, or the module has no such connection. */
	onBroken(error: ModemError): void;
}

/** What becomes of the bytes in the store. */
const Question = Object.freeze({
	none: 0,
	/** Whether the module has taken the segment that was under way. */
	taken: 1,
	/** How much the peer has not confirmed. */
	confirmed: 2,
} as const);

/**
 * What one connection sends: collected in its store, and given to the module in segments as long as it takes them (AT+QISEND,
 * AT+QSSLSEND), one at a time. What the module has no room for stays in the store.
 */
export class StreamSender implements CommandOwner, RecordWaiter {
	/** Bytes taken by the module in all. */
	total = 0;
	readonly #connection: Connection;
	readonly #owner: SenderOwner;
	readonly #store: Store;
	readonly #capacity: number;
	/** Bytes in the store, from its beginning, and how many of them are under way. */
	#end = 0;
	#flying = 0;
	/** Whether more follows, which goes into the same segment; and how many bytes do, if that was told, else -1. */
	#isHeld = false;
	#announced = -1;
	/** Until when nothing is sent because the module had no room, and for how long the next time. */
	#isPaused = false;
	#pause = LEAST_PAUSE;
	#question: number = Question.none;
	/** What the module says that it has taken in all, -1: nothing; and what the peer has not confirmed. */
	#told = -1;
	#unconfirmed = 0;
	#command: Command | undefined;

	/** @param store one that can be sent from; the first `capacity` bytes of it are the sender's */
	constructor(connection: Connection, store: Store, capacity: number, owner: SenderOwner) {
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

	/** Whether a whole segment waits, or all that there will be for now: then it goes out when {@link pump} is called. */
	get isDue(): boolean {
		if (this.#end === 0) return false;
		return !this.#isHeld || this.#end >= Math.min(this.#capacity, this.#connection.link.profile.sockets.send);
	}

	/** Whether a whole segment waits. */
	get hasSegment(): boolean {
		return this.#end >= Math.min(this.#capacity, this.#connection.link.profile.sockets.send);
	}

	/** Puts bytes into the store, which has room for them. */
	put(data: Uint8Array): void {
		this.#store.bytes.set(data, this.#end);
		this.#end += data.length;
	}

	putByte(byte: number): void {
		this.#store.bytes[this.#end++] = byte;
	}

	/**
	 * Says what follows what was put in last.
	 * @param count bytes that were put in
	 * @param more whether more follows that belongs to it
	 * @param byteLength bytes of all that belongs together; undefined: as before, or not known
	 */
	announce(count: number, more: boolean, byteLength: number | undefined): void {
		if (byteLength !== undefined) this.#announced = byteLength;
		if (this.#announced >= 0) this.#announced -= Math.min(this.#announced, count);
		this.#isHeld = more && this.#announced !== 0;
		if (!this.#isHeld) this.#announced = -1;
	}

	/** Nothing follows any more. */
	flush(): void {
		this.#isHeld = false;
		this.pump();
	}

	/** Sends what is due, unless a segment is under way. */
	pump(): void {
		const { link, family, isOpen } = this.#connection;
		if (this.#command !== undefined || !isOpen || this.#isPaused) return;
		if (this.#question === Question.none && !this.isDue) return;
		if (link.scheduler.free <= 0) {
			link.scheduler.waitForRecord(this);
			return;
		}
		const isQuestion = this.#question !== Question.none && family.sent !== undefined;
		const kind = isQuestion ? (family.sent as NonNullable<typeof family.sent>) : family.send;
		const command = link.scheduler.submit(kind, this, isQuestion ? 1 : 0);
		if (!isQuestion) command.payload = this.#store;
		this.#command = command;
		link.scheduler.start();
	}

	/** Asks how much the peer has not confirmed: `onConfirmed` follows. Only where the module tells. */
	askConfirmed(): void {
		this.#question = Question.confirmed;
		this.pump();
	}

	/** The pause is over. */
	onTime(): void {
		this.#isPaused = false;
		this.pump();
	}

	/** Sends nothing any more. What is under way goes on to its end. */
	close(): void {
		const { scheduler } = this.#connection.link;
		scheduler.stopWaiting(this);
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	onRecordFree(): void {
		this.pump();
	}

	compose(command: Command, writer: ParamWriter): void {
		writer.begin(command.kind?.name ?? "");
		writer.integer(this.#connection.id);
		if (command.tag === 1) {
			this.#told = -1;
			writer.integer(0);
			return;
		}
		this.#flying = Math.min(this.#end, this.#connection.link.profile.sockets.send);
		command.payloadFrom = 0;
		command.payloadLength = this.#flying;
		writer.integer(this.#flying);
	}

	onInformation(_command: Command, line: Line): void {
		this.#told = line.integer(0);
		this.#unconfirmed = line.integer(2);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return; // the connection's own end follows
		const { family } = this.#connection;
		if (command.tag === 1) this.#onAnswered(outcome);
		else if (outcome === Outcome.ok) this.#onTaken();
		else if (outcome === Outcome.error && code === OWN_FAILURE) this.#onFull();
		else if (outcome === Outcome.error) {
			this.#owner.onBroken(new ModemError(code === 0 ? "final" : "CME", code, family.send.name, true));
		} else if (family.sent !== undefined) {
			// It goes out again only if the module has taken nothing of it. What it has taken may be wrong: it makes up for a byte
			// that was lost on the way with whatever comes next.
			this.#question = Question.taken;
			this.pump();
		} else this.#owner.onBroken(new ModemError("timeout", 0, family.send.name, true));
	}

	#onAnswered(outcome: number): void {
		const question = this.#question;
		this.#question = Question.none;
		const isTold = outcome === Outcome.ok && this.#told >= 0;
		if (question === Question.confirmed) this.#owner.onConfirmed(isTold ? this.#unconfirmed : undefined);
		else if (isTold && this.#told === this.total) this.pump();
		else this.#owner.onBroken(new ModemError("framing", 0, this.#connection.family.send.name, true));
	}

	#onTaken(): void {
		this.total += this.#flying;
		this.#store.bytes.copyWithin(0, this.#flying, this.#end);
		this.#end -= this.#flying;
		this.#flying = 0;
		this.#pause = LEAST_PAUSE;
		this.pump();
		this.#owner.onTaken();
	}

	/** The module's own store is full. */
	#onFull(): void {
		this.#flying = 0;
		this.#isPaused = true;
		this.#connection.after(this.#pause);
		this.#pause = Math.min(MOST_PAUSE, this.#pause * 2);
	}
}
