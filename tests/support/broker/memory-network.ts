import type { Clock } from "../../../modules/clock.js";
import type {
	Endpoint,
	Network,
	NetworkDatagrams,
	NetworkListener,
	NetworkSocket,
	SocketFailure,
} from "../../../tools/sim/network.js";

/** The server's end of a connection in memory. */
export interface Peer {
	onData: (bytes: Uint8Array) => void;
	/** The other end has closed or is gone; the last call. Not called after `close` or `abort`. */
	onEnd: () => void;
	write(bytes: Uint8Array): void;
	/** Ends in good order: what was written is still delivered. */
	close(): void;
	/** Ends at once, with a reset. */
	abort(): void;
}

/** How the network treats those who want to connect. */
export type Reachability =
	| "open"
	/** Nobody listens: the peer answers with a reset. */
	| "refused"
	/** No route: told at once by the network. */
	| "unreachable"
	/** Packets vanish: the connection fails when `patience` has passed. */
	| "lost";

/** One direction of a connection, or of the wire below it: what is sent first arrives first. */
class Lane {
	readonly #clock: Clock;
	#last: number | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	send(delay: number, action: () => void): void {
		const now = this.#clock.now();
		const wait = Math.max(delay, this.#last === undefined ? 0 : (this.#last - now) | 0);
		this.#last = (now + wait) | 0;
		const alarm = this.#clock.alarm(() => {
			alarm.close();
			action();
		});
		alarm.set(wait);
	}
}

/** A connection between the module and a server, both of them in this process. */
class Connection implements NetworkSocket, Peer {
	onOpen = () => {};
	onData = (_bytes: Uint8Array) => {};
	onClose = () => {};
	onError = (_failure: SocketFailure) => {};
	onEnd = () => {};
	readonly #network: MemoryNetwork;
	readonly #lane: Lane;
	#other: Connection | undefined;
	/** `closed`: this end wants nothing any more. */
	state: "opening" | "open" | "closed" = "opening";

	constructor(network: MemoryNetwork, clock: Clock, other?: Connection) {
		this.#network = network;
		this.#lane = new Lane(clock);
		if (other === undefined) return;
		this.#other = other;
		other.#other = this;
	}

	/** Runs `action` after the network's delay, in order, unless the network loses it or this end is closed by then. */
	#pass(action: (other: Connection) => void): void {
		const other = this.#other;
		if (other === undefined) return;
		if (this.#network.reachability === "lost") return;
		this.#lane.send(this.#network.delay, () => {
			if (other.state !== "closed") action(other);
		});
	}

	write(bytes: Uint8Array): void {
		if (this.state !== "open") throw new Error("bad state");
		const copy = bytes.slice();
		this.#pass((other) => other.onData(copy));
	}

	close(): void {
		if (this.state === "closed") return;
		this.state = "closed";
		this.#pass((other) => {
			other.state = "closed";
			other.onClose();
			other.onEnd();
		});
	}

	abort(): void {
		if (this.state === "closed") return;
		this.state = "closed";
		this.#pass((other) => {
			other.state = "closed";
			other.onError("reset");
			other.onEnd();
		});
	}
}

/** A service that takes datagrams of the module; `answer` sends one back. */
export type DatagramService = (bytes: Uint8Array, answer: (bytes: Uint8Array) => void) => void;

/** A UDP port of the module in this process. */
class MemoryDatagrams implements NetworkDatagrams {
	onOpen = () => {};
	onError = () => {};
	onDatagram = (_bytes: Uint8Array, _from: Endpoint) => {};
	closed = false;
	readonly #send: (bytes: Uint8Array, to: Endpoint) => void;
	readonly #forget: () => void;

	constructor(send: (bytes: Uint8Array, to: Endpoint) => void, forget: () => void) {
		this.#send = send;
		this.#forget = forget;
	}

	send(bytes: Uint8Array, to: Endpoint): void {
		this.#send(bytes.slice(), to);
	}

	close(): void {
		if (!this.closed) {
			this.closed = true;
			this.#forget();
		}
	}
}

/**
 * An internet in memory behind the simulator's Network port. It runs on the clock it is given and on nothing else, so that
 * under a virtual clock each run is the same.
 */
export class MemoryNetwork implements Network {
	/** One way, ms; whoever changes it changes it for what is sent from then on. Order is kept. */
	delay: number;
	reachability: Reachability = "open";
	/** How long a connection that gets no answer is tried, ms. */
	patience = 75_000;
	readonly #clock: Clock;
	readonly #lane: Lane;
	readonly #addresses = new Map<string, string>();
	readonly #servers = new Map<string, (peer: Peer) => void>();
	/** What the module listens on, and its UDP ports. */
	readonly #listeners = new Map<number, NetworkListener>();
	readonly #ports = new Map<number, MemoryDatagrams>();
	/** Who takes datagrams, by address and port. */
	readonly #services = new Map<string, DatagramService>();

