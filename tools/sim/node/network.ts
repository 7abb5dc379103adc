import { lookup } from "node:dns";
import { connect, isIP } from "node:net";
import type { Network, NetworkSocket, Target } from "../network.js";
import { SecureSocket } from "./secure-socket.js";
import { NodeSocket } from "./socket.js";

export interface NodeNetworkOptions {
	/** Where connections to some places really go, both as `host:port`, so that firmware keeps its production names. */
	map?: Readonly<Record<string, string>>;
}

/** The Network port on Node: real sockets, with TLS where it is asked for. */
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

	connect({ host, port, tls }: Target): NetworkSocket {
		const real = this.#map.get(`${host}:${port}`) ?? { host, port };
		const socket = connect({ host: real.host, port: real.port, noDelay: true });
		return tls === undefined ? new NodeSocket(socket) : new SecureSocket(socket, tls);
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
