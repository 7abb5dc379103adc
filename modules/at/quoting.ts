import { byteLength, codeUnit, isUnit } from "../text.js";

const NUL = 0;
const BACKSPACE = 8;
const LF = 10;
const CR = 13;
const QUOTE = 34;
const DELETE = 127;

/**
 * Whether `text` can stand between quotes on a command line: no CR, LF, NUL or quote in it (no manual has an escape), nor BS or
 * DEL, which take back what stands in front of them, quotes, name and all (V.250, 5.2.2; 6.2.3, S5).
 */
export function isQuotable(text: string): boolean {
	for (let at = 0; ; at++) {
		const unit = codeUnit(text, at);
		if (unit > QUOTE) {
			if (unit === DELETE) return false;
			continue;
		}
		if (!isUnit(unit)) return true;
		if (unit === QUOTE || unit === CR || unit === LF || unit === BACKSPACE || unit === NUL) return false;
	}
}

/**
 * Refuses what cannot be sent, before a byte of it is.
 * @param what the option's name, for the message
 * @param limit longest UTF-8 length, bytes
 * @throws TypeError not a string; RangeError for what {@link isQuotable} refuses, or over the limit
 */
export function checkQuotable(what: string, text: unknown, limit: number): asserts text is string {
	if (typeof text !== "string") throw new TypeError(`${what}: not a string`);
	if (!isQuotable(text)) throw new RangeError(`${what}: holds CR, LF, NUL, BS, DEL or a quote`);
	if (byteLength(text) > limit) throw new RangeError(`${what}: over ${limit} bytes`);
}

/** Refuses a number that is not whole or not from `low` to `high`. @throws RangeError naming the range */
export function checkInteger(what: string, value: unknown, low: number, high: number): asserts value is number {
	if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
		throw new RangeError(`${what}: ${low} to ${high}`);
	}
}