	constructor(clock: Clock, { delay = 0 }: { delay?: number } = {}) {
		this.#clock = clock;
		this.#lane = new Lane(clock);
		this.delay = delay;
	}

	/** Lets `accept` have the connections to a host and port. The host's name gets an address of its own. */
	listen(host: string, port: number, accept: (peer: Peer) => void): void {
		this.#servers.set(`${this.#addressOf(host)} ${port}`, accept);
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		const isAddress = /^[\d.]+$|:/.test(host);
		const answer = this.reachability === "open" || this.reachability === "refused";
		const address = isAddress ? host : answer ? this.#addresses.get(host) : undefined;
		this.#lane.send(isAddress ? 0 : 2 * this.delay, () => callback(address));
	}

	connect({ host, port }: { host: string; port: number }): NetworkSocket {
		const near = new Connection(this, this.#clock);
		const accept = this.#servers.get(`${host} ${port}`);
		const lane = new Lane(this.#clock);
		const fail = (delay: number, failure: SocketFailure) =>
			lane.send(delay, () => {
				if (near.state === "closed") return;
				near.state = "closed";
				near.onError(failure);
			});
		if (this.reachability === "lost") fail(this.patience, "timeout");
		else if (this.reachability === "unreachable") fail(0, "unreachable");
		else if (this.reachability === "refused" || accept === undefined) fail(2 * this.delay, "refused");
		else {
			lane.send(2 * this.delay, () => {
				if (near.state === "closed") return;
				const far = new Connection(this, this.#clock, near);
				near.state = "open";
				far.state = "open";
				accept(far);
				// Who accepts may have ended it, and who connects given it up, in this very moment.
				if ((near.state as string) === "open") near.onOpen();
			});
		}
		return near;
	}

	openListener(port: number): NetworkListener {
		const listener: NetworkListener = {
			onOpen: () => {},
			onError: () => {},
			onConnection: () => {},
			close: () => {
				if (this.#listeners.get(port) === listener) this.#listeners.delete(port);
			},
		};
		const taken = this.#listeners.has(port);
		if (!taken) this.#listeners.set(port, listener);
		this.#lane.send(0, () => (taken ? listener.onError() : listener.onOpen()));
		return listener;
	}

	openDatagrams(asked: number): NetworkDatagrams {
		let port = asked;
		for (let free = 49152; port === 0; free++) if (!this.#ports.has(free)) port = free;
		const datagrams: MemoryDatagrams = new MemoryDatagrams(
			(bytes, to) => this.#carry(datagrams, bytes, to),
			() => {
				if (this.#ports.get(port) === datagrams) this.#ports.delete(port);
			},
		);
		const taken = this.#ports.has(port);
		if (!taken) this.#ports.set(port, datagrams);
		this.#lane.send(0, () => (taken ? datagrams.onError() : datagrams.onOpen()));
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		let asked = this.reachability === "open" || this.reachability === "refused";
		const lives = [...this.#servers.keys(), ...this.#services.keys()].some((place) => place.startsWith(`${host} `));
		this.#lane.send(2 * this.delay, () => {
			if (asked && lives) callback();
		});
		return () => {
			asked = false;
		};
	}

	/** Lets `service` have the datagrams to a host and port. The host's name gets an address of its own. */
	serve(host: string, port: number, service: DatagramService): void {
		this.#services.set(`${this.#addressOf(host)} ${port}`, service);
	}

	/** Somebody connects to a port of the module. Undefined when nobody listens there, or nobody can be reached. */
	arrive(port: number, from: Endpoint): Peer | undefined {
		const listener = this.#listeners.get(port);
		if (listener === undefined || this.reachability !== "open") return undefined;
		const near = new Connection(this, this.#clock);
		const far = new Connection(this, this.#clock, near);
		near.state = "open";
		far.state = "open";
		this.#lane.send(this.delay, () => listener.onConnection(near, from));
		return far;
	}

	/** Whether a UDP port of the module is open. */
	hasPort(port: number): boolean {
		return this.#ports.has(port);
	}

	/** A datagram comes for a UDP port of the module. */
	datagram(port: number, bytes: Uint8Array, from: Endpoint): void {
		const own = bytes.slice();
		if (this.reachability === "lost") return;
		this.#lane.send(this.delay, () => this.#ports.get(port)?.onDatagram(own, from));
	}

	#carry(from: MemoryDatagrams, bytes: Uint8Array, to: Endpoint): void {
		if (this.reachability === "lost" || this.reachability === "unreachable") return;
		this.#lane.send(this.delay, () =>
			this.#services.get(`${to.host} ${to.port}`)?.(bytes, (answer) => {
				const own = answer.slice();
				this.#lane.send(this.delay, () => {
					if (!from.closed) from.onDatagram(own, to);
				});
			}),
		);
	}

	#addressOf(host: string): string {
		const isAddress = /^[\d.]+$|:/.test(host);
		const address = isAddress ? host : (this.#addresses.get(host) ?? `192.0.2.${this.#addresses.size + 1}`);
		this.#addresses.set(host, address);
		return address;
	}
}
