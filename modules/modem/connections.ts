import { type Command, type CommandKind, type CommandOwner, type LineListener, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import { type Alarm, elapsed } from "../clock.js";
import type { ModemError } from "../errors.js";
import { type ConnectionFamily, PATIENCE, plain, secure } from "./connection-kinds.js";
import type { Link, LinkUser } from "./link.js";
import { URCKinds } from "./urc-kinds.js";

/** Who has a number of the table. All is called from the wire or the clock. */
export interface ConnectionOwner {
	readonly family: ConnectionFamily;
	/** What an earlier life has left in the module is gone: it may be opened. */
	onSwept(): void;
	/** The module has data, and had told of none since it was last read empty. */
	onData(): void;
	/** The peer has closed, or the connection has broken. */
	onRemoteClosed(): void;
	/** A connection has come to this listener, and has the number `id`. */
	onIncoming(id: number, line: Line): void;
	/** What {@link Connections.after} and {@link Connections.soon} were asked for. */
	onTime(): void;
	onSoon(): void;
	/** Something may have been lost on the wire: time to ask the module. */
	onDoubt(): void;
	/** The module has given the number to somebody else, before it could be opened. */
	onDisplaced(): void;
}

/** How often it is looked whether a URC may have been lost, ms. */
const LOOK = 5000;
/** How many looks later the module is asked although nothing speaks for it, unless the wire has been silent. */
const LOOKS = 12;
/** How often a connection is closed that will not. */
const TRIES = 3;
/** Local ports for who wants any: 49152 to 65535 (RFC 6335, 6). */
const FIRST_PORT = 49152;
const PORTS = 16384;

/** What is to be closed at a number. */
const Closing = Object.freeze({ none: 0, plain: 1, secure: 2, both: 3 } as const);

/** What an owner wants to be called for. */
const TIMED = 1;
const SOON = 2;

const none: readonly CommandKind[] = Object.freeze([]);
const sweeps: readonly CommandKind[] = Object.freeze([plain.states, secure.states]);

/**
 * The module's connections: who has which number, whose each URC is, and what is to be closed. One table per modem for
 * both families, so that no number is ever in use in both.
 *
 * A URC that was lost is made good by asking the module: soon after the wire gave cause for doubt, and once a minute. A wire
 * on which nothing has come since costs nothing: then nothing can have been lost.
 */
export class Connections implements LineListener, CommandOwner, LinkUser, RecordWaiter {
	readonly #link: Link;
	readonly #owners: (ConnectionOwner | undefined)[] = [];
	/** Free numbers, the one longest unused in front: what is late from a former connection is then least likely to matter. */
	readonly #free: number[] = [];
	/** Per number: one of {@link Closing}, and how often that has failed in a row. */
	readonly #closing: Uint8Array;
	readonly #failures: Uint8Array;
	/** Numbers with something to close. */
	#closings = 0;
	/** Whether the module was asked what an earlier life has left in it. */
	#isSwept = false;
	#sweeping: readonly CommandKind[] = none;
	/** Whether the link knows of this table: while there is something to do. */
	#isListed = false;
	#command: Command | undefined;
	/** Which of {@link Closing} the command in flight closes. */
	#closes = 0;
	/** While there is anything to wait for: held longer, it would keep a modem in memory that was closed. */
	#alarm: Alarm | undefined;
	/** Per number: when its owner wants to be called, and whether at all. */
	readonly #times: Int32Array;
	readonly #timed: Uint8Array;
	/** Connections that are open. */
	#users = 0;
	#lookAt = 0;
	#looks = 0;
	#doubts = 0;
	/** Bytes that had come from the module when it was last asked, and how many since the time before. */
	#heard = 0;
	#answers = 0;
	#port = 0;

	constructor(link: Link) {
		this.#link = link;
		const { connections } = link.profile.sockets;
		this.#closing = new Uint8Array(connections);
		this.#failures = new Uint8Array(connections);
		this.#times = new Int32Array(connections);
		this.#timed = new Uint8Array(connections);
		for (let id = 0; id < connections; id++) {
			this.#owners.push(undefined);
			this.#free.push(id);
		}
		const urcs = new URCKinds(link.counters);
		link.scheduler.listen(secure.urc, urcs);
		for (const kind of ["recv", "closed", "incoming", "incoming full"]) {
			link.qiurc.listen(kind, this);
			urcs.listen(kind, this);
		}
	}

	/** @returns a number of 0 to 11. @throws Error("busy") when all are taken */
	take(owner: ConnectionOwner): number {
		const id = this.#free.shift();
		if (id === undefined) throw new Error("busy");
		this.#owners[id] = owner;
		return id;
	}

	/** The module itself has taken `id`, for a connection that has come. Who has it, and has not opened it yet, gets another. */
	adopt(id: number, owner: ConnectionOwner): void {
		const at = this.#free.indexOf(id);
		if (at >= 0) this.#free.splice(at, 1);
		const displaced = this.#owners[id];
		this.#owners[id] = owner;
		this.cancel(id);
		displaced?.onDisplaced();
	}

	/**
	 * Gives a number back. Never throws.
	 * @param isOpen whether something of the connection may be left in the module: then it is closed there first
	 */
	release(id: number, { family }: ConnectionOwner, isOpen: boolean): void {
		this.#owners[id] = undefined;
		this.cancel(id);
		// What is left in the module when the modem is closed, the next modem finds.
		if (!isOpen || this.#link.status.state === "closed") this.#free.push(id);
		else this.#close(id, family === secure ? Closing.secure : Closing.plain);
	}

	/**
	 * Has the module asked, once in its life, what an earlier one has left in it, and that closed.
	 * @returns whether that is done; otherwise `onSwept` of all who have a number follows, while the module is ready
	 */
	sweep(): boolean {
		if (!this.#isSwept && this.#sweeping.length === 0 && this.#closings === 0) {
			this.#sweeping = sweeps;
			this.#enlist();
			this.#next();
		}
		return this.#isSwept;
	}

	#enlist(): void {
		if (!this.#isListed) this.#link.add(this);
		this.#isListed = true;
	}

	/** The module was reset, or is set up anew: it will be asked again what is in it. */
	forget(): void {
		this.#isSwept = false;
	}

	/** Calls `onTime` of the owner of `id` once, in `ms`; replaces what was asked for before. */
	after(id: number, ms: number): void {
		this.#times[id] = (this.#link.clock.now() + ms) | 0;
		this.#timed[id] = (this.#timed[id] as number) | TIMED;
		this.#watch();
	}

	/** Calls `onSoon` of the owner of `id` once, from the clock: for what may not happen inside a call of the user's. */
	soon(id: number): void {
		this.#timed[id] = (this.#timed[id] as number) | SOON;
		this.#wakeIn(0);
	}

	cancel(id: number): void {
		this.#timed[id] = 0;
		this.#watch();
	}

	/** One open connection more. */
	enter(): void {
		// It is asked about once in any case.
		this.#answers = -1;
		if (this.#users++ > 0) return;
		this.#looks = 0;
		this.#doubts = this.#sum();
		this.#heard = this.#bytes;
		this.#lookAt = (this.#link.clock.now() + LOOK) | 0;
		this.#watch();
	}

	/** One less. */
	leave(): void {
		this.#users--;
		this.#watch();
	}

	/** A local port that was not given for long. */
	nextPort(): number {
		return FIRST_PORT + (this.#port++ % PORTS);
	}

	// ---- LineListener

	onURC(line: Line): void {
		const owner = this.#owners[line.integer(1)];
		const isOwn = owner !== undefined && owner.family.urc === line.name;
		if (line.equals(0, "incoming full")) this.#link.counters.drops = (this.#link.counters.drops + 1) | 0;
		else if (line.equals(0, "incoming")) this.#onIncoming(line);
		else if (!isOwn) this.#link.counters.unknownLines = (this.#link.counters.unknownLines + 1) | 0;
		else if (line.equals(0, "recv")) owner.onData();
		else owner.onRemoteClosed();
	}

	#onIncoming(line: Line): void {
		const id = line.integer(1);
		const server = this.#owners[line.integer(2)];
		if (line.count === 5 && id >= 0 && id < this.#owners.length && server !== undefined) server.onIncoming(id, line);
		else this.#link.counters.unknownLines = (this.#link.counters.unknownLines + 1) | 0;
	}

	// ---- closing

	/** Has closed what may be open at `id`, which nobody has. */
	#close(id: number, what: number): void {
		if (this.#closing[id] === Closing.none) this.#closings++;
		this.#closing[id] = (this.#closing[id] as number) | what;
		this.#enlist();
		this.#next();
	}

	/** Nothing is to be closed at `id` any more: it is free, unless somebody has it already. */
	#closed(id: number): void {
		this.#closing[id] = Closing.none;
		this.#failures[id] = 0;
		this.#closings--;
		if (this.#owners[id] === undefined) this.#free.push(id);
	}

	/** Asks, then closes, one at a time: closing stops all else in the module until the peer has confirmed it. */
	#next(): void {
		const { scheduler, isReady } = this.#link;
		if (this.#command !== undefined || !isReady) return;
		const [sweep] = this.#sweeping;
		if (sweep === undefined && this.#closings === 0) {
			this.#link.remove(this);
			this.#isListed = false;
			return;
		}
		if (scheduler.free <= 0) {
			scheduler.waitForRecord(this);
			return;
		}
		let id = 0;
		while (sweep === undefined && this.#closing[id] === Closing.none) id++;
		this.#closes = ((this.#closing[id] as number) & Closing.secure) !== 0 ? Closing.secure : Closing.plain;
		const kind = sweep ?? (this.#closes === Closing.secure ? secure : plain).close;
		this.#command = scheduler.submit(kind, this, id);
		scheduler.start();
	}

	compose(command: Command, writer: ParamWriter): void {
		const { name } = command.kind as CommandKind;
		writer.begin(name);
		if (command.kind === plain.states) writer.read();
		else if (command.kind !== secure.states) {
			writer.integer(command.tag);
			writer.integer(PATIENCE);
		}
	}

	onInformation(command: Command, line: Line): void {
		const id = line.integer(0);
		if (!(id >= 0 && id < this.#owners.length)) return;
		if (this.#closing[id] === Closing.none) this.#closings++;
		this.#closing[id] =
			(this.#closing[id] as number) | (command.kind === plain.states ? Closing.plain : Closing.secure);
		const at = this.#free.indexOf(id);
		if (at >= 0) this.#free.splice(at, 1);
	}

	onDone(command: Command, outcome: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) return; // onLinkDown follows
		if (command.kind === this.#sweeping[0]) {
			// Refused by firmware without it: then nothing can be left over.
			if (outcome === Outcome.ok || outcome === Outcome.error) this.#sweeping = this.#sweeping.slice(1);
		} else {
			const id = command.tag;
			const family = this.#closes === Closing.secure ? secure : plain;
			const hasFailed = outcome !== Outcome.ok && outcome !== Outcome.error;
			if (!hasFailed) this.#link.scheduler.forgive([family.open.result], id);
			// What cannot be closed at all, the next connection with the number finds.
			this.#failures[id] = hasFailed ? (this.#failures[id] as number) + 1 : 0;
			if (!hasFailed || (this.#failures[id] as number) >= TRIES) {
				this.#closing[id] = (this.#closing[id] as number) & ~this.#closes;
				if (this.#closing[id] === Closing.none) this.#closed(id);
			}
		}
		if (this.#sweeping.length === 0 && !this.#isSwept && this.#closings === 0) this.#onSwept();
		this.#next();
	}

	#onSwept(): void {
		this.#isSwept = true;
		for (let id = 0; id < this.#owners.length; id++) this.#owners[id]?.onSwept();
	}

	onRecordFree(): void {
		this.#next();
	}

	onLinkUp(): void {
		this.#next();
	}

	onLinkDown(_error: ModemError): void {
		this.#command = undefined;
		this.#isListed = false;
		this.#sweeping = none;
		this.#isSwept = false;
		this.#link.scheduler.stopWaiting(this);
		for (let id = 0; id < this.#owners.length; id++) if (this.#closing[id] !== Closing.none) this.#closed(id);
	}

	onContextDown(_error: ModemError): void {
		// What is to be closed still is, once the modem is ready again.
	}

	// ---- the clock

	#watch(): void {
		const now = this.#link.clock.now();
		// It may be late: then it is due, and not over.
		let least = this.#users > 0 ? Math.max(0, elapsed(now, this.#lookAt)) : -1;
		for (let id = 0; id < this.#timed.length; id++) {
			const timed = this.#timed[id] as number;
			if (timed === 0) continue;
			const left = (timed & SOON) !== 0 ? 0 : elapsed(now, this.#times[id] as number);
			if (least < 0 || left < least) least = Math.max(0, left);
		}
		if (least >= 0) this.#wakeIn(least);
		else {
			this.#alarm?.close();
			this.#alarm = undefined;
		}
	}

	#wakeIn(delay: number): void {
		this.#alarm ??= this.#link.clock.alarm(() => this.#onAlarm());
		this.#alarm.set(delay);
	}

	#onAlarm(): void {
		try {
			this.#pass(this.#link.clock.now());
		} finally {
			// An owner's callback may throw: what it has cut short goes on at once.
			this.#watch();
		}
	}

	#pass(now: number): void {
		for (let id = 0; id < this.#timed.length; id++) {
			const timed = this.#timed[id] as number;
			if ((timed & SOON) !== 0) {
				this.#timed[id] = timed & ~SOON;
				this.#owners[id]?.onSoon();
			}
			if ((timed & TIMED) === 0 || elapsed(now, this.#times[id] as number) > 0) continue;
			this.#timed[id] = (this.#timed[id] as number) & ~TIMED;
			this.#owners[id]?.onTime();
		}
		if (this.#users > 0 && elapsed(now, this.#lookAt) <= 0) this.#look(now);
	}

	#look(now: number): void {
		this.#lookAt = (now + LOOK) | 0;
		const { isReady } = this.#link;
		const doubts = this.#sum();
		const isDoubtful = doubts !== this.#doubts;
		if (!isReady || (!isDoubtful && ++this.#looks < LOOKS)) return;
		this.#looks = 0;
		const bytes = this.#bytes;
		const heard = (bytes - this.#heard) | 0;
		this.#heard = bytes;
		// As much as the time before: these were the answers, and there was nothing else.
		const isSilent = heard === this.#answers;
		this.#answers = isSilent ? 0 : heard;
		if (isSilent && !isDoubtful) return;
		this.#doubts = doubts;
		for (let id = 0; id < this.#owners.length; id++) this.#owners[id]?.onDoubt();
	}

	/** What the module has said, beside what it is asked all the same. */
	get #bytes(): number {
		const { bytesIn, watchBytes } = this.#link.counters;
		return (bytesIn - watchBytes) | 0;
	}

	/** Changes with everything that may have cost a line. */
	#sum(): number {
		const { unknownLines, longLines, overruns, framingErrors, lateReplies, resyncs, timeouts } = this.#link.counters;
		return (unknownLines + longLines + overruns + framingErrors + lateReplies + resyncs + timeouts) | 0;
	}
}
