import type { Scheduler } from "../../modules/at/scheduler.js";
import { Lifecycle } from "../../modules/modem/lifecycle.js";
import { Power } from "../../modules/modem/power.js";
import type { LifecycleSettings } from "../../modules/modem/situation.js";
import { Counters } from "../../modules/uart/counters.js";
import { Pins } from "./pins.js";
import { VirtualClock } from "./virtual-clock.js";

export interface LifecycleStageOptions {
	/** Which pins are wired. */
	readonly pins?: readonly ("power" | "reset" | "status")[];
	readonly settings?: Partial<LifecycleSettings>;
}

/** A lifecycle whose surroundings only write down what it does to them. */
export class LifecycleStage {
	readonly clock = new VirtualClock();
	readonly pins: Pins;
	readonly counters = new Counters();
	readonly lifecycle: Lifecycle;
	/** What it did, and what it told. */
	readonly log: string[] = [];
	/** Bauds that the host's Serial does not have. */
	readonly missing: number[] = [];

	constructor({ pins = ["power", "reset"], settings = {} }: LifecycleStageOptions = {}) {
		const { log, clock } = this;
		this.pins = new Pins((pin, level) => log.push(`${pin} ${level}`));
		this.pins.levels.set("status", 1);
		const wired = Object.fromEntries(pins.map((name) => [name, this.pins.pin(name)]));
		const record = { kind: undefined };
		const scheduler = {
			...{ gate: 0, isEchoOff: true, streak: 0, owner: undefined },
			listen() {},
			abandon() {},
			start: () => log.push("start"),
			prove: () => log.push("prove"),
			reset: () => log.push("reset all"),
			submit: ({ name }: { name: string }) => {
				log.push(name);
				return record;
			},
		};
		this.lifecycle = new Lifecycle(
			{
				clock,
				scheduler: scheduler as unknown as Scheduler,
				power: new Power(wired),
				wire: {
					reopen: (baud) => {
						log.push(`baud ${baud}`);
						if (this.missing.includes(baud)) throw new Error("no such baud");
					},
					fill: (byte, count) => log.push(`fill ${byte} ${count}`),
					keepAwake: () => log.push("keep awake"),
					letSleep: () => log.push("let sleep"),
				},
				counters: this.counters,
				settings: {
					...{ apn: undefined, user: "", password: "", authentication: undefined, pdpType: undefined, context: 1 },
					...{ pin: undefined, pinTries: 3, baud: 115200, hasFlowControl: false, maySleep: false },
					...settings,
				},
				resetsPerHour: 12,
			},
			{
				onState: (state) => log.push(`state ${state}`),
				onLost: () => log.push("lost"),
				onContextLost: () => log.push("context lost"),
				onStatus: () => log.push("status"),
				onBroken: () => log.push("broken"),
			},
		);
	}

	/** What was done since the last call. */
	take(): string[] {
		return this.log.splice(0);
	}
}
