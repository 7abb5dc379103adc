/** Smallest and largest identifier that is handed out: five digits each, both multiples of 11. */
const FIRST = 10010;
const LAST = 65527;
const STEP = 11;

export interface IdentifierUser {
	/** Whether the identifier belongs to something under way. */
	hasIdentifier(id: number): boolean;
}

/** Identifiers that are remembered as spoilt. */
const SPOILT = 64;

/**
 * Hands out message identifiers, to all clients of a modem in turn: a client that comes back to a session of before does
 * not begin where the one before it began. They are multiples of 11 of five digits: any two of them differ in two digits at least,
 * so that one damaged digit on the wire never turns the result of one message into that of another.
 */
export class MQTTIdentifiers {
	#last = FIRST - STEP;
	/** The last ones that were spoilt; 0: none. */
	readonly #spoilt = new Uint16Array(SPOILT);
	#next = 0;

	/** The next identifier that `user` does not have. At most a handful are in use at once. */
	next(user: IdentifierUser): number {
		do {
			this.#last = this.#last >= LAST ? FIRST : this.#last + STEP;
		} while (user.hasIdentifier(this.#last) || this.#spoilt.includes(this.#last));
		return this.#last;
	}

	/**
	 * A publish at QoS 2 was cut short, and the server remembers its session: it would take what comes with the same
	 * identifier for a copy, answer it and drop it (MQTT 3.1.1, 4.3.3).
	 */
	spoil(id: number): void {
		this.#spoilt[this.#next] = id;
		this.#next = (this.#next + 1) % SPOILT;
	}
}
