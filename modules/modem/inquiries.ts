import { type Command, type CommandKind, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { Alarm } from "../clock.js";
import { ModemError } from "../errors.js";
import type { Link, LinkUser } from "./link.js";
import { tellEach } from "./tell-each.js";

/** Something that somebody wants of the module. Told once, from the wire or the clock, unless it was cancelled. */
export interface Inquiry {
	onFailed(error: ModemError): void;
}

/** Inquiries that wait, at most. */
const LONGEST = 32;

/**
 * What the module is asked, one inquiry after the other: it answers with lines that do not say which question they
 * belong to. What is asked while the module is down waits for it; the one that is under way when it goes down fails.
 *
 * While there is nothing to ask, nothing is held: neither a place at the link nor a timer.
 */
export abstract class Inquiries<It extends Inquiry> implements CommandOwner, LinkUser, RecordWaiter {
	protected readonly link: Link;
	/** The one under way. */
	protected current: It | undefined;
	readonly #queue: It[] = [];
	/** Whether nobody wants to hear of the current one any more. It is asked to its end all the same. */
	#isCancelled = false;
	#isAdded = false;
	#command: Command | undefined;
	/** What is to be asked once there is a free record. */
	#awaiting: CommandKind | undefined;
	#alarm: Alarm | undefined;
	#then: (() => void) | undefined;
	/** Whether the next one begins soon. */
	#isDue = false;
	readonly #begin = () => {
		this.#isDue = false;
		if (this.current !== undefined || this.#queue.length === 0 || !this.link.isReady) return;
		this.current = this.#queue.shift();
		this.begin();
	};

	constructor(link: Link) {
		this.link = link;
	}

	/**
	 * @param isUrgent whether it is taken though too many wait
	 * @throws Error("busy") when too many wait; Error("bad state") when the modem was closed
	 */
	ask(item: It, isUrgent = false): void {
		// The one that is about to begin does not wait any more.
		const longest = this.#isDue ? LONGEST + 1 : LONGEST;
		if (this.#queue.length >= longest && !isUrgent) throw new Error("busy");
		if (!this.#isAdded) this.link.add(this);
		this.#isAdded = true;
		this.#queue.push(item);
		this.#next();
	}

	/** Nobody wants to hear of it any more. */
	cancel(item: It): void {
		const at = this.#queue.indexOf(item);
		if (at >= 0) this.#queue.splice(at, 1);
		else if (item === this.current) this.#isCancelled = true;
		this.#next();
	}

	// ---- for the class that knows the questions

	/** The turn of `current` has come. */
	protected abstract begin(): void;
	/** A command of the current one has ended. Not called for a reset. */
	protected abstract onAnswered(kind: CommandKind, outcome: number, code: number): void;
	/** Writes the parameters of a command for the current one. */
	protected abstract write(kind: CommandKind, writer: ParamWriter): void;
	onInformation?(command: Command, line: Line): void;
	onResult?(command: Command, line: Line): boolean;

	/** Sets what a command needs beside its parameters. Absent: nothing. */
	protected prepare?(command: Command): void;

	/** Sends a command, as soon as there is a free record. */
	protected submit(kind: CommandKind): void {
		const { scheduler } = this.link;
		let command: Command;
		try {
			command = scheduler.submit(kind, this);
		} catch {
			this.#awaiting = kind;
			scheduler.waitForRecord(this);
			return;
		}
		this.#command = command;
		this.prepare?.(command);
		scheduler.start();
	}

	/** Does something in `delay` ms instead of what was to be done. */
	protected after(delay: number, then: () => void): void {
		this.#then = then;
		this.#alarm ??= this.link.clock.alarm(() => {
			const next = this.#then;
			this.#then = undefined;
			next?.call(this);
		});
		this.#alarm.set(delay);
	}

	/** The current one is over, and the next one begins. @returns whom to tell */
	protected end(): It | undefined {
		const told = this.#isCancelled ? undefined : this.current;
		this.current = undefined;
		this.#isCancelled = false;
		this.#then = undefined;
		this.#alarm?.cancel();
		this.#next();
		return told;
	}

	/** The same, with an error. */
	protected fail(error: ModemError): void {
		this.end()?.onFailed(error);
	}

	// ---- CommandOwner, RecordWaiter

	compose(command: Command, writer: ParamWriter): void {
		const kind = command.kind as CommandKind;
		writer.begin(kind.name);
		this.write(kind, writer);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const kind = command.kind as CommandKind;
		if (outcome === Outcome.reset) this.fail(new ModemError("reset", 0, kind.name, true));
		else this.onAnswered(kind, outcome, code);
	}

	onRecordFree(): void {
		const kind = this.#awaiting;
		this.#awaiting = undefined;
		if (kind !== undefined) this.submit(kind);
	}

	// ---- LinkUser

	onLinkUp(): void {
		this.#next();
	}

	onLinkDown(error: ModemError): void {
		this.#isAdded = false;
		const waiting = this.#queue.splice(0);
		const lost = this.#drop();
		if (error.retry) {
			// The module will be back: those that were not asked yet go on waiting.
			if (waiting.length > 0) {
				this.link.add(this);
				this.#isAdded = true;
				this.#queue.push(...waiting);
			}
			lost?.onFailed(error);
			return;
		}
		tellEach(lost === undefined ? waiting : [lost, ...waiting], (it) => it.onFailed(error));
	}

	onContextDown(error: ModemError): void {
		this.#drop()?.onFailed(error);
	}

	/** Gives the current one up, whatever it waits for. @returns whom to tell */
	#drop(): It | undefined {
		const { scheduler } = this.link;
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
		this.#awaiting = undefined;
		scheduler.stopWaiting(this);
		return this.end();
	}

	#next(): void {
		if (this.current !== undefined) return;
		if (this.#queue.length === 0) {
			this.#alarm?.close();
			this.#alarm = undefined;
			if (this.#isAdded) this.link.remove(this);
			this.#isAdded = false;
		} else if (this.link.isReady && !this.#isDue) {
			// Not from within a callback of the wire, which is deep enough: a board's stack has some 500 slots.
			this.#isDue = true;
			this.link.later(this.#begin);
		}
	}
}
