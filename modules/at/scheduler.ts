import { type Alarm, type Clock, elapsed } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import type { Transmitter } from "../uart/transmitter.js";
import {
	Command,
	type CommandKind,
	type CommandOwner,
	type LineListener,
	Outcome,
	Phase,
	Priority,
} from "./command.js";
import { type Lexicon, LineKind, UNKNOWN } from "./lexicon.js";
import type { Line } from "./line.js";
import { ParamWriter } from "./param-writer.js";
import { Resync } from "./resync.js";
import { Scanner, Token } from "./scanner.js";

/** Records that only recovery may use. */
const KEPT_BACK = 2;
/** Silence inside a line or payload after which it is given up, ms. The module sends each in one go. */
const STALL_LIMIT = 2000;

/** For the answer to a probe after a lost reply, ms: a module that is awake takes 300 at most, unless it is busy. */
const PROBE_LIMIT = 1000;

const PLUS = 43;

/** Whether something came that fits nowhere since a final result code was last believed: it may be a piece of one. */
const Doubt = Object.freeze({
	none: 0,
	/** It came while nothing was in flight, and belongs to what was before. */
	before: 1,
	/** It came in the exchange in flight. */
	within: 2,
} as const);

/** A final result code that is believed only once the dialogue is proven. */
const Verdict = Object.freeze({ none: 0, success: 1, refusal: 2 } as const);

/** Who is told when the dialogue cannot be put in step again. */
export interface SchedulerOwner {
	/** The dialogue is in step: a probe was answered. */
	onProven(): void;
	/** The module answers no probe: the next step of the ladder is due. */
	onSilent(): void;
	/** The module sent a command line back although echo is off: it has restarted. */
	onEcho(): void;
}

/** Who was told "busy" and wants to try again. */
export interface RecordWaiter {
	/** A record is free. Called once per {@link Scheduler.waitForRecord}, never from a call of the waiter's. */
	onRecordFree(): void;
}

export interface SchedulerOptions {
	clock: Clock;
	ring: Ring;
	transmitter: Transmitter;
	lexicon: Lexicon;
	counters: Counters;
	owner: SchedulerOwner;
	/** Names of final result codes that mean success. */
	success: readonly string[];
	/** Commands without parameters whose answers cannot be confused with anything, for proving that we are in step. */
	probes: readonly string[];
	/** Longest counted payload, bytes. */
	longestPayload: number;
	/** Command records, 4 or more. */
	records: number;
}

/** Whether a result line has what follows its keys, and is made of integers to its end, as all results of the family are. */
function isWhole(line: Line, keys: number): boolean {
	const { count } = line;
	if (count <= keys) return false;
	for (let at = keys; at < count; at++) if (!line.isInteger(at)) return false;
	return true;
}

/**
 * One command line in flight, any number of results outstanding, and every line given to the one it belongs to.
 *
 * Reply or URC is decided by the command in flight and then by the shape of the line. A reply that comes after its limit
 * is counted and dropped, and nothing is sent until the dialogue is proven to be in step again.
 */
export class Scheduler {
	readonly scanner: Scanner;
	/** Whether the module has been told not to echo, so that an echo means that it forgot. */
	isEchoOff = false;
	/** Only commands of this priority or a higher one (a lower number) are sent; the others wait. */
	gate: number = Priority.recovery;
	readonly #clock: Clock;
	readonly #alarm: Alarm;
	readonly #ring: Ring;
	readonly #transmitter: Transmitter;
	readonly #counters: Counters;
	readonly #owner: SchedulerOwner;
	readonly #writer: ParamWriter;
	readonly #resync: Resync;
	readonly #success: number[];
	readonly #records: Command[] = [];
	readonly #waiting: RecordWaiter[] = [];
	readonly #listenerNames: number[] = [];
	readonly #listeners: LineListener[] = [];
	#flight: Command | undefined;
	/** One of {@link Doubt}. */
	#doubt: number = Doubt.none;
	/** The final result code of the command in flight while it is doubted, and its number. */
	#verdict: number = Verdict.none;
	#verdictCode = 0;
	/** The kind of command whose information was last not believed. */
	#disbelieved: CommandKind | undefined;
	/** Whose reply may still be on its way, until the dialogue is proven: it is neither an answer nor a URC. */
	#late: CommandKind | undefined;
	/** Who gets the counted payload that is coming in; undefined: nobody, it is dropped. */
	#sink: LineListener | undefined;
	#sequence = 0;
	#used = 0;
	/** What the alarm is set to, while it is. */
	#alarmAt = 0;
	#isAlarmSet = false;
	/** Tick of the last byte, while inside a line or payload. */
	#heardAt = 0;
	/** While true, nothing new is sent: bytes are being looked at, or the records walked. */
	#isBusy = false;
	#isClosed = false;

