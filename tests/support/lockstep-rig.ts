import { fileURLToPath } from "node:url";
import type { EngineExit, LaunchOptions } from "../../hosts/xs/engine.js";
import { Lockstep, type LockstepStop } from "../../hosts/xs/lockstep.js";
import type { Recording } from "../../hosts/xs/recording.js";
import type { SimulatedModule } from "../../tools/sim/module.js";
import { Simulator, type SimulatorOptions } from "../../tools/sim/simulator.js";
import { Broker } from "./broker/broker.js";
import { MemoryNetwork } from "./broker/memory-network.js";
import { VirtualClock } from "./virtual-clock.js";
import { testVariant } from "./xs-engine.js";

/** Where the broker of a rig listens. */
export const brokerAddress = Object.freeze({ host: "broker.test", port: 1883 } as const);

export interface LockstepRigOptions {
	/** Draws everything that is drawn: the module's latencies, the firmware's Math.random. Default 1. */
	readonly seed?: number;
	/** The module, beside what the rig gives it. */
	readonly module?: Omit<SimulatorOptions, "clock" | "network" | "map" | "seed">;
	/** One way between module and broker, ms; default 20. */
	readonly delay?: number;
	/** What the firmware finds as `mc/config`, beside host, port, id and prefix. */
	readonly config?: Readonly<Record<string, unknown>>;
	/** The engine, beside what the rig gives it. */
	readonly engine?: Omit<LaunchOptions, "seed">;
	readonly patience?: number;
	/** Takes down what passes between engine and module, to be played again without the module. */
	readonly recording?: Recording;
	/** Whether `lines`, `times` and `transcript` are kept; default true. A run of a million messages wants `onLine` instead. */
	readonly isRecording?: boolean;
	/** Each line that the firmware traces. */
	readonly onLine?: (line: string, time: number) => void;
	/** Called before the firmware starts, to set faults and listeners. */
	readonly prepare?: (rig: LockstepWorld) => void;
}

/** What surrounds the firmware of a rig, all of it in this process and on one virtual clock. */
export interface LockstepWorld {
	readonly clock: VirtualClock;
	readonly network: MemoryNetwork;
	readonly broker: Broker;
	readonly module: SimulatedModule;
}

/** One thing that passed between firmware and module: bytes that have passed the UART. */
export interface TranscriptEntry {
	readonly time: number;
	readonly sender: "host" | "module";
	readonly bytes: Uint8Array;
}

/**
 * Firmware on the XS engine, the simulated module, and a broker in memory, in virtual time. Every run with the same seed is
 * the same; conditions to wait for may use all that is here, but nothing of the engine's process.
 */
export class LockstepRig implements LockstepWorld {
	readonly clock: VirtualClock;
	readonly network: MemoryNetwork;
	readonly broker: Broker;
	readonly module: SimulatedModule;
	/** What the firmware traced, line by line. */
	readonly lines: string[] = [];
	/** The virtual time of each line. */
	readonly times: number[] = [];
	readonly transcript: TranscriptEntry[] = [];
	/** What the module was asked for and does not have. */
	readonly unsupported: string[] = [];
	#lockstep: Lockstep | undefined;
	/** The last lines traced, for messages. */
	#last: string[] = [];
	#watch: ((line: string) => void) | undefined;

	private constructor({ seed = 1, delay = 20, module = {}, isRecording = true }: LockstepRigOptions) {
		this.clock = new VirtualClock();
		this.network = new MemoryNetwork(this.clock, { delay });
		this.broker = new Broker(this.clock);
		this.network.listen(brokerAddress.host, brokerAddress.port, this.broker.accept);
		this.module = new Simulator({
			profile: "ec600s",
			onUnsupported: (name) => this.unsupported.push(name),
			...(isRecording
				? { onTrace: (sender, bytes, time) => this.transcript.push({ time, sender, bytes: bytes.slice() }) }
				: {}),
			...module,
			clock: this.clock,
			network: this.network,
			seed,
		}).module;
	}

	/**
	 * Starts firmware: a file of the package, or a compiled one (see `launch`).
	 * @param entry default: the main job
	 * @throws EngineUnavailable where there can be no engine: a test that needs one fails there
	 */
	static async start(options: LockstepRigOptions = {}, entry = mainJob): Promise<LockstepRig> {
		const rig = new LockstepRig(options);
		const { seed = 1, config = {}, engine = {}, patience, recording, isRecording = true, onLine, prepare } = options;
		const settings = { ...brokerAddress, id: "mast", prefix: "mast", messages: 0, ...config };
		prepare?.(rig);
		rig.#lockstep = await Lockstep.launch(entry, {
			variant: testVariant,
			...(isRecording ? {} : { keptLines: 100 }),
			...engine,
			aliases: { "embedded:provider/builtin": "hosts/xs/provider", ...engine.aliases },
			modules: { "mc/config": `export default Object.freeze(${JSON.stringify(settings)});`, ...engine.modules },
			seed,
			patience,
			recording,
			module: rig.module.connector,
			clock: rig.clock,
			onTrace: (line, time) => {
				rig.#last = [...rig.#last.slice(-7), line];
				rig.#watch?.(line);
				onLine?.(line, time);
				if (!isRecording) return;
				rig.lines.push(line);
				rig.times.push(time);
			},
		});
		return rig;
	}

	get lockstep(): Lockstep {
		return this.#lockstep as Lockstep;
	}

	/** Lets time pass, ms: see Lockstep.run. */
	run(limit: number): Promise<LockstepStop> {
		return this.lockstep.run(limit);
	}

	/** Lets time pass until `isDone`. @throws Error, with the last lines traced, when that is not so after `limit` ms */
	async until(what: string, isDone: () => boolean, limit: number): Promise<void> {
		const stop = await this.lockstep.run(limit, isDone);
		if (stop === "done") return;
		const why = stop === "limit" ? `not after ${limit} ms` : "but the firmware has ended";
		throw new Error(`${what}: ${why}; it traced ${JSON.stringify(this.#last)}`);
	}

	/** Lets time pass until the firmware traces a line that begins with `text`, from this call on. */
	async untilLine(text: string, limit: number): Promise<void> {
		let isThere = false;
		this.#watch = (line) => {
			isThere ||= line.startsWith(text);
		};
		try {
			await this.until(`the line ${text}`, () => isThere, limit);
		} finally {
			this.#watch = undefined;
		}
	}

	/** Lets time pass until the firmware ends by itself. @throws Error when it has not after `limit` ms */
	async untilExit(limit: number): Promise<EngineExit> {
		const stop = await this.lockstep.run(limit);
		if (stop === "exit") return this.lockstep.engine.exit;
		throw new Error(`the firmware has not ended after ${limit} ms; it traced ${JSON.stringify(this.#last)}`);
	}

	/** Ends the firmware if it is still there, and the module. */
	async close(): Promise<void> {
		await this.lockstep.close();
		this.module.close();
	}
}

const mainJob = fileURLToPath(new URL("../../hosts/applications/main-job.js", import.meta.url));
