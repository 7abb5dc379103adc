import { Modem } from "../../../modules/modem-provider.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { interfaceSuite } from "./interface.js";
import type { InterfaceClass, InterfaceSubject } from "./subject.js";

describe("ECMA-419, clause 17: NetworkInterface over the simulated module", () => {
	let close = () => {};
	afterEach(() => close());

	function make(): InterfaceSubject {
		const clock = new VirtualClock();
		let said = "";
		const { module } = new Simulator({
			profile: "ec600s",
			clock,
			network: new MemoryNetwork(clock),
			seed: 1,
			onTrace(sender, bytes) {
				if (sender === "module") said += String.fromCharCode(...bytes);
			},
		});
		const { Serial, Digital } = new BenchWiring(module.connector, clock);
		const modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			status: { io: Digital, pin: "STATUS" },
		});
		close = () => {
			modem.close();
			module.close();
		};
		const lastOf = (form: RegExp) => [...said.matchAll(form)].pop()?.[1] ?? "";
		return {
			NetworkInterface: modem.NetworkInterface as unknown as InterfaceClass,
			options: () => ({}),
			get address() {
				return lastOf(/\+QIACT: 1,1,1,"([^"]*)"/g);
			},
			get operator() {
				return lastOf(/\+COPS: 0,0,"([^"]*)"/g);
			},
			get RSSI() {
				return 2 * Number(lastOf(/\+CSQ: (\d+)/g)) - 113;
			},
			settle: () => clock.advance(1000),
			connect: () => void clock.runUntil(() => modem.state === "ready", 120_000),
			disconnect() {
				module.powerCut(60_000);
				clock.advance(5000);
			},
		};
	}

	interfaceSuite(make);
});
