import type { Appointment, Timeline } from "./timeline.js";

/** What the port belongs to in data mode. */
export interface DataStream {
	/** Whether it can be gone on with (ATO). */
	readonly alive: boolean;
	/** CONNECT is out: data may be written. */
	begin(): void;
	/** Bytes of the host. */
	push(bytes: Uint8Array): void;
	/** The host has left data mode; the stream stays. */
	pause(): void;
	/** The host has hung up with DTR. */
	hangUp(): void;
}

const PLUS = 0x2b;
const ESCAPE_LENGTH = 3;
/** Silence in front of `+++`, and behind it, ms. */
const GUARD = 1000;

/** The data mode of the port: everything goes to the stream but `+++` that stands alone (TCP/IP Application Note, transparent mode). */
export class DataMode {
	readonly stream: DataStream;
	readonly #timeline: Timeline;
	readonly #onEscape: () => void;
	#last: number;
	#pluses = 0;
	#guard: Appointment | undefined;

	/** @param onEscape the host wants to type commands again */
	constructor(timeline: Timeline, stream: DataStream, onEscape: () => void) {
		this.#timeline = timeline;
		this.stream = stream;
		this.#onEscape = onEscape;
		this.#last = timeline.now;
	}

	push(bytes: Uint8Array): void {
		const now = this.#timeline.now;
		const quiet = this.#pluses > 0 || now - this.#last >= GUARD;
		this.#last = now;
		this.#guard?.cancel();
		this.#guard = undefined;
		if (quiet && this.#pluses + bytes.length <= ESCAPE_LENGTH && bytes.every((byte) => byte === PLUS)) {
			this.#pluses += bytes.length;
			this.#guard = this.#timeline.after(GUARD, () => this.#expire());
		} else {
			this.#flush();
			this.stream.push(bytes);
		}
	}

	/** Data mode ends: what might have become an escape was data, unless it is one. */
	end(): void {
		this.#guard?.cancel();
		this.#guard = undefined;
		this.#flush();
	}

	#expire(): void {
		this.#guard = undefined;
		if (this.#pluses === ESCAPE_LENGTH) {
			this.#pluses = 0;
			this.#onEscape();
		} else {
			this.#flush();
		}
	}

	#flush(): void {
		const pluses = new Uint8Array(this.#pluses).fill(PLUS);
		this.#pluses = 0;
		if (pluses.length > 0) {
			this.stream.push(pluses);
		}
	}
}
