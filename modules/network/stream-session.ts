import { checkInteger } from "../at/quoting.js";
import { elapsed } from "../clock.js";
import { ModemError } from "../errors.js";
import { Connection, type ConnectionUser } from "../modem/connection.js";
import type { Link } from "../modem/link.js";
import { lexicon } from "../modem/names.js";
import { SocketCode } from "../modem/socket-codes.js";
import { Transmitter } from "../uart/transmitter.js";
import { bytesIn } from "./byte-buffer.js";
import { checkFormat, type StreamFormat, type StreamSettings, type TCPOptions } from "./socket-options.js";
import { type ReceiverOwner, StreamReceiver } from "./stream-receiver.js";
import { type SenderOwner, StreamSender } from "./stream-sender.js";
import type { TCP } from "./tcp.js";

/** After `close`, for what was written before to go out and be confirmed by the peer, ms. */
const LINGER = 10000;
/** Between two questions whether it is, ms; each pause is twice as long. */
const LEAST_PAUSE = 100;

/** What `write` may be told. */
export interface StreamWriteOptions {
	/** Whether more follows that belongs to it: it may go into the same segment. */
	more?: boolean;
	/** With the first one: bytes of all that belongs together. */
	byteLength?: number;
}

type Callbacks = Pick<TCPOptions, "onReadable" | "onWritable" | "onError">;

/** Of the options the callbacks, read once. */
export function callbacksOf({ onReadable, onWritable, onError }: TCPOptions): Callbacks {
	return { onReadable, onWritable, onError };
}

/** What a session needs to know of its options. */
export type SessionSettings = Omit<StreamSettings, "host" | "port" | "tls">;

const noOptions: StreamWriteOptions = Object.freeze({});

/**
 * What a TCP or TLS instance is inside: one connection, what it receives and sends, and what the instance is told. Kept apart
 * from the class that scripts see, so that nothing of this can be called or overridden by them.
 */
export class StreamSession implements ConnectionUser, ReceiverOwner, SenderOwner {
	readonly connection: Connection;
	#instance: TCP | undefined;
	#callbacks: Callbacks = {};
	#settings: SessionSettings;
	#format: StreamFormat;
	readonly #receiver: StreamReceiver;
	readonly #sender: StreamSender;
	/** The room that the application was last told of. */
	#told = 0;
	/** What the application is to be told soon, from the clock. */
	#isWritableDue = false;
	#isReadableDue = false;
	/** The module has nothing more, and no more will come. */
	#isDry = false;
	/** Why it is over; undefined: it is not, or that was asked for. */
	#error: ModemError | undefined;
	/** Closed, while what was written before goes out. */
	#isClosing = false;
	#closeBy = 0;
	#pause = LEAST_PAUSE;

	constructor(settings: SessionSettings, connection: Connection) {
		this.connection = connection;
		this.#settings = settings;
		this.#format = settings.format;
		const { receiveStore, transmitStore } = settings;
		// One for both ways: its views take as much as hundreds of bytes.
		const store = Transmitter.store(transmitStore + receiveStore);
		this.#receiver = new StreamReceiver(connection, store, transmitStore, this);
		this.#sender = new StreamSender(connection, store, transmitStore, this);
		connection.use(this);
	}

	/** A connection that is to be opened. @throws Error("busy"), Error("bad state") */
	static open({ host, port, tls, ...settings }: StreamSettings, link: Link): StreamSession {
		const service = tls === undefined ? "TCP" : "SSL";
		const connection = new Connection(link, { service, host, port, localPort: 0, tls });
		const session = new StreamSession(settings, connection);
		connection.start();
		return session;
	}

