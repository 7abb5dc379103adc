import { Modem } from "../../../modules/modem-provider.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { rtcSuite } from "./clock.js";
import type { RTCClass, RTCSubject } from "./subject.js";

const DAY = 24 * 3_600_000;
const START = Date.UTC(2026, 7, 6, 12, 40, 4);

describe("ECMA-419, clause 16: RTC over the simulated module, whose network tells the time", () => {
	let close = () => {};
	afterEach(() => close());

	function make(): RTCSubject {
		const clock = new VirtualClock();
		/** How far what the module was told is off the network's time, ms. */
		let offset = 0;
		let line = "";
		const { module } = new Simulator({
			profile: "ec600s",
			clock,
			network: new MemoryNetwork(clock),
			networkTime: () => START + clock.now(),
			seed: 1,
			onTrace(sender, bytes) {
				if (sender !== "host") return;
				line += String.fromCharCode(...bytes);
				if (!line.endsWith("\r")) return;
				const text = /AT\+CCLK="(.*?)\+32"/.exec(line)?.[1];
				line = "";
				if (text === undefined) return;
				const local = Date.parse(`20${text.replaceAll("/", "-").replace(",", "T")}Z`);
				offset = local - 8 * 3_600_000 - START - clock.now();
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
		return {
			RTC: modem.RTC as unknown as RTCClass,
			options: () => ({}),
			now: () => START + clock.now() + offset,
			precision: 1500,
			connect: () => {
				clock.runUntil(() => modem.state === "ready", 120_000);
				clock.advance(1000);
			},
			settle: () => void clock.advance(1000),
			pass(ms) {
				for (let left = ms; left > 0; left -= DAY) clock.advance(Math.min(left, DAY));
			},
		};
	}

	rtcSuite(make);
});
