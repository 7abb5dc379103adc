import { byteLength, codeUnit, isUnit } from "../text.js";

/** Whether `text` can stand between quotes on a command line: no CR, LF, NUL or quote in it (no manual has an escape). */
export function isQuotable(text: string): boolean {
	for (let at = 0; ; at++) {
		const unit = codeUnit(text, at);
		if (!isUnit(unit)) return true;
		if (unit === 13 || unit === 10 || unit === 0 || unit === 34) return false;
	}
}

/**
 * Refuses what cannot be sent, before a byte of it is.
 * @param what the option's name, for the message
 * @param limit longest UTF-8 length, bytes
 * @throws TypeError not a string; RangeError CR, LF, NUL or quote in it, or over the limit
 */
export function checkQuotable(what: string, text: unknown, limit: number): asserts text is string {
	if (typeof text !== "string") throw new TypeError(`${what}: not a string`);
	if (!isQuotable(text)) throw new RangeError(`${what}: holds CR, LF, NUL or a quote`);
	if (byteLength(text) > limit) throw new RangeError(`${what}: over ${limit} bytes`);
}

/** Refuses a number that is not whole or not from `low` to `high`. @throws RangeError naming the range */
export function checkInteger(what: string, value: unknown, low: number, high: number): asserts value is number {
	if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
		throw new RangeError(`${what}: ${low} to ${high}`);
	}
}
