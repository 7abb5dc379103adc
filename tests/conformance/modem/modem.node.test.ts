import { Modem } from "../../../modules/modem-provider.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { Broker } from "../../support/broker/broker.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { bringUpSuite, payloadSuite, restartSuite } from "./bring-up.js";
import type { ModemSubject } from "./subject.js";

/** Longest time that anything may take, ms of virtual time. */
const PATIENCE = 300_000;

/** The driver, the simulated module and a broker in memory. */
function make(): ModemSubject {
	const clock = new VirtualClock();
	const network = new MemoryNetwork(clock, { delay: 20 });
	const broker = new Broker(clock);
	network.listen("broker.test", 1883, broker.accept);
	const { module } = new Simulator({ profile: "ec600s", clock, network, seed: 1 });
	const { Serial, Digital } = new BenchWiring(module.connector, clock);
	let modem: Modem | undefined;
	let count = 0;
	return {
		make() {
			modem?.close();
			modem = new Modem({
				serial: { io: Serial, baud: 115200 },
				clock,
				receiveStore: 4096,
				power: { io: Digital, pin: "PWRKEY" },
				status: { io: Digital, pin: "STATUS" },
			});
			return modem;
		},
		options: () => ({ host: "broker.test", id: `mast-${++count}` }),
		until(what, isDone) {
			if (!clock.runUntil(isDone, PATIENCE)) throw new Error(`not ${what}: the modem is ${modem?.state}`);
		},
		settle: () => clock.advance(1000),
		published() {
			clock.advance(1000);
			return broker.log.splice(0).map(({ topic, payload }) => ({ topic, payload: String.fromCharCode(...payload) }));
		},
		restart: () => module.faults.cause({ fault: "power-cut", ms: 3000 }),
		prefix: "",
	};
}

describe("A modem", () => {
	describe("on its way up", () => bringUpSuite(make));
	describe("with payload of any bytes", () => payloadSuite(make));
	describe("whose module restarts", () => restartSuite(make));
});
