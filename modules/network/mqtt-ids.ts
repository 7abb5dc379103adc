/** Smallest and largest identifier that is handed out: five digits each, both multiples of 11. */
const FIRST = 10010;
const LAST = 65527;
const STEP = 11;

export interface IdentifierUser {
	/** Whether the identifier belongs to something under way. */
	hasIdentifier(id: number): boolean;
}

/** How many there are, and how many of them may be spoilt. */
const COUNT = (LAST - FIRST) / STEP + 1;
const MOST_SPOILT = COUNT >> 1;

/**
 * Hands out message identifiers, to all clients of a modem in turn: a client that comes back to a session of before does
 * not begin where the one before it began. They are multiples of 11 of five digits: any two of them differ in two digits at least,
 * so that one damaged digit on the wire never turns the result of one message into that of another.
 */
export class MQTTIdentifiers {
	#last = FIRST - STEP;
	/** A bit for each that is spoilt; made when the first one is. */
	#spoilt: Uint8Array | undefined;
	#count = 0;

	/** The next identifier that `user` does not have. At most a handful are in use at once. */
	next(user: IdentifierUser): number {
		do {
			this.#last = this.#last >= LAST ? FIRST : this.#last + STEP;
		} while (user.hasIdentifier(this.#last) || this.#isSpoilt((this.#last - FIRST) / STEP));
		return this.#last;
	}

	/**
	 * A publish at QoS 2 was cut short, and the server remembers its session: it would take what comes with the same
	 * identifier for a copy, answer it and drop it (MQTT 3.1.1, 4.3.3).
	 */
	spoil(id: number): void {
		const at = (id - FIRST) / STEP;
		if (!Number.isInteger(at) || at < 0 || at >= COUNT || this.#isSpoilt(at)) return;
		// When that many are, no server remembers the first of them.
		if (this.#spoilt === undefined || this.#count === MOST_SPOILT) {
			this.#spoilt = new Uint8Array((COUNT + 7) >> 3);
			this.#count = 0;
		}
		this.#count++;
		this.#spoilt[at >> 3] = (this.#spoilt[at >> 3] as number) | (1 << (at & 7));
	}

	#isSpoilt(at: number): boolean {
		return this.#spoilt !== undefined && (((this.#spoilt[at >> 3] as number) >> (at & 7)) & 1) === 1;
	}
}
