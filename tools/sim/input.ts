import type { Counters } from "./counters.js";

/** What has arrived at the module and is not looked at yet. */
export class Input {
	/** Bytes that wait. */
	length = 0;
	#pieces: Uint8Array[] = [];
	#isCrowded = false;
	readonly #limit: number;
	readonly #counters: Counters;
	readonly #onCrowded: (crowded: boolean) => void;

	/** @param limit bytes that can wait @param onCrowded told when it gets nearly full, and when there is room again */
	constructor(limit: number, counters: Counters, onCrowded: (crowded: boolean) => void) {
		this.#limit = limit;
		this.#counters = counters;
		this.#onCrowded = onCrowded;
	}

	/** Adds what there is room for; the rest is lost. The array is kept. */
	add(bytes: Uint8Array): void {
		const kept = bytes.subarray(0, this.#limit - this.length);
		this.#counters.inputLost += bytes.length - kept.length;
		if (kept.length > 0) {
			this.#pieces.push(kept);
			this.length += kept.length;
		}
		this.look();
	}

	/** Takes `count` bytes at most, of what arrived together; there has to be something. */
	take(count: number): Uint8Array {
		const first = this.#pieces[0]!;
		const part = first.subarray(0, count);
		if (part.length === first.length) {
			this.#pieces.shift();
		} else {
			this.#pieces[0] = first.subarray(part.length);
		}
		this.length -= part.length;
		return part;
	}

	/** Puts bytes back that were taken too many. */
	putBack(bytes: Uint8Array): void {
		if (bytes.length > 0) {
			this.#pieces.unshift(bytes);
			this.length += bytes.length;
		}
	}

	/** Throws away what waits. */
	drop(): void {
		this.#counters.surplus += this.length;
		this.#pieces = [];
		this.length = 0;
	}

	/** Tells whether it is crowded, where that has changed. */
	look(): void {
		const crowded = this.length > (this.#isCrowded ? this.#limit / 4 : (this.#limit * 3) / 4);
		if (crowded !== this.#isCrowded) {
			this.#isCrowded = crowded;
			this.#onCrowded(crowded);
		}
	}
}
