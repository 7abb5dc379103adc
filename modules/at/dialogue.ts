import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import type { Transmitter, TransmitterOwner } from "../uart/transmitter.js";
import { type Command, type CommandKind, Mark, Outcome, OWN_FAILURE, Phase } from "./command.js";
import { Direction, type FlightRecorder } from "./flight-recorder.js";
import { UNKNOWN } from "./lexicon.js";
import type { Line } from "./line.js";
import { ParamWriter } from "./param-writer.js";
import type { Scanner } from "./scanner.js";

const EXCLAMATION = 33;

/** Who is told how the command in flight gets on. */
export interface DialogueOwner {
	/** The phase of `command` that begins now has to end within `limit` ms. */
	limit(command: Command, limit: number): void;
	/** The command in flight has ended. */
	finish(command: Command, outcome: number, code: number): void;
	/** The command in flight ends without an answer that can be believed. */
	expire(command: Command): void;
	/** The same, and the dialogue is in step. */
	giveUp(command: Command, outcome: number): void;
	/** A final result code has come that is to be believed only once the dialogue is proven: {@link Dialogue.settle}. */
	question(command: Command): void;
}

/** Whether something came that fits nowhere since a final result code was last believed: it may be a piece of one. */
const Doubt = Object.freeze({
	none: 0,
	/** It came while nothing was in flight, and may belong to the exchange before. */
	before: 1,
	/** It came in the exchange in flight. */
	within: 2,
} as const);

/** A final result code that is believed only once the dialogue is proven. */
const Verdict = Object.freeze({ none: 0, success: 1, refusal: 2 } as const);

/** Whether `line` is what commands of this kind ask for, by name and form. */
export function isAnswer(kind: CommandKind | undefined, line: Line): boolean {
	return kind?.information === line.name && (kind.accepts === undefined || kind.accepts(line));
}

/**
 * The one command line in flight, from its first byte to its final result code (ITU-T V.250, 5.7).
 *
 * Where a prompt is awaited, it counts only once the whole line is out. From then on exactly the announced bytes go out,
 * whatever else comes in.
 */
export class Dialogue implements TransmitterOwner {
	flight: Command | undefined = undefined;
	/** Whose reply may still be on its way, until the dialogue is proven: it is neither an answer nor a URC. */
	late: CommandKind | undefined = undefined;
	/** Whether raw data is coming in that the command in flight asked for. */
	isReading = false;
	/** One of {@link Doubt}. */
	#doubt: number = Doubt.none;
	#verdict: number = Verdict.none;
	#code = 0;
	/** The kind of command whose information was last not believed. */
	#disbelieved: CommandKind | undefined = undefined;
	readonly #scanner: Scanner;
	readonly #transmitter: Transmitter;
	readonly #counters: Counters;
	readonly #owner: DialogueOwner;
	readonly #recorder: FlightRecorder | undefined;
	readonly #writer: ParamWriter;
	/** Identifiers of the final result codes that mean success, and of those that only some commands end with. */
	readonly #success: readonly number[];
	readonly #special: readonly number[];

	constructor(
		scanner: Scanner,
		transmitter: Transmitter,
		counters: Counters,
		owner: DialogueOwner,
		success: readonly number[],
		special: readonly number[],
		recorder: FlightRecorder | undefined,
	) {
		this.#scanner = scanner;
		this.#transmitter = transmitter;
		this.#counters = counters;
		this.#owner = owner;
		this.#success = success;
		this.#special = special;
		this.#recorder = recorder;
		this.#writer = new ParamWriter(transmitter.line, transmitter.lineCapacity);
		transmitter.owner = this;
	}

	/** Whether a command line may go out. */
	get isFree(): boolean {
		return this.flight === undefined && this.#transmitter.idle;
	}

