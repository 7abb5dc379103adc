import type { Latency } from "./latency.js";
import type { NetworkSocket } from "./network.js";
import type { Timeline } from "./timeline.js";

const NOTHING = () => {};

/** What all that passes the air has in common. */
export interface AirWay {
	readonly timeline: Timeline;
	readonly latency: Latency;
	/** Until then nothing passes. */
	readonly stall: { readonly until: number };
	/** Bytes that have gone out and come in. */
	readonly traffic: { sent: number; received: number };
}

/** When something that enters the air now comes out of it. */
export function arrival({ timeline, latency, stall }: AirWay): number {
	return Math.max(timeline.now, stall.until) + latency.draw("air");
}

/** One TCP connection of the module on its way through the air. */
export class AirSocket implements NetworkSocket {
	onOpen: () => void = NOTHING;
	onData: NetworkSocket["onData"] = NOTHING;
	onClose: () => void = NOTHING;
	onError: NetworkSocket["onError"] = NOTHING;
	readonly #way: AirWay;
	readonly #forget: () => void;
	#inner: NetworkSocket | undefined;
	#hollow = false;
	/** Neither side hears anything more of the other. */
	#dead = false;
	/** The owner has closed; what it has written before still goes out. */
	#closed = false;
	#up = 0;
	#down = 0;

	constructor(way: AirWay, forget: () => void) {
		this.#way = way;
		this.#forget = forget;
	}

	/** Whether the module has not let go of it; one that is half open may go on at the server's end. */
	get isOwned(): boolean {
		return !this.#closed;
	}

	/** Goes out to a server. */
	start(connect: () => NetworkSocket): void {
		this.#upwards(() => this.#use(connect()));
	}

	/** A connection that has come by itself, and is open. */
	adopt(inner: NetworkSocket): void {
		this.#use(inner);
	}

	/** What has passed the air counts as acknowledged: behind it nothing gets lost. */
	write(bytes: Uint8Array, passed?: () => void): void {
		const own = bytes.slice();
		this.#upwards(() => {
			this.#way.traffic.sent += own.length;
			this.#inner?.write(own);
			if (passed !== undefined && this.#inner !== undefined) {
				this.#downwards(passed);
			}
		});
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

	#use(inner: NetworkSocket): void {
		this.#inner = inner;
		inner.onOpen = () => this.#downwards(() => this.onOpen());
		inner.onData = (bytes) =>
			this.#downwards(() => {
				this.#way.traffic.received += bytes.length;
				this.onData(bytes);
			});
		// What is still on its way up finds nobody there.
		inner.onClose = () => {
			this.#inner = undefined;
			this.#downwards(() => this.#over(() => this.onClose()));
		};
		inner.onError = (failure) => {
			this.#inner = undefined;
			this.#downwards(() => this.#over(() => this.onError(failure)));
		};
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
		this.#up = Math.max(this.#up, arrival(this.#way));
		this.#way.timeline.at(this.#up, () => {
			if (!this.#dead && !this.#hollow) {
				action();
			}
		});
	}

	#downwards(action: () => void): void {
		this.#down = Math.max(this.#down, arrival(this.#way));
		this.#way.timeline.at(this.#down, () => {
			if (!this.#closed && !this.#hollow) {
				action();
			}
		});
	}
}
