import { Instrument, measure } from "instruments";

/** What a number of rounds allocated, and how often garbage was collected meanwhile. */
export interface Allocation {
	slots: number;
	chunkBytes: number;
	collections: number;
}

/** Rounds in front of those that count: what is made once is made there. */
const WARM_UP = 20;

const before = new Int32Array(Instrument.count);
const after = new Int32Array(Instrument.count);

/** Measures on the headless XS engine what `rounds` rounds allocate, after {@link WARM_UP} that do not count. */
export function allocationOf(rounds: number, round: () => void): Allocation {
	for (let at = 0; at < WARM_UP; at++) round();
	measure(before);
	for (let at = 0; at < rounds; at++) round();
	measure(after);
	const grown = (index: number) => (after[index] as number) - (before[index] as number);
	return {
		slots: grown(Instrument.cumulativeSlots),
		chunkBytes: grown(Instrument.cumulativeChunkBytes),
		collections: grown(Instrument.collections),
	};
}
