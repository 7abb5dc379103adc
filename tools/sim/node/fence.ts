import type { Endpoint, Network, NetworkDatagrams, NetworkListener, NetworkSocket, Target } from "../network.js";
import { MappedPlaces } from "./mapped-places.js";

/** Addresses and names of this machine. */
const OWN = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|(?:[^:]+\.)?localhost)$/i;
/** The port that a ping is tried at (see NodeNetwork). */
const ECHO = 7;

/**
 * A network whose firmware under test can do no harm: beyond this machine it reaches only places that are mapped. Other names are
 * not looked up, connections elsewhere are unreachable, datagrams are lost; `onRefused` is told which.
 */
export class Fence implements Network {
	readonly #network: Network;
	readonly #places: ReadonlySet<string>;
	readonly #mapped: MappedPlaces;
	readonly #onRefused: (place: string) => void;

	/** @param places that are mapped, each as `host:port` */
	constructor(network: Network, places: readonly string[], onRefused: (place: string) => void) {
		const known = places.map((place) => place.toLowerCase());
		this.#network = network;
		this.#places = new Set(known);
		this.#mapped = new MappedPlaces(known);
		this.#onRefused = onRefused;
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		// An address needs no looking up; where it leads is asked again with its port.
		if (this.#mapped.addressOf(host) !== undefined || OWN.test(host) || /^[\d.]+$|:/.test(host)) {
			this.#network.resolve(host, callback);
			return;
		}
		this.#onRefused(host);
		setImmediate(callback, undefined);
	}

	connect(target: Target): NetworkSocket {
		if (this.#isOpen(target)) {
			return this.#network.connect(target);
		}
		this.#onRefused(`${target.host}:${target.port}`);
		return unreachable();
	}

	openListener(port: number): NetworkListener {
		return this.#network.openListener(port);
	}

	openDatagrams(port: number): NetworkDatagrams {
		const datagrams = this.#network.openDatagrams(port);
		const send = datagrams.send.bind(datagrams);
		datagrams.send = (bytes, to) => {
			if (this.#isOpen(to)) {
				send(bytes, to);
			} else {
				this.#onRefused(`${to.host}:${to.port}`);
			}
		};
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		if (this.#isOpen({ host, port: ECHO })) {
			return this.#network.ping(host, callback);
		}
		this.#onRefused(host);
		return () => {};
	}

	#isOpen({ host, port }: Endpoint): boolean {
		return OWN.test(host) || this.#places.has(`${this.#mapped.nameOf(host)}:${port}`);
	}
}

/** A connection that is not to be had. */
function unreachable(): NetworkSocket {
	let isOver = false;
	const end = () => {
		isOver = true;
	};
	const socket: NetworkSocket = {
		onOpen() {},
		onData() {},
		onClose() {},
		onError() {},
		write() {},
		close: end,
		abort: end,
	};
	setImmediate(() => {
		if (!isOver) {
			socket.onError("unreachable");
		}
	});
	return socket;
}
