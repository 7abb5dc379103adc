/** Smallest and largest identifier that is handed out: five digits each, both multiples of 11. */
const FIRST = 10010;
const LAST = 65527;
const STEP = 11;

export interface IdentifierUser {
	/** Whether the identifier belongs to something under way. */
	hasIdentifier(id: number): boolean;
}

/**
 * Hands out message identifiers. They are multiples of 11 of five digits: any two of them differ in two digits at least,
 * so that one damaged digit on the wire never turns the result of one message into that of another.
 */
export class MQTTIdentifiers {
	#last = FIRST - STEP;

	/** The next identifier that `user` does not have. At most a handful are in use at once. */
	next(user: IdentifierUser): number {
		do {
			this.#last = this.#last >= LAST ? FIRST : this.#last + STEP;
		} while (user.hasIdentifier(this.#last));
		return this.#last;
	}
}
