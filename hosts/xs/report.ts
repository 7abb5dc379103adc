import type { Variant } from "./build.js";

/** What the engine measured by its end. Slots are `slotBytes` bytes each; see builtin/instruments.ts for the figures. */
export interface EngineReport {
	variant: Variant;
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
	/** Lockstep: bytes that came while the receive store was full. In real time the connection waits, and none are lost. */
	lostBytes: number;
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
