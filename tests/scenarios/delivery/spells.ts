/** A trouble, from when to when, ms. */
export interface Spell {
	readonly kind: string;
	readonly start: number;
	readonly end: number;
}

/** A spell that ends before another one begins is no longer than this, ms. */
const LONGEST = 200_000;

/** Every trouble that there was, in order, in place from the start: what grows would be taken for the driver's. */
export class Spells {
	#count = 0;
	readonly #kinds: string[] = [];
	readonly #places: Uint8Array;
	readonly #starts: Float64Array;
	readonly #ends: Float64Array;

	/** @param capacity how many there may be */
	constructor(capacity: number) {
		this.#places = new Uint8Array(capacity);
		this.#starts = new Float64Array(capacity);
		this.#ends = new Float64Array(capacity);
	}

	/** Adds one, which begins behind all others. */
	push({ kind, start, end }: Spell): void {
		const at = this.#count;
		if (at === this.#starts.length) throw new Error("more spells than there is room for");
		let place = this.#kinds.indexOf(kind);
		if (place < 0) place = this.#kinds.push(kind) - 1;
		this.#places[at] = place;
		this.#starts[at] = start;
		this.#ends[at] = end;
		this.#count++;
	}

	/** Kinds of those that were there at some time from `start` to `end`, the last one first. */
	kindsIn(start: number, end: number): string[] {
		const found: string[] = [];
		for (let at = firstAfter(this.#starts.subarray(0, this.#count), end, (it) => it) - 1; at >= 0; at--) {
			if ((this.#ends[at] as number) >= start) found.push(this.#kinds[this.#places[at] as number] as string);
			else if ((this.#starts[at] as number) < start - LONGEST) break;
		}
		return found;
	}
}

/** Place of the first one whose time is after `time`; they stand in order. */
export function firstAfter<It>(all: ArrayLike<It>, time: number, timeOf: (it: It) => number): number {
	let low = 0;
	let high = all.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (timeOf(all[middle] as It) > time) high = middle;
		else low = middle + 1;
	}
	return low;
}
