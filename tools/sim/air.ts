import { AirDatagrams } from "./air-datagrams.js";
import { AirSocket, type AirWay, arrival } from "./air-socket.js";
import type { Conditions } from "./faults/conditions.js";
import type { Latency } from "./latency.js";
import type { Found, Network, NetworkDatagrams, NetworkListener, NetworkSocket, Target } from "./network.js";
import type { Timeline } from "./timeline.js";

/**
 * The way through the air, in front of the network proper: everything takes its time, in both directions and in order, and all
 * of it can be cut at once.
 */
export class Air implements Network {
	/** The network has forgotten the context: what begins now comes to nothing, and names are not found. */
	deaf = false;
	readonly #network: Network;
	readonly #conditions: Conditions;
	readonly #sockets = new Set<AirSocket>();
	readonly #datagrams = new Set<AirDatagrams>();
	readonly #listeners = new Set<NetworkListener>();
	readonly #stall = { until: 0 };
	readonly #way: AirWay;

	constructor(timeline: Timeline, latency: Latency, network: Network, conditions: Conditions) {
		this.#network = network;
		this.#conditions = conditions;
		this.#way = { timeline, latency, stall: this.#stall, traffic: { sent: 0, received: 0 } };
	}

	/** Bytes of connections and datagrams that have gone out and come in. */
	get traffic(): { sent: number; received: number } {
		return this.#way.traffic;
	}

	/** Whether the module has connections or UDP ports. */
	get busy(): boolean {
		return [...this.#sockets, ...this.#datagrams].some((one) => one.isOwned);
	}

	resolve(host: string, callback: (address: string | undefined, found?: Found) => void): void {
		const { timeline, latency } = this.#way;
		const delay = this.#conditions.takeName();
		timeline.after(latency.draw("resolve") + (delay ?? 0), () => {
			if (delay === undefined || this.deaf) {
				callback(undefined);
			} else {
				// Nobody is told who has gone in the meantime.
				this.#network.resolve(host, (address, found) => timeline.after(0, () => callback(address, found)));
			}
		});
	}

	connect(target: Target): NetworkSocket {
		const socket = this.#newSocket();
		if (this.deaf) {
			socket.hollow();
		}
		socket.start(() => this.#network.connect(target));
		return socket;
	}

	openListener(port: number): NetworkListener {
		const inner = this.#network.openListener(port);
		const forget = () => this.#listeners.delete(listener);
		const listener: NetworkListener = {
			onOpen: () => {},
			onError: () => {},
			onConnection: () => {},
			close: () => {
				forget();
				inner.close();
			},
		};
		inner.onOpen = () => listener.onOpen();
		inner.onError = () => {
			forget();
			listener.onError();
		};
		inner.onConnection = (socket, from) => {
			const own = this.#newSocket();
			own.adopt(socket);
			if (this.deaf) {
				own.hollow();
			} else {
				listener.onConnection(own, from);
			}
		};
		this.#listeners.add(listener);
		return listener;
	}

	openDatagrams(port: number): NetworkDatagrams {
		const inner = this.#network.openDatagrams(port);
		const datagrams = new AirDatagrams(this.#way, inner, () => this.#datagrams.delete(datagrams));
		if (this.deaf) {
			datagrams.hollow();
		}
		this.#datagrams.add(datagrams);
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		const { timeline } = this.#way;
		let giveUp = () => {};
		const way = timeline.at(arrival(this.#way), () => {
			if (!this.deaf) {
				giveUp = this.#network.ping(host, () => {
					const back = timeline.at(arrival(this.#way), callback);
					giveUp = () => back.cancel();
				});
			}
		});
		return () => {
			way.cancel();
			giveUp();
		};
	}

	/** Nothing passes any more, in either direction; nobody is told. */
	cut(): void {
		for (const one of [...this.#sockets, ...this.#datagrams]) {
			one.cut();
		}
		for (const listener of [...this.#listeners]) {
			listener.close();
		}
	}

	/** The servers end all connections. */
	kick(how: "close" | "reset"): void {
		for (const socket of [...this.#sockets]) {
			socket.kick(how);
		}
	}

	/** Nothing passes for so many ms, and all of it afterwards. */
	stall(duration: number): void {
		this.#stall.until = Math.max(this.#stall.until, this.#way.timeline.now + duration);
	}

	/** Nothing passes any more on the present connections, and neither end is told. */
	hollow(): void {
		for (const one of [...this.#sockets, ...this.#datagrams]) {
			one.hollow();
		}
	}

	#newSocket(): AirSocket {
		const socket = new AirSocket(this.#way, () => this.#sockets.delete(socket));
		this.#sockets.add(socket);
		return socket;
	}
}
