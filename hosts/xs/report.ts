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
	/** What is in flash on a device: slots and chunks of the intrinsics and of the preloaded modules. */
	flashSlots: number;
	flashChunkBytes: number;
	/** Machine instructions run, without waiting, modulo 2^32; 0 where they were not counted. Cortex-M4 only. */
	instructions?: number;
	/** Cortex-M4 only. */
	processor?: {
		/** Code and constants of the engine, in flash. */
		programBytes: number;
		/** Variables of C. */
		staticBytes: number;
		/** Most of the C stack that was in use. */
		stackBytes: number;
		/** What the host's own objects took of the heap, the arena left out. */
		heapBytes: number;
	};
	/**
	 * Of the variant `profile`, where instructions are counted: what each function took by itself, by section of the script
	 * (`section` in builtin/instruments.ts). A function in C has no module, what runs outside of all has no name either.
	 */
	profile?: { module: string; name: string; section: number; calls: number; instructions: number }[];
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
