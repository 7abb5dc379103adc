import type { Conditions } from "./faults/conditions.js";
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
	readonly #conditions: Conditions;
	readonly #sockets = new Set<AirSocket>();
	/** Until then nothing passes. */
	readonly #stall = { until: 0 };

	constructor(timeline: Timeline, latency: Latency, network: Network, conditions: Conditions) {
		this.#timeline = timeline;
		this.#latency = latency;
		this.#network = network;
		this.#conditions = conditions;
	}

	resolve(host: string, callback: (address: string | undefined) => void): void {
		const delay = this.#conditions.takeName();
		this.#timeline.after(this.#latency.draw("resolve") + (delay ?? 0), () => {
			if (delay === undefined) {
				callback(undefined);
			} else {
				this.#network.resolve(host, callback);
			}
		});
	}

	connect(target: Target): NetworkSocket {
		const socket = new AirSocket(this.#timeline, this.#latency, this.#stall, () => this.#sockets.delete(socket));
		this.#sockets.add(socket);
		socket.start(() => this.#network.connect(target));
		return socket;
	}

	/** Nothing passes any more, in either direction; nobody is told. */
	cut(): void {
		for (const socket of [...this.#sockets]) {
			socket.cut();
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
		this.#stall.until = Math.max(this.#stall.until, this.#timeline.now + duration);
	}

	/** Nothing passes any more on the present connections, and neither end is told. */
	hollow(): void {
		for (const socket of this.#sockets) {
			socket.hollow();
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
	readonly #stall: { readonly until: number };
	#inner: NetworkSocket | undefined;
	#hollow = false;
	/** Neither side hears anything more of the other. */
	#dead = false;
	/** The owner has closed; what it has written before still goes out. */
	#closed = false;
	#up = 0;
	#down = 0;

	constructor(timeline: Timeline, latency: Latency, stall: { readonly until: number }, forget: () => void) {
		this.#stall = stall;
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
		// The server of a half-open connection does not hear of its end.
		if (!this.#hollow) {
			this.cut();
		}
	}

	cut(): void {
		this.#closed = true;
		if (!this.#dead) {
			this.#dead = true;
			this.#forget();
			this.#inner?.abort();
		}
	}

	kick(how: "close" | "reset"): void {
		const inner = this.#inner;
		if (inner === undefined) {
			return;
		}
		this.#inner = undefined;
		if (how === "close") {
			inner.close();
		} else {
			inner.abort();
		}
		this.#downwards(() => this.#over(() => (how === "close" ? this.onClose() : this.onError("reset"))));
	}

	hollow(): void {
		this.#hollow = true;
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
		this.#up = Math.max(this.#up, this.#arrival());
		this.#timeline.at(this.#up, () => {
			if (!this.#dead && !this.#hollow) {
				action();
			}
		});
	}

	#downwards(action: () => void): void {
		this.#down = Math.max(this.#down, this.#arrival());
		this.#timeline.at(this.#down, () => {
			if (!this.#closed && !this.#hollow) {
				action();
			}
		});
	}

	#arrival(): number {
		return Math.max(this.#timeline.now, this.#stall.until) + this.#latency.draw("air");
	}
}
