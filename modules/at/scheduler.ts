import { type Clock, elapsed } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import type { Transmitter } from "../uart/transmitter.js";
import {
	type Command,
	type CommandKind,
	type CommandOwner,
	type LineListener,
	Mark,
	Outcome,
	Phase,
	Priority,
} from "./command.js";
import { CommandPool } from "./command-pool.js";
import { Debts } from "./debts.js";
import { Dialogue } from "./dialogue.js";
import { Escalation, type FlightRecorder } from "./flight-recorder.js";
import { isHarmless } from "./harmless.js";
import { type Lexicon, UNKNOWN } from "./lexicon.js";
import { Limits, type LimitsOwner } from "./limits.js";
import { type Probe, Proof, Resync } from "./resync.js";
import { Scanner } from "./scanner.js";
import { Sorter } from "./sorter.js";
import { Waiters } from "./waiters.js";

/** Who was told "busy" and wants to try again. */
export interface RecordWaiter {
	/** A record is free. Called once per {@link Scheduler.waitForRecord}, never from a call of the waiter's. */
	onRecordFree(): void;
}

/** Silence inside a line after which it is given up, ms. The module sends each in one go. */
const STALL_LIMIT = 2000;

/**
 * The same inside a counted payload, or inside the answer that it is a part of: where bytes of it were lost it waits for what
 * follows it, and meanwhile the module's few places for messages fill. At 4800 baud that is the time of a hundred bytes.
 */
const CUT_LIMIT = 150;

/** Payload is handed on in runs of so many bytes: each run goes through half a dozen calls, which cost as much as sixty bytes. */
const RUN = 256;

/** For the answer to a probe after a lost reply, ms: a module that is awake takes 300 at most, unless it is busy. */
const PROBE_LIMIT = 1000;

const NONE: readonly number[] = Object.freeze([]);

/** For the proof that a final result code was one, ms: all probes of a round have their time. */
const DOUBT_LIMIT = 4000;

/** Who is told when the dialogue cannot be put in step again. */
export interface SchedulerOwner {
	/** The dialogue is in step: a probe was answered. */
	onProven(): void;
	/**
	 * The module does not answer: the next step of the ladder is due.
	 * @param mayAwaitPayload whether it may take what is sent next for the payload of a message: only a reset helps then
	 */
	onSilent(mayAwaitPayload: boolean): void;
	/** The module sent a command line back although echo is off: it has restarted. */
	onEcho(): void;
}

export interface SchedulerOptions {
	clock: Clock;
	ring: Ring;
	transmitter: Transmitter;
	lexicon: Lexicon;
	counters: Counters;
	/** May also be set later, before the first command: see {@link Scheduler.owner}. */
	owner?: SchedulerOwner | undefined;
	/** Identifiers of the final result codes that mean success. */
	success: readonly number[];
	/** Of those that only some commands end with, see {@link CommandKind.success}; default none. */
	special?: readonly number[];
	/** Three or more commands whose answers cannot be confused with anything, for proving that we are in step. */
	probes: readonly Probe[];
	/** Longest counted payload, bytes. */
	longestPayload: number;
	/** Command records, 4 or more. */
	records: number;
	/** Frozen when the dialogue has to be proven in step again. */
	recorder?: FlightRecorder | undefined;
}

/**
 * One command line in flight, any number of results outstanding, and every line given to the one it belongs to.
 *
 * Reply or URC is decided by the command in flight and then by the shape of the line. A reply that comes after its limit
 * is counted and dropped, and nothing is sent until the dialogue is proven to be in step again.
 */
