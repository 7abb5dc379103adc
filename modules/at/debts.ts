import type { Command, CommandKind } from "./command.js";
import type { Line } from "./line.js";

/** Numbers of one debt: identifier of the result, how many keys it has, and the keys. */
const WIDTH = 4;

/**
 * Results that never came. Each poisons its key: a command with the same one could be given the late result as its own,
 * so it is not sent. Forgiven when the object that owes it (an MQTT client, a socket) is proven gone.
 */
export class Debts {
	/** How many there are. */
	count = 0;
	readonly #capacity: number;
	/** Made for the first one. */
	#cells: Int32Array | undefined;

	/** @param capacity how many can be kept apart */
	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Notes that the result of `command` is owed. @returns false when there is no room to */
	add(command: Command): boolean {
		if (this.has(command)) return true;
		if (this.count === this.#capacity) return false;
		this.#cells ??= new Int32Array(this.#capacity * WIDTH);
		const cells = this.#cells;
		const at = this.count * WIDTH;
		const { result, keys } = command.kind as CommandKind;
		cells[at] = result;
		cells[at + 1] = keys;
		cells[at + 2] = command.key1;
		cells[at + 3] = command.key2;
		this.count++;
		return true;
	}

	/** Whether a result is owed that could be taken for that of `command`. */
	has(command: Command): boolean {
		if (this.count === 0) return false;
		return this.find((command.kind as CommandKind).result, command.key1, command.key2);
	}

	/** Whether `line` is a result that was owed. It stays so: only its owner could say whether more of it will follow. */
	isPaidBy(line: Line): boolean {
		if (this.count === 0) return false;
		return this.find(line.name, line.integer(0), line.integer(1));
	}

	/** The object `key1` is gone: nothing that is called one of `results` will come from it. */
	forgive(results: readonly number[], key1: number): void {
		const cells = this.#cells;
		if (cells === undefined) return;
		for (let at = (this.count - 1) * WIDTH; at >= 0; at -= WIDTH) {
			if (cells[at + 2] !== key1 || !results.includes(cells[at] as number)) continue;
			cells.copyWithin(at, --this.count * WIDTH, (this.count + 1) * WIDTH);
		}
	}

	private find(result: number, key1: number, key2: number): boolean {
		const cells = this.#cells as Int32Array;
		for (let at = 0; at < this.count * WIDTH; at += WIDTH) {
			if (cells[at] !== result) continue;
			const keys = cells[at + 1] as number;
			if (keys > 0 && cells[at + 2] !== key1) continue;
			if (keys > 1 && cells[at + 3] !== key2) continue;
			return true;
		}
		return false;
	}
}
