import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Variant } from "../../hosts/xs/build.js";
import { ExitCode } from "../../hosts/xs/exits.js";
import { Recording } from "../../hosts/xs/recording.js";
import type { EngineReport } from "../../hosts/xs/report.js";
import { brokerAddress, LockstepRig } from "../../tests/support/lockstep-rig.js";
import { ProgramFailed, run } from "./program.js";

/** What the station counted on the emulated processor: instructions, and what it took of the memory. */
export interface Counted {
	readonly boot: number;
	readonly published: number;
	readonly received: number;
	readonly report: EngineReport;
}

export const PAYLOAD_LENGTH = 100;
export const TOPIC = Object.freeze({ up: "site/17/state", down: "site/17/command" } as const);
export const MESSAGES = 51;
/** And those ahead of them that are not counted: tools/bench/xs/counted-station.ts. */
const ALL_MESSAGES = MESSAGES + 5;
const PAUSE = 1000;
/** Virtual ms for each half. */
const LIMIT = 600_000;
const config = Object.freeze({
	...{ ...brokerAddress, id: "mast", prefix: "mast", messages: MESSAGES },
	...{ payloadLength: PAYLOAD_LENGTH, ...TOPIC },
});
const station = fileURLToPath(new URL("xs/counted-station.js", import.meta.url));
/** RAM of the microcontroller for script; of slots so many that they are just enough. */
const limits = Object.freeze({ chunkBytes: 24_576, stackSlots: 512 } as const);
const FEWEST_SLOTS = 1024;
const MORE_SLOTS = 128;

/** An exchange with a simulated module. */
export interface Recorded {
	readonly bytes: Buffer;
	/** How many slots the station had: with fewer it ran out of memory. */
	readonly slots: number;
	/** Most slots of the stack that were in use: the engine that counts instructions does not count these. */
	readonly stackPeak: number;
}

/** Lives through the whole exchange on this computer. @returns undefined when the slots do not suffice */
async function attempt(slots: number): Promise<Recorded | undefined> {
	const recording = new Recording();
	const rig = await LockstepRig.start({ config, recording, engine: { limits: { ...limits, slots } } }, station);
	try {
		let left = ALL_MESSAGES;
		const pace = rig.clock.alarm(() => {
			rig.broker.publish(config.down, new Uint8Array(PAYLOAD_LENGTH).fill(0x41), { QoS: 1 });
			if (--left > 0) pace.set(PAUSE);
		});
		const isPublished = () => rig.lines.includes("published");
		if ((await rig.lockstep.run(LIMIT, isPublished)) === "done") pace.set(PAUSE);
		const { code, meaning, message, report } = await rig.untilExit(LIMIT);
		if (code === ExitCode.memoryFull) return undefined;
		if (code !== 0 || report === undefined) throw new Error(`the station ended with ${code}: ${message || meaning}`);
		return { bytes: recording.bytes, slots, stackPeak: report.stackPeak };
	} finally {
		await rig.close();
	}
}

/** Finds the RAM that the station needs, and what passes between it and the module then. */
export async function record(): Promise<Recorded> {
	for (let slots = FEWEST_SLOTS; ; slots += MORE_SLOTS) {
		const recorded = await attempt(slots);
		if (recorded !== undefined) return recorded;
	}
}

/** What the station has of RAM for script. */
interface Memory {
	readonly slots: number;
	readonly chunkBytes: number;
}

/** Plays a recorded exchange to the station on the emulated processor, in a variant of the engine that counts there. */
export async function play(
	{ bytes, slots }: Recorded,
	variant: Variant = "release",
	memory: Memory = { slots, chunkBytes: limits.chunkBytes },
): Promise<Counted> {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-bench-"));
	try {
		const file = join(folder, "recording");
		writeFileSync(file, bytes);
		const { lines, report } = await run(station, {
			...{ processor: "cortex-m4", variant, isCounted: true, lockstep: true, seed: 1 },
			limits: { ...limits, ...memory },
			serial: `wire:@${file}`,
			aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
			modules: { "mc/config": `export default Object.freeze(${JSON.stringify(config)});` },
		});
		if (report === undefined) throw new Error("the engine told no report");
		return { ...(lines[0] as Omit<Counted, "report">), report };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The least number of a multiple of `step` above `low` that fits; `high` is known to fit, and what is above one that fits does, too. */
export async function least(
	low: number,
	high: number,
	step: number,
	fits: (value: number) => Promise<boolean>,
): Promise<number> {
	let [without, enough] = [Math.floor(low / step), Math.ceil(high / step)];
	while (enough - without > 1) {
		const middle = (without + enough) >> 1;
		if (await fits(middle * step)) enough = middle;
		else without = middle;
	}
	return enough * step;
}

/** The least slots, and with them the least chunks, with which the station lives through the exchange on that processor. */
export async function leastMemory(recorded: Recorded): Promise<Memory> {
	const fits = async (memory: Memory) => {
		try {
			await play(recorded, "release", memory);
			return true;
		} catch (error) {
			if (error instanceof ProgramFailed && error.code === ExitCode.memoryFull) return false;
			throw error;
		}
	};
	const { chunkBytes } = limits;
	const slots = await least(FEWEST_SLOTS, recorded.slots, 16, (it) => fits({ slots: it, chunkBytes }));
	return { slots, chunkBytes: await least(0, chunkBytes, 256, (it) => fits({ slots, chunkBytes: it })) };
}
