import type { Appointment, Timeline } from "../timeline.js";

export interface KeepAliveOptions {
	/** Seconds without a packet to the broker until a PINGREQ goes out; 0 for never (AT+QMTCFG="keepalive"). */
	interval: number;
	/** Seconds until a PINGREQ without answer is followed by another one (AT+QMTCFG="qmtping"). */
	retry: number;
	/** PINGREQ packets without answer until the link is dead. */
	pings: number;
	/** Sends a PINGREQ. */
	onPing: () => void;
	/** The broker does not answer. */
	onDead: () => void;
}

/** Shows the broker that the client lives, and the client that the broker does (MQTT 3.1.1, 3.1.2.10 and 3.12). */
export class KeepAlive {
	readonly #timeline: Timeline;
	readonly #options: KeepAliveOptions;
	#unanswered = 0;
	#next: Appointment | undefined;

	constructor(timeline: Timeline, options: KeepAliveOptions) {
		this.#timeline = timeline;
		this.#options = options;
		this.sent();
	}

	/** A packet has gone to the broker. */
	sent(): void {
		if (this.#unanswered === 0 && this.#options.interval > 0) {
			this.#next?.cancel();
			this.#next = this.#timeline.after(this.#options.interval * 1000, () => this.#ping());
		}
	}

	/** PINGRESP has come. */
	answered(): void {
		if (this.#unanswered > 0) {
			this.#unanswered = 0;
			this.sent();
		}
	}

	end(): void {
		this.#next?.cancel();
	}

	#ping(): void {
		const { retry, pings, onPing, onDead } = this.#options;
		if (this.#unanswered === pings) {
			onDead();
			return;
		}
		this.#unanswered++;
		this.#next = this.#timeline.after(retry * 1000, () => this.#ping());
		onPing();
	}
}
