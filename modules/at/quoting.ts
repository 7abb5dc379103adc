import { fits, holds } from "../text.js";

/**
 * Whether `text` can stand between quotes on a command line: no CR, LF, NUL or quote in it (no manual has an escape), nor BS or
 * DEL, which take back what stands in front of them, quotes, name and all (V.250, 5.2.2; 6.2.3, S5).
 */
export function isQuotable(text: string): boolean {
	// Searches are native: six of them cost less than to look at eight characters.
	if (holds(text, '"') || holds(text, "\r") || holds(text, "\n")) return false;
	return !(holds(text, "\0") || holds(text, "\b") || holds(text, "\x7f"));
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
	if (!fits(text, limit)) throw new RangeError(`${what}: over ${limit} bytes`);
}

/** Refuses a number that is not whole or not from `low` to `high`. @throws RangeError naming the range */
export function checkInteger(what: string, value: unknown, low: number, high: number): asserts value is number {
	if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
		throw new RangeError(`${what}: ${low} to ${high}`);
	}
}
