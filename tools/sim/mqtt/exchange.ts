import type { Appointment, Timeline } from "../timeline.js";

/** What an {@link Exchange} does while no answer comes. */
export interface ExchangeOptions {
	/** Seconds until a packet counts as lost (`<pkt_timeout>`). */
	packetTimeout: number;
	/** How often it is sent again (`<retry_times>`). */
	retryTimes: number;
	/** Sends it again, for the `count`-th time. */
	onRetransmit: (count: number) => void;
	/** The last packet has counted as lost too. */
	onFail: () => void;
}

/**
 * Waits for the answer of the broker: after every `<pkt_timeout>` the packet goes out again, `<retry_times>` times in all; then
 * the exchange has failed (note 3.2.6 to 3.2.8). A QoS 2 message has one exchange for both of its packets.
 */
export class Exchange {
	readonly #timeline: Timeline;
	readonly #options: ExchangeOptions;
	readonly #began: number;
	#count = 0;
	#next: Appointment | undefined;

	constructor(timeline: Timeline, options: ExchangeOptions) {
		this.#timeline = timeline;
		this.#options = options;
		this.#began = timeline.now;
		this.#wait();
	}

	/** The answer has come, or does not matter any more. */
	end(): void {
		this.#next?.cancel();
		this.#next = undefined;
	}

	#wait(): void {
		const { packetTimeout, retryTimes, onRetransmit, onFail } = this.#options;
		this.#next = this.#timeline.at(this.#began + (this.#count + 1) * packetTimeout * 1000, () => {
			if (this.#count === retryTimes) {
				onFail();
				return;
			}
			this.#count++;
			this.#wait();
			onRetransmit(this.#count);
		});
	}
}
