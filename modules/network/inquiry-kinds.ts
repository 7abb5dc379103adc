import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { lexicon } from "../modem/names.js";

/** For `OK`, ms: what takes long comes behind it. */
const SOON = 5000;
/** From AT+QNTP's `OK` to the time, ms: 125 s at most by the manual (TCP/IP Application Note). */
const TIME = 130000;

function kind(name: string, more: Partial<CommandKind> = {}): CommandKind {
	return Object.freeze({
		name,
		priority: Priority.normal,
		information: 0,
		result: 0,
		keys: 0,
		prompt: false,
		promptLimit: 0,
		finalLimit: SOON,
		resultLimit: 0,
		...more,
	});
}

const hasText = (line: Line) => line.count === 1 && line.isQuoted(0);
const hasCode = (line: Line) => line.count >= 1 && line.isInteger(0);

/** Commands by which the module is asked something of the network (TCP/IP Application Note). */
export const inquiry = Object.freeze({
	/** Its answer is a `+QIURC: "dnsgip"` that says neither which name was asked for nor who asked. */
	lookUp: kind("+QIDNSGIP"),
	/** A late answer of another one tells the time of the moment at which it came, too. */
	time: kind("+QNTP", {
		result: lexicon.identify("+QNTP"),
		isResult: (line) => line.count > 0,
		isRepeatable: true,
		resultLimit: TIME,
	}),
	/** What the network told of the time. */
	networkTime: kind("+QLTS", { information: lexicon.identify("+QLTS"), accepts: hasText }),
	/** Why the command before was refused. */
	reason: kind("+QIGETERROR", { information: lexicon.identify("+QIGETERROR"), accepts: hasCode }),
});

/** Codes of AT+QIGETERROR and of results: the module is still at another one; it has found no such name. */
export const DNS_BUSY = 564;
export const DNS_FAILED = 565;
export const BUSY = 568;
/** The command itself was wrong: trying again does not help. */
export const WRONG = 552;
