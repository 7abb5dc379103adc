import { Modem } from "../../../modules/modem-provider.js";
import type { Counters } from "../../../modules/uart/counters.js";
import type { SimulatedModule } from "../../../tools/sim/module.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import type { LockstepWorld } from "../../support/lockstep-rig.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { Application } from "./application.js";
import type { Verdict } from "./judge.js";
import { Surroundings, type SurroundingsOptions } from "./surroundings.js";
import { troublesIn } from "./trouble-counters.js";

export interface WorldOptions extends SurroundingsOptions {
	/** Bytes of heap in use, asked for now and then. */
	heap?(): number;
}

/**
 * The application over the module's own MQTT, the simulated module, and a broker in memory which is the judge: one process,
 * one virtual clock, one seed.
 */
export class World implements LockstepWorld {
	readonly clock = new VirtualClock();
	readonly network: MemoryNetwork;
	readonly broker: Broker;
	readonly module: SimulatedModule;
	readonly modem: Modem;
	readonly application: Application;
	readonly surroundings: Surroundings;

	constructor(options: WorldOptions) {
		const { clock } = this;
		const { seed, count, heap = () => 0 } = options;
		this.network = new MemoryNetwork(clock, { delay: 30 });
		this.broker = new Broker(clock);
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({ profile: "ec600s", clock, network: this.network, seed }).module;
		const { Serial, Digital } = new BenchWiring(this.module.connector, clock);
		this.modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			reset: { io: Digital, pin: "RESET_N" },
			status: { io: Digital, pin: "STATUS" },
		});
		this.surroundings = new Surroundings(this, options);
		const counters: Counters = this.modem.counters;
		this.application = new Application({
			...{ Client: this.modem.MQTTClient as never, clock, seed, count, heap, tell: this.surroundings.tell },
			troubles: () => troublesIn(counters),
		});
	}

	/** Lets time pass until all messages have ended. @returns the judge's word. @throws Error when they do not */
	run(): Verdict {
		const { clock, surroundings } = this;
		if (!clock.runUntil(() => surroundings.isDone, surroundings.limit)) {
			const { pending } = this.application;
			throw new Error(
				`not at an end after ${surroundings.limit} ms: ${pending} pending, the modem is ${this.modem.state}`,
			);
		}
		clock.advance(surroundings.rest);
		return surroundings.verdict();
	}

	close(): void {
		this.application.close();
		this.modem.close();
		this.module.close();
	}
}