	constructor(options: SchedulerOptions) {
		const { clock, ring, transmitter, lexicon, counters, owner } = options;
		this.#clock = clock;
		this.#ring = ring;
		this.#transmitter = transmitter;
		this.#counters = counters;
		this.#owner = owner;
		this.#success = options.success.map((text) => lexicon.identify(text));
		this.scanner = new Scanner(ring, lexicon, counters, options.longestPayload);
		this.#writer = new ParamWriter(transmitter.line);
		this.#resync = new Resync(lexicon, options.probes);
		for (let i = 0; i < options.records; i++) this.#records.push(new Command());
		this.#alarm = clock.alarm(() => this.#onAlarm());
		transmitter.onDrained = () => this.#onDrained();
	}

	/** Gives all lines with the identifier `name` that no command claims to `listener`. One listener per name. */
	listen(name: number, listener: LineListener): void {
		this.#listenerNames.push(name);
		this.#listeners.push(listener);
	}

	/**
	 * Queues a command. Nothing of the owner's is called before this returns.
	 * @param tag the owner's own number for it
	 * @throws Error("busy") when all records are in use
	 */
	submit(kind: CommandKind, owner: CommandOwner, tag = 0, key1 = 0, key2 = 0): Command {
		const limit = this.#records.length - (kind.priority === Priority.recovery ? 0 : KEPT_BACK);
		if (this.#used >= limit) throw new Error("busy");
		let command: Command | undefined;
		for (let i = 0; command === undefined; i++) {
			const record = this.#records[i];
			if (record?.phase === Phase.free) command = record;
		}
		if (++this.#used > this.#counters.recordsHighWater) this.#counters.recordsHighWater = this.#used;
		command.kind = kind;
		command.owner = owner;
		command.tag = tag;
		command.key1 = key1;
		command.key2 = key2;
		command.hasResult = false;
		command.payload = undefined;
		command.payloadLength = 0;
		command.isOut = false;
		command.isBlind = false;
		command.hasEarlyFinal = false;
		command.resultLimit = kind.resultLimit;
		command.sequence = this.#sequence = (this.#sequence + 1) | 0;
		command.phase = Phase.queued;
		return command;
	}

	/** Sends the next command if its turn has come. To be called after {@link submit} and what was set on the record. */
	start(): void {
		this.#pump();
	}

	/**
	 * The owner gives a command up and hears no more of it. Queued, it is gone; sent, the dialogue goes on to its end, so
	 * that announced bytes still go out and the reply is still awaited, but nobody is told.
	 */
	abandon(command: Command): void {
		command.owner = undefined;
		if (command.phase === Phase.queued) this.#free(command);
	}

	/** Longest command line, bytes, CR included. */
	get longestLine(): number {
		return this.#transmitter.line.capacity;
	}

	/** The present free records for commands of normal priority. */
	get free(): number {
		return this.#records.length - KEPT_BACK - this.#used;
	}

	/** Tells `waiter` once when a record for normal commands is free. Waiters are told in the order in which they came. */
	waitForRecord(waiter: RecordWaiter): void {
		if (!this.#waiting.includes(waiter)) this.#waiting.push(waiter);
	}

	/** Forgets a waiter. */
	stopWaiting(waiter: RecordWaiter): void {
		const at = this.#waiting.indexOf(waiter);
		if (at >= 0) this.#waiting.splice(at, 1);
	}

	/** Whether the dialogue is being proven. */
	get isResyncing(): boolean {
		return this.#resync.isActive;
	}

	/** Everything in the module is gone: ends all commands with Outcome.reset and forgets what was being received. */
	reset(): void {
		this.#transmitter.stop();
		this.scanner.reset();
		this.#endPayload(false);
		this.#resync.end();
		this.#late = this.#flight?.kind;
		this.#flight = undefined;
		this.#doubt = Doubt.none;
		const last = this.#sequence;
		const wasBusy = this.#isBusy;
		this.#isBusy = true;
		try {
			for (const command of this.#records) {
				// What owners queue meanwhile belongs to the time after.
				if (command.phase !== Phase.free && ((command.sequence - last) | 0) <= 0) {
					this.#finish(command, Outcome.reset, 0);
				}
			}
		} finally {
			this.#isBusy = wasBusy;
		}
		this.#pump();
	}

	/** Ends for good: alarm given back, nothing is called any more. */
	close(): void {
		this.#isClosed = true;
		this.#transmitter.stop();
		this.scanner.reset();
		this.#alarm.close();
		this.#flight = undefined;
		for (const command of this.#records) {
			command.owner = undefined;
			command.phase = Phase.free;
		}
	}

	/**
	 * Asks the module whether it is there and in step: `onProven` or `onSilent` of the owner follows.
	 * @param limit for the answer to each of the probes, ms
	 */
	prove(limit: number): void {
		if (!this.#resync.isActive) this.#startResync(UNKNOWN, limit);
	}

	/**
	 * The module may have restarted. Payload stops, and it is asked: an echo says yes, an answer without echo says no,
	 * and then what was in flight is over all the same.
	 */
	suspect(): void {
		if (this.#resync.isActive) return;
		const flight = this.#flight;
		this.#late = flight?.kind;
		this.#transmitter.stop();
		this.#resynchronize(flight?.kind?.information ?? UNKNOWN);
		this.#flight = flight;
	}

	/** Bytes were lost on the way: what is in flight cannot be trusted any more. */
	distrust(): void {
		this.scanner.reset();
		this.#endPayload(false);
		const command = this.#flight;
		if (command !== undefined) this.#expire(command);
		else this.#resynchronize(UNKNOWN);
	}

	/** Bytes have arrived in the ring. */
	onBytes(): void {
		const { scanner } = this;
		this.#heardAt = this.#clock.now();
		const wasBusy = this.#isBusy;
		this.#isBusy = true;
		try {
			for (;;) {
				const token = scanner.next();
				if (token === Token.none) break;
				if (token === Token.payload) this.#sink?.onPayload?.(this.#ring, scanner.runStart, scanner.runEnd);
				else if (token === Token.line) this.#onLine(scanner.line);
				else if (token === Token.header) this.#onHeader(scanner.line);
				else if (token === Token.payloadEnd) this.#endPayload(true);
				else if (token === Token.payloadBroken) {
					this.#disturb();
					this.#endPayload(false);
				} else if (token === Token.prompt) this.#onPrompt();
				if (this.#isClosed) return;
			}
		} finally {
			// A callback may throw: its exception is the host's to tell, the wire goes on.
			this.#isBusy = wasBusy;
		}
		if (scanner.isInside) this.#watch(this.#heardAt, STALL_LIMIT);
		this.#tellWaiting();
		this.#pump();
	}

	#onLine(line: Line): void {
		const kind = line.kind;
		if (kind === LineKind.final) this.#onFinal(line);
		else if (kind === LineKind.information) this.#onInformation(line);
		else if (kind === LineKind.echo) {
			if (this.isEchoOff) this.#owner.onEcho();
		} else if (kind === LineKind.unknown && this.#flight?.kind?.takesText === true) {
			const command = this.#flight;
			command.owner?.onInformation?.(command, line);
		} else this.#onStray(line);
	}

	/** Something that belongs to nobody. A URC with a name that is not known may well come between two commands. */
	#onStray(line: Line): void {
		if (this.#flight !== undefined || line.byte(0, 0) !== PLUS) this.#disturb();
		this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
	}

	#disturb(): void {
		if (this.#flight !== undefined) this.#doubt = Doubt.within;
		else if (this.#doubt === Doubt.none) this.#doubt = Doubt.before;
	}

	#onFinal(line: Line): void {
		if (this.#resync.isActive) {
			if (this.#resync.onFinal()) this.#proven();
			else {
				// One more than there were commands: the one before it was none.
				this.#verdict = Verdict.none;
				this.#countLate();
			}
			return;
		}
		const command = this.#flight;
		if (command === undefined) {
			this.#countLate();
			return;
		}
		if (command.phase === Phase.data) {
			// The announced bytes go out to the last one whatever the module says; what it meant is asked afterwards.
			command.hasEarlyFinal = true;
			return;
		}
		if (command.phase === Phase.sent && !this.#transmitter.idle) {
			// The command line is still on its way out: this answers something else, so the one before it was no answer.
			this.#disturb();
			this.#countLate();
			return;
		}
		const number = line.count === 1 ? line.integer(0) : Number.NaN;
		const code = Number.isNaN(number) ? 0 : number;
		const isSuccess = this.#success.includes(line.name);
		if (this.#doubt === Doubt.none) {
			if (this.#disbelieved === command.kind) this.#disbelieved = undefined;
			this.#conclude(command, isSuccess, code);
		} else if (command.kind?.prompt === true && command.phase === Phase.sent) this.#expire(command);
		else this.#question(command, isSuccess ? Verdict.success : Verdict.refusal, code);
	}

	/** Believes a final result code only if no other one comes in front of the answer to a probe. */
	#question(command: Command, verdict: number, code: number): void {
		this.#counters.resyncs = (this.#counters.resyncs + 1) | 0;
		this.#late = command.kind;
		this.#verdict = verdict;
		this.#verdictCode = code;
		this.#resync.begin(command.kind?.information ?? UNKNOWN, PROBE_LIMIT);
		this.#probe();
	}

	#conclude(command: Command, isSuccess: boolean, code: number): void {
		this.scanner.awaitsPrompt = false;
		this.#flight = undefined;
		if (!isSuccess || (command.kind?.prompt === true && command.phase < Phase.taken)) {
			this.#finish(command, command.hasResult ? Outcome.ok : Outcome.error, code);
		} else if (command.kind?.result === 0 || command.hasResult) {
			this.#finish(command, Outcome.ok, 0);
		} else {
			command.phase = Phase.result;
			this.#limit(command, command.resultLimit);
			command.owner?.onTaken?.(command);
		}
	}

	#onInformation(line: Line): void {
		const name = line.name;
		if (this.#resync.isActive) this.#resync.onInformation(name);
		const flight = this.#flight;
		if (flight?.kind?.information === name && (flight.kind.accepts === undefined || flight.kind.accepts(line))) {
			flight.owner?.onInformation?.(flight, line);
			return;
		}
		const late = this.#late;
		// Its final result code, which follows, is what counts it.
		if (late?.information === name && (late.accepts === undefined || late.accepts(line))) return;
		const { length } = this.#records;
		for (let i = 0; i < length; i++) {
			const command = this.#records[i] as Command;
			if (command.phase < Phase.sent || command.kind?.result !== name || command.hasResult) continue;
			const { keys } = command.kind;
			if (keys > 0 && line.integer(0) !== command.key1) continue;
			if (keys > 1 && line.integer(1) !== command.key2) continue;
			if (!isWhole(line, keys)) continue;
			this.#onResult(command, line);
			return;
		}
		const listener = this.#listenerOf(name);
		if (listener !== undefined) listener.onURC(line);
		else if (flight?.kind?.information === name) this.#onStray(line);
		else if (!this.#resync.isActive) this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
	}

	#onResult(command: Command, line: Line): void {
		const { owner } = command;
		const isLast = owner?.onResult === undefined ? true : owner.onResult(command, line);
		if (!isLast) return;
		if (command.phase === Phase.result) this.#finish(command, Outcome.ok, 0);
		else command.hasResult = true;
	}

	#onHeader(line: Line): void {
		this.#sink = this.#listenerOf(line.name);
		if (this.#sink === undefined) this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
		this.#sink?.onHeader?.(line, this.scanner.remaining);
	}

	#endPayload(isWhole: boolean): void {
		const sink = this.#sink;
		this.#sink = undefined;
		sink?.onPayloadEnd?.(isWhole);
	}

	#onPrompt(): void {
		const command = this.#flight;
		if (command?.payload === undefined) return;
		command.phase = Phase.data;
		this.#limit(command, command.kind?.finalLimit ?? 0);
		this.#transmitter.send(command.payload, command.payloadFrom, command.payloadLength);
	}

	#onDrained(): void {
		const command = this.#flight;
		if (command === undefined) return;
		if (command.phase !== Phase.data) {
			if (command.kind?.prompt !== true) command.isOut = true;
			return;
		}
		command.phase = Phase.taken;
		command.isOut = true;
		// Sent without a prompt, or refused while on its way: nobody can say what the module made of it.
		if (command.isBlind || command.hasEarlyFinal) this.#limit(command, 0);
		else this.#limit(command, command.kind?.finalLimit ?? 0);
	}

	#pump(): void {
		if (this.#isBusy || this.#isClosed || this.#flight !== undefined || !this.#transmitter.idle) return;
		if (this.#resync.isActive) return;
		this.#isBusy = true;
		try {
			for (;;) {
				const command = this.#nextQueued();
				if (command === undefined) break;
				if (this.#send(command)) break;
			}
		} finally {
			this.#isBusy = false;
		}
	}

	#nextQueued(): Command | undefined {
		let best: Command | undefined;
		const { length } = this.#records;
		for (let i = 0; i < length; i++) {
			const it = this.#records[i] as Command;
			if (it.phase !== Phase.queued || (it.kind?.priority ?? 0) > this.gate) continue;
			const rank = best === undefined ? -1 : (it.kind?.priority ?? 0) - (best.kind?.priority ?? 0);
			if (rank < 0 || (rank === 0 && ((it.sequence - (best as Command).sequence) | 0) < 0)) best = it;
		}
		return best;
	}

	/** @returns whether bytes went out */
	#send(command: Command): boolean {
		const { kind, owner } = command;
		if (kind === undefined || owner === undefined) {
			this.#free(command);
			return false;
		}
		const writer = this.#writer;
		try {
			owner.compose(command, writer);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			this.#finish(command, Outcome.refused, 0);
			return false;
		}
		const length = writer.end();
		this.#counters.commands = (this.#counters.commands + 1) | 0;
		this.#flight = command;
		this.#verdict = Verdict.none;
		command.phase = Phase.sent;
		this.scanner.awaitsPrompt = kind.prompt;
		this.#limit(command, kind.prompt ? kind.promptLimit : kind.finalLimit);
		this.#transmitter.send(this.#transmitter.line, 0, length);
		return true;
	}

	#listenerOf(name: number): LineListener | undefined {
		const index = this.#listenerNames.indexOf(name);
		return index < 0 ? undefined : this.#listeners[index];
	}

	#finish(command: Command, outcome: number, code: number): void {
		const { owner } = command;
		if (this.#flight === command) this.#flight = undefined;
		// Free at once, so that the owner may issue its next command from onDone even when the pool was full.
		this.#free(command);
		owner?.onDone(command, outcome, code);
	}

	#free(command: Command): void {
		command.phase = Phase.free;
		command.owner = undefined;
		this.#used--;
	}

