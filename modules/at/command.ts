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
} as const);

/** How far a command has come. */
export const Phase = Object.freeze({
	free: 0,
	queued: 1,
	/** The line is out, the prompt or the final result code awaited. */
	sent: 2,
	/** The payload is going out. */
	data: 3,
	/** All of the payload is out, the final result code awaited. */
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
	/** Whether lines without a known name are its answer, as for ATI. */
	readonly takesText?: boolean;
	/** Whether a line with the identifier `information` is an answer and not a URC with the same name. Absent: always. */
	accepts?(line: Line): boolean;
	/** Identifier of the result that follows `OK`; 0: none. */
	readonly result: number;
	/** How many leading integers of the result line tell whose it is: 0, 1 or 2. */
	readonly keys: number;
	/** Whether a prompt is awaited, and the payload sent then. */
	readonly prompt: boolean;
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

/** One record of the scheduler's pool: a command on its way. Owners may read it until they issue another one from `onDone`. */
export class Command {
	kind: CommandKind | undefined;
	owner: CommandOwner | undefined;
	/** The owner's own number: which of its commands this is. */
	tag = 0;
	/** What the result line begins with, as far as `kind.keys` says. */
	key1 = 0;
	key2 = 0;
	phase: number = Phase.free;
	/** Whether the result came before the final result code. */
	hasResult = false;
	/** What goes out at the prompt. The bytes must stay in place until the payload is taken. */
	payload: Store | undefined;
	payloadFrom = 0;
	payloadLength = 0;
	resultLimit = 0;
	/** When the present phase must have ended, a tick of the clock. */
	deadline = 0;
	/** Order of arrival. */
	sequence = 0;
	/** Whether all of it was given to the Serial, payload included: the module may have it. */
	isOut = false;
	/** Whether the payload went out without a prompt. */
	isBlind = false;
	/** Whether a final result code came while the payload was going out. */
	hasEarlyFinal = false;
}
