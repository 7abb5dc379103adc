import { type AirWay, arrival } from "./air-socket.js";
import type { Endpoint, NetworkDatagrams } from "./network.js";

const NOTHING = () => {};

/** A UDP port of the module on its way through the air: what cannot pass is lost, and nobody is told. */
export class AirDatagrams implements NetworkDatagrams {
	onOpen: () => void = NOTHING;
	onError: () => void = NOTHING;
	onDatagram: NetworkDatagrams["onDatagram"] = NOTHING;
	readonly #way: AirWay;
	readonly #inner: NetworkDatagrams;
	readonly #forget: () => void;
	#closed = false;
	#hollow = false;
	/** Nothing is left of it. */
	#dead = false;
	#up = 0;
	#down = 0;

	constructor(way: AirWay, inner: NetworkDatagrams, forget: () => void) {
		this.#way = way;
		this.#inner = inner;
		this.#forget = forget;
		// Opening a port is the module's own affair: nothing passes the air.
		inner.onOpen = () => this.#unlessClosed(() => this.onOpen());
		inner.onError = () => {
			forget();
			this.#unlessClosed(() => this.onError());
		};
		inner.onDatagram = (bytes, from) => {
			this.#down = Math.max(this.#down, arrival(way));
			this.#pass(this.#down, () => {
				way.traffic.received += bytes.length;
				this.onDatagram(bytes, from);
			});
		};
	}

	/** Whether the module has not let go of it. */
	get isOwned(): boolean {
		return !this.#closed;
	}

	send(bytes: Uint8Array, to: Endpoint): void {
		const own = bytes.slice();
		this.#up = Math.max(this.#up, arrival(this.#way));
		this.#way.timeline.at(this.#up, () => {
			if (!this.#hollow && !this.#dead) {
				this.#way.traffic.sent += own.length;
				this.#inner.send(own, to);
			}
		});
	}

	close(): void {
		if (!this.#closed) {
			this.#closed = true;
			// What was sent before is on its way, whatever becomes of the port.
			if (this.#up > this.#way.timeline.now) {
				this.#way.timeline.at(this.#up, () => this.cut());
			} else {
				this.cut();
			}
		}
	}

	/** Nothing passes any more, what is under way included. */
	cut(): void {
		this.#closed = true;
		if (!this.#dead) {
			this.#dead = true;
			this.#forget();
			this.#inner.close();
		}
	}

	/** Nothing passes any more. */
	hollow(): void {
		this.#hollow = true;
	}

	#pass(time: number, action: () => void): void {
		this.#way.timeline.at(time, () => {
			if (!this.#hollow) {
				this.#unlessClosed(action);
			}
		});
	}

	#unlessClosed(action: () => void): void {
		if (!this.#closed) {
			action();
		}
	}
}