export class Scheduler implements LimitsOwner {
	readonly scanner: Scanner;
	/** Whether the module has been told not to echo, so that an echo means that it forgot. Prompts need it. */
	isEchoOff = false;
	/** Only commands of this priority or a higher one (a lower number) are sent; the others wait. */
	gate: number = Priority.recovery;
	/** Who is told of the dialogue as a whole. */
	owner: SchedulerOwner | undefined = undefined;
	/** Times that the dialogue had to be proven in step again since a command not of recovery's was last answered. */
	streak = 0;
	/** For the scheduler's parts: whether anything is to be told before the next line is looked at. */
	hasToTell = false;
	readonly #clock: Clock;
	readonly #limits: Limits;
	readonly #transmitter: Transmitter;
	readonly #counters: Counters;
	readonly #recorder: FlightRecorder | undefined;
	readonly #pool: CommandPool;
	readonly #debts: Debts;
	readonly #waiters = new Waiters<RecordWaiter>();
	readonly #work = new Waiters<() => void>();
	readonly #resync: Resync;
	readonly #dialogue: Dialogue;
	readonly #sorter: Sorter;
	/** The newest command that a reset has ended, while not all of them have been told. */
	#lost = 0;
	#hasLost = false;
	/** While true, a command that ends is put here, and its owner told thereafter, when the stack is not as full as within. */
	#isDeep = false;
	#ended: Command | undefined = undefined;
	#endedOwner: CommandOwner | undefined = undefined;
	#outcome = 0;
	#code = 0;
	/** Tick of the last byte. */
	#heardAt = 0;
	/** Whether the clock has found that too long ago once: script that was busy for long finds both alarm and bytes due. */
	#isOverdue = false;
	/** While true, nothing new is sent: bytes are being looked at, or the records walked. */
	#isBusy = false;
	#isClosed = false;

