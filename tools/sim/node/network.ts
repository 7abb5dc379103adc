import { lookup } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import type { Network, NetworkSocket, SocketFailure } from "../network.js";

export interface NodeNetworkOptions {
	/** Where connections to some places really go, both as `host:port`, so that firmware keeps its production names. */
	map?: Readonly<Record<string, string>>;
}

/** The Network port on Node: real TCP sockets. */
export class NodeNetwork implements Network {
	readonly #map: ReadonlyMap<string, { host: string; port: number }>;
	readonly #mappedHosts: ReadonlySet<string>;

	/** @throws RangeError when an entry of the map is not `host:port` */
	constructor(options: NodeNetworkOptions = {}) {
		const entries = Object.entries(options.map ?? {}).map(([from, to]) => ({ from: endpoint(from), to: endpoint(to) }));
		this.#map = new Map(entries.map(({ from, to }) => [`${from.host}:${from.port}`, to]));
		this.#mappedHosts = new Set(entries.map(({ from }) => from.host));
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		const name = host.toLowerCase();
		if (this.#mappedHosts.has(name) || isIP(host) !== 0) {
			setImmediate(callback, name);
			return;
		}
		lookup(host, { order: "ipv4first" } as object, (error, address) => callback(error === null ? address : undefined));
	}

	connect(target: { host: string; port: number }): NetworkSocket {
		const real = this.#map.get(`${target.host}:${target.port}`) ?? target;
		return new NodeSocket(connect({ host: real.host, port: real.port, noDelay: true }));
	}
}

class NodeSocket implements NetworkSocket {
	onOpen: () => void = () => {};
	onData: NetworkSocket["onData"] = () => {};
	onClose: () => void = () => {};
	onError: NetworkSocket["onError"] = () => {};
	readonly #socket: Socket;
	#over = false;

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.on("connect", () => this.#unlessOver(() => this.onOpen()));
		socket.on("data", (bytes: Buffer) => this.#unlessOver(() => this.onData(bytes)));
		socket.on("end", () => this.#last(() => this.onClose()));
		socket.on("close", () => this.#last(() => this.onClose()));
		socket.on("error", (error: NodeJS.ErrnoException) => this.#last(() => this.onError(failureOf(error))));
	}

	write(bytes: Uint8Array): void {
		if (!this.#over) {
			this.#socket.write(bytes);
		}
	}

	close(): void {
		this.#over = true;
		this.#socket.end();
	}

	abort(): void {
		this.#over = true;
		if (this.#socket.connecting) {
			this.#socket.destroy();
		} else {
			this.#socket.resetAndDestroy();
		}
	}

	#unlessOver(tell: () => void): void {
		if (!this.#over) {
			tell();
		}
	}

	#last(tell: () => void): void {
		if (!this.#over) {
			this.#over = true;
			this.#socket.destroy();
			tell();
		}
	}
}

function failureOf(error: NodeJS.ErrnoException): SocketFailure {
	switch (error.code) {
		case "ECONNREFUSED":
			return "refused";
		case "ETIMEDOUT":
			return "timeout";
		case "ENETUNREACH":
		case "EHOSTUNREACH":
		case "ENOTFOUND":
			return "unreachable";
		default:
			return "reset";
	}
}

function endpoint(text: string): { host: string; port: number } {
	const at = text.lastIndexOf(":");
	const port = Number(text.slice(at + 1));
	if (at <= 0 || !Number.isInteger(port) || port < 1 || port > 65535) {
		throw new RangeError(`${text} is not host:port`);
	}
	return { host: text.slice(0, at).toLowerCase(), port };
}
