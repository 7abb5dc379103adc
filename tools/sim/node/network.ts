import { lookup } from "node:dns";
import { connect, isIP } from "node:net";
import type { Endpoint, Network, NetworkDatagrams, NetworkListener, NetworkSocket, Target } from "../network.js";
import { NodeDatagrams } from "./datagrams.js";
import { NodeListener } from "./listener.js";
import { MappedPlaces } from "./mapped-places.js";
import { SecureSocket } from "./secure-socket.js";
import { NodeSocket } from "./socket.js";

/** The port of the echo service (RFC 862). */
const ECHO = 7;

export interface NodeNetworkOptions {
	/**
	 * Where connections to some places really go, both as `host:port`, so that firmware keeps its production names. A lookup gives
	 * such a name an address that leads there too, see {@link MappedPlaces}.
	 */
	map?: Readonly<Record<string, string>>;
	/** The address of this machine that the module's own ports are at; 127.0.0.1 unless told otherwise. */
	host?: string;
}

/** The Network port on Node: real sockets, with TLS where it is asked for. */
export class NodeNetwork implements Network {
	readonly #map: ReadonlyMap<string, { host: string; port: number }>;
	readonly #mapped: MappedPlaces;
	readonly #host: string;

	/** @throws RangeError when an entry of the map is not `host:port` */
	constructor(options: NodeNetworkOptions = {}) {
		const entries = Object.entries(options.map ?? {}).map(([from, to]) => ({ from: endpoint(from), to: endpoint(to) }));
		this.#map = new Map(entries.map(({ from, to }) => [`${from.host}:${from.port}`, to]));
		this.#host = options.host ?? "127.0.0.1";
		this.#mapped = new MappedPlaces(Object.keys(options.map ?? {}));
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		const address = this.#mapped.addressOf(host) ?? (isIP(host) === 0 ? undefined : host.toLowerCase());
		if (address !== undefined) {
			setImmediate(callback, address);
			return;
		}
		lookup(host, { order: "ipv4first" } as object, (error, address) => callback(error === null ? address : undefined));
	}

	connect({ host, port, tls }: Target): NetworkSocket {
		const real = this.#route({ host, port });
		const socket = connect({ host: real.host, port: real.port, noDelay: true });
		return tls === undefined ? new NodeSocket(socket) : new SecureSocket(socket, tls);
	}

	openListener(port: number): NetworkListener {
		return new NodeListener(port, this.#host);
	}

	/** A port that anybody may know is at the module's own address; one that nobody was told of reaches every network. */
	openDatagrams(port: number): NetworkDatagrams {
		return new NodeDatagrams(port, port === 0 ? "0.0.0.0" : this.#host, (to) => this.#route(to));
	}

	/** Node has no ICMP. A host that answers a SYN lives, and one that refuses the connection has answered. */
	ping(host: string, callback: () => void): () => void {
		const socket = connect({ ...this.#route({ host, port: ECHO }) });
		const alive = () => {
			socket.destroy();
			callback();
		};
		socket.once("connect", alive);
		socket.once("error", ({ code }: NodeJS.ErrnoException) => {
			if (code === "ECONNREFUSED" || code === "ECONNRESET") {
				alive();
			}
		});
		return () => {
			socket.removeAllListeners("connect");
			socket.destroy();
		};
	}

	#route({ host, port }: Endpoint): Endpoint {
		const name = this.#mapped.nameOf(host);
		return this.#map.get(`${name}:${port}`) ?? { host: name, port };
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