	#tellWaiting(): void {
		// Each is asked once, though it may wait again at once.
		for (let left = this.#waiting.length; left > 0 && this.free > 0; left--) this.#waiting.shift()?.onRecordFree();
	}

	#countLate(): void {
		this.#counters.lateReplies = (this.#counters.lateReplies + 1) | 0;
	}

	// ---- limits

	#limit(command: Command, limit: number): void {
		const now = this.#clock.now();
		command.deadline = (now + limit) | 0;
		this.#watch(now, limit);
	}

	/** Makes sure that the alarm goes off at `start + limit` or earlier. */
	#watch(start: number, limit: number): void {
		if (this.#isClosed) return;
		const now = this.#clock.now();
		const left = Math.max(0, limit - elapsed(start, now));
		if (this.#isAlarmSet && elapsed(now, this.#alarmAt) <= left) return;
		this.#isAlarmSet = true;
		this.#alarmAt = (now + left) | 0;
		this.#alarm.set(left);
	}

	#onAlarm(): void {
		this.#isAlarmSet = false;
		const now = this.#clock.now();
		if (this.scanner.isInside) {
			if (elapsed(this.#heardAt, now) >= STALL_LIMIT) {
				this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;
				const { awaitsPrompt } = this.scanner;
				this.scanner.reset();
				this.scanner.awaitsPrompt = awaitsPrompt;
				this.#disturb();
				this.#endPayload(false);
			} else this.#watch(this.#heardAt, STALL_LIMIT);
		}
		if (this.#resync.isActive) {
			if (elapsed(now, this.#resync.deadline) <= 0) this.#probe();
			else this.#watch(now, elapsed(now, this.#resync.deadline));
		}
		const { length } = this.#records;
		for (let i = 0; i < length; i++) {
			const command = this.#records[i] as Command;
			if (command.phase < Phase.sent) continue;
			const left = elapsed(now, command.deadline);
			if (left <= 0) this.#expire(command);
			else this.#watch(now, left);
		}
		this.#tellWaiting();
		this.#pump();
	}

	#expire(command: Command): void {
		if (command.phase === Phase.sent && this.scanner.awaitsPrompt && this.#canSendBlindly(command)) {
			// The module may be waiting for the payload all the same: then a probe would be published.
			this.scanner.awaitsPrompt = false;
			command.isBlind = true;
			this.#onPrompt();
			return;
		}
		this.#counters.timeouts = (this.#counters.timeouts + 1) | 0;
		if (command.phase === Phase.result) {
			this.#finish(command, Outcome.unresolved, 0);
			return;
		}
		const information = command.kind?.information ?? UNKNOWN;
		this.#late = command.kind;
		const mayAwaitData = command.kind?.prompt === true && command.phase < Phase.taken;
		this.#transmitter.stop();
		this.scanner.awaitsPrompt = false;
		// The dialogue is closed before the owner hears of it, so that nothing it queues goes out too early.
		if (mayAwaitData) this.gate = Priority.recovery;
		else this.#resynchronize(information);
		this.#finish(command, Outcome.timeout, 0);
		if (mayAwaitData) this.#owner.onSilent();
	}

	/** Whether the payload does no harm if the module takes it for a command line: no CR, no `AT`, no `A/` in it. */
	#canSendBlindly(command: Command): boolean {
		const { payload, payloadFrom, payloadLength } = command;
		if (payload === undefined) return false;
		let before = 0;
		for (let at = payloadFrom; at < payloadFrom + payloadLength; at++) {
			const b = payload.bytes[at] as number;
			if (b === 13) return false;
			if ((before | 32) === 97 && ((b | 32) === 116 || b === 47)) return false;
			before = b;
		}
		return true;
	}

	// ---- resynchronisation

	/**
	 * Whether what fits nowhere was, or took the place of, the information that a command of this kind asked for. Twice in a
	 * row it is no noise but a habit of this firmware, which must not keep the modem from ever getting ready.
	 */
	#isSpoiled(kind: CommandKind | undefined): boolean {
		if (kind === undefined || kind.information === UNKNOWN) return false;
		const isHabit = this.#disbelieved === kind;
		this.#disbelieved = isHabit ? undefined : kind;
		return !isHabit;
	}

	#proven(): void {
		const command = this.#flight;
		const verdict = this.#verdict;
		const doubt = this.#doubt;
		this.#late = undefined;
		this.#verdict = Verdict.none;
		this.#doubt = Doubt.none;
		if (command !== undefined) {
			if (verdict === Verdict.none || (doubt === Doubt.within && this.#isSpoiled(command.kind)))
				this.#finish(command, Outcome.timeout, 0);
			else this.#conclude(command, verdict === Verdict.success, this.#verdictCode);
		}
		this.#owner.onProven();
	}

	#resynchronize(avoided: number): void {
		if (!this.#resync.isActive) this.#counters.resyncs = (this.#counters.resyncs + 1) | 0;
		this.#startResync(avoided, PROBE_LIMIT);
	}

	#startResync(avoided: number, limit: number): void {
		if (this.#resync.isActive) return;
		// What had begun to come in is lost.
		if (this.scanner.reset()) this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;
		this.#endPayload(false);
		this.#flight = undefined;
		this.#resync.begin(avoided, limit);
		this.#probe();
	}

	#probe(): void {
		const probe = this.#resync.nextProbe();
		if (probe === undefined) {
			this.#resync.end();
			this.gate = Priority.recovery;
			this.#owner.onSilent();
			return;
		}
		this.#transmitter.stop();
		this.#writer.begin(probe, true);
		const now = this.#clock.now();
		this.#resync.deadline = (now + this.#resync.limit) | 0;
		this.#watch(now, this.#resync.limit);
		this.#transmitter.send(this.#transmitter.line, 0, this.#writer.end());
	}
}
