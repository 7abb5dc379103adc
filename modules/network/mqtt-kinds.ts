import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { lexicon } from "../modem/names.js";

/** The module takes a command and the payload behind it within this, ms, unless it is in trouble. */
const SOON = 5000;
/** From the last payload byte to `OK`, ms: `OK` means taken, not delivered. */
const TAKEN = 10000;

function kind(name: string, keys: number, resultLimit: number, prompt = false): CommandKind {
	return Object.freeze({
		name,
		priority: Priority.normal,
		information: 0,
		result: keys === 0 ? 0 : lexicon.identify(name),
		keys,
		prompt,
		promptLimit: SOON,
		finalLimit: prompt ? TAKEN : SOON,
		resultLimit,
	});
}

/** Identifiers of the URCs. */
export const STAT = lexicon.identify("+QMTSTAT");
export const RECEIVED = lexicon.identify("+QMTRECV");
export const PING = lexicon.identify("+QMTPING");

/**
 * The MQTT commands with their maximum response times (MQTT Application Note 3.2.1 to 3.2.8). Where the note gives
 * packet time-outs and retries, the client sets the limit on its record.
 */
export const mqtt = Object.freeze({
	configure: kind("+QMTCFG", 0, 0),
	/** "willex": its bytes follow at the prompt. */
	configureLong: kind("+QMTCFG", 0, 0, true),
	open: kind("+QMTOPEN", 1, 125000),
	connect: kind("+QMTCONN", 1, 0),
	subscribe: kind("+QMTSUB", 2, 0),
	unsubscribe: kind("+QMTUNS", 2, 0),
	publish: kind("+QMTPUBEX", 2, 0, true),
	disconnect: kind("+QMTDISC", 1, 35000),
	close: Object.freeze({ ...kind("+QMTCLOSE", 1, 35000), isRepeatable: true }),
	// The answer is a counted payload, which goes its own way; a long one takes its time on a slow wire.
	receive: Object.freeze({ ...kind("+QMTRECV", 0, 0), counted: lexicon.identify("+QMTRECV"), finalLimit: TAKEN }),
	states: Object.freeze({
		...kind("+QMTCONN", 0, 0),
		priority: Priority.low,
		information: lexicon.identify("+QMTCONN"),
		accepts: isState,
	}),
	inventory: Object.freeze({
		...kind("+QMTRECV", 0, 0),
		information: RECEIVED,
		accepts: isInventory,
	}),
});

/** Whether a line tells what a client does, an answer of AT+QMTCONN? (3.2.4). */
export function isState(line: Line): boolean {
	return line.count === 2 && line.isInteger(0) && line.isInteger(1);
}

/** Whether a line tells the places of a client, an answer of AT+QMTRECV? (3.2.9): all integers, more than in the URC. */
export function isInventory(line: Line): boolean {
	if (line.count < 3) return false;
	for (let at = 0; at < line.count; at++) if (!line.isInteger(at)) return false;
	return true;
}

/**
 * What the fields in front of a payload tell of its message: client index, msgid, topic, length (note 4.2). They are read in
 * their order, since to go back in a line costs more than all of it.
 * @returns twice the client index, and one more at QoS 1 or 2, for msgid is 0 at QoS 0 only; -1: it is no message
 */
export function messageOf(line: Line): number {
	const index = line.isQuoted(0) ? -1 : line.integer(0);
	const msgid = line.isQuoted(1) ? -1 : line.integer(1);
	if (!(index >= 0 && msgid >= 0 && line.isQuoted(2))) return -1;
	return index * 2 + (msgid === 0 ? 0 : 1);
}

/** Identifiers of the results that a client of the module may owe. */
export const results: readonly number[] = Object.freeze(
	Object.values(mqtt)
		.map(({ result }) => result)
		.filter((result) => result !== 0),
);