	/** Whether the module may take what goes out next for the payload of the command in flight. */
	get mayAwaitPayload(): boolean {
		const { flight } = this;
		if (flight?.kind?.prompt !== true || flight.kind.connect !== undefined) return false;
		return flight.phase === Phase.data || (flight.phase === Phase.sent && this.#transmitter.idle);
	}

	/** Whether it may be waiting for data until it has had enough of that: nothing else can be said to it meanwhile. */
	get mayAwaitData(): boolean {
		const { flight } = this;
		return flight?.kind?.prompt === true && flight.kind.connect !== undefined && flight.phase === Phase.sent;
	}

	/** Has the line of `command` written. @returns its length. @throws RangeError when there is none to send */
	compose(command: Command): number {
		if (command.kind?.prompt === true && command.payload === undefined) throw new RangeError("no payload");
		command.owner?.compose(command, this.#writer);
		return this.#writer.end();
	}

	/** Sends the line that was composed last. */
	send(command: Command, length: number): void {
		const kind = command.kind as CommandKind;
		this.#counters.commands = (this.#counters.commands + 1) | 0;
		this.flight = command;
		this.#verdict = Verdict.none;
		command.phase = Phase.sent;
		this.#owner.limit(command, kind.prompt ? kind.promptLimit : kind.finalLimit);
		if (this.#recorder !== undefined) this.#recorder.outgoing = Direction.out;
		this.#transmitter.send(this.#transmitter.line, 0, length);
	}

	/** Sends the command line `name`, behind a CR that ends whatever the module may still hold of another line. */
	probe(name: string): void {
		const { line } = this.#transmitter;
		this.#scanner.awaitsPrompt = false;
		const isCut = this.#transmitter.stop() > 0;
		this.#writer.begin(name, true);
		let length = this.#writer.end();
		if (isCut) {
			// The piece that went out may be a command of its own; what no command ends with makes it none.
			line.bytes.copyWithin(1, 0, length++);
			line.bytes[0] = EXCLAMATION;
		}
		if (this.#recorder !== undefined) this.#recorder.outgoing = Direction.out;
		this.#transmitter.send(line, 0, length);
	}

	/** Sends the payload although no prompt came. */
	sendBlindly(command: Command): void {
		this.#scanner.awaitsPrompt = false;
		command.mark(Mark.doubt);
		this.onPrompt();
	}

	/** Everything in the module is gone, and with it what was in flight. Its reply may still be on its way. */
	reset(): void {
		this.late = this.flight?.kind;
		this.#doubt = Doubt.none;
		this.stop();
	}

	/** Drops the rest of what goes out, and what is in flight. */
	stop(): void {
		this.#scanner.awaitsPrompt = false;
		this.#transmitter.stop();
		this.flight = undefined;
	}

	/** All that was to go out has been given to the Serial. */
	onDrained(): void {
		const command = this.flight;
		if (command === undefined) return;
		const kind = command.kind as CommandKind;
		if (command.phase === Phase.data) {
			command.phase = Phase.taken;
			command.mark(Mark.out);
			// Nobody can say what the module made of it: only a proof helps, and at once.
			this.#owner.limit(command, command.isDoubtful ? 0 : kind.finalLimit);
		} else if (kind.prompt) {
			this.#scanner.awaitsPrompt = kind.connect === undefined;
			this.#owner.limit(command, kind.promptLimit);
		} else {
			command.mark(Mark.out);
			this.#owner.limit(command, kind.finalLimit);
		}
	}

	/** The module waits for the payload. */
	onPrompt(): void {
		const command = this.flight as Command;
		command.phase = Phase.data;
		this.#owner.limit(command, (command.kind as CommandKind).finalLimit);
		if (this.#recorder !== undefined) this.#recorder.outgoing = Direction.payload;
		this.#transmitter.send(command.payload as Store, command.payloadFrom, command.payloadLength);
	}

	/** An intermediate result code came. @returns whether it is that of the command in flight; then data follows, out or in */
	onConnect(line: Line): boolean {
		const command = this.flight;
		if (command?.kind?.connect !== line.name || command.phase !== Phase.sent || !this.#transmitter.idle) return false;
		if (command.kind.prompt) {
			this.onPrompt();
			return true;
		}
		const length = line.count === 0 ? command.payloadLength : line.integer(0);
		if (!(length >= 0 && length <= command.payloadLength)) return false;
		// Data whose length was said stands in a line of its own; what has no length said has a sum behind it.
		this.take(command, length, line.count === 0 ? 0 : 2);
		return true;
	}

	private take(command: Command, length: number, closing: 0 | 2 | 4): void {
		command.phase = Phase.taken;
		this.isReading = true;
		this.#scanner.takeRaw(length, closing);
	}

	/** Raw data has come in. */
	onData(ring: Ring, start: number, end: number): void {
		const command = this.flight;
		command?.owner?.onData?.(command, ring, start, end);
	}

	/** It has ended. @param isWhole whether all of it has come */
	endData(isWhole: boolean): void {
		const command = this.flight;
		this.isReading = false;
		if (isWhole) command?.owner?.onDataEnd?.(command);
	}

	/** A final result code came. @returns false when it cannot be that of the command in flight */
	onFinal(line: Line): boolean {
		const command = this.flight;
		if (command === undefined) return false;
		const kind = command.kind as CommandKind;
		const isOwn = line.name === kind.success || line.name === kind.failure;
		if (
			!isOwn &&
			(this.#special.includes(line.name) || (kind.success !== undefined && this.#success.includes(line.name)))
		) {
			// The end of some other kind of command.
			this.disturb();
			return false;
		}
		const isSuccess = isOwn ? line.name === kind.success : this.#success.includes(line.name);
		if (command.phase === Phase.data) {
			// The payload goes out to its last byte all the same; what the module meant is asked afterwards.
			command.mark(Mark.doubt);
			return false;
		}
		if (command.phase === Phase.sent) {
			// Nothing is answered before its last byte, and what awaits a payload is not done without it.
			if (!this.#transmitter.idle || (kind.prompt && isSuccess)) {
				this.disturb();
				return false;
			}
		}
		const code = isOwn && !isSuccess ? OWN_FAILURE : (line.count === 1 && line.integer(0)) || 0;
		if (this.#doubt === Doubt.none) {
			if (this.#disbelieved === kind) this.#disbelieved = undefined;
			this.conclude(command, isSuccess, code);
		} else if (kind.prompt && command.phase === Phase.sent) this.#owner.expire(command);
		else {
			this.#verdict = isSuccess ? Verdict.success : Verdict.refusal;
			this.#code = code;
			this.#owner.question(command);
		}
		return true;
	}

	/** Something came that fits nowhere. */
	disturb(): void {
		if (this.flight !== undefined) this.#doubt = Doubt.within;
		else if (this.#doubt === Doubt.none) this.#doubt = Doubt.before;
	}

	/** A final result code came in front of the answer to a probe: one more than there were commands, so one was none. */
	contradict(): void {
		this.#verdict = Verdict.none;
	}

	/** The dialogue is in step again: what was in flight ends. */
	settle(): void {
		const command = this.flight;
		const verdict = this.#verdict;
		const doubt = this.#doubt;
		this.late = undefined;
		this.#verdict = Verdict.none;
		this.#doubt = Doubt.none;
		if (command === undefined) return;
		const isSpoiled = doubt === Doubt.within && this.isSpoiled(command.kind as CommandKind);
		if (verdict === Verdict.none || isSpoiled) this.#owner.giveUp(command, Outcome.timeout);
		else this.conclude(command, verdict === Verdict.success, this.#code);
	}

	private conclude(command: Command, isSuccess: boolean, code: number): void {
		this.#scanner.awaitsPrompt = false;
		this.flight = undefined;
		if (command.hasResult || (isSuccess && command.kind?.result === 0)) this.#owner.finish(command, Outcome.ok, 0);
		else if (isSuccess) {
			command.phase = Phase.result;
			this.#owner.limit(command, command.resultLimit);
			command.owner?.onTaken?.(command);
		} else this.#owner.finish(command, Outcome.error, code);
	}

	/**
	 * Whether what fits nowhere was, or took the place of, the information or data that a command of this kind asked for. Twice in a
	 * row it is no noise but a habit of this firmware, which must not keep the modem from ever getting ready.
	 */
	private isSpoiled(kind: CommandKind): boolean {
		if (kind.information === UNKNOWN && kind.connect === undefined) return false;
		const isHabit = this.#disbelieved === kind;
		this.#disbelieved = isHabit ? undefined : kind;
		return !isHabit;
	}

	/** @returns whether `line` is what the command in flight asked for; then its owner was told */
	onInformation(line: Line): boolean {
		const command = this.flight;
		if (command === undefined || !command.isOut || !isAnswer(command.kind, line)) return false;
		const length = command.kind?.hasData === true ? line.integer(0) : 0;
		if (length > command.payloadLength) return false;
		command.owner?.onInformation?.(command, line);
		// What was told may have ended everything.
		if (length > 0 && this.flight === command) this.take(command, length, 4);
		return true;
	}

	/** The same for a line without a known name. */
	onText(line: Line): boolean {
		const command = this.flight;
		if (command?.kind?.takesText !== true || !command.isOut) return false;
		command.owner?.onInformation?.(command, line);
		return true;
	}
}
