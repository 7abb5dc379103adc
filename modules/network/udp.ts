import { checkInteger } from "../at/quoting.js";
import type { ModemError } from "../errors.js";
import type { ByteBuffer } from "../io.js";
import type { Link } from "../modem/link.js";
import { isAddress } from "./address.js";
import { bytesIn } from "./byte-buffer.js";
import { DatagramSession, type DatagramSettings } from "./datagram-session.js";
import { checkPort } from "./socket-options.js";

/** Constructor options of UDP (ECMA-419, clause 10). */
export interface UDPOptions {
	/** Local port, 0 to 65535; default 0: any. */
	port?: number;
	/** Accepted and ignored: the module has one address. */
	address?: string;
	/** "buffer", the only one. */
	format?: "buffer";
	target?: unknown;
	/** Bytes of datagrams that were received and not read, and that were written and that the module has not taken; default 1500. */
	quectel?: { receiveStore?: number; transmitStore?: number };
	/** `count` datagrams can be read. */
	onReadable?(this: UDP, count: number): void;
	/** After `write` threw "would block": datagrams of `count` bytes in all can be written. Not of the standard. */
	onWritable?(this: UDP, count: number): void;
	/** It is over: it could not be opened, or the network or the module are gone. */
	onError?(this: UDP, error: ModemError): void;
}

/** What `read` returns: the datagram, and whom it came from. */
export type ReceivedDatagram = ArrayBuffer & { address: string; port: number };

function settingsOf(options: UDPOptions, link: Link): DatagramSettings {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const { port = 0, format = "buffer", quectel = {} } = options;
	if (format !== "buffer") throw new RangeError('format: "buffer"');
	if (typeof quectel !== "object" || quectel === null) throw new TypeError("quectel: not an object");
	const longest = link.profile.sockets.receive;
	const { receiveStore = longest, transmitStore = longest } = quectel;
	checkInteger("quectel.receiveStore", receiveStore, 1, 65535);
	checkInteger("quectel.transmitStore", transmitStore, 1, 65535);
	return { port: checkPort("port", port, 0), receiveStore, transmitStore };
}

/**
 * The UDP socket of ECMA-419 (4th edition, clause 10) on the module's own (TCP/IP Application Note, "UDP SERVICE").
 *
 * Constructed by scripts as `new modem.UDP(options)`; see {@link UDPOptions}. What is written before the module has opened it
 * waits. The module has no multicast.
 */
export class UDP {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #link: Link;
	#session: DatagramSession | undefined;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError, RangeError for bad options; Error("busy") when all of the module's connections are taken
	 */
	constructor(options: UDPOptions, link: Link) {
		this.#link = link;
		const settings = settingsOf(options, link);
		// Before anything is taken: an option's getter may throw.
		this.target = options.target;
		this.#session = new DatagramSession(this, options, settings, link);
	}

	/** @throws SyntaxError after `close`, and for what is no such socket, as the SDK's own classes do */
	static #sessionOf(instance: unknown): DatagramSession {
		if (typeof instance === "object" && instance !== null && #session in instance) {
			const session = instance.#session;
			if (session !== undefined) return session;
		}
		throw new SyntaxError("closed");
	}

	/** Closes. What was written before still goes out, for up to 10 s; no callback is called any more. May be called twice. */
	close(): void {
		if (typeof this !== "object" || this === null || !(#session in this)) throw new SyntaxError("closed");
		const session = this.#session;
		this.#session = undefined;
		session?.close();
	}

	/**
	 * Reads one datagram.
	 * @param into filled, if given; one that is too small throws RangeError, and the datagram stays
	 * @returns the datagram, or for a buffer the count; undefined when none is there. `address` and `port` of the sender are
	 * properties of the buffer
	 */
	read(into?: ByteBuffer): ReceivedDatagram | number | undefined {
		const { receiver } = UDP.#sessionOf(this);
		const buffer = into === undefined ? undefined : bytesIn("buffer", into);
		const { first } = receiver;
		if (first === undefined) return undefined;
		const { address, port, length } = first;
		if (buffer === undefined) return Object.assign(receiver.take(), { address, port });
		if (buffer.length < length) throw new RangeError(`buffer: under ${length} bytes`);
		buffer.set(new Uint8Array(receiver.take()));
		Object.assign(into as object, { address, port });
		return length;
	}

	/**
	 * Sends one datagram. Nothing has been sent when it throws.
	 * @param data 1 to 1460 bytes: no more fit, and none the module does not send
	 * @param address an IP address
	 * @throws TypeError, RangeError; Error("would block") while too much waits
	 */
	write(data: ByteBuffer, address: string, port: number): void {
		const session = UDP.#sessionOf(this);
		const bytes = bytesIn("data", data);
		if (typeof address !== "string") throw new TypeError("address: not a string");
		if (!isAddress(address)) throw new RangeError("address: no IP address");
		const to = checkPort("port", port, 1);
		checkInteger("data.byteLength", bytes.length, 1, this.#link.profile.sockets.send);
		if (session.isOver) throw new Error("bad state");
		if (bytes.length > session.sender.room) {
			session.block();
			throw new Error("would block");
		}
		session.sender.put(bytes, address, to);
	}

	/** @throws Error always: the module has no multicast */
	add(_address: string): void {
		UDP.#sessionOf(this);
		throw new Error("unsupported");
	}

	/** @throws Error always: the module has no multicast */
	remove(_address: string): void {
		UDP.#sessionOf(this);
		throw new Error("unsupported");
	}

	/** Always "buffer". */
	get format(): string {
		UDP.#sessionOf(this);
		return "buffer";
	}

	set format(value: string) {
		UDP.#sessionOf(this);
		if (value !== "buffer") throw new RangeError('format: "buffer"');
	}
}
