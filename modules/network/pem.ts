import { encode } from "../text.js";

/** What a key or certificate is called in its PEM clothes (RFC 7468; RFC 5915 and RFC 8017 for the older keys). */
export type PEMLabel = "CERTIFICATE" | "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY";

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
/** Bytes of one line: 64 characters. */
const LINE = 48;
const LF = 10;
const EQUALS = 61;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Whether bytes can be DER: one sequence, as long as they are (X.690, 8.1). */
export function isDER(bytes: Uint8Array): boolean {
	return bytes[0] === SEQUENCE && contentOf(bytes) >= 0;
}

/** Where the content of a sequence begins that takes all of `bytes`; -1: it does not. */
function contentOf(bytes: Uint8Array): number {
	const first = bytes[1] ?? 0;
	if (first < 0x80) return first + 2 === bytes.length ? 2 : -1;
	let length = 0;
	const at = 2 + (first & 0x7f);
	if (first === 0x80 || at > 6) return -1;
	for (let it = 2; it < at; it++) length = length * 256 + (bytes[it] ?? 0);
	return at + length === bytes.length ? at : -1;
}

/** Which kind of private key this DER is, by what stands behind its version. */
export function keyLabel(der: Uint8Array): PEMLabel {
	const version = contentOf(der);
	const behind = der[version + 3];
	if (der[version] === INTEGER && behind === INTEGER) return "RSA PRIVATE KEY";
	return behind === OCTETS ? "EC PRIVATE KEY" : "PRIVATE KEY";
}

/** Length of {@link writePEM}'s text, bytes. */
export function lengthOfPEM(label: PEMLabel, der: Uint8Array): number {
	const lines = Math.ceil(der.length / LINE);
	return 2 * (label.length + 17) - 2 + Math.ceil(der.length / 3) * 4 + lines;
}

/** Writes DER as PEM into `into` from `at`; the caller has made sure that it fits. @returns the index behind it */
export function writePEM(label: PEMLabel, der: Uint8Array, into: Uint8Array, at: number): number {
	let to = encode(`-----BEGIN ${label}-----\n`, into, at);
	for (let from = 0; from < der.length; from += 3) {
		const left = der.length - from;
		const b = left > 1 ? (der[from + 1] as number) : 0;
		const c = left > 2 ? (der[from + 2] as number) : 0;
		const bits = ((der[from] as number) << 16) | (b << 8) | c;
		for (let digit = 0; digit < 4; digit++) {
			into[to++] = digit > left ? EQUALS : alphabet.charCodeAt((bits >> (18 - 6 * digit)) & 63);
		}
		if ((from + 3) % LINE === 0 || left <= 3) into[to++] = LF;
	}
	return encode(`-----END ${label}-----\n`, into, to);
}
