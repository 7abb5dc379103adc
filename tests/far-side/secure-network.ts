import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { type SecureContext, TLSSocket } from "node:tls";
import type { Network, NetworkSocket, SocketFailure, Target, TlsSettings } from "../../tools/sim/network.js";
import { SecureSocket } from "../../tools/sim/node/secure-socket.js";
import type { MemoryNetwork, Peer } from "../support/broker/memory-network.js";

/** Turns of the event loop in which no byte passes, after which none will: both ends are in this process, without a socket between. */
const QUIET = 20;

/** How Node names what ends a connection. */
const codes: Readonly<Record<SocketFailure, string>> = Object.freeze({
	...{
		refused: "ECONNREFUSED",
		unreachable: "EHOSTUNREACH",
		timeout: "ETIMEDOUT",
		reset: "ECONNRESET",
		handshake: "EPROTO",
	},
});

/** What a stream is joined to. */
interface Way {
	write(bytes: Uint8Array): void;
	close(): void;
	abort(): void;
}

/** One end of a connection in memory as the stream that Node's TLS wants. */
class Stream extends Duplex {
	readonly #way: Way;
	readonly #touch: () => void;
	#isOver = false;

	constructor(way: Way, touch: () => void) {
		super({ allowHalfOpen: true });
		this.#way = way;
		this.#touch = touch;
	}

	arrive(bytes: Uint8Array): void {
		this.#touch();
		this.push(Buffer.from(bytes));
	}

	/** The other end sends nothing any more. */
	ended(): void {
		this.#touch();
		this.#isOver = true;
		this.push(null);
	}

	/** It is the only way to end a connection at once. */
	resetAndDestroy(): this {
		return this.destroy();
	}

	override _read(): void {}

	override _write(bytes: Buffer, _encoding: string, done: () => void): void {
		this.#touch();
		if (!this.#isOver) this.#way.write(bytes);
		done();
	}

	override _final(done: () => void): void {
		this.#touch();
		this.#isOver = true;
		this.#way.close();
		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#touch();
		this.#isOver = true;
		this.#way.abort();
		done(error);
	}
}

/** The simulator's own TLS, which tells when its owner does something. */
class TouchedSocket extends SecureSocket {
	readonly #touch: () => void;

	constructor(raw: Socket, settings: TlsSettings, touch: () => void) {
		super(raw, settings);
		this.#touch = touch;
	}

	override write(bytes: Uint8Array): void {
		this.#touch();
		super.write(bytes);
	}

	override close(): void {
		this.#touch();
		super.close();
	}

	override abort(): void {
		this.#touch();
		super.abort();
	}
}

/**
 * An internet in memory with TLS: the module's end is the simulator's own, the server's is Node's. Records pass in virtual time;
 * what both ends make of them takes turns of Node's event loop, for which virtual time has to wait: see {@link quiet}.
 */
export class SecureNetwork implements Network {
	readonly #inner: MemoryNetwork;
	/** What has happened at any stream. */
	#events = 0;
	#quietAt = 0;

	constructor(inner: MemoryNetwork) {
		this.#inner = inner;
	}

	/** Lets `accept` have connections to a host and port, their handshake under way. */
	listenSecurely(host: string, port: number, context: SecureContext, accept: (socket: TLSSocket) => void): void {
		this.#inner.listen(host, port, (peer: Peer) => {
			const stream = new Stream(peer, this.touch);
			peer.onData = (bytes) => stream.arrive(bytes);
			peer.onEnd = () => stream.ended();
			accept(new TLSSocket(stream, { isServer: true, secureContext: context }));
		});
	}

	/** What is not yet done at both ends of the streams; undefined: nothing is under way. */
	quiet(): Promise<void> | undefined {
		return this.#events === this.#quietAt ? undefined : this.#untilQuiet();
	}

	/** Something is done at a server's end, outside of virtual time. */

	/** Something is done at one of the ends, of which the streams will hear a few turns later. */
	readonly touch = (): void => {
		this.#events++;
	};

	async #untilQuiet(): Promise<void> {
		for (let turns = 0; turns < QUIET; turns++) {
			const before = this.#events;
			await turn();
			if (this.#events !== before) turns = 0;
		}
		this.#quietAt = this.#events;
	}

	// ---- Network

	connect(target: Target): NetworkSocket {
		const socket = this.#inner.connect(target);
		if (target.tls === undefined) return socket;
		const way = {
			write: (bytes: Uint8Array) => socket.write(bytes),
			close: () => socket.close(),
			abort: () => socket.abort(),
		};
		const stream = new Stream(way, this.touch);
		socket.onOpen = () => {
			this.touch();
			stream.emit("connect");
		};
		socket.onData = (bytes) => stream.arrive(bytes);
		socket.onClose = () => stream.ended();
		socket.onError = (failure) => {
			this.touch();
			stream.destroy(Object.assign(new Error(failure), { code: codes[failure] }));
		};
		return new TouchedSocket(stream as unknown as Socket, target.tls, this.touch);
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		this.#inner.resolve(host, callback);
	}

	openListener(port: number) {
		return this.#inner.openListener(port);
	}

	openDatagrams(port: number) {
		return this.#inner.openDatagrams(port);
	}

	ping(host: string, callback: () => void): () => void {
		return this.#inner.ping(host, callback);
	}
}
