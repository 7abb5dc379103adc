import type { Random } from "../../../modules/random.js";

/** Number in front (4 bytes), sum behind (4 bytes). */
const FRAME = 8;
/** Longest payload between them. */
const LONGEST = 200;

/** FNV-1a, 32 bits, of all bytes but the last four. */
function sumOf(payload: Uint8Array): number {
	let sum = 0x811c9dc5 | 0;
	for (let at = 0; at < payload.length - 4; at++) sum = Math.imul(sum ^ (payload[at] as number), 0x01000193);
	return sum;
}

function viewOf(payload: Uint8Array): DataView {
	return new DataView(payload.buffer, payload.byteOffset, payload.length);
}

/** A message of any bytes and length that tells its number, and whether it is whole. */
export function payloadOf(number: number, random: Random): Uint8Array {
	const payload = new Uint8Array(FRAME + (random.next() % LONGEST));
	for (let at = 4; at < payload.length - 4; at++) payload[at] = random.next() >> 8;
	const view = viewOf(payload);
	view.setInt32(0, number);
	view.setInt32(payload.length - 4, sumOf(payload));
	return payload;
}

/** The number of a message; -1: it is none, or not whole. */
export function numberOf(payload: Uint8Array): number {
	if (payload.length < FRAME) return -1;
	const view = viewOf(payload);
	return view.getInt32(payload.length - 4) === sumOf(payload) ? view.getInt32(0) : -1;
}
