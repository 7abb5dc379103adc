import type { LineListener } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { Counters } from "../uart/counters.js";

/**
 * One URC name for many things, told apart by its first field in quotes, as `+QIURC: "recv",0` and
 * `+QIURC: "pdpdeact",1` are. One listener per kind; what nobody listens to is counted as unknown.
 */
export class URCKinds implements LineListener {
	readonly #kinds: string[] = [];
	readonly #listeners: LineListener[] = [];
	readonly #counters: Counters;

	constructor(counters: Counters) {
		this.#counters = counters;
	}

	/** Gives all such lines whose first field is `kind` to `listener`; the last one counts. */
	listen(kind: string, listener: LineListener): void {
		let at = this.#kinds.indexOf(kind);
		if (at < 0) at = this.#kinds.push(kind) - 1;
		this.#listeners[at] = listener;
	}

	onURC(line: Line): void {
		for (let at = 0; at < this.#kinds.length; at++) {
			if (line.equals(0, this.#kinds[at] as string)) {
				this.#listeners[at]?.onURC(line);
				return;
			}
		}
		this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
	}
}
