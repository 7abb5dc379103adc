/** What the engine measured by its end. Slots are `slotBytes` bytes each; see builtin/instruments.ts for the figures. */
export interface EngineReport {
	variant: "release" | "instrument";
	bits: 32 | 64;
	exitCode: number;
	slots: number;
	slotLimit: number;
	slotBytes: number;
	chunkBytes: number;
	chunkLimit: number;
	cumulativeSlots: number;
	cumulativeChunkBytes: number;
	collections: number;
	bytecodes: number;
	stackPeak: number;
	keys: number;
	peakSlots: number;
	peakChunkBytes: number;
	/** Bytes of bytecode of each module. */
	modules: { name: string; codeBytes: number }[];
}

/** Most bytes of RAM that were ever in use by slots and chunks, and how many there are. */
export function heap(report: EngineReport): { peakBytes: number; limitBytes: number } {
	return {
		peakBytes: report.peakSlots * report.slotBytes + report.peakChunkBytes,
		limitBytes: report.slotLimit * report.slotBytes + report.chunkLimit,
	};
}
