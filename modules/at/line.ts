import { codeUnit, decode, isUnit } from "../text.js";
import { type Entry, LineKind, UNKNOWN } from "./lexicon.js";

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;

/**
 * The line that the scanner has just told of, read in place: valid until the scanner is asked for the next token.
 * Nothing here allocates except {@link string} and {@link text}.
 *
 * Fields are looked for when they are asked for, from the one behind the last one asked for or from the first: reading
 * them in order looks at each byte once.
 */
export class Line {
	/** Identifier of the name it begins with, see Lexicon. */
	name = UNKNOWN as number;
	/** One of LineKind. */
	kind: number = LineKind.unknown;
	/** The bytes it stands in. */
	readonly bytes: Uint8Array;
	/** The field that is looked for next; -1: the line has to be read from its beginning; below: {@link Line.find} has found the field -2 - `#nextIndex`. */
	#nextIndex = 0;
	/** Where that field begins. */
	#next = 1;
	/** Where the first field begins; behind `#end` when there is none. */
	#first = 1;
	/** Where the last field ends: at the line's end, or at the comma in front of a counted payload. */
	#end = 0;
	/** For the scanner: the field that may hold anything. It ends at the quote at `topicEnd` and nowhere else; -1: there is none. */
	topicIndex = -1;
	topicEnd = 0;
	/** What {@link Line.find} found: where the field begins and ends, quotes left out, and whether it has them. */
	#start = 0;
	#stop = 0;
	#hasQuotes = false;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/**
	 * Makes it another line. For the scanner.
	 * @param first where its first field begins; when it has none, a byte that is no digit, and `end` is in front of it
	 * @param end where its last field ends, with a byte that is no digit
	 */
	begin(entry: Entry, first: number, end: number): void {
		this.name = entry.name;
		this.kind = entry.kind;
		this.#nextIndex = 0;
		this.#next = this.#first = first;
		this.#end = end;
	}

	/** The line is text: one field that may hold anything. For the scanner. */
	setText(): void {
		this.#nextIndex = -1;
	}

