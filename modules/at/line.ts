import { codeUnit, decode, isUnit } from "../text.js";
import { LineKind, UNKNOWN } from "./lexicon.js";

/** Fields that are located; a line may have more, they are counted only. */
const FIELDS = 20;

/**
 * The line that the scanner has just told of, read in place: valid until the scanner is asked for the next token.
 * Nothing here allocates except {@link string} and {@link text}.
 */
export class Line {
	/** Identifier of the name it begins with, see Lexicon. */
	name = UNKNOWN as number;
	/** One of LineKind. */
	kind: number = LineKind.unknown;
	/** Fields behind the name. For text without a known name, one: all of it. */
	count = 0;
	/** The bytes it stands in, and where it begins there. */
	bytes: Uint8Array;
	base = 0;
	/** Per field: where it begins and ends, from `base`, quotes left out; whether it stood in quotes. */
	readonly starts = new Uint16Array(FIELDS);
	readonly ends = new Uint16Array(FIELDS);
	readonly quoted = new Uint8Array(FIELDS);

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/** Length of field `index` in bytes; 0 when it is empty, omitted or not there. */
	length(index: number): number {
		if (index >= this.count || index >= FIELDS) return 0;
		return (this.ends[index] as number) - (this.starts[index] as number);
	}

	/** Whether field `index` is a decimal integer without quotes. */
	isInteger(index: number): boolean {
		return this.quoted[index] === 0 && !Number.isNaN(this.integer(index));
	}

	/**
	 * Field `index` as a decimal integer, quoted or not.
	 * @returns NaN when the field is not there, empty, or anything but an optional minus and 1 to 9 digits
	 */
	integer(index: number): number {
		const length = this.length(index);
		if (length === 0) return Number.NaN;
		const { bytes } = this;
		let at = this.base + (this.starts[index] as number);
		const end = at + length;
		const isNegative = bytes[at] === 45;
		if (isNegative) at++;
		if (at === end || end - at > 9) return Number.NaN;
		let value = 0;
		for (; at < end; at++) {
			const digit = (bytes[at] as number) - 48;
			if (digit < 0 || digit > 9) return Number.NaN;
			value = value * 10 + digit;
		}
		return isNegative ? -value : value;
	}

	/** Byte `at` of field `index`; -1 behind its end. */
	byte(index: number, at: number): number {
		if (at >= this.length(index)) return -1;
		return this.bytes[this.base + (this.starts[index] as number) + at] as number;
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
		const start = this.base + (this.starts[index] as number);
		return decode(this.bytes, start, start + this.length(index));
	}

	/** Everything from the beginning of the first field to the end of the last one located. */
	text(): string {
		if (this.count === 0) return "";
		const last = Math.min(this.count, FIELDS) - 1;
		return decode(this.bytes, this.base + (this.starts[0] as number), this.base + (this.ends[last] as number));
	}
}
