import { elapsed } from "../clock.js";
import { Cell, Command, type CommandKind, type CommandOwner, Phase, Priority } from "./command.js";
import type { Line } from "./line.js";

/** Records that only recovery may use. */
const KEPT_BACK = 2;

/** Whether a result line has what follows its keys, and is made of integers to its end, as almost all results of the family are. */
function isWhole(line: Line, keys: number): boolean {
	const { count } = line;
	if (count <= keys) return false;
	for (let at = keys; at < count; at++) if (!line.isInteger(at)) return false;
	return true;
}

/** A fixed number of command records: the queue in front of the wire, and the commands that await their results behind it. */
export class CommandPool {
	/** Records in use. */
	used = 0;
	/** Order of arrival of the newest one. */
	newest = 0;
	/** How many there may be. Each is made when that many are in use for the first time. */
	readonly #count: number;
	readonly #records: Command[] = [];
	readonly #cells: Int32Array;

	/** @param count of records, 4 or more */
	constructor(count: number) {
		this.#count = count;
		this.#cells = new Int32Array(count * Cell.count);
	}

	/** Free records for commands of normal priority. Negative while recovery uses what is kept back. */
	get free(): number {
		return this.#count - KEPT_BACK - this.used;
	}

	/** A record, queued. @throws Error("busy") when all that this priority may use are in use */
	take(kind: CommandKind, owner: CommandOwner, tag: number, key1: number, key2: number): Command {
		if (this.free + (kind.priority === Priority.recovery ? KEPT_BACK : 0) <= 0) throw new Error("busy");
		let at = 0;
		while (this.#cells[at * Cell.count] !== Phase.free) at++;
		if (at === this.#records.length) this.#records.push(new Command(this.#cells, at * Cell.count));
		const command = this.#records[at] as Command;
		this.used++;
		this.newest = (this.newest + 1) | 0;
		command.begin(kind, owner, tag, key1, key2, this.newest);
		return command;
	}

	/** Gives a record back. Its numbers stay until it is taken again. */
	release(command: Command): void {
		command.phase = Phase.free;
		command.owner = undefined;
		// A record that is seldom used would keep the store of a client that is long gone.
		command.payload = undefined;
		this.used--;
	}

	/**
	 * The command whose turn it is: the most urgent one, and of these the oldest.
	 * @param gate commands of lower priority (a higher number) wait
	 * @param maySendPayload whether commands that await a prompt may be sent
	 */
	next(gate: number, maySendPayload: boolean): Command | undefined {
		const cells = this.#cells;
		let best: Command | undefined;
		let urgency = gate + 1;
		let order = 0;
		// Behind the last record in use there is nothing to find: as a rule one or none is.
		let left = this.used;
		for (let at = 0, row = 0; left > 0; at++, row += Cell.count) {
			const phase = cells[row];
			if (phase === Phase.free) continue;
			left--;
			if (phase !== Phase.queued) continue;
			const it = this.#records[at] as Command;
			const kind = it.kind as CommandKind;
			const age = cells[row + Cell.sequence] as number;
			if (kind.priority > urgency || (kind.priority === urgency && ((age - order) | 0) > 0)) continue;
			if (kind.priority > gate || (kind.prompt && !maySendPayload) || this.isHeld(it)) continue;
			best = it;
			urgency = kind.priority;
			order = age;
		}
		return best;
	}

	/** The command out there whose result `line` is. */
	awaiting(line: Line): Command | undefined {
		const cells = this.#cells;
		let left = this.used;
		for (let at = 0, row = 0; left > 0; at++, row += Cell.count) {
			const phase = cells[row] as number;
			if (phase === Phase.free) continue;
			left--;
			if (phase < Phase.sent) continue;
			const it = this.#records[at] as Command;
			const kind = it.kind as CommandKind;
			if (kind.result !== line.name || !it.isOut || it.hasResult) continue;
			if (kind.keys > 0 && line.integer(0) !== cells[row + Cell.key1]) continue;
			if (kind.keys > 1 && line.integer(1) !== cells[row + Cell.key2]) continue;
			if (kind.isResult === undefined ? isWhole(line, kind.keys) : kind.isResult(line)) return it;
		}
		return undefined;
	}

	/** A command whose limit has passed at `now`. */
	expired(now: number): Command | undefined {
		const cells = this.#cells;
		let left = this.used;
		for (let at = 0, row = 0; left > 0; at++, row += Cell.count) {
			const phase = cells[row] as number;
			if (phase === Phase.free) continue;
			left--;
			if (phase < Phase.sent) continue;
			if (elapsed(now, cells[row + Cell.deadline] as number) <= 0) return this.#records[at];
		}
		return undefined;
	}

	/** Time from `now` until the next limit passes, ms, 0 or more; -1 when there is none. */
	soonest(now: number): number {
		const cells = this.#cells;
		let least = -1;
		let left = this.used;
		for (let row = 0; left > 0; row += Cell.count) {
			const phase = cells[row] as number;
			if (phase === Phase.free) continue;
			left--;
			if (phase < Phase.sent) continue;
			const time = Math.max(0, elapsed(now, cells[row + Cell.deadline] as number));
			if (least < 0 || time < least) least = time;
		}
		return least;
	}

	/** The oldest command in use that is not younger than `last`. */
	oldest(last: number): Command | undefined {
		const cells = this.#cells;
		let oldest: Command | undefined;
		let order = last;
		for (let at = 0, row = 0; row < cells.length; at++, row += Cell.count) {
			const age = cells[row + Cell.sequence] as number;
			if (cells[row] === Phase.free || ((age - order) | 0) > 0) continue;
			oldest = this.#records[at];
			order = age;
		}
		return oldest;
	}

	/** Gives back the records of abandoned commands that await a result of the object `key1`. @returns whether there were any */
	forgive(results: readonly number[], key1: number): boolean {
		const cells = this.#cells;
		let found = false;
		for (let at = 0, row = 0; row < cells.length; at++, row += Cell.count) {
			if (cells[row] !== Phase.result || cells[row + Cell.key1] !== key1) continue;
			const it = this.#records[at] as Command;
			const { result, keys } = it.kind as CommandKind;
			if (it.owner !== undefined || keys === 0 || !results.includes(result)) continue;
			this.release(it);
			found = true;
		}
		return found;
	}

	/** Forgets everything. Nobody is told. */
	clear(): void {
		for (const command of this.#records) if (command.phase !== Phase.free) this.release(command);
	}

	/** Whether a result that is still to come could be taken for that of `command`. */
	private isHeld(command: Command): boolean {
		const { result, keys } = command.kind as CommandKind;
		if (result === 0) return false;
		const cells = this.#cells;
		let left = this.used;
		for (let at = 0, row = 0; left > 0; at++, row += Cell.count) {
			const phase = cells[row] as number;
			if (phase === Phase.free) continue;
			left--;
			if (phase < Phase.sent || this.#records[at]?.kind?.result !== result) continue;
			if (keys > 0 && cells[row + Cell.key1] !== command.key1) continue;
			if (keys > 1 && cells[row + Cell.key2] !== command.key2) continue;
			return true;
		}
		return false;
	}
}
