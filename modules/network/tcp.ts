import type { ByteBuffer } from "../io.js";
import { Connections } from "../modem/connections.js";
import type { Link } from "../modem/link.js";
import { checkStreamOptions, checkTCPOptions, type StreamFormat, type TCPOptions } from "./socket-options.js";
import { callbacksOf, StreamSession, type StreamWriteOptions } from "./stream-session.js";

/**
 * The TCP socket of ECMA-419 (4th edition, clause 10) on the module's own (TCP/IP Application Note), in buffer mode.
 *
 * Constructed by scripts as `new modem.TCP(options)`; see {@link TCPOptions}. The first `onWritable` tells that it is
 * connected. What the application does not read stays in the module, which then holds back the peer. A peer that closes its
 * own direction only is not told from one that closes both: the module ends the connection.
 */
export class TCP {
	/** The script's own; from the option of the same name. */
	target: unknown;
	#session: StreamSession | undefined;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @param isSecure given by TLS
	 * @throws TypeError, RangeError for bad options; Error without address or port; SyntaxError where `from` is no open socket;
	 * Error("busy") when all of the module's connections are taken
	 */
	constructor(options: TCPOptions, link: Link, isSecure = false) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		if (options.from === undefined) {
			// Made here and not where it is used, which is deeper in a device's small stack.
			link.part(Connections);
			const settings = checkTCPOptions(options, link, isSecure);
			// Before anything is taken: an option's getter may throw.
			this.target = options.target;
			const callbacks = callbacksOf(options);
			this.#session = StreamSession.open(settings, link);
			this.#session.attach(this, callbacks, settings);
		} else {
			const settings = checkStreamOptions(options);
			const from: unknown = options.from;
			this.target = options.target;
			const callbacks = callbacksOf(options);
			const session = from instanceof StreamSession ? from : TCP.#sessionOf(from);
			if (!(from instanceof StreamSession)) (from as TCP).#session = undefined;
			this.#session = session;
			session.attach(this, callbacks, settings);
		}
	}

	/** @throws SyntaxError after `close`, and for what is no such socket, as the SDK's own classes do */
	static #sessionOf(instance: unknown): StreamSession {
		if (typeof instance === "object" && instance !== null && #session in instance) {
			const session = instance.#session;
			if (session !== undefined) return session;
		}
		throw new SyntaxError("closed");
	}

	/**
	 * Closes. What was written before still goes out, for up to 10 s; no callback is called any more. May be called in every
	 * state, inside every callback, and twice.
	 */
	close(): void {
		if (typeof this !== "object" || this === null || !(#session in this)) throw new SyntaxError("closed");
		const session = this.#session;
		this.#session = undefined;
		session?.close();
	}

	/**
	 * Reads what has arrived.
	 * @param into in format "buffer": how many bytes at most, or the buffer to fill; default everything that is there
	 * @returns an ArrayBuffer, or for a buffer the count; in format "number" the next byte; undefined when nothing is there
	 */
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		return TCP.#sessionOf(this).read(into);
	}

	/**
	 * Sends bytes. Nothing has been sent when it throws.
	 * @param data a Byte Buffer; in format "number" one byte
	 * @returns bytes that may be written now
	 * @throws TypeError wrong kind of data; Error("would block") over the last count
	 */
	write(data: ByteBuffer | number, options?: StreamWriteOptions): number {
		return TCP.#sessionOf(this).write(data, options);
	}

	/** "buffer" or "number"; may be changed at any time. */
	get format(): StreamFormat {
		return TCP.#sessionOf(this).format;
	}

	set format(value: StreamFormat) {
		TCP.#sessionOf(this).format = value;
	}

	/** The peer's IP address; undefined while it is not known: a name was given, and the module has not told. */
	get remoteAddress(): string | undefined {
		return TCP.#sessionOf(this).connection.remoteAddress;
	}

	get remotePort(): number {
		return TCP.#sessionOf(this).connection.remotePort;
	}
}