	/** From now on it is `instance`'s, which is told again what the one before may have been told. */
	attach(instance: TCP, callbacks: Callbacks, settings: SessionSettings): void {
		this.#instance = instance;
		this.#callbacks = callbacks;
		this.#settings = settings;
		this.#format = settings.format;
		const { isOpen, link } = this.connection;
		this.#isWritableDue = isOpen;
		this.#isReadableDue = this.available > 0;
		if (isOpen) {
			if (this.connection.isRemoteClosed) this.#receiver.onRemoteClosed();
			else if (this.connection.hasData) this.#receiver.onNews();
			this.connection.soon();
		} else if (this.#error !== undefined) link.later(() => this.#tellError());
	}

	get format(): StreamFormat {
		return this.#format;
	}

	set format(value: StreamFormat) {
		checkFormat(value);
		this.#format = value;
	}

	get available(): number {
		return this.#receiver.available;
	}

	/** Bytes that may be written now. */
	get writable(): number {
		const { isOpen, isRemoteClosed } = this.connection;
		return isOpen && !isRemoteClosed && !this.#isClosing ? this.#sender.room : 0;
	}

	/** As ECMA-419, clauses 9 and 10. */
	read(into: unknown): ArrayBuffer | number | undefined {
		const receiver = this.#receiver;
		const { available } = receiver;
		if (this.#format === "number") {
			if (available === 0) return undefined;
			const byte = receiver.byte();
			this.#onRead();
			return byte;
		}
		const isCount = into === undefined || typeof into === "number";
		const buffer = isCount ? undefined : bytesIn("buffer", into);
		const wanted = buffer?.length ?? (into as number | undefined) ?? available;
		if (into !== undefined) checkInteger("byteLength", wanted, 1, 0x7fffffff);
		if (available === 0) return undefined;
		if (wanted > available && this.#settings.throwsPast) throw new Error("would block");
		const data = buffer === undefined ? receiver.slice(Math.min(wanted, available)) : receiver.read(buffer);
		this.#onRead();
		return data;
	}

	/** As ECMA-419, clause 10. @returns bytes that may be written now */
	write(data: unknown, options: unknown): number {
		const isNumber = this.#format === "number";
		if (isNumber) {
			if (typeof data !== "number") throw new TypeError("data: not a number");
			checkInteger("data", data, 0, 255);
		}
		const bytes = isNumber ? undefined : bytesIn("data", data);
		const count = bytes?.length ?? 1;
		if (options !== undefined && (typeof options !== "object" || options === null)) {
			throw new TypeError("options: not an object");
		}
		const { more = false, byteLength } = (options ?? noOptions) as StreamWriteOptions;
		if (byteLength !== undefined) checkInteger("byteLength", byteLength, 0, 0x7fffffff);
		if (count > this.writable) throw new Error("would block");
		const sender = this.#sender;
		if (bytes === undefined) sender.putByte(data as number);
		else if (count > 0) sender.put(bytes);
		sender.announce(count, Boolean(more), byteLength);
		if (sender.isDue) {
			if (this.#settings.noDelay || sender.hasSegment) sender.pump();
			else this.connection.soon();
		}
		this.#told = this.writable;
		return this.#told;
	}

	/** The instance is closed: what was written goes out, and nobody is told anything any more. */
	close(): void {
		if (this.#instance === undefined && this.#isClosing) return;
		this.#instance = undefined;
		this.#callbacks = {};
		this.#receiver.close();
		const { isOpen, isRemoteClosed, link } = this.connection;
		this.#isClosing = true;
		if (!isOpen || isRemoteClosed || (this.#sender.waiting === 0 && this.#sender.total === 0)) {
			this.#finish();
			return;
		}
		this.#closeBy = (link.clock.now() + LINGER) | 0;
		this.connection.after(LINGER);
		this.#sender.flush();
		this.#drain();
	}

	/** Goes on with closing. */
	#drain(): void {
		const { family, link } = this.connection;
		const sender = this.#sender;
		if (elapsed(link.clock.now(), this.#closeBy) <= 0) this.#finish();
		else if (sender.waiting > 0) return;
		// The module's patience with a peer that does not confirm its end would stop all else.
		else if (family.sent !== undefined) sender.askConfirmed();
		else this.#finish();
	}

	#finish(): void {
		const { counters } = this.connection.link;
		counters.unsent = (counters.unsent + this.#sender.waiting) | 0;
		this.#sender.close();
		this.connection.close();
	}

	#onRead(): void {
		if (this.#isDry && this.available === 0) this.connection.soon();
	}

	// ---- ConnectionUser

	onOpen(): void {
		this.#tellRoom();
	}

	onData(): void {
		this.#receiver.onNews();
	}

	onRemoteClosed(): void {
		if (this.#isClosing) this.#finish();
		else this.#receiver.onRemoteClosed();
	}

	onEnd(error: ModemError): void {
		const { counters } = this.connection.link;
		counters.unsent = (counters.unsent + this.#sender.waiting) | 0;
		this.#receiver.close();
		this.#sender.close();
		this.#error = error;
		this.#tellError();
	}

	onTime(): void {
		if (this.#isClosing) this.#drain();
		if (this.connection.isOpen) this.#sender.onTime();
	}

	onSoon(): void {
		this.#sender.pump();
		const { connection } = this;
		if (this.#isWritableDue) {
			this.#isWritableDue = false;
			// Each from the clock, as either may throw.
			if (this.#isReadableDue || this.#isDry) connection.soon();
			this.#tellRoom();
		} else if (this.#isReadableDue) {
			this.#isReadableDue = false;
			if (this.#isDry) connection.soon();
			this.onArrived();
		} else this.#endDry();
	}

	#tellRoom(): void {
		this.#told = this.writable;
		if (this.#told > 0) this.#callbacks.onWritable?.call(this.#instance as TCP, this.#told);
	}

	#tellError(): void {
		this.#callbacks.onError?.call(this.#instance as TCP, this.#error as ModemError);
	}

	/** All was read that came before the peer closed. */
	#endDry(): void {
		if (!this.#isDry || this.available > 0 || !this.connection.isOpen) return;
		const { urc } = this.connection.family;
		this.connection.fail(new ModemError("socket", SocketCode.closed, lexicon.text(urc), true));
	}

	// ---- ReceiverOwner, SenderOwner

	onArrived(): void {
		if (this.available > 0) this.#callbacks.onReadable?.call(this.#instance as TCP, this.available);
	}

	onDry(): void {
		this.#isDry = true;
		this.#endDry();
	}

	onTaken(): void {
		if (this.#isClosing) this.#drain();
		else if (this.writable > this.#told) this.#tellRoom();
	}

	onConfirmed(left: number | undefined): void {
		if (left === undefined || left === 0) this.#finish();
		else {
			this.connection.after(this.#pause);
			this.#pause *= 2;
		}
	}

	onBroken(error: ModemError): void {
		this.connection.fail(error);
	}
}
