import { Simulator } from "../sim/simulator.js";

/** A simulated module with a host that types, in this process. */
export class SimulatorHost {
	readonly simulator: Simulator;
	readonly #seed: number;
	#text = "";
	#waiting: { readonly end: string; readonly resolve: () => void } | undefined;

	/** @param port of the broker @param seed of its own for each: its client has the name of it */
	constructor(port: number, seed: number) {
		this.#seed = seed;
		const map = { "broker:1883": `127.0.0.1:${port}` };
		this.simulator = new Simulator({ map, seed, latency: 20, powered: true });
		this.simulator.connector.onBytes = (bytes) => {
			this.#text += Buffer.from(bytes).toString("latin1");
			const { end, resolve } = this.#waiting ?? {};
			if (end !== undefined && this.#text.includes(end)) {
				this.#text = "";
				this.#waiting = undefined;
				resolve?.();
			}
		};
	}

	/** Types, and waits for what the module says then. */
	say(typed: string, end: string): Promise<void> {
		return new Promise((resolve) => {
			this.#waiting = { end, resolve };
			this.simulator.connector.write(Buffer.from(typed));
		});
	}

	/** Boots, and connects to the broker. */
	async connect(): Promise<void> {
		await this.say("", "+QIND: PB DONE\r\n");
		await this.say('AT+QMTOPEN=0,"broker",1883\r', "+QMTOPEN: 0,0\r\n");
		await this.say(`AT+QMTCONN=0,"bench${this.#seed}"\r`, "+QMTCONN: 0,0,0\r\n");
	}

	/** Publishes 32 bytes at QoS 1, up to the broker's acknowledgement. */
	async publish(id: number): Promise<void> {
		await this.say(`AT+QMTPUBEX=0,${id},1,0,"bench/topic",32\r`, "\r\n> ");
		await this.say("x".repeat(32), `+QMTPUBEX: 0,${id},0\r\n`);
	}
}
