import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import type { SimulatedModule } from "../../tools/sim/module.js";
import { Simulator, type SimulatorOptions } from "../../tools/sim/simulator.js";
import { ok } from "./assert.js";
import { BenchWiring } from "./bench-wiring.js";
import { Broker } from "./broker/broker.js";
import { MemoryNetwork } from "./broker/memory-network.js";
import { VirtualClock } from "./virtual-clock.js";

/** A module that another host has used, and a modem that starts over it. */
export class Place {
	readonly clock = new VirtualClock();
	readonly network = new MemoryNetwork(this.clock, { delay: 20 });
	readonly broker = new Broker(this.clock);
	readonly module: SimulatedModule;
	readonly wiring: BenchWiring;
	heard = "";

	constructor(profile: string, baud: number, options: SimulatorOptions = {}) {
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({
			profile,
			baud,
			clock: this.clock,
			network: this.network,
			seed: 7,
			...options,
		}).module;
		this.wiring = new BenchWiring(this.module.connector, this.clock);
	}

	/** The other host switches the module on. */
	boot(baud: number): void {
		this.module.connector.setBaud(baud);
		this.module.connector.onBytes = (bytes) => {
			this.heard += String.fromCharCode(...bytes);
		};
		this.module.powerOn();
		this.clock.advance(12_000);
	}

	/** The other host types, and waits for `answer`. */
	type(text: string, answer = "OK\r\n"): void {
		this.heard = "";
		this.module.connector.write(Uint8Array.from(text, (it) => it.charCodeAt(0)));
		ok(
			this.clock.runUntil(() => this.heard.includes(answer), 30_000),
			`${JSON.stringify(text)}: ${this.heard}`,
		);
		this.clock.advance(300);
	}

	/** A modem with these pins. */
	start(pins: readonly string[], options: Partial<ModemOptions> = {}): Modem {
		const { Serial, Digital } = this.wiring;
		const names = { power: "PWRKEY", reset: "RESET_N", status: "STATUS", dtr: "DTR" } as const;
		const wired = Object.fromEntries(
			pins.map((name) => [name, { io: Digital, pin: names[name as keyof typeof names] }]),
		);
		return new Modem({
			serial: { io: Serial, baud: 115200 },
			clock: this.clock,
			receiveStore: 4096,
			...wired,
			...options,
		});
	}

	close(): void {
		this.module.close();
	}
}

/** Lets time pass until the modem is ready, and a client of its own gets through to the broker. */
export function readyWithin(place: Place, modem: Modem, limit: number): void {
	const start = place.clock.time;
	ok(
		place.clock.runUntil(() => modem.state === "ready", limit),
		`${modem.state} after ${place.clock.time - start} ms`,
	);
	// And it works: a client of its own gets through.
	let isConnected = false;
	const { MQTTClient } = modem;
	if (MQTTClient === undefined) throw new Error("closed");
	new MQTTClient({
		host: "broker.test",
		id: "mast",
		onControl: (opcode, { returnCode }) => {
			isConnected = opcode === MQTTClient.CONNACK && returnCode === 0;
		},
	});
	ok(
		place.clock.runUntil(() => isConnected, 20_000),
		"connects",
	);
}
