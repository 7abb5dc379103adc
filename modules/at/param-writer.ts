import { encode, fits } from "../text.js";
import type { Store } from "../uart/store.js";
import { isQuotable } from "./quoting.js";

const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const EQUALS = 61;
const QUESTION = 63;

/**
 * Composes one command line (ITU-T V.250, 5.2) straight into the transmit buffer, without allocation.
 * Everything throws RangeError rather than write a line that is not what was meant; nothing has gone out then.
 */
export class ParamWriter {
	readonly #bytes: Uint8Array;
	/** Longest line, room for the CR kept. */
	readonly #limit: number;
	#length = 0;
	#isFirst = true;

	/**
	 * @param store which the line is written to, from its beginning
	 * @param capacity longest command line, bytes
	 */
	constructor(store: Store, capacity = store.capacity) {
		this.#bytes = store.bytes;
		this.#limit = capacity - 1;
	}

	/** Length of the line so far, bytes. */
	get length(): number {
		return this.#length;
	}

	/** Bytes that still fit, room for the CR kept. */
	get room(): number {
		return this.#limit - this.#length;
	}

	/**
	 * Begins a line: `AT` and `name`, for example `+QMTOPEN`.
	 * @param endsOther whether a CR goes in front, which ends whatever the module still holds of another line
	 */
	begin(name: string, endsOther = false): void {
		this.#length = 0;
		this.#isFirst = true;
		if (endsOther) this.#byte(CR);
		this.#ascii("AT");
		this.#ascii(name);
	}

	/** Makes it the read form: `?` */
	read(): void {
		this.#byte(QUESTION);
	}

	/** A whole number, of at most 9 digits. */
	integer(value: number): void {
		this.#separate();
		if ((value | 0) !== value || value < -999999999 || value > 999999999) throw new RangeError("not an integer");
		// Most are small, and division is done in floating point.
		if (value >= 0 && value < 10) {
			this.#byte(ZERO + value);
			return;
		}
		if (value < 0) {
			this.#byte(MINUS);
			value = -value;
		}
		let unit = 1;
		while (value >= unit * 10) unit *= 10;
		for (; unit >= 1; unit = (unit / 10) | 0) this.#byte(ZERO + (((value / unit) | 0) % 10));
	}

	/** A string in quotes. @throws RangeError when it cannot be quoted or the line is full */
	string(text: string): void {
		this.#separate();
		if (!isQuotable(text)) throw new RangeError("cannot be quoted");
		if (!fits(text, this.room - 2)) throw new RangeError("line too long");
		this.#byte(QUOTE);
		this.#length = encode(text, this.#bytes, this.#length);
		this.#byte(QUOTE);
	}

	/** An omitted parameter: nothing between two commas. */
	omitted(): void {
		this.#separate();
	}

	/** Ends the line with CR. @returns its length, CR included */
	end(): number {
		this.#bytes[this.#length++] = CR;
		return this.#length;
	}

	#separate(): void {
		this.#byte(this.#isFirst ? EQUALS : COMMA);
		this.#isFirst = false;
	}

	#ascii(text: string): void {
		if (!fits(text, this.room)) throw new RangeError("line too long");
		this.#length = encode(text, this.#bytes, this.#length);
	}

	#byte(value: number): void {
		const length = this.#length;
		if (length >= this.#limit) throw new RangeError("line too long");
		this.#bytes[length] = value;
		this.#length = length + 1;
	}
}
