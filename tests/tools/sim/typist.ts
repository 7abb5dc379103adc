import { fromBytes, toBytes } from "../../../tools/sim/bytes.js";
import type { Simulator } from "../../../tools/sim/simulator.js";
import { equal } from "../../support/assert.js";

export const CR = "\r";

/** How long what should come may take, ms: a limit for what never comes, whatever the machine is busy with. */
const PATIENCE = 60_000;

/** Types into a module, and waits for what should come; compares every byte. */
export class Typist {
	readonly simulator: Simulator;
	#got = "";
	#look: () => void = () => {};

	constructor(simulator: Simulator) {
		this.simulator = simulator;
		simulator.connector.onBytes = (bytes) => {
			this.#got += fromBytes(bytes);
			this.#look();
		};
	}

	/** What comes next is `expected`, after `typed` has been typed. */
	async see(typed: string, expected: string): Promise<void> {
		this.simulator.connector.write(toBytes(typed));
		await this.#until(() => this.#got.length >= expected.length, typed);
		equal(this.#got.slice(0, expected.length), expected);
		this.#got = this.#got.slice(expected.length);
	}

	/** Whatever comes, up to and with `end`. */
	async pass(end: string): Promise<string> {
		await this.#until(() => this.#got.includes(end), end);
		const length = this.#got.indexOf(end) + end.length;
		const passed = this.#got.slice(0, length);
		this.#got = this.#got.slice(length);
		return passed;
	}

	/** A line with its echo and what the note shows behind it; `>` and URCs are given as the note prints them. */
	line(typed: string, ...blocks: string[]): Promise<void> {
		return this.see(typed + CR, `${typed}${CR}${blocks.map((block) => `\r\n${block}\r\n`).join("")}`);
	}

	#until(done: () => boolean, why: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const limit = setTimeout(() => {
				this.#look = () => {};
				reject(new Error(`${JSON.stringify(why)}: got ${JSON.stringify(this.#got)}`));
			}, PATIENCE);
			this.#look = () => {
				if (done()) {
					this.#look = () => {};
					clearTimeout(limit);
					resolve();
				}
			};
			this.#look();
		});
	}
}
