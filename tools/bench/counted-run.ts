import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Recording } from "../../hosts/xs/recording.js";
import type { EngineReport } from "../../hosts/xs/report.js";
import { brokerAddress, LockstepRig } from "../../tests/support/lockstep-rig.js";
import { run } from "./program.js";

/** What the station counted on the emulated processor: instructions, and what it took of the memory. */
export interface Counted {
	readonly boot: number;
	readonly published: number;
	readonly received: number;
	readonly report: EngineReport;
}

export const PAYLOAD_LENGTH = 100;
export const TOPIC = Object.freeze({ up: "site/17/state", down: "site/17/command" } as const);
const MESSAGES = 51;
/** And those ahead of them that are not counted: tools/bench/xs/counted-station.ts. */
const ALL_MESSAGES = MESSAGES + 5;
const PAUSE = 1000;
const config = Object.freeze({
	...{ ...brokerAddress, id: "mast", prefix: "mast", messages: MESSAGES },
	...{ payloadLength: PAYLOAD_LENGTH, ...TOPIC },
});
const station = fileURLToPath(new URL("xs/counted-station.js", import.meta.url));
/** RAM of the microcontroller for script: what is not used is not counted. */
const limits = Object.freeze({ chunkBytes: 24_576, slots: 1700, stackSlots: 512 } as const);

/** An exchange with a simulated module. */
export interface Recorded {
	readonly bytes: Buffer;
	/** Most slots of the stack that were in use: the engine that counts instructions does not count these. */
	readonly stackPeak: number;
}

/** Lives through the whole exchange on this computer. */
export async function record(): Promise<Recorded> {
	const recording = new Recording();
	const rig = await LockstepRig.start({ config, recording, engine: { limits } }, station);
	try {
		await rig.untilLine("published", 600_000);
		let left = ALL_MESSAGES;
		const pace = rig.clock.alarm(() => {
			rig.broker.publish(config.down, new Uint8Array(PAYLOAD_LENGTH).fill(0x41), { QoS: 1 });
			if (--left > 0) pace.set(PAUSE);
		});
		pace.set(PAUSE);
		const { code, meaning, message, report } = await rig.untilExit(600_000);
		if (code !== 0 || report === undefined) throw new Error(`the station ended with ${code}: ${message || meaning}`);
		return { bytes: recording.bytes, stackPeak: report.stackPeak };
	} finally {
		await rig.close();
	}
}

/** Plays a recorded exchange to the station on the emulated processor. */
export async function play(recorded: Buffer): Promise<Counted> {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-bench-"));
	try {
		const file = join(folder, "recording");
		writeFileSync(file, recorded);
		const { lines, report } = await run(station, {
			...{ processor: "cortex-m4", variant: "release", isCounted: true, lockstep: true, limits, seed: 1 },
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
