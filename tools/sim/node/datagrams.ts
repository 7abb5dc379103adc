import { createSocket, type Socket } from "node:dgram";
import type { Endpoint, NetworkDatagrams } from "../network.js";

/** A UDP port of Node as the module sees it (IPv4). */
export class NodeDatagrams implements NetworkDatagrams {
	onOpen: () => void = () => {};
	onError: () => void = () => {};
	onDatagram: NetworkDatagrams["onDatagram"] = () => {};
	readonly #socket: Socket = createSocket("udp4");
	readonly #route: (to: Endpoint) => Endpoint;
	/** Whom the module believes to be at a real place that it has sent to. */
	readonly #names = new Map<string, Endpoint>();
	#over = false;

	/** @param route where datagrams really go */
	constructor(port: number, address: string, route: (to: Endpoint) => Endpoint) {
		this.#route = route;
		const socket = this.#socket;
		socket.on("listening", () => this.#unlessOver(() => this.onOpen()));
		// After the beginning an error is about one datagram (nobody was there for it), which may get lost.
		socket.once("error", () => this.#fail());
		socket.on("message", (bytes, { address: host, port: from }) =>
			this.#unlessOver(() => this.onDatagram(bytes, this.#names.get(`${host}:${from}`) ?? { host, port: from })),
		);
		socket.once("listening", () => {
			socket.removeAllListeners("error");
			socket.on("error", () => {});
		});
		socket.bind({ port, address, exclusive: true });
	}

	send(bytes: Uint8Array, to: Endpoint): void {
		if (this.#over) {
			return;
		}
		const real = this.#route(to);
		this.#names.set(`${real.host}:${real.port}`, to);
		this.#socket.send(bytes, real.port, real.host, () => {});
	}

	close(): void {
		if (!this.#over) {
			this.#over = true;
			this.#socket.close();
		}
	}

	#fail(): void {
		if (!this.#over) {
			this.#over = true;
			this.#socket.close();
			this.onError();
		}
	}

	#unlessOver(tell: () => void): void {
		if (!this.#over) {
			tell();
		}
	}
}
