import type { ModemError } from "../../modules/errors.js";
import { type BoundMQTTClient, Modem, type ModemOptions } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import type { SimulatedModule } from "../../tools/sim/module.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { BenchWiring } from "../support/bench-wiring.js";
import { Broker } from "../support/broker/broker.js";
import { MemoryNetwork } from "../support/broker/memory-network.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** How long anything may take, ms of virtual time. */
const PATIENCE = 300_000;

/** The driver, the simulated module and a broker in memory, in one process and on one virtual clock. */
export class Station {
	readonly clock = new VirtualClock();
	readonly network = new MemoryNetwork(this.clock, { delay: 20 });
	readonly broker = new Broker(this.clock);
	readonly module: SimulatedModule;
	readonly modem: Modem;
	readonly Client: BoundMQTTClient;
	/** What the driver has sent, line by line; payloads stand between lines as they are. */
	sent = "";
	/** Called when it has sent something. */
	onSent = () => {};

	constructor(options: Partial<ModemOptions> = {}) {
		this.network.listen("broker.test", 1883, this.broker.accept);
		this.module = new Simulator({
			profile: "ec600s",
			clock: this.clock,
			network: this.network,
			seed: 1,
			onTrace: (sender, bytes) => {
				if (sender !== "host") return;
				this.sent += String.fromCharCode(...bytes);
				this.onSent();
			},
		}).module;
		const { Serial, Digital } = new BenchWiring(this.module.connector, this.clock);
		this.modem = new Modem({
			serial: { io: Serial, baud: 115200 },
			clock: this.clock,
			receiveStore: 4096,
			power: { io: Digital, pin: "PWRKEY" },
			reset: { io: Digital, pin: "RESET_N" },
			status: { io: Digital, pin: "STATUS" },
			...options,
		});
		this.Client = this.modem.MQTTClient as BoundMQTTClient;
		this.until("ready", () => this.modem.state === "ready");
	}

	/** Lets time pass until something is so. @throws Error when it is not within {@link PATIENCE} */
	until(what: string, isDone: () => boolean): void {
		if (!this.clock.runUntil(isDone, PATIENCE)) throw new Error(`not ${what}: the modem is ${this.modem.state}`);
	}

	/** A client that is connected. */
	connect(options: Partial<MQTTClientOptions> = {}): MQTTClient {
		let isConnected = false;
		let error: ModemError | undefined;
		const { onControl, onError } = options;
		const client = new this.Client({
			host: "broker.test",
			id: "mast",
			...options,
			onControl(opcode, message) {
				if (opcode === 2) isConnected = message.returnCode === 0;
				onControl?.call(this, opcode, message);
			},
			onError(it) {
				error = it;
				onError?.call(this, it);
			},
		});
		this.until("connected", () => isConnected || error !== undefined);
		if (error !== undefined) throw error;
		return client;
	}

	/** How a client ends that is made with these options: what it was told until then, and its error. */
	endOf(options: Partial<MQTTClientOptions>, trouble?: (client: MQTTClient) => void): string[] {
		const told: string[] = [];
		let hasEnded = false;
		new this.Client({
			host: "broker.test",
			id: "mast",
			...options,
			onControl(_, { returnCode }) {
				if (returnCode === undefined) return;
				told.push(`CONNACK ${returnCode}`);
				if (returnCode === 0) trouble?.(this);
			},
			onError(error) {
				told.push(error === undefined ? "no error" : `${error.source} ${error.command} ${error.code} ${error.retry}`);
				hasEnded = true;
				this.close();
			},
			quectel: {
				onResult: (_, result, error) => told.push(`${result} ${error?.command} ${error?.code}`),
				onNotice: (id, count) => told.push(`notice ${id} ${count}`),
				...options.quectel,
			},
		});
		this.until("ended", () => hasEnded);
		return told;
	}

	close(): void {
		this.modem.close();
		this.module.close();
	}
}
