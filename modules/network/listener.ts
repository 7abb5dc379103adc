import { ModemError } from "../errors.js";
import { Connection, type ConnectionUser } from "../modem/connection.js";
import { Connections } from "../modem/connections.js";
import type { Link } from "../modem/link.js";
import { SocketCode } from "../modem/socket-codes.js";
import { checkPort, checkStreamOptions } from "./socket-options.js";
import { StreamSession } from "./stream-session.js";
import { TCP } from "./tcp.js";

/** Connections that wait for `read`; more are closed, and counted. */
const BACKLOG = 4;
/** What the module wants for a peer where there is none. */
const NOBODY = "127.0.0.1";

/** Constructor options of Listener (ECMA-419, clause 10). */
export interface ListenerOptions {
	/** Local port, 0 to 65535; default 0: one is chosen. */
	port?: number;
	/** Accepted and ignored: the module has one address. */
	address?: string;
	format?: "socket/tcp";
	target?: unknown;
	/** `count` connections wait to be read. */
	onReadable?(this: Listener, count: number): void;
	/** It is over: it could not be opened, or the network or the module are gone. */
	onError?(this: Listener, error: ModemError): void;
}

/** What a Listener instance is inside. */
class ListenerSession implements ConnectionUser {
	readonly port: number;
	/** Connections that have come and were not read, the oldest in front. */
	readonly waiting: Connection[] = [];
	readonly #connection: Connection;
	readonly #instance: Listener;
	#callbacks: Pick<ListenerOptions, "onReadable" | "onError">;

	constructor(instance: Listener, options: ListenerOptions, port: number, link: Link) {
		this.port = port === 0 ? link.part(Connections).nextPort() : port;
		this.#instance = instance;
		this.#callbacks = { onReadable: options.onReadable, onError: options.onError };
		const plan = { service: "TCP LISTENER", host: NOBODY, port: 0, localPort: this.port } as const;
		this.#connection = new Connection(link, plan);
		this.#connection.use(this);
		this.#connection.start();
	}

	/** Closes it, and what was not read. */
	close(): void {
		this.#callbacks = {};
		this.#closeWaiting();
		this.#connection.close();
	}

	#closeWaiting(): void {
		for (const it of this.waiting.splice(0)) it.close();
	}

	onIncoming(connection: Connection): void {
		const { counters } = connection.link;
		if (this.waiting.length >= BACKLOG) {
			counters.drops = (counters.drops + 1) | 0;
			connection.close();
			return;
		}
		this.waiting.push(connection);
		this.#callbacks.onReadable?.call(this.#instance, this.waiting.length);
	}

	onRemoteClosed(): void {
		// There is no other end: the module itself has ended it.
		this.#connection.fail(new ModemError("socket", SocketCode.closed, "+QIURC", true));
	}

	onEnd(error: ModemError): void {
		this.#closeWaiting();
		this.#callbacks.onError?.call(this.#instance, error);
	}

	onOpen(): void {}
	onData(): void {}
	onTime(): void {}
	onSoon(): void {}
}

/**
 * The TCP listener socket of ECMA-419 (4th edition, clause 10) on the module's own (TCP/IP Application Note, "TCP LISTENER").
 * Whether anybody can reach the module's address is the network's business: most mobile networks let nobody in.
 *
 * Constructed by scripts as `new modem.Listener(options)`; see {@link ListenerOptions}.
 */
export class Listener {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #link: Link;
	#session: ListenerSession | undefined;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError, RangeError for bad options; Error("busy") when all of the module's connections are taken
	 */
	constructor(options: ListenerOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		if (options.format !== undefined && options.format !== "socket/tcp") throw new RangeError('format: "socket/tcp"');
		// The SDK's own class takes a missing port, but none that is there and undefined.
		const port = "port" in options ? checkPort("port", options.port, 0) : 0;
		this.#link = link;
		this.target = options.target;
		this.#session = new ListenerSession(this, options, port, link);
	}

	/** @throws SyntaxError after `close`, and for what is no listener, as the SDK's own classes do */
	static #sessionOf(instance: unknown): ListenerSession {
		if (typeof instance === "object" && instance !== null && #session in instance) {
			const session = instance.#session;
			if (session !== undefined) return session;
		}
		throw new SyntaxError("closed");
	}

	/** Closes, and with it the connections that were not read. No callback is called any more. May be called twice. */
	close(): void {
		if (typeof this !== "object" || this === null || !(#session in this)) throw new SyntaxError("closed");
		const session = this.#session;
		this.#session = undefined;
		session?.close();
	}

	/** @returns a TCP socket that is connected and has no callbacks, to be given to `from` of another; undefined when none waits */
	read(): TCP | undefined {
		const { waiting } = Listener.#sessionOf(this);
		const BoundTCP = this.#link.bound(TCP);
		for (let it = waiting.shift(); it !== undefined && BoundTCP !== undefined; it = waiting.shift()) {
			// It may have ended with the module meanwhile.
			if (!it.isOver) return new BoundTCP({ from: new StreamSession(checkStreamOptions({}), it) as never });
		}
		return undefined;
	}

	/** @throws Error always */
	write(): void {
		Listener.#sessionOf(this);
		throw new Error("unsupported");
	}

	/** The local port. */
	get port(): number {
		return Listener.#sessionOf(this).port;
	}

	/** Always "socket/tcp". */
	get format(): string {
		Listener.#sessionOf(this);
		return "socket/tcp";
	}

	set format(value: string) {
		Listener.#sessionOf(this);
		if (value !== "socket/tcp") throw new RangeError('format: "socket/tcp"');
	}
}
