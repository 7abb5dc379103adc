import { Modem } from "../../../modules/modem-provider.js";
import { MemoryStorage } from "../../../tools/sim/files/storage.js";
import { Simulator } from "../../../tools/sim/simulator.js";
import { BenchWiring } from "../../support/bench-wiring.js";
import { MemoryNetwork } from "../../support/broker/memory-network.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { directorySuite } from "./directory.js";
import { fileSuite } from "./file.js";
import { type FilesClass, type FilesSubject, textOf } from "./subject.js";

describe("ECMA-419, clause 28: Files over the simulated module", () => {
	let close = () => {};
	afterEach(() => close());

	function make(): FilesSubject {
		const clock = new VirtualClock();
		const files = new MemoryStorage(1_000_000);
		const { module } = new Simulator({ profile: "ec600s", clock, network: new MemoryNetwork(clock), files, seed: 1 });
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
		clock.runUntil(() => modem.state === "ready", 120_000);
		return {
			Files: modem.Files as unknown as FilesClass,
			options: () => ({}),
			settle: () => clock.advance(20_000),
			content(name) {
				const bytes = files.read(name);
				return bytes === undefined ? undefined : textOf(bytes);
			},
			put: (name, content) =>
				void files.write(
					name,
					Uint8Array.from(content, (it) => it.charCodeAt(0)),
				),
		};
	}

	describe("Directory", () => directorySuite(make));
	describe("File", () => fileSuite(make));
});
