import type { Ring } from "../uart/ring.js";
import type { Store } from "../uart/store.js";
import type { Line } from "./line.js";
import type { ParamWriter } from "./param-writer.js";

/** Who goes first. Within one priority: first come, first served. */
export const Priority = Object.freeze({
	/** Recovery and lifecycle: records are kept back for these. */
	recovery: 0,
	normal: 1,
	/** What can wait: signal, clock. */
	low: 2,
} as const);

/** How a command ended. */
export const Outcome = Object.freeze({
	/** Final `OK`, and the result, where there is one, was told by `onResult`. */
	ok: 0,
	/** The module refused: `ERROR`, `+CME ERROR: n` ... */
	error: 1,
	/** No prompt or no final result code within its limit. */
	timeout: 2,
	/** `OK` came, the result did not come within its limit. */
	unresolved: 3,
	/** The module was reset, lost its supply, or the wire was closed. */
	reset: 4,
	/** The line could not be composed; nothing went out. */
	refused: 5,
	/** Nothing went out: an earlier command still owes a result with the same keys, which could be taken for this one's. */
	owed: 6,
} as const);

/** What `onDone` gets for a refusal that only commands of this kind know; see {@link CommandKind.failure}. */
export const OWN_FAILURE = -1;

/** How far a command has come. */
export const Phase = Object.freeze({
	free: 0,
	queued: 1,
	/** The line is out, the prompt or the final result code awaited. */
	sent: 2,
	/** The payload is going out. */
	data: 3,
	/** All of the payload is out, or raw data comes in; the final result code awaited. */
	taken: 4,
	/** `OK` has come, the result is awaited; other commands go on. */
	result: 5,
} as const);

/** The manners of a command: constant data, one object per command and form. Limits are ms. */
export interface CommandKind {
	/** Behind `AT`, for example `+QMTOPEN`. */
	readonly name: string;
	readonly priority: number;
	/** Identifier of the lines it asks for; 0: none. */
	readonly information: number;
	/** Identifier of the counted payload it asks for; absent: none. Once that has broken off, the rest of the answer does not come. */
	readonly counted?: number;
	/** Whether lines without a known name are its answer, as for ATI. */
	readonly takesText?: boolean;
	/** Whether a line with the identifier `information` is an answer and not a URC with the same name. Absent: always. */
	accepts?(line: Line): boolean;
	/** Identifier of the result that follows `OK`; 0: none. */
	readonly result: number;
	/** How many leading integers of the result line tell whose it is: 0, 1 or 2. */
	readonly keys: number;
	/** Whether a line with the right name and keys is a whole result. Absent: one that is made of integers to its end. */
	isResult?(line: Line): boolean;
	/** Whether its result says the same whichever of two such commands it answers, as that of a close does. Absent: no. */
	readonly isRepeatable?: boolean;
	/** Whether a prompt is awaited, and the payload sent then. Such a command waits until the echo is off. */
	readonly prompt: boolean;
	/**
	 * Identifiers of the final result codes that it ends with instead of `OK`, and of a refusal that only such commands know,
	 * told as the code {@link OWN_FAILURE}: `SEND OK` and `SEND FAIL`. Absent: `OK`, and none.
	 */
	readonly success?: number;
	readonly failure?: number;
	/**
	 * Whether raw data follows the line that it asks for: as many bytes as the first field says, at most the record's
	 * `payloadLength`, and behind them an empty line. Absent: no.
	 */
	readonly hasData?: boolean;
	/**
	 * Identifier of the intermediate result code that data begins with (`CONNECT`); absent: none. With `prompt` it stands for
	 * the prompt, and the module stops waiting for data by itself, within `promptLimit` and `finalLimit`. Without, raw data
	 * comes in behind it: as many bytes as it says, and at most, or else exactly, the record's `payloadLength`.
	 */
	readonly connect?: number;
	readonly promptLimit: number;
	readonly finalLimit: number;
	/** Default limit from `OK` to the result; a record may have its own. */
	readonly resultLimit: number;
}

/** Who issues commands, and hears what comes of them. All of these are called from the wire or the clock, never from a call of the owner's. */
export interface CommandOwner {
	/** Writes the line, from `begin` on; `end` is the scheduler's. Called when its turn has come. */
	compose(command: Command, writer: ParamWriter): void;
	/** A line that the command asked for; valid during the call. */
	onInformation?(command: Command, line: Line): void;
	/** Raw data that the command asked for: `ring.bytes` from `start` to `end`, to be copied at once. */
	onData?(command: Command, ring: Ring, start: number, end: number): void;
	/** All of it has come; without this, nothing of it may be believed. Nor is it before the final result code. */
	onDataEnd?(command: Command): void;
	/** `OK` has come and the result has not: payload bytes are free to be used again. */
	onTaken?(command: Command): void;
	/** A result line with the keys of this command. @returns whether it is the last one (a retransmission notice is not) */
	onResult?(command: Command, line: Line): boolean;
	/** The end, exactly once. The record is free already: read it before issuing another command. `code` is the number of +CME or +CMS ERROR. */
	onDone(command: Command, outcome: number, code: number): void;
}

