/** CRC-32 (IEEE 802.3) of one half byte each. */
const table: readonly number[] = Object.freeze([
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
	0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
]);

/** CRC-32 of `bytes` from `start` to `end`, as a signed 32-bit number. */
export function checksum(bytes: Uint8Array, start: number, end: number): number {
	let sum = -1;
	for (let at = start; at < end; at++) {
		sum ^= bytes[at] as number;
		sum = (sum >>> 4) ^ (table[sum & 15] as number);
		sum = (sum >>> 4) ^ (table[sum & 15] as number);
	}
	return ~sum;
}
