/** Smallest and largest identifier that is handed out: five digits each, both multiples of 11. */
const FIRST = 10010;
const LAST = 65527;
const STEP = 11;

/**
 * Hands out message identifiers. They are multiples of 11 of five digits: any two of them differ in two digits at least,
 * so that one damaged digit on the wire never turns the result of one message into that of another.
 */
export class MQTTIdentifiers {
	#last = FIRST - STEP;

	/** The next identifier for which `isUsed` is false. At most a handful are in use at once. */
	next(isUsed: (id: number) => boolean): number {
		do {
			this.#last = this.#last >= LAST ? FIRST : this.#last + STEP;
		} while (isUsed(this.#last));
		return this.#last;
	}
}
