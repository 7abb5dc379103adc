import type { Random } from "../random.js";

const FIRST = 10010;
const COUNT = 5048;
const STEP = 11;
/** How many may be spoilt: when more are, no broker remembers the first of them. */
const MOST_SPOILT = COUNT >> 1;

/**
 * Hands out packet identifiers: multiples of 11 of five digits. Any two of them differ in two digits, so that where they go
 * through text, as to a modem, one damaged digit does not turn the acknowledgement of one message into that of another.
 */
export class Identifiers {
	/** Which one was given last: by chance at first, as nobody knows which ones were used before the last start. */
	#turn: number;
	/** A bit for each that is spoilt; made when the first one is. */
	#spoilt: Uint8Array | undefined;
	#count = 0;

	constructor(random: Random) {
		this.#turn = random.next() % COUNT;
	}

	/** The next one that is not in use. */
	next(isInUse: (id: number) => boolean): number {
		let id: number;
		do {
			this.#turn = (this.#turn + 1) % COUNT;
			id = FIRST + STEP * this.#turn;
		} while (isInUse(id) || this.#isSpoilt(this.#turn));
		return id;
	}

	/**
	 * A publish at QoS 2 was cut short in a session that the broker remembers: it would take what comes with the same
	 * identifier for a copy, answer it and drop it (MQTT 3.1.1, 4.3.3).
	 */
	spoil(id: number): void {
		const turn = (id - FIRST) / STEP;
		if (this.#isSpoilt(turn)) return;
		if (this.#spoilt === undefined || this.#count === MOST_SPOILT) {
			this.#spoilt = new Uint8Array((COUNT + 7) >> 3);
			this.#count = 0;
		}
		this.#count++;
		this.#spoilt[turn >> 3] = (this.#spoilt[turn >> 3] as number) | (1 << (turn & 7));
	}

	#isSpoilt(turn: number): boolean {
		return this.#spoilt !== undefined && (((this.#spoilt[turn >> 3] as number) >> (turn & 7)) & 1) === 1;
	}
}
