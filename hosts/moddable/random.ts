import type { Clock } from "../../modules/clock.js";
import type { Random } from "../../modules/random.js";

/**
 * The engine's own generator, and when it was asked: good enough for the jitter of a back-off. On the nRF52 the SDK's engine gives
 * the same numbers after each start and on each device; when the network lets a device ask is its own affair.
 */
export function randomOf(clock: Clock): Random {
	// A constant: what is captured otherwise is kept in RAM.
	const its = clock;
	return Object.freeze({
		next: () => stirred(Math.trunc(Math.random() * 0x80000000) ^ Math.imul(its.now(), 0x9e3779b1)),
	});
}

/** Spreads a change of any bit over all of them. @returns 0 to 2^31 - 1 */
function stirred(bits: number): number {
	let it = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	it = Math.imul(it ^ (it >>> 13), 0xc2b2ae35);
	return (it ^ (it >>> 16)) & 0x7fffffff;
}
