import type { Latency } from "./latency.js";
import type { Network, NetworkSocket, Target } from "./network.js";
import type { Timeline } from "./timeline.js";

const NOTHING = () => {};

/**
 * The way through the air, in front of the network proper: everything takes its time, in both directions and in order, and all
 * of it can be cut at once.
 */
export class Air implements Network {
	readonly #timeline: Timeline;
	readonly #latency: Latency;
	readonly #network: Network;
	readonly #sockets = new Set<AirSocket>();

	constructor(timeline: Timeline, latency: Latency, network: Network) {
		this.#timeline = timeline;
		this.#latency = latency;
		this.#network = network;
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		this.#timeline.after(this.#latency.draw("resolve"), () => this.#network.resolve(host, callback));
	}

	connect(target: Target): NetworkSocket {
		const socket = new AirSocket(this.#timeline, this.#latency, () => this.#sockets.delete(socket));
		this.#sockets.add(socket);
		socket.start(() => this.#network.connect(target));
		return socket;
	}

	/** Nothing passes any more, in either direction; nobody is told. */
	cut(): void {
		for (const socket of [...this.#sockets]) {
			socket.abort();
		}
	}
}

class AirSocket implements NetworkSocket {
	onOpen: () => void = NOTHING;
	onData: NetworkSocket["onData"] = NOTHING;
	onClose: () => void = NOTHING;
	onError: NetworkSocket["onError"] = NOTHING;
	readonly #timeline: Timeline;
	readonly #latency: Latency;
	readonly #forget: () => void;
	#inner: NetworkSocket | undefined;
	/** Neither side hears anything more of the other. */
	#dead = false;
	/** The owner has closed; what it has written before still goes out. */
	#closed = false;
	#up = 0;
	#down = 0;

	constructor(timeline: Timeline, latency: Latency, forget: () => void) {
		this.#timeline = timeline;
		this.#latency = latency;
		this.#forget = forget;
	}

	start(connect: () => NetworkSocket): void {
		this.#upwards(() => {
			const inner = connect();
			this.#inner = inner;
			inner.onOpen = () => this.#downwards(() => this.onOpen());
			inner.onData = (bytes) => this.#downwards(() => this.onData(bytes));
			// What is still on its way up finds nobody there.
			inner.onClose = () => {
				this.#inner = undefined;
				this.#downwards(() => this.#over(() => this.onClose()));
			};
			inner.onError = (failure) => {
				this.#inner = undefined;
				this.#downwards(() => this.#over(() => this.onError(failure)));
			};
		});
	}

	write(bytes: Uint8Array): void {
		const own = bytes.slice();
		this.#upwards(() => this.#inner?.write(own));
	}

	close(): void {
		if (!this.#closed) {
			this.#upwards(() => {
				this.#dead = true;
				this.#forget();
				this.#inner?.close();
			});
			this.#closed = true;
		}
	}

	abort(): void {
		this.#closed = true;
		if (!this.#dead) {
			this.#dead = true;
			this.#forget();
			this.#inner?.abort();
		}
	}

	#over(tell: () => void): void {
		this.#dead = true;
		this.#closed = true;
		this.#forget();
		tell();
	}

	#upwards(action: () => void): void {
		if (this.#closed) {
			return;
		}
		this.#up = Math.max(this.#up, this.#timeline.now + this.#latency.draw("air"));
		this.#timeline.at(this.#up, () => {
			if (!this.#dead) {
				action();
			}
		});
	}

	#downwards(action: () => void): void {
		this.#down = Math.max(this.#down, this.#timeline.now + this.#latency.draw("air"));
		this.#timeline.at(this.#down, () => {
			if (!this.#closed) {
				action();
			}
		});
	}
}
