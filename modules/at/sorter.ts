import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import { type Command, type LineListener, Mark, Outcome, Phase } from "./command.js";
import type { CommandPool } from "./command-pool.js";
import type { Debts } from "./debts.js";
import { type Dialogue, isAnswer } from "./dialogue.js";
import { LineKind } from "./lexicon.js";
import type { Line } from "./line.js";
import { Listeners } from "./listeners.js";
import type { Resync } from "./resync.js";
import { type Scanner, Token } from "./scanner.js";

const PLUS = 43;

/** Who decides what lines mean that are no command's. */
export interface SorterOwner {
	/** Whether echo is off, so that an echo means that the module forgot. */
	readonly isEchoOff: boolean;
	/** Whether what was looked at last has something to be told before the next: see {@link Sorter.read}. */
	readonly hasToTell: boolean;
	onEcho(): void;
	/** A final result code, while the dialogue is being proven. @returns whether it belongs to the proof */
	onProbeFinal(): boolean;
	finish(command: Command, outcome: number, code: number): void;
	/** A payload was not what its length said: it may have swallowed what follows it. */
	onBroken(): void;
}

/** Where lines can belong. */
export interface SorterOptions {
	readonly ring: Ring;
	readonly scanner: Scanner;
	readonly counters: Counters;
	readonly dialogue: Dialogue;
	readonly pool: CommandPool;
	readonly debts: Debts;
	readonly resync: Resync;
	/** How many identifiers there are. */
	readonly names: number;
}

/**
 * Gives every line, prompt and payload to the one it belongs to: to the command in flight, if it asked for a line of this
 * name and shape; to a command that awaits a result with these keys; to nobody, if such a result was owed and is late; to
 * whoever listens to the name. What is left is counted.
 */
export class Sorter {
	readonly listeners: Listeners;
	/** Once true, nobody is told anything more. */
	isClosed = false;
	readonly #ring: Ring;
	readonly #scanner: Scanner;
	readonly #counters: Counters;
	readonly #dialogue: Dialogue;
	readonly #pool: CommandPool;
	readonly #debts: Debts;
	readonly #resync: Resync;
	readonly #owner: SorterOwner;
	/** Who gets the counted payload that is coming in; undefined: nobody, it is dropped. */
	#sink: LineListener | undefined = undefined;

	constructor(options: SorterOptions, owner: SorterOwner) {
		this.listeners = new Listeners(options.names);
		this.#ring = options.ring;
		this.#scanner = options.scanner;
		this.#counters = options.counters;
		this.#dialogue = options.dialogue;
		this.#pool = options.pool;
		this.#debts = options.debts;
		this.#resync = options.resync;
		this.#owner = owner;
	}

	/**
	 * Looks at the bytes that have arrived: at all of them, or until the owner has something to tell. That is told from where this
	 * was called, and not from inside, where a device's small stack is half used up.
	 * @returns whether to call it again
	 */
	read(): boolean {
		const scanner = this.#scanner;
		while (!this.isClosed) {
			const token = scanner.next();
			if (token === Token.line) this.onLine(scanner.line);
			else if (token === Token.payload) this.onPayload(scanner.runStart, scanner.runEnd);
			else if (token === Token.none) return false;
			else if (token === Token.header) this.onHeader(scanner.line);
			else if (token === Token.payloadEnd) this.endPayload(true);
			else if (token === Token.payloadBroken) {
				this.#dialogue.disturb();
				this.endPayload(false);
				this.#owner.onBroken();
			} else if (token === Token.prompt) this.#dialogue.onPrompt();
			if (this.#owner.hasToTell) return true;
		}
		return false;
	}

	/** Gives up everything unread, and the line or payload that is coming in, which is counted. */
	reset(): void {
		if (this.#scanner.reset()) this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;
		this.endPayload(false);
	}

	/** The same for what never ends: a prompt is still awaited if it was. */
	stall(): void {
		const { awaitsPrompt } = this.#scanner;
		this.#dialogue.disturb();
		this.reset();
		this.#scanner.awaitsPrompt = awaitsPrompt;
	}

	private onLine(line: Line): void {
		const { kind } = line;
		if (kind === LineKind.information) this.onInformation(line);
		else if (kind === LineKind.final) this.onFinal(line);
		else if (kind === LineKind.echo) {
			if (this.#owner.isEchoOff) this.#owner.onEcho();
		} else if (!this.isExpected(line)) this.onStray(line);
	}

	/** Whether the command in flight expects text, or an intermediate result code. */
	private isExpected(line: Line): boolean {
		if (line.kind === LineKind.unknown) return this.#dialogue.onText(line);
		return !this.#resync.isActive && this.#dialogue.onConnect(line);
	}

	private onPayload(start: number, end: number): void {
		if (this.#dialogue.isReading) this.#dialogue.onData(this.#ring, start, end);
		else this.#sink?.onPayload?.(this.#ring, start, end);
	}

	private onFinal(line: Line): void {
		const isTaken = this.#resync.isActive ? this.#owner.onProbeFinal() : this.#dialogue.onFinal(line);
		if (!isTaken) this.countLate();
	}

	private onInformation(line: Line): void {
		const dialogue = this.#dialogue;
		if (this.#resync.isActive) {
			if (this.#resync.onInformation(line.name)) return;
		} else if (dialogue.onInformation(line)) return;
		// What is late is counted by its final result code, which follows.
		if (isAnswer(dialogue.late, line)) return;
		const command = this.#pool.awaiting(line);
		if (command !== undefined) this.onResult(command, line);
		else if (this.#debts.isPaidBy(line)) this.countLate();
		else {
			const listener = this.listeners.of(line.name);
			if (listener !== undefined) listener.onURC(line);
			else if (dialogue.flight?.kind?.information === line.name) this.onStray(line);
			else this.countUnknown();
		}
	}

	/** Something that belongs to nobody. A URC with a name that is not known may well come between two commands. */
	private onStray(line: Line): void {
		if (this.#dialogue.flight !== undefined || line.byte(0, 0) !== PLUS) this.#dialogue.disturb();
		this.countUnknown();
	}

	private onResult(command: Command, line: Line): void {
		const { sequence } = command;
		if (command.owner?.onResult?.(command, line) === false) return;
		// A callback may have ended everything, and the record may be another command's by now.
		if (command.phase < Phase.sent || command.sequence !== sequence) return;
		if (command.phase === Phase.result) this.#owner.finish(command, Outcome.ok, 0);
		else command.mark(Mark.result);
	}

	private onHeader(line: Line): void {
		this.#sink = this.listeners.of(line.name);
		if (this.#sink === undefined) this.countUnknown();
		else this.#sink.onHeader?.(line, this.#scanner.remaining);
	}

	private endPayload(isWhole: boolean): void {
		if (this.#dialogue.isReading) {
			this.#dialogue.endData(isWhole);
			return;
		}
		const sink = this.#sink;
		this.#sink = undefined;
		sink?.onPayloadEnd?.(isWhole);
	}

	private countLate(): void {
		this.#counters.lateReplies = (this.#counters.lateReplies + 1) | 0;
	}

	private countUnknown(): void {
		this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
	}
}
