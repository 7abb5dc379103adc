/** Of so many cases one is tried. */
let share = 1;

/**
 * From now on tests try only one in so many of the cases that differ in nothing but their place, and do long things for so much
 * shorter. For a processor whose instructions are emulated one by one; whoever runs tests there says so.
 * @returns in how many it was before
 */
export function tryOneIn(count: number): number {
	const before = share;
	share = count;
	return before;
}

/** Whether the case at a place is tried: a cut, a byte, a moment. */
export function isTried(place: number): boolean {
	return place % share === 0;
}

/** How long something is done that is to be done for `length`: at least 1. */
export function shortened(length: number): number {
	return Math.max(1, Math.floor(length / share));
}
