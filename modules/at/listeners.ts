import type { LineListener } from "./command.js";

/** Who hears lines that no command asked for, by the lines' names. */
export class Listeners {
	/** Per identifier: index of its listener plus one; 0: nobody listens. */
	readonly #indices: Uint8Array;
	readonly #listeners: LineListener[] = [];

	/** @param names how many identifiers there are */
	constructor(names: number) {
		this.#indices = new Uint8Array(names + 1);
	}

	/** One listener per name; the last one counts. */
	add(name: number, listener: LineListener): void {
		let at = this.#listeners.indexOf(listener);
		if (at < 0) at = this.#listeners.push(listener) - 1;
		this.#indices[name] = at + 1;
	}

	/** Who listens to `name`. */
	of(name: number): LineListener | undefined {
		const index = this.#indices[name] as number;
		return index === 0 ? undefined : this.#listeners[index - 1];
	}
}
