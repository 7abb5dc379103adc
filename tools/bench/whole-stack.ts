import { fileURLToPath } from "node:url";
import { LockstepRig } from "../../tests/support/lockstep-rig.js";
import type { Figure } from "./figure.js";

const station = fileURLToPath(new URL("xs/whole-stack.js", import.meta.url));

/** Where the server is that sends back what it gets. */
const ECHO = Object.freeze({ address: "192.0.2.7", port: 7 });
/** All that is done takes less, ms of virtual time. */
const PATIENCE = 600_000;

/** RAM in use after each step, in the fixed heap of an ESP32 (78,848 bytes of chunks, 4928 slots), on 32-bit slots. */
export interface WholeStack {
	/** Bytes in use, by the step's name. */
	readonly inUse: ReadonlyMap<string, number>;
	/** Most slots and chunk bytes that were ever in use, garbage included, and how many there are. */
	readonly peakSlots: number;
	readonly peakChunkBytes: number;
	readonly slotLimit: number;
	readonly chunkLimit: number;
	/** Garbage collections, those asked for included. */
	readonly collections: number;
}

/** @throws Error when it does not fit, or anything else goes wrong */
export async function runWholeStack(): Promise<WholeStack> {
	const rig = await LockstepRig.start(
		{
			module: { latency: "none" },
			engine: { bits: 32 },
			config: { echo: ECHO },
			prepare: ({ network }) => {
				for (const host of [ECHO.address, "echo.test"]) {
					network.listen(host, ECHO.port, (peer) => {
						peer.onData = (bytes) => peer.write(bytes);
					});
				}
			},
		},
		station,
	);
	try {
		const { code, meaning, message, report } = await rig.untilExit(PATIENCE);
		if (code !== 0 || report === undefined) throw new Error(`the station ended with ${code}: ${message || meaning}`);
		const steps = rig.lines.map((line) => JSON.parse(line) as { name: string; slots: number; chunkBytes: number });
		const inUse = new Map(steps.map(({ name, slots, chunkBytes }) => [name, slots * report.slotBytes + chunkBytes]));
		const { peakSlots, peakChunkBytes, slotLimit, chunkLimit, collections } = report;
		return { inUse, peakSlots, peakChunkBytes, slotLimit, chunkLimit, collections };
	} finally {
		await rig.close();
	}
}

/** RAM of sockets, and of all that an application may want at once. */
export async function measureWholeStack(): Promise<Figure[]> {
	const stack = await runWholeStack();
	const step = (name: string) => stack.inUse.get(name) ?? Number.NaN;
	const { peakSlots, peakChunkBytes, slotLimit, chunkLimit } = stack;
	return [
		{ name: "heap.perSocketBytes", value: (step("tcp 3") - step("tcp 1")) / 2, unit: "bytes" },
		{ name: "heap.wholeStackBytes", value: step("whole"), unit: "bytes" },
		{ name: "heap.wholeStackPeakSlots", value: peakSlots, unit: `of ${slotLimit}`, budget: slotLimit },
		{ name: "heap.wholeStackPeakChunkBytes", value: peakChunkBytes, unit: `of ${chunkLimit}`, budget: chunkLimit },
	];
}
