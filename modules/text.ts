/**
 * Bytes and strings. XS lacks TextDecoder, Node lacks String.fromArrayBuffer: this file is the one place that looks
 * which of them is there. Everything else is plain ECMAScript and allocates only the string that was asked for.
 */

const REPLACEMENT = 0xfffd;
const { charCodeAt, includes } = String.prototype;

/**
 * The code unit at `index`, NaN behind the end. Unlike `text.charCodeAt(index)` it does not box on XS, and NaN tells the
 * end without `text.length`, which boxes as well: see {@link isUnit}.
 */
export function codeUnit(text: string, index: number): number {
	return charCodeAt.call(text, index);
}

/** Whether {@link codeUnit} found one. */
export function isUnit(unit: number): boolean {
	return unit >= 0;
}

/** Code units of `text` that a code point over U+FFFF at `index` takes: one where the engine counts whole code points, as XS may. */
function unitsOf(text: string, index: number): number {
	return codeUnit(text, index) > 0xffff ? 1 : 2;
}

/** The code point at `index`; an unpaired surrogate is U+FFFD, as in the WHATWG encoding of strings. */
function codePoint(text: string, index: number): number {
	const unit = codeUnit(text, index);
	if (!(unit >= 0xd800 && unit <= 0xdfff)) return unit;
	if (unit > 0xdbff) return REPLACEMENT;
	const low = codeUnit(text, index + 1);
	if (!(low >= 0xdc00 && low <= 0xdfff)) return REPLACEMENT;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

function lengthOf(point: number): number {
	if (point < 0x80) return 1;
	if (point < 0x800) return 2;
	return point < 0x10000 ? 3 : 4;
}

/** Length of `text` in UTF-8, bytes. */
export function byteLength(text: string): number {
	let length = 0;
	for (let index = 0; ; index++) {
		// ASCII without a call of ours: on XS a call costs more than the rest.
		if (charCodeAt.call(text, index) < 0x80) {
			length++;
			continue;
		}
		const point = codePoint(text, index);
		if (!isUnit(point)) return length;
		if (point > 0xffff) index += unitsOf(text, index) - 1;
		length += lengthOf(point);
	}
}

/** Whether `text` takes at most `limit` bytes in UTF-8. */
export function fits(text: string, limit: number): boolean {
	// No character takes more than four bytes: for almost every text that is asked of, that says it.
	return limit >= 0 && (!isUnit(codeUnit(text, limit >> 2)) || byteLength(text) <= limit);
}

/** Whether `part` is in `text`. Unlike `text.includes(part)` it does not box on XS. */
export function holds(text: string, part: string): boolean {
	return includes.call(text, part);
}

/** Writes `text` as UTF-8 into `bytes` from `at`; the caller has made sure that it fits. @returns the index behind it */
export function encode(text: string, bytes: Uint8Array, at: number): number {
	for (let index = 0; ; index++) {
		const unit = charCodeAt.call(text, index);
		if (unit < 0x80) {
			bytes[at++] = unit;
			continue;
		}
		const point = codePoint(text, index);
		if (!isUnit(point)) return at;
		if (point < 0x800) {
			bytes[at++] = 0xc0 | (point >> 6);
		} else {
			if (point < 0x10000) {
				bytes[at++] = 0xe0 | (point >> 12);
			} else {
				index += unitsOf(text, index) - 1;
				bytes[at++] = 0xf0 | (point >> 18);
				bytes[at++] = 0x80 | ((point >> 12) & 63);
			}
			bytes[at++] = 0x80 | ((point >> 6) & 63);
		}
		bytes[at++] = 0x80 | (point & 63);
	}
}

interface NativeStrings {
	fromArrayBuffer?(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): string;
}
interface NativeDecoder {
	TextDecoder?: new () => { decode(bytes: Uint8Array): string };
}

/** Whether all is ASCII without NUL, at which XS ends a string that comes from a buffer. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) if (((bytes[at] as number) - 1) >>> 0 > 126) return false;
	return true;
}

/** Decodes byte for byte; what is not UTF-8 becomes U+FFFD. Slow and thrifty in code: for odd text only. */
function decodeSlowly(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	for (let at = start; at < end; ) {
		const first = bytes[at++] as number;
		const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
		let point = more < 1 ? first : first & (0x3f >> more);
		let taken = 0;
		while (taken < more && at < end && ((bytes[at] as number) & 0xc0) === 0x80) {
			point = (point << 6) | ((bytes[at++] as number) & 0x3f);
			taken++;
		}
		const isWrong =
			more < 0 ||
			taken < more ||
			(point > 0x7f && lengthOf(point) !== more + 1) ||
			(point >= 0xd800 && point <= 0xdfff);
		text += String.fromCodePoint(isWrong || point > 0x10ffff ? REPLACEMENT : point);
	}
	return text;
}

/** The string that `bytes` from `start` to `end` hold in UTF-8. Never throws: what is not UTF-8 becomes U+FFFD. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
	if (start >= end) return "";
	const native = String as NativeStrings;
	if (native.fromArrayBuffer !== undefined && isPlain(bytes, start, end)) {
		return native.fromArrayBuffer(bytes.buffer, bytes.byteOffset + start, end - start);
	}
	const Decoder = (globalThis as NativeDecoder).TextDecoder;
	if (Decoder !== undefined) return new Decoder().decode(bytes.subarray(start, end));
	return decodeSlowly(bytes, start, end);
}
