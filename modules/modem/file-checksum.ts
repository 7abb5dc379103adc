/**
 * The module's checksum of a file: XOR of its 16-bit words, first byte high; an odd last byte is a high one.
 * @param length bytes from the beginning of `bytes`
 */
export function fileChecksum(bytes: Uint8Array, length: number): number {
	let high = 0;
	let low = 0;
	for (let at = 0; at < length; at += 2) {
		high ^= bytes[at] as number;
		if (at + 1 < length) low ^= bytes[at + 1] as number;
	}
	return (high << 8) | low;
}
