import type { Latency } from "./latency.js";
import type { SimCard } from "./sim-card.js";
import type { Appointment, Timeline } from "./timeline.js";

export interface SimStartParts {
	readonly timeline: Timeline;
	readonly latency: Latency;
	readonly simCard: SimCard;
	readonly announce: (text: string) => void;
	/** The card is ready: the radio may be used. */
	readonly onReady: () => void;
}

/** What the module does with a card that it finds: the PIN, then what is stored on it (AT manual of the EC2x, URCs of the start). */
export class SimStart {
	readonly #parts: SimStartParts;
	#next: Appointment | undefined;
	#found = false;
	#progress = 0;

	constructor(parts: SimStartParts) {
		this.#parts = parts;
	}

	/** Whether the card has been looked at since it was last switched off, or taken out. */
	get hasFound(): boolean {
		return this.#found;
	}

	/** AT+QINISTAT: 1 the card is ready, 2 the messages, 4 the phone book. */
	get progress(): number {
		return this.#progress;
	}

	begin(): void {
		const { simCard, announce, onReady } = this.#parts;
		this.#after("sim", () => {
			this.#found = true;
			announce(`+CPIN: ${simCard.state ?? "NOT INSERTED"}`);
			if (simCard.state === "READY") {
				onReady();
				this.#progress = 1;
				this.#after("usim", () => this.#read());
			}
		});
	}

	/** The card has no supply any more, or is gone. */
	stop(): void {
		this.#next?.cancel();
		this.#found = false;
		this.#progress = 0;
	}

	#read(): void {
		const { announce } = this.#parts;
		announce("+QUSIM: 1");
		this.#after("messages", () => {
			this.#progress |= 2;
			announce("+QIND: SMS DONE");
			this.#after("phonebook", () => {
				this.#progress |= 4;
				announce("+QIND: PB DONE");
			});
		});
	}

	#after(delay: "sim" | "usim" | "messages" | "phonebook", action: () => void): void {
		const { timeline, latency } = this.#parts;
		this.#next?.cancel();
		this.#next = timeline.after(latency.draw(delay), action);
	}
}