	constructor(options: SchedulerOptions) {
		const { clock, ring, transmitter, lexicon, counters, records } = options;
		this.#clock = clock;
		this.#transmitter = transmitter;
		this.#counters = counters;
		this.owner = options.owner;
		this.#recorder = options.recorder;
		this.#pool = new CommandPool(records);
		this.#debts = new Debts(records);
		this.#resync = new Resync(options.probes);
		this.scanner = new Scanner(ring, lexicon, counters, options.longestPayload);
		this.scanner.leastRun = Math.min(RUN, ring.capacity >> 1);
		const { success, special = NONE, recorder } = options;
		this.#dialogue = new Dialogue(this.scanner, transmitter, counters, this, success, special, recorder);
		this.#sorter = new Sorter(
			{
				ring,
				scanner: this.scanner,
				counters,
				dialogue: this.#dialogue,
				pool: this.#pool,
				debts: this.#debts,
				resync: this.#resync,
				names: lexicon.names.length,
			},
			this,
		);
		this.#limits = new Limits(clock, this);
	}

	/** Gives all lines with the identifier `name` that no command claims to `listener`. One listener per name. */
	listen(name: number, listener: LineListener): void {
		this.#sorter.listeners.add(name, listener);
	}

	/**
	 * Queues a command. Nothing of the owner's is called before this returns.
	 * @param tag the owner's own number for it
	 * @throws Error("busy") when all records are in use
	 */
	submit(kind: CommandKind, owner: CommandOwner, tag = 0, key1 = 0, key2 = 0): Command {
		const command = this.#pool.take(kind, owner, tag, key1, key2);
		const { used } = this.#pool;
		if (used > this.#counters.recordsHighWater) this.#counters.recordsHighWater = used;
		return command;
	}

	/**
	 * Sends the next command if its turn has come. To be called after {@link submit} and what was set on the record.
	 * Calls `compose` of the command's owner perhaps, and nothing else of anybody's.
	 */
	start(): void {
		this.pump(true);
	}

	/**
	 * The owner gives a command up and hears no more of it. Queued, it is gone. Sent, the dialogue goes on to its end, so
	 * that a prompt is answered, announced bytes go out to the last one and the reply is still awaited. After `OK`, its keys
	 * stay taken until the result comes or its limit passes.
	 * @returns whether nothing of it went out, nor ever will
	 */
	abandon(command: Command): boolean {
		command.owner = undefined;
		if (command.phase !== Phase.queued) return false;
		this.#pool.release(command);
		if (this.#waiters.count > 0) this.#limits.watch(0);
		return true;
	}

	/**
	 * The object `key1` is proven gone, or never was: results that it owed will not come, and their keys may be used again.
	 * Commands that were abandoned and still await one end.
	 * @param results identifiers of the results that such objects give
	 */
	forgive(results: readonly number[], key1: number): void {
		this.#debts.forgive(results, key1);
		if (this.#pool.forgive(results, key1) && this.#waiters.count > 0) this.watch(0);
	}

	/** Longest command line, bytes, CR included. */
	get longestLine(): number {
		return this.#transmitter.lineCapacity;
	}

	/** Whether nothing is on its way, and nothing is awaited. */
	get isIdle(): boolean {
		return this.#pool.used === 0 && this.#dialogue.isFree && !this.#resync.isActive;
	}

	/** The present free records for commands of normal priority. */
	get free(): number {
		return this.#pool.free;
	}

	/** Tells `waiter` once when a record for normal commands is free. Waiters are told in the order in which they came. */
	waitForRecord(waiter: RecordWaiter): void {
		this.#waiters.add(waiter);
	}

	/** Forgets a waiter. */
	stopWaiting(waiter: RecordWaiter): void {
		this.#waiters.remove(waiter);
	}

	/**
	 * Calls `work` once when the line at hand is done with and before the next one is looked at; soon, from the clock, where none
	 * is at hand. Asked for again before that, it is called once all the same. For what may not happen inside a call of the user's,
	 * and for what a user is told: from an owner's callback the stack of a small device would not do for what users do then.
	 */
	later(work: () => void): void {
		this.#work.add(work);
		this.hasToTell = true;
		if (!this.#isBusy) this.watch(0);
	}

	/** Whether the dialogue is being proven. */
	get isResyncing(): boolean {
		return this.#resync.isActive;
	}

	/**
	 * Everything in the module is gone: ends all commands with Outcome.reset, oldest first, and forgets what was coming in.
	 * @param isSoon whether owners are told from the clock, and not from here, which is deep in a device's small stack
	 */
	reset(isSoon = false): void {
		this.#dialogue.reset();
		this.#sorter.reset();
		this.#resync.end();
		this.#debts.count = 0;
		// What owners queue from now on belongs to the time after.
		this.#lost = this.#pool.newest;
		this.#hasLost = true;
		this.watch(0);
		if (!isSoon) this.endLost();
		this.pump(true);
	}

	/** Ends for good: alarm given back, nothing is called any more. */
	close(): void {
		this.#isClosed = true;
		this.#sorter.isClosed = true;
		this.#dialogue.stop();
		this.scanner.reset();
		this.#limits.close();
		this.#waiters.clear();
		this.#work.clear();
		this.#ended = this.#endedOwner = undefined;
		this.#pool.clear();
	}

	/**
	 * Asks the module whether it is there and in step: `onProven` or `onSilent` of the owner follows.
	 * @param limit for the answer to each of the probes, ms
	 */
	prove(limit: number): void {
		if (!this.#resync.isActive) this.startResync(UNKNOWN, limit);
	}

	/**
	 * The module may have restarted. Payload stops, and it is asked: an echo says yes, an answer without echo says no,
	 * and then what was in flight is over all the same.
	 */
	suspect(): void {
		if (this.#resync.isActive) return;
		const { flight } = this.#dialogue;
		this.resynchronize(flight);
		this.#dialogue.flight = flight;
	}

	/** Bytes were lost on the way: what is in flight cannot be trusted any more. */
	distrust(): void {
		this.#sorter.reset();
		const command = this.#dialogue.flight;
		if (command === undefined) this.resynchronize(undefined);
		// The announced bytes go out all the same, and then the module is asked.
		else if (command.phase === Phase.data) command.mark(Mark.doubt);
		// So it is when it has had enough of waiting for data.
		else if (this.#dialogue.mayAwaitData) return;
		else this.expire(command);
	}

	/** Bytes have arrived in the ring. */
	onBytes(): void {
		this.#heardAt = this.#clock.now();
		this.#isOverdue = false;
		this.turn(false);
	}

	/** For the scheduler's parts: a limit has passed, or has to be looked at. */
	onLimit(): void {
		this.turn(true);
	}

	/** For the scheduler's parts: the phase of `command` that begins now has to end within `limit` ms. */
	limit(command: Command, limit: number): void {
		command.deadline = (this.#clock.now() + limit) | 0;
		if (!this.#isClosed) this.#limits.watch(limit);
	}

	/** For the scheduler's parts: ends `command`. */
	finish(command: Command, outcome: number, code: number): void {
		this.tellEnded();
		// Whoever was told may have ended this one, too.
		if (command.phase === Phase.free) return;
		if (this.#dialogue.flight === command) this.#dialogue.flight = undefined;
		if (outcome <= Outcome.error && command.kind?.priority !== Priority.recovery) this.streak = 0;
		const { owner } = command;
		// Free at once, so that the owner may issue its next command from onDone even when the pool was full.
		this.#pool.release(command);
		if (owner === undefined) return;
		if (!this.#isDeep) {
			owner.onDone(command, outcome, code);
			return;
		}
		this.hasToTell = true;
		this.#ended = command;
		this.#endedOwner = owner;
		this.#outcome = outcome;
		this.#code = code;
	}

	/** Tells the owner of the command that has ended last, if that is still to be told. */
	private tellEnded(): void {
		const command = this.#ended;
		if (command === undefined) return;
		const owner = this.#endedOwner;
		// Kept here, a client that is gone would stay in memory until the next command ends.
		this.#ended = this.#endedOwner = undefined;
		owner?.onDone(command, this.#outcome, this.#code);
	}

	private doWork(): void {
		// What is added meanwhile has its turn later.
		for (let left = this.#work.count; left > 0; left--) this.#work.shift()?.();
	}

	/** For the scheduler's parts: believes what ended `command` only if no other end comes in front of the answer to a probe. */
	question(command: Command): void {
		this.#counters.resyncs = (this.#counters.resyncs + 1) | 0;
		this.limit(command, DOUBT_LIMIT);
		const kind = command.kind as CommandKind;
		this.#dialogue.late = kind;
		this.#resync.begin(kind.information, PROBE_LIMIT);
		this.probe();
	}

	/** For the scheduler's parts: a final result code came while the dialogue is being proven. */
	onProbeFinal(): boolean {
		const resync = this.#resync;
		const proof = resync.onFinal();
		if (proof === Proof.half) this.sendProbe();
		else if (proof === Proof.whole) this.onProven();
		else {
			this.#dialogue.contradict();
			if (resync.isDraining) resync.deadline = (this.#clock.now() + resync.limit) | 0;
		}
		return proof !== Proof.none;
	}

	/** For the scheduler's parts: the module sent a command line back. */
	onEcho(): void {
		this.owner?.onEcho();
	}

	/** One event, from the wire or the clock, and all that follows from it. */
	private turn(isAlarm: boolean): void {
		const wasBusy = this.#isBusy;
		const wasDeep = this.#isDeep;
		let isWhole = false;
		this.#isBusy = true;
		try {
			let goesOn = true;
			while (goesOn) {
				this.#isDeep = false;
				this.hasToTell = false;
				// As a rule there is nothing of all this, and a call for nothing costs as much as thirty bytes.
				if (this.#hasLost) this.endLost();
				if (this.#ended !== undefined) this.tellEnded();
				if (this.#work.count > 0) this.doWork();
				this.#isDeep = true;
				goesOn = this.#sorter.read();
			}
			this.#isDeep = false;
			if (isAlarm) this.passLimits();
			if (this.#waiters.count > 0) this.tellWaiting();
			if (this.#work.count > 0) this.doWork();
			isWhole = true;
		} finally {
			this.#isBusy = wasBusy;
			this.#isDeep = wasDeep;
			// A callback may throw: its exception is the host's to tell, and what it cut short goes on from the clock.
			if (!isWhole || this.#work.count > 0) this.watch(0);
			else if (isAlarm) this.watch(this.#pool.soonest(this.#clock.now()));
			else if (this.scanner.isInside) this.watch(this.stallLimit);
		}
		this.pump(false);
	}

	/** @param isCalled whether an owner's call led here: nobody is told anything then */
	private pump(isCalled: boolean): void {
		if (this.#isBusy || this.#isClosed || this.#hasLost || this.#resync.isActive) return;
		if (this.#pool.used === 0 && this.#waiters.count === 0) return;
		let isWhole = false;
		this.#isBusy = true;
		try {
			while (this.#dialogue.isFree) {
				const command = this.#pool.next(this.gate, this.isEchoOff);
				if (command === undefined) break;
				const outcome = this.send(command);
				if (outcome === Outcome.ok) break;
				if (isCalled) {
					this.watch(0);
					break;
				}
				this.finish(command, outcome, 0);
			}
			isWhole = true;
		} finally {
			this.#isBusy = false;
			const hasWork = this.#work.count > 0 || (this.#waiters.count > 0 && this.#pool.free > 0);
			if (!isWhole || hasWork) this.watch(0);
		}
	}

	/** @returns how it ended before a byte went out; Outcome.ok when bytes did */
	private send(command: Command): number {
		if (this.#debts.has(command) && command.kind?.isRepeatable !== true) return Outcome.owed;
		let length: number;
		try {
			length = this.#dialogue.compose(command);
		} catch (error) {
			if (error instanceof RangeError) return Outcome.refused;
			this.finish(command, Outcome.refused, 0);
			throw error;
		}
		this.#dialogue.send(command, length);
		return Outcome.ok;
	}

	private endLost(): void {
		while (this.#hasLost) {
			const command = this.#pool.oldest(this.#lost);
			if (command === undefined) this.#hasLost = false;
			else {
				const wasDeep = this.#isDeep;
				this.tellEnded();
				this.#isDeep = true;
				this.finish(command, Outcome.reset, 0);
				this.#isDeep = wasDeep;
				this.tellEnded();
			}
		}
	}

	private tellWaiting(): void {
		// Each is asked once, though it may wait again at once.
		for (let left = this.#waiters.count; left > 0 && this.#pool.free > 0; left--) {
			this.#waiters.shift()?.onRecordFree();
		}
	}

	// ---- limits

	/** Makes sure that the clock comes back in `left` ms or earlier; not at all when that is negative. */
	private watch(left: number): void {
		if (!this.#isClosed && left >= 0) this.#limits.watch(left);
	}

	private passLimits(): void {
		const now = this.#clock.now();
		if (this.scanner.isInside) {
			const limit = this.stallLimit;
			const left = limit - elapsed(this.#heardAt, now);
			if (left > 0) this.watch(left);
			else if (limit === CUT_LIMIT && !this.#isOverdue) {
				this.#isOverdue = true;
				this.watch(1);
			} else this.stall();
		}
		if (this.#resync.isActive) {
			const left = elapsed(now, this.#resync.deadline);
			if (left > 0) this.watch(left);
			else this.probe();
		}
		for (let it = this.#pool.expired(now); it !== undefined; it = this.#pool.expired(now)) {
			this.#isDeep = true;
			this.expire(it);
			this.#isDeep = false;
			this.tellEnded();
		}
	}

	/** The command in flight, if a counted payload is its answer. */
	private get fetching(): Command | undefined {
		const { flight } = this.#dialogue;
		return flight?.isOut && flight.kind?.counted !== undefined ? flight : undefined;
	}

	/** Silence inside what is coming in after which it is given up, ms. */
	private get stallLimit(): number {
		return this.scanner.isInPayload || this.fetching !== undefined ? CUT_LIMIT : STALL_LIMIT;
	}

	/** What was coming in does not go on. If it was an answer, its end went with it. */
	private stall(): void {
		const { fetching } = this;
		this.#sorter.stall();
		if (fetching !== undefined && fetching === this.fetching) this.expire(fetching);
	}

	/** For the scheduler's parts: a payload was broken. If it was an answer, its end comes at once, or went with it. */
	onBroken(): void {
		const { fetching } = this;
		if (fetching !== undefined) this.limit(fetching, CUT_LIMIT);
	}

	/** For the scheduler's parts: the limit of `command` has passed, or what ended it cannot be believed. */
	expire(command: Command): void {
		const isResult = command.phase === Phase.result;
		const mayAwaitPayload = command === this.#dialogue.flight && this.#dialogue.mayAwaitPayload;
		if (mayAwaitPayload && command.phase === Phase.sent && !this.#resync.isActive) {
			if (isHarmless(command.payload as Store, command.payloadFrom, command.payloadLength)) {
				this.#dialogue.sendBlindly(command);
				return;
			}
		}
		this.#counters.timeouts = (this.#counters.timeouts + 1) | 0;
		if (isResult) {
			this.giveUp(command, Outcome.unresolved);
			return;
		}
		// The dialogue is closed before the owner hears of it, so that nothing it queues goes out too early.
		if (mayAwaitPayload) {
			this.#recorder?.freeze(Escalation.reset, this.#clock.now());
			this.#dialogue.stop();
			this.gate = Priority.recovery;
		} else this.resynchronize(command);
		this.giveUp(command, Outcome.timeout);
		if (mayAwaitPayload) this.silence(true);
	}

	/** For the scheduler's parts: ends a command whose answer is missing, at least in part. */
	giveUp(command: Command, outcome: number): void {
		const isOwed = command.isOut && !command.hasResult && command.kind?.result !== 0;
		const isKept = !isOwed || this.#debts.add(command);
		this.finish(command, outcome, 0);
		if (isKept) return;
		// More is owed than can be kept apart: nothing is sure any more.
		this.gate = Priority.recovery;
		this.silence(false);
	}

	/** Whoever lost a command by it hears of that first. */
	private silence(mayAwaitPayload: boolean): void {
		this.tellEnded();
		this.owner?.onSilent(mayAwaitPayload);
	}

	// ---- resynchronisation

	private onProven(): void {
		this.#recorder?.settle(Escalation.resync);
		this.#dialogue.settle();
		this.tellEnded();
		this.owner?.onProven();
	}

	private resynchronize(command: Command | undefined): void {
		if (this.#resync.isActive) return;
		this.#counters.resyncs = (this.#counters.resyncs + 1) | 0;
		this.streak++;
		this.#recorder?.freeze(Escalation.resync, this.#clock.now());
		this.#dialogue.late = command?.kind;
		this.startResync(command?.kind?.information ?? UNKNOWN, PROBE_LIMIT);
	}

	private startResync(avoided: number, limit: number): void {
		this.#sorter.reset();
		this.#dialogue.flight = undefined;
		this.#resync.begin(avoided, limit);
		this.probe();
	}

	private probe(): void {
		if (this.#resync.next()) {
			this.sendProbe();
			return;
		}
		this.#resync.end();
		this.gate = Priority.recovery;
		this.silence(false);
	}

	private sendProbe(): void {
		const { limit } = this.#resync;
		this.#resync.deadline = (this.#clock.now() + limit) | 0;
		this.watch(limit);
		this.#dialogue.probe(this.#resync.probe);
	}
}