	/** Whether no quoted field is open at the end. For the scanner. */
	get isClosed(): boolean {
		let at = this.#first;
		for (let index = 0; at <= this.#end; index++) at = this.terminator(index, this.skipBlanks(at)) + 1;
		return at <= this.#end + 1;
	}

	/** How many fields end in front of `#end` when another one begins just there; -1 when that is inside a field. For the scanner. */
	get fieldsBefore(): number {
		const end = this.#end;
		for (let at = this.#first, index = 0; ; index++) {
			at = this.skipBlanks(at);
			if (at === end) return index;
			const terminator = this.terminator(index, at);
			if (terminator >= end) return -1;
			at = terminator + 1;
		}
	}

	/** Fields behind the name. For text without a known name, one: all of it. */
	get count(): number {
		let index = 0;
		for (let at = this.#first; at <= this.#end; index++) at = this.terminator(index, this.skipBlanks(at)) + 1;
		return index;
	}

	/** Where field `index` begins in `bytes`, its opening quote left out; -1 when it is not there. */
	start(index: number): number {
		return this.find(index) ? this.#start : -1;
	}

	/** Length of field `index` in bytes, quotes left out; 0 when it is empty, omitted or not there. */
	length(index: number): number {
		return this.find(index) ? this.#stop - this.#start : 0;
	}

	/** Whether field `index` stands in quotes. */
	isQuoted(index: number): boolean {
		if (index === this.#nextIndex) {
			// As a rule its first byte says it, and then it is the next one still.
			const byte = this.bytes[this.#next];
			if (byte !== QUOTE && byte !== SPACE) return false;
		}
		return this.find(index) && this.#hasQuotes;
	}

	/** Whether field `index` is a decimal integer without quotes. */
	isInteger(index: number): boolean {
		return !this.isQuoted(index) && !Number.isNaN(this.integer(index));
	}

	/**
	 * Field `index` as a decimal integer, quoted or not.
	 * @returns NaN when the field is not there, empty, or anything but an optional minus and 1 to 9 digits
	 */
	integer(index: number): number {
		if (index === this.#nextIndex) {
			// The usual case: the next field, and digits up to its end. With the bits of "0" turned over, digits alone are below 10.
			const bytes = this.bytes;
			let at = this.#next;
			let value = (bytes[at] as number) ^ 48;
			if (value < 10) {
				let digit = (bytes[++at] as number) ^ 48;
				if (digit < 10) {
					do {
						value = value * 10 + digit;
						digit = (bytes[++at] as number) ^ 48;
					} while (digit < 10);
					if (at - this.#next > 9) return this.parse(index);
				}
				// A comma, CR, LF.
				if (digit === 28) {
					this.#nextIndex = index + 1;
					this.#next = at + 1;
					return value;
				}
				if (digit === 61 || digit === 58) {
					this.#nextIndex = -1;
					return value;
				}
			}
		}
		return this.parse(index);
	}

	/** Field `index` as a decimal integer, wherever it is. */
	private parse(index: number): number {
		if (!this.find(index)) return Number.NaN;
		const { bytes } = this;
		let at = this.#start;
		const stop = this.#stop;
		const isNegative = at < stop && bytes[at] === MINUS;
		if (isNegative) at++;
		if (at === stop || stop - at > 9) return Number.NaN;
		let value = 0;
		for (; at < stop; at++) {
			const digit = (bytes[at] as number) - ZERO;
			if (digit < 0 || digit > 9) return Number.NaN;
			value = value * 10 + digit;
		}
		return isNegative ? -value : value;
	}

	/** Byte `at` of field `index`; -1 behind its end. */
	byte(index: number, at: number): number {
		return at < this.length(index) ? (this.bytes[this.#start + at] as number) : -1;
	}

	/** Whether field `index` is `text` (ASCII), letter for letter. */
	equals(index: number, text: string): boolean {
		for (let at = 0; ; at++) {
			const unit = codeUnit(text, at);
			if (!isUnit(unit)) return this.length(index) === at;
			if (this.byte(index, at) !== unit) return false;
		}
	}

	/** Field `index` as a string. */
	string(index: number): string {
		return this.find(index) ? decode(this.bytes, this.#start, this.#stop) : "";
	}

	/** All fields with what stands between them, as they came. */
	text(): string {
		return decode(this.bytes, this.skipBlanks(this.#first), this.#end);
	}

	/** Puts `#start`, `#stop` and `#hasQuotes` to field `index`, which is the next one then. @returns whether it is there */
	private find(index: number): boolean {
		// Where a field is, how long it is and what it holds is asked one after the other.
		if (this.#nextIndex === -2 - index) return true;
		let next = this.#nextIndex < -1 ? -2 - this.#nextIndex : this.#nextIndex;
		let at = this.#next;
		if (next < 0 || index < next) {
			next = 0;
			at = this.#first;
		}
		for (; at <= this.#end; next++) {
			at = this.skipBlanks(at);
			const terminator = this.terminator(next, at);
			if (next === index) {
				const hasQuotes = this.kind > LineKind.echo && this.bytes[at] === QUOTE && terminator > at;
				this.#hasQuotes = hasQuotes;
				this.#start = hasQuotes ? at + 1 : at;
				this.#stop = hasQuotes ? terminator - 1 : terminator;
				this.#nextIndex = -2 - index;
				this.#next = at;
				return true;
			}
			at = terminator + 1;
		}
		return false;
	}

	/** The first byte from `at` that is no blank; text is taken as it stands. */
	private skipBlanks(at: number): number {
		if (this.kind <= LineKind.echo) return at;
		const { bytes } = this;
		while (bytes[at] === SPACE && at < this.#end) at++;
		return at;
	}

	/** Where the comma or the end behind field `index` is, which begins at `at`; one further when its quote never closes. */
	private terminator(index: number, at: number): number {
		const end = this.#end;
		if (this.kind <= LineKind.echo) return end;
		if (index === this.topicIndex) return this.topicEnd + 1;
		const { bytes } = this;
		if (bytes[at] !== QUOTE || at === end) {
			while (at < end && bytes[at] !== COMMA) at++;
			return at;
		}
		// Only a quote in front of a comma or of the end closes: the module escapes nothing.
		while (++at < end) if (bytes[at] === QUOTE && (at + 1 === end || bytes[at + 1] === COMMA)) return at + 1;
		return end + 1;
	}
}