/** Who hears lines that no command asked for; also takes counted payloads. */
export interface LineListener {
	onURC(line: Line): void;
	/** A counted payload of `length` bytes follows; `line` holds the fields in front of it. */
	onHeader?(line: Line, length: number): void;
	/** Bytes of it: `ring.bytes` from `start` to `end`, to be copied at once. */
	onPayload?(ring: Ring, start: number, end: number): void;
	/** The end of it; `isWhole` false: nothing of it may be believed. */
	onPayloadEnd?(isWhole: boolean): void;
}

/** Which cell of a record's row holds what. */
export const Cell = Object.freeze({
	phase: 0,
	marks: 1,
	tag: 2,
	key1: 3,
	key2: 4,
	payloadFrom: 5,
	payloadLength: 6,
	resultLimit: 7,
	deadline: 8,
	sequence: 9,
	/** Cells of a row. */
	count: 10,
} as const);

/** What a command goes through beside its phases. */
export const Mark = Object.freeze({ result: 1, out: 2, doubt: 4 } as const);

/**
 * One record of the scheduler's pool: a command on its way. Owners may read it until they issue another one from `onDone`.
 *
 * Its numbers are a row of a table that all records share: on XS a property takes 16 bytes in each record, a cell 4.
 */
export class Command {
	kind: CommandKind | undefined = undefined;
	owner: CommandOwner | undefined = undefined;
	/** What goes out at the prompt or at `CONNECT`. The bytes must stay in place until `onTaken` or `onDone`. */
	payload: Store | undefined = undefined;
	/** The table, and where this record's row begins in it. */
	readonly cells: Int32Array;
	readonly row: number;

	constructor(cells: Int32Array, row: number) {
		this.cells = cells;
		this.row = row;
	}

	/** Makes it a new command, queued. */
	begin(kind: CommandKind, owner: CommandOwner, tag: number, key1: number, key2: number, sequence: number): void {
		const { cells, row } = this;
		cells.fill(0, row, row + Cell.count);
		cells[row + Cell.phase] = Phase.queued;
		cells[row + Cell.tag] = tag;
		cells[row + Cell.key1] = key1;
		cells[row + Cell.key2] = key2;
		cells[row + Cell.resultLimit] = kind.resultLimit;
		cells[row + Cell.sequence] = sequence;
		this.kind = kind;
		this.owner = owner;
		this.payload = undefined;
	}

	/** One of Phase. */
	get phase(): number {
		return this.cells[this.row + Cell.phase] as number;
	}

	set phase(value: number) {
		this.cells[this.row + Cell.phase] = value;
	}

	/** The owner's own number: which of its commands this is. */
	get tag(): number {
		return this.cells[this.row + Cell.tag] as number;
	}

	set tag(value: number) {
		this.cells[this.row + Cell.tag] = value;
	}

	/** What the result line begins with, as far as `kind.keys` says. */
	get key1(): number {
		return this.cells[this.row + Cell.key1] as number;
	}

	get key2(): number {
		return this.cells[this.row + Cell.key2] as number;
	}

	/** Where the payload begins in its store. */
	get payloadFrom(): number {
		return this.cells[this.row + Cell.payloadFrom] as number;
	}

	set payloadFrom(value: number) {
		this.cells[this.row + Cell.payloadFrom] = value;
	}

	/** Bytes of the payload. */
	get payloadLength(): number {
		return this.cells[this.row + Cell.payloadLength] as number;
	}

	set payloadLength(value: number) {
		this.cells[this.row + Cell.payloadLength] = value;
	}

	/** From `OK` to the result, ms; its kind's unless the owner sets another one. */
	get resultLimit(): number {
		return this.cells[this.row + Cell.resultLimit] as number;
	}

	set resultLimit(value: number) {
		this.cells[this.row + Cell.resultLimit] = value;
	}

	/** When the present phase must have ended, a tick of the clock. */
	set deadline(value: number) {
		this.cells[this.row + Cell.deadline] = value;
	}

	/** Order of arrival: no two commands in use have the same. */
	get sequence(): number {
		return this.cells[this.row + Cell.sequence] as number;
	}

	/** Whether its result came before its final result code. */
	get hasResult(): boolean {
		return ((this.cells[this.row + Cell.marks] as number) & Mark.result) !== 0;
	}

	/** Whether all of it was given to the Serial, payload included: the module may have it. */
	get isOut(): boolean {
		return ((this.cells[this.row + Cell.marks] as number) & Mark.out) !== 0;
	}

	/** Whether nobody can say what the module made of the payload: sent without a prompt, or answered while on its way. */
	get isDoubtful(): boolean {
		return ((this.cells[this.row + Cell.marks] as number) & Mark.doubt) !== 0;
	}

	/** Notes one of Mark. */
	mark(mark: number): void {
		const { cells, row } = this;
		cells[row + Cell.marks] = (cells[row + Cell.marks] as number) | mark;
	}
}
