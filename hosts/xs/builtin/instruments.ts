const { fill, collect, section } = natives.instruments;

/** The module `instruments`: where each figure is in what {@link measure} fills. Slots are 16 bytes on 32 bit. */
export const Instrument = Object.freeze({
	/** In use now. */
	slots: 0,
	slotLimit: 1,
	chunkBytes: 2,
	chunkLimit: 3,
	/** Allocated since the start, collected or not. */
	cumulativeSlots: 4,
	cumulativeChunkBytes: 5,
	/** Garbage collections; like the next two, 0 in the variant `release`. */
	collections: 6,
	/** Bytecodes run; wraps. */
	bytecodes: 7,
	/** Most slots of the stack ever in use. */
	stackPeak: 8,
	/** Property names made at run time. */
	keys: 9,
	/** Most ever in use. */
	peakSlots: 10,
	peakChunkBytes: 11,
	/** Machine instructions run, without waiting, in 32 bits that wrap; 0 where they cannot be counted (see isCounted). */
	instructions: 12,
	/** How many figures there are. */
	count: 13,
} as const);

/** Fills `figures` with as many figures as fit. Allocates nothing. @throws RangeError for a view into a buffer's middle */
export function measure(figures: Int32Array): void {
	if (figures.byteOffset !== 0) throw new RangeError("figures: not at the start of its buffer");
	fill(figures.buffer);
}

/**
 * `gc` collects garbage now. What follows `section` is profiled under its number, 1 to 3; 0: not at all. It does nothing but
 * in the variant `profile`.
 */
export { collect as gc, section };
