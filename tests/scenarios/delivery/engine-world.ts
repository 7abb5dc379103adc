import { LockstepRig } from "../../support/lockstep-rig.js";
import type { Telling } from "./application.js";
import type { Verdict } from "./judge.js";
import { Surroundings, type SurroundingsOptions } from "./surroundings.js";

/** What a run on the engine comes to. */
export interface EngineRun {
	readonly verdict: Verdict;
	readonly surroundings: Surroundings;
	/** Virtual time, ms. */
	readonly time: number;
	/** Most slots of the stack that were in use, as last told; 0 where the engine does not count. */
	readonly stackPeak: number;
}

/** The same as {@link World}, with the application on the XS engine, in the heap of an ESP32. */
export async function runOnEngine(options: SurroundingsOptions): Promise<EngineRun> {
	const { seed, count } = options;
	let surroundings: Surroundings | undefined;
	let stackPeak = 0;
	const rig = await LockstepRig.start(
		{
			...{ seed, delay: 30, isRecording: false, config: { messages: count, seed } },
			prepare(world) {
				surroundings = new Surroundings(world, options);
			},
			onLine(line) {
				const [what, first, second] = line.split(" ");
				if (what === "stack") stackPeak = Number(first);
				else surroundings?.tell(what as Telling, Number(first), Number(second));
			},
		},
		"tests/scenarios/delivery/firmware.ts",
	);
	try {
		const around = surroundings as unknown as Surroundings;
		await rig.until("the end of all messages", () => around.isDone, around.limit);
		await rig.run(around.rest);
		return { verdict: around.verdict(), surroundings: around, time: rig.clock.time, stackPeak };
	} finally {
		await rig.close();
	}
}
