import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { SocketMQTTClient } from "../../support/socket-mqtt-client.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { Application } from "./application.js";
import type { Verdict } from "./judge.js";
import { Surroundings, type SurroundingsOptions } from "./surroundings.js";

/** The same application over an MQTT client that knows nothing of modems: no module, no UART, the same broker and judge. */
export class PlainWorld {
	readonly clock = new VirtualClock();
	readonly network: MemoryNetwork;
	readonly broker: Broker;
	readonly application: Application;
	readonly surroundings: Surroundings;

	constructor(options: SurroundingsOptions) {
		const { clock } = this;
		const { seed, count } = options;
		this.network = new MemoryNetwork(clock, { delay: 30 });
		this.broker = new Broker(clock);
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.surroundings = new Surroundings(this, options);
		this.application = new Application({
			...{ Client: SocketMQTTClient as never, clock, seed, count, tell: this.surroundings.tell },
			options: { socket: { network: this.network } },
			troubles: () => 0,
			heap: () => 0,
		});
	}

	/** Lets time pass until all messages have ended. @returns the judge's word. @throws Error when they do not */
	run(): Verdict {
		const { clock, surroundings } = this;
		if (!clock.runUntil(() => surroundings.isDone, surroundings.limit)) {
			throw new Error(`not at an end after ${surroundings.limit} ms: ${this.application.pending} pending`);
		}
		clock.advance(surroundings.rest);
		return surroundings.verdict();
	}

	close(): void {
		this.application.close();
	}
}
