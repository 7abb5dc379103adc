import { type CommandKind, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import { lexicon } from "./names.js";

/** The module takes a command and the payload behind it within this, ms, unless it is in trouble. */
const SOON = 5000;
/** For an answer with data, or from the last byte of data to `SEND OK`, ms; a long one takes its time on a slow wire. */
const DATA = 10000;
/** AT+QIOPEN and AT+QSSLOPEN tell what came of them within this, ms (at most 150 s, the handshake included). */
const OPEN = 155000;

/** The commands of connections with and without TLS: the same, under different names. */
export interface ConnectionFamily {
	readonly open: CommandKind;
	readonly close: CommandKind;
	readonly send: CommandKind;
	readonly receive: CommandKind;
	/** What has become of the bytes sent and received so far; see {@link progress}. Absent: the module does not tell. */
	readonly sent?: CommandKind;
	readonly received?: CommandKind;
	readonly state: CommandKind;
	/** Tells of all connections that there are. */
	readonly states: CommandKind;
	/** Identifier of the URCs. */
	readonly urc: number;
}

/** `<socket_state>` of AT+QISTATE: the peer has closed, or the module is about to. */
export const CLOSING = 4;

/** Three plain integers: bytes in all, and what has become of them. */
const isProgress = (line: Line) => line.count === 3 && line.isInteger(0) && line.isInteger(1) && line.isInteger(2);

/** How many bytes follow; for datagrams also whom they come from. */
const isData = (line: Line) =>
	line.isInteger(0) && (line.count === 1 || (line.count === 3 && line.isQuoted(1) && line.isInteger(2)));

/** A line of AT+QISTATE or AT+QSSLSTATE: number, kind, peer, its port, local port, state ... */
const isState = (line: Line) => line.count >= 6 && line.isInteger(0) && line.isQuoted(1) && line.isInteger(5);

function kind(name: string, more: Partial<CommandKind> = {}): CommandKind {
	return Object.freeze({
		name,
		priority: Priority.normal,
		information: 0,
		result: 0,
		keys: 0,
		prompt: false,
		promptLimit: SOON,
		finalLimit: SOON,
		resultLimit: OPEN,
		...more,
	});
}

/** How long the module waits for the peer to confirm an end, s. */
export const PATIENCE = 10;

function family(open: string, close: string, send: string, receive: string, state: string, urc: string) {
	const information = lexicon.identify(state);
	return {
		open: kind(open, { result: lexicon.identify(open), keys: 1 }),
		// The module answers nothing else until the peer has confirmed, or its patience has ended.
		close: kind(close, { finalLimit: PATIENCE * 1000 + SOON }),
		send: kind(send, {
			prompt: true,
			success: lexicon.identify("SEND OK"),
			failure: lexicon.identify("SEND FAIL"),
			finalLimit: DATA,
		}),
		receive: kind(receive, {
			information: lexicon.identify(receive),
			accepts: isData,
			hasData: true,
			finalLimit: DATA,
		}),
		state: kind(state, { information, accepts: isState, priority: Priority.low }),
		states: kind(state, { information, accepts: isState }),
		urc: lexicon.identify(urc),
	};
}

/** TCP and UDP (TCP/IP Application Note). */
export const plain: ConnectionFamily = Object.freeze({
	...family("+QIOPEN", "+QICLOSE", "+QISEND", "+QIRD", "+QISTATE", "+QIURC"),
	sent: kind("+QISEND", { information: lexicon.identify("+QISEND"), accepts: isProgress }),
	received: kind("+QIRD", { information: lexicon.identify("+QIRD"), accepts: isProgress }),
});

/** TLS (SSL Application Note). */
export const secure: ConnectionFamily = Object.freeze(
	family("+QSSLOPEN", "+QSSLCLOSE", "+QSSLSEND", "+QSSLRECV", "+QSSLSTATE", "+QSSLURC"),
);
