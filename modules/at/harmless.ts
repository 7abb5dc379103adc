import type { Store } from "../uart/store.js";

const BACKSPACE = 8;
const CR = 13;
const SLASH = 47;
const SEMICOLON = 59;

/**
 * Whether a payload does no harm if the module takes it for a command line, or for the end of one whose CR was lost:
 * no CR, no `AT` and no `A/` in any case, nothing that edits the line (ITU-T V.250, 5.2.2), and what stands in front of it,
 * a length, neither grows nor ends with another command behind it.
 */
export function isHarmless(payload: Store, from: number, length: number): boolean {
	const { bytes } = payload;
	let before = 0;
	/** Whether all so far would continue the number in front of it. */
	let isNumber = true;
	for (let at = from; at < from + length; at++) {
		const b = bytes[at] as number;
		if (b === CR || b === BACKSPACE) return false;
		if ((before | 32) === 97 && ((b | 32) === 116 || b === SLASH)) return false;
		if (isNumber && b === SEMICOLON) return false;
		// Spaces and control characters do not count, as everywhere outside of quotes.
		isNumber &&= b <= 32 || (b >= 48 && b <= 57);
		before = b;
	}
	return !isNumber;
}
