import { SeededRandom } from "../../../modules/random.js";
import { fromBytes, toBytes } from "../../../tools/sim/bytes.js";
import { SimulatedModule } from "../../../tools/sim/module.js";
import { equal, ok } from "../../support/assert.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";

const OK = "\r\nOK\r\n";

/** A module and a whole broker in virtual time; nothing takes time but packets that wait. */
export class Site {
	readonly clock = new VirtualClock(0);
	readonly network = new MemoryNetwork(this.clock);
	readonly broker = new Broker(this.clock);
	readonly module: SimulatedModule;
	#output = "";

	constructor() {
		this.network.listen("broker", 1883, this.broker.accept);
		this.module = new SimulatedModule({
			clock: this.clock,
			random: new SeededRandom(1),
			network: this.network,
			latency: "none",
			pacing: false,
		});
		this.module.connector.onBytes = (bytes) => {
			this.#output += fromBytes(bytes);
		};
		this.module.powerOn();
		this.ask("ATE0", 1000);
	}

	ask(line: string, ms = 10): string {
		this.#output = "";
		this.module.connector.write(toBytes(line === "" ? "" : `${line}\r`));
		this.clock.advance(ms);
		return this.#output;
	}

	open(index: number, client: string): void {
		equal(this.ask(`AT+QMTOPEN=${index},"broker",1883`), `${OK}\r\n+QMTOPEN: ${index},0\r\n`);
		const answer = this.ask(`AT+QMTCONN=${index},"${client}"`);
		ok(answer.startsWith(`${OK}\r\n+QMTCONN: ${index},0,0\r\n`), answer);
	}
}
