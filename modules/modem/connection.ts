import { type Command, type CommandKind, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import { CLOSING, type ConnectionFamily, PATIENCE, plain, secure } from "./connection-kinds.js";
import { type ConnectionOwner, Connections } from "./connections.js";
import type { Link, LinkUser } from "./link.js";
import { isPassing, SocketCode } from "./socket-codes.js";
import type { SSLContext, SSLContextOwner, SSLSettings } from "./ssl-context.js";

/** What AT+QIOPEN or AT+QSSLOPEN is asked for. */
export interface ConnectionPlan {
	readonly service: "TCP" | "TCP LISTENER" | "UDP SERVICE" | "SSL";
	/** A name, which the module looks up, or an address. */
	readonly host: string;
	readonly port: number;
	/** 0: any. */
	readonly localPort: number;
	/** With TLS only. */
	readonly tls?: SSLSettings | undefined;
}

/** Who uses a connection. All is called from the wire or the clock. */
export interface ConnectionUser {
	/** It is open. */
	onOpen(): void;
	/** The module has data, and had told of none since it was last read empty. */
	onData(): void;
	/** The peer has closed; what has come before can still be read. */
	onRemoteClosed(): void;
	/** It is over, and given back. */
	onEnd(error: ModemError): void;
	/** What {@link Connection.after} and {@link Connection.soon} were asked for. */
	onTime(): void;
	onSoon(): void;
	/** Of a listener: a connection has come. */
	onIncoming?(connection: Connection): void;
}

const State = Object.freeze({
	waiting: 0, // for the modem, for a record, for what an earlier life has left
	securing: 1,
	opening: 2,
	open: 3,
	over: 4,
} as const);

/** Until somebody uses it. */
const nobody: ConnectionUser = Object.freeze({
	onOpen() {},
	onData() {},
	onRemoteClosed() {},
	onEnd() {},
	onTime() {},
	onSoon() {},
});

/**
 * One connection of the module, in buffer mode: its number, the way up, and the way down. What is sent and received is its
 * user's business.
 */
export class Connection implements ConnectionOwner, CommandOwner, LinkUser, RecordWaiter, SSLContextOwner {
	readonly family: ConnectionFamily;
	readonly link: Link;
	/** Its number: 0 to 11. */
	id = -1;
	/** The peer's address; undefined while it is not known. */
	remoteAddress: string | undefined;
	readonly remotePort: number;
	/** Whether the module has told of data, or of the peer's end. A user that comes later asks. */
	hasData = false;
	isRemoteClosed = false;
	readonly #plan: ConnectionPlan;
	readonly #table: Connections;
	#user: ConnectionUser = nobody;
	#secure: SSLContext | undefined;
	#state: number = State.waiting;
	/** The command of its own that is under way, and a question for its state. */
	#command: Command | undefined;
	#question: Command | undefined;
	#code = 0;
	/** `<socket_state>` that was last told; -1: none was. */
	#told = -1;
	#isMissed = false;
	/** Whether what a former connection may have left at the number was closed already. */
	#hasCleared = false;
	#isDisplaced = false;

	/**
	 * @param id that the module has given to it, open; absent: it is to be opened
	 * @throws Error("busy") when all numbers or SSL contexts are taken; Error("bad state") after the modem was closed
	 */
	constructor(link: Link, plan: ConnectionPlan, id?: number) {
		this.link = link;
		this.family = plan.tls === undefined ? plain : secure;
		this.#plan = plan;
		this.remotePort = plan.port;
		if (/^[0-9.]+$|:/.test(plan.host)) this.remoteAddress = plan.host;
		const table = link.part(Connections);
		this.#table = table;
		if (id !== undefined) {
			link.add(this);
			this.id = id;
			table.adopt(id, this);
			this.#opened();
			return;
		}
		this.id = table.take(this);
		try {
			if (plan.tls !== undefined) this.#secure = link.security.hold(plan.tls, this);
			link.add(this);
		} catch (error) {
			this.#secure?.close();
			table.release(this.id, this, false);
			throw error;
		}
	}

	get isOpen(): boolean {
		return this.#state === State.open;
	}

	get isOver(): boolean {
		return this.#state === State.over;
	}

	/** From now on `user` is told. */
	use(user: ConnectionUser): void {
		this.#user = user;
	}

	/**
	 * Begins soon, if the modem is ready; otherwise it does once that is. Not at once: whoever opens a connection in a callback
	 * has little of a device's stack left.
	 */
	start(): void {
		this.link.later(() => this.onLinkUp());
	}

	/** Gives it back; nobody is told anything any more. */
	close(): void {
		this.#release(true);
	}

	/** Ends it with `error`, which the user gets. */
	fail(error: ModemError): void {
		this.#end(error, true);
	}

	/** Calls `onTime` of the user once, in `ms`; replaces what was asked for before. */
	after(ms: number): void {
		this.#table.after(this.id, ms);
	}

	/** Calls `onSoon` of the user once, from the clock. Only while it is open. */
	soon(): void {
		if (this.#state === State.open) this.#table.soon(this.id);
	}

	// ---- the way up

	onLinkUp(): void {
		if (this.#state === State.waiting && this.link.isReady) this.#begin();
	}

	onRecordFree(): void {
		this.onLinkUp();
	}

	onSwept(): void {
		this.onLinkUp();
	}

	#begin(): void {
		const { scheduler } = this.link;
		if (!this.#table.sweep()) return;
		// Within a call of the user's nothing can be told: it waits as for the modem.
		if (scheduler.free <= 0) {
			scheduler.waitForRecord(this);
			return;
		}
		if (this.#secure === undefined) this.#open();
		else {
			this.#state = State.securing;
			this.#attempt("+QSSLCFG", () => this.#secure?.prepare());
		}
	}

	onSecured(): void {
		if (this.#state === State.securing) this.#open();
	}

	onInsecure(error: ModemError): void {
		if (error.source !== "reset") this.#end(error, this.#state === State.opening); // after a reset onLinkDown follows
	}

	#open(): void {
		this.#state = State.opening;
		this.#next(this.family.open);
	}

	#next(kind: CommandKind): void {
		this.#attempt(kind.name, () => {
			this.#command = this.link.scheduler.submit(kind, this, 0, this.id);
			this.link.scheduler.start();
		});
	}

	/** Sends a command. */
	#attempt(name: string, send: () => void): void {
		try {
			send();
		} catch {
			// All records in use: told like any other failure, the user may try again.
			this.#end(new ModemError("timeout", 0, name, true), this.#state === State.opening);
		}
	}

	compose(command: Command, writer: ParamWriter): void {
		const { kind } = command;
		const { family, id } = this;
		const { service, host, port, localPort } = this.#plan;
		writer.begin(kind?.name ?? "");
		if (kind === family.close) {
			writer.integer(id);
			writer.integer(PATIENCE);
		} else if (kind === family.state) {
			if (family === plain) writer.integer(1);
			writer.integer(id);
		} else if (family === secure) {
			writer.integer(this.link.context);
			writer.integer(this.#secure?.index ?? 0);
			writer.integer(id);
			writer.string(host);
			writer.integer(port);
			writer.integer(0);
		} else {
			writer.integer(this.link.context);
			writer.integer(id);
			writer.string(service);
			writer.string(host);
			writer.integer(port);
			writer.integer(localPort);
			writer.integer(0);
		}
	}

	onResult(_command: Command, line: Line): boolean {
		this.#code = line.integer(1);
		return true;
	}

	onInformation(_command: Command, line: Line): void {
		if (line.integer(0) !== this.id) return;
		this.#told = line.integer(5);
		if (this.remoteAddress === undefined && line.isQuoted(2)) this.remoteAddress = line.string(2);
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command === this.#question) this.#onAnswered(outcome);
		if (command !== this.#command) return;
		this.#command = undefined;
		const { name } = command.kind as CommandKind;
		if (outcome === Outcome.reset) return; // onLinkDown follows
		if (command.kind === this.family.close) this.#open();
		else if (outcome === Outcome.ok) this.#onOpened(this.#code);
		// The number is somebody else's, whose end is none of this one's business.
		else if (outcome === Outcome.error) this.#end(new ModemError(code === 0 ? "final" : "CME", code, name, true), true);
		else if (outcome === Outcome.refused) this.#end(new ModemError("framing", 0, name, false), false);
		else this.#end(new ModemError("timeout", 0, name, true), true);
	}

	#onOpened(code: number): void {
		const { open, close } = this.family;
		if (code === 0) {
			this.#opened();
			this.#user.onOpen();
		} else if (this.#isDisplaced) {
			this.#isDisplaced = false;
			this.#open();
		} else if (code === SocketCode.inUse && !this.#hasCleared) {
			this.#hasCleared = true;
			this.#next(close);
		} else if (this.#secure !== undefined && code === SocketCode.connectFailed) {
			this.#attempt("+CCLK", () => this.#secure?.explain(code, open.name));
		} else this.#end(new ModemError("socket", code, open.name, isPassing(code)), true);
	}

	#opened(): void {
		this.#state = State.open;
		this.#table.enter();
	}

	onDisplaced(): void {
		if (this.#state === State.open) {
			this.id = -1;
			this.#end(new ModemError("socket", SocketCode.closed, this.family.open.name, true), false);
			return;
		}
		const command = this.#command;
		try {
			this.id = this.#table.take(this);
		} catch {
			this.id = -1;
			this.#end(new ModemError("socket", SocketCode.inUse, this.family.open.name, true), false);
			return;
		}
		// Its command, if it is on its way, comes too late by now. One that is not would wait for an answer with the former number.
		this.#isDisplaced = command?.isOut === true;
		if (command === undefined || command.isOut) return;
		this.link.scheduler.abandon(command);
		this.#open();
	}

	// ---- what the module tells

	onData(): void {
		this.hasData = true;
		if (this.#state === State.open) this.#user.onData();
	}

	onRemoteClosed(): void {
		if (this.#state !== State.open || this.isRemoteClosed) return;
		this.isRemoteClosed = true;
		this.#user.onRemoteClosed();
	}

	onIncoming(id: number, line: Line): void {
		const plan = { ...this.#plan, service: "TCP", host: line.string(3), port: line.integer(4) } as const;
		const connection = new Connection(this.link, plan, id);
		if (this.#state === State.open && this.#user.onIncoming !== undefined) this.#user.onIncoming(connection);
		else connection.close();
	}

	onTime(): void {
		this.#user.onTime();
	}

	onSoon(): void {
		this.#user.onSoon();
	}

	onDoubt(): void {
		const { scheduler } = this.link;
		if (this.#state !== State.open || this.#question !== undefined || scheduler.free <= 0) return;
		this.#told = -1;
		this.#question = scheduler.submit(this.family.state, this, 0, this.id);
		scheduler.start();
	}

	#onAnswered(outcome: number): void {
		this.#question = undefined;
		// Half of an answer, or none, says nothing.
		if (outcome !== Outcome.ok || this.#state !== State.open) return;
		const wasMissed = this.#isMissed;
		this.#isMissed = this.#told < 0;
		// Once may be a line that was lost.
		if (this.#isMissed && !wasMissed) {
			this.onDoubt();
			return;
		}
		// What may have come without being told is looked for in either case.
		this.onData();
		if (this.#isMissed || this.#told === CLOSING) this.onRemoteClosed();
	}

	// ---- the way down

	onLinkDown(error: ModemError): void {
		this.#table.forget();
		this.#end(error, false);
	}

	onContextDown(error: ModemError): void {
		// What has not begun goes on waiting.
		if (this.#state !== State.waiting) this.#end(error, true);
	}

	#end(error: ModemError, isLeft: boolean): void {
		if (this.#state === State.over) return;
		this.#release(isLeft);
		this.#user.onEnd(error);
	}

	/** @param isLeft whether something may be left in the module */
	#release(isLeft: boolean): void {
		if (this.#state === State.over) return;
		const { scheduler } = this.link;
		const { open } = this.family;
		if (this.#state === State.open) this.#table.leave();
		const isOut = this.#state === State.opening || this.#state === State.open;
		this.#state = State.over;
		const isGone = this.#command?.kind === open && scheduler.abandon(this.#command);
		if (this.#question !== undefined) scheduler.abandon(this.#question);
		this.#command = this.#question = undefined;
		scheduler.stopWaiting(this);
		this.#secure?.close();
		this.link.remove(this);
		if (this.id >= 0) this.#table.release(this.id, this, isLeft && isOut && !isGone);
	}
}
