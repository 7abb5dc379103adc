import { fromBytes, toBytes } from "../../../tools/sim/bytes.js";
import type { Simulator } from "../../../tools/sim/simulator.js";
import { equal } from "../../support/assert.js";

export const CR = "\r";

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
		await new Promise<void>((resolve, reject) => {
			const limit = setTimeout(() => {
				this.#look = () => {};
				reject(new Error(`${JSON.stringify(typed)}: got ${JSON.stringify(this.#got)}`));
			}, 5000);
			this.#look = () => {
				if (this.#got.length >= expected.length) {
					this.#look = () => {};
					clearTimeout(limit);
					resolve();
				}
			};
			this.#look();
		});
		equal(this.#got.slice(0, expected.length), expected);
		this.#got = this.#got.slice(expected.length);
	}

	/** A line with its echo and what the note shows behind it; `>` and URCs are given as the note prints them. */
	line(typed: string, ...blocks: string[]): Promise<void> {
		return this.see(typed + CR, `${typed}${CR}${blocks.map((block) => `\r\n${block}\r\n`).join("")}`);
	}
}
