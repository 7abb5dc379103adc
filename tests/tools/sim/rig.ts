import { SeededRandom } from "../../../modules/random.js";
import { fromBytes, toBytes } from "../../../tools/sim/bytes.js";
import type { ModuleLine } from "../../../tools/sim/connector.js";
import { SimulatedModule } from "../../../tools/sim/module.js";
import type { ModuleOptions } from "../../../tools/sim/module-options.js";
import { Timeline } from "../../../tools/sim/timeline.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { ScriptedNetwork } from "./scripted-network.js";

/** A module on a virtual clock, between a host that types and a broker that is scripted. Nothing takes time unless asked for. */
export class Rig {
	readonly clock: VirtualClock;
	readonly network: ScriptedNetwork;
	readonly module: SimulatedModule;
	readonly unsupported: string[] = [];
	readonly lines: [ModuleLine, 0 | 1][] = [];
	/** What the host got, piece by piece, with the time. */
	readonly pieces: { text: string; time: number }[] = [];
	#output = "";

	constructor(options: Partial<ModuleOptions> & { seed?: number; origin?: number } = {}) {
		const { seed = 1, origin = 0, ...rest } = options;
		this.clock = new VirtualClock(origin);
		this.network = new ScriptedNetwork(new Timeline(this.clock));
		this.module = new SimulatedModule({
			latency: "none",
			pacing: false,
			onUnsupported: (name) => this.unsupported.push(name),
			...rest,
			clock: this.clock,
			random: new SeededRandom(seed),
			network: this.network,
		});
		const { connector } = this.module;
		connector.onBytes = (bytes) => {
			const text = fromBytes(bytes);
			this.#output += text;
			this.pieces.push({ text, time: this.clock.time });
		};
		connector.onLine = (line, level) => this.lines.push([line, level]);
	}

	/** Switches on and waits until the module has started and registered; what it said is dropped. */
	boot(): this {
		this.module.powerOn();
		this.run(20_000);
		this.take();
		return this;
	}

	/** Lets time pass, 1 ms unless told otherwise. */
	run(ms = 1): this {
		this.clock.advance(ms);
		return this;
	}

	/** Types at the present time. */
	type(text: string): this {
		this.module.connector.write(toBytes(text));
		return this;
	}

	/** Everything the host has got since the last time. */
	take(): string {
		const output = this.#output;
		this.#output = "";
		return output;
	}

	/** Types a line, waits, and returns what came. */
	ask(line: string, ms = 1): string {
		return this.type(`${line}\r`).run(ms).take();
	}

	/** Switches on, echo off, client 0 connected to the broker. */
	connect(...configuration: string[]): this {
		this.boot();
		for (const line of ["ATE0", ...configuration, 'AT+QMTOPEN=0,"broker",1883', 'AT+QMTCONN=0,"me"']) {
			const answer = this.ask(line);
			if (!answer.includes("\r\nOK\r\n")) {
				throw new Error(`${line}: ${JSON.stringify(answer)}`);
			}
		}
		return this;
	}

	/** Publishes on client 0; returns what came, prompt included. */
	publish(identifier: number, qos: number, payload = "hello", topic = "t"): string {
		const prompt = this.ask(`AT+QMTPUBEX=0,${identifier},${qos},0,"${topic}",${payload.length}`);
		return prompt + this.type(payload).run().take();
	}
}
