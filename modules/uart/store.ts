const { clz32 } = Math;

/** Longest piece that is read from the Serial or written to it at once, bytes. */
export const LARGEST_PIECE = 64;

/**
 * A fixed number of bytes that can be handed to native calls in exact lengths without allocating.
 *
 * XS allocates for every new view, and some hosts insist on views of exactly the right length. So a store has a staging
 * area behind its bytes, with views of 1, 2, 4 ... bytes over it, made once. A run goes through it in at most one piece
 * per binary digit of its length; the copies are native.
 */
export class Store {
	/** The bytes from 0 to `capacity`; what lies behind them is the staging area. */
	readonly bytes: Uint8Array;
	readonly capacity: number;
	readonly #views: Uint8Array[] = [];
	readonly #largest: number;

	/**
	 * @param capacity bytes, at least 1
	 * @param largest longest piece, a power of two
	 */
	constructor(capacity: number, largest: number) {
		this.capacity = capacity;
		this.#largest = largest;
		this.bytes = new Uint8Array(capacity + largest);
		for (let size = 1; size <= largest; size <<= 1) {
			this.#views.push(new Uint8Array(this.bytes.buffer, capacity, size));
		}
	}

	/** The longest staging view of at most `length` bytes (at least 1). */
	view(length: number): Uint8Array {
		const views = this.#views;
		if (length >= this.#largest) return views[views.length - 1] as Uint8Array;
		return views[31 - clz32(length)] as Uint8Array;
	}

	/** A piece of at most `length` bytes from `from`, valid until the next call on this store. */
	piece(from: number, length: number): Uint8Array {
		const view = this.view(length);
		this.bytes.copyWithin(this.capacity, from, from + view.length);
		return view;
	}

	/** Copies `count` bytes from `from` to `into`, there from `at`, which is another's buffer. */
	copy(from: number, count: number, into: Uint8Array, at: number): void {
		for (let left = count; left > 0; ) {
			const piece = this.piece(from, left);
			const { length } = piece;
			into.set(piece, at);
			from += length;
			at += length;
			left -= length;
		}
	}
}
