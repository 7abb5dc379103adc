import type { Board } from "./board.js";

/** The ports of AT+QURCCFG that are this UART. */
const OWN_PORTS: readonly string[] = Object.freeze(["uart1", "all"]);

/** Where what the module says by itself goes: to this UART or another port, at once or when it may. */
export class Outlet {
	readonly #board: Board;
	readonly #write: (text: string) => void;
	readonly #isAsleep: () => boolean;
	/** What AT+QCFG="urc/cache" holds back, and what there is to say once the module is awake. */
	readonly #cached: string[] = [];
	readonly #dreamt: string[] = [];

	/** @param write writes a line as a URC */
	constructor(board: Board, isAsleep: () => boolean, write: (text: string) => void) {
		this.#board = board;
		this.#isAsleep = isAsleep;
		this.#write = write;
	}

	/** Writes a URC, if the port for them is this UART. */
	announce(text: string): void {
		if (!OWN_PORTS.includes(this.#board.urcPort)) {
			return;
		}
		if (this.#caches) {
			this.#cached.push(text);
		} else {
			this.result(text);
		}
	}

	/** Writes the result of a command that has answered OK before: it goes where the command came from. */
	result(text: string): void {
		if (this.#isAsleep()) {
			this.#dreamt.push(text);
		} else {
			this.#write(text);
		}
	}

	/** URCs may not be held back any more. */
	optionsChanged(): void {
		if (!this.#caches) {
			for (const text of this.#cached.splice(0)) {
				this.announce(text);
			}
		}
	}

	/** The module is awake again. */
	wake(): void {
		for (const text of this.#dreamt.splice(0)) {
			this.result(text);
		}
	}

	get #caches(): boolean {
		return this.#board.stored.options.get("urc/cache")?.[0] === 1;
	}
}
