import type { ModemError } from "./errors.js";

/** +QMTOPEN (MQTT Application Note 3.2.2). */
const open: Readonly<Record<number, string>> = Object.freeze({
	[-1]: "failed to open network",
	1: "wrong parameter",
	2: "MQTT identifier is occupied",
	3: "failed to activate PDP",
	4: "failed to parse domain name",
	5: "network connection error",
});

/** +QMTCONN, return code of the broker (3.2.4). */
const connect: Readonly<Record<number, string>> = Object.freeze({
	0: "the connection is gone, and the URC that said so was lost",
	1: "connection refused: unacceptable protocol version",
	2: "connection refused: identifier rejected",
	3: "connection refused: server unavailable",
	4: "connection refused: bad user name or password",
	5: "connection refused: not authorized",
});

/** +QMTSTAT (4.1, table 3). */
const stat: Readonly<Record<number, string>> = Object.freeze({
	1: "connection closed or reset by the peer",
	2: "PINGREQ timed out or failed",
	3: "CONNECT timed out or failed",
	4: "CONNACK timed out or failed",
	5: "disconnected as asked",
	6: "closed by the module after packets kept failing",
	7: "the link is not alive or the server is unavailable",
	8: "the module closed the connection",
});

/** +QMTDISC and +QMTCLOSE (3.2.3, 3.2.5). */
const disconnect: Readonly<Record<number, string>> = Object.freeze({ [-1]: "failed to close connection" });
const close: Readonly<Record<number, string>> = Object.freeze({ [-1]: "failed to close network" });

const tables: Readonly<Record<string, Readonly<Record<number, string>>>> = Object.freeze({
	"+QMTOPEN": open,
	"+QMTCONN": connect,
	"+QMTDISC": disconnect,
	"+QMTCLOSE": close,
	"+QMTSTAT": stat,
});

/** Text for sources whose number says little, or that have none. */
const sources: Readonly<Record<string, string>> = Object.freeze({
	CME: "equipment error",
	CMS: "message service error",
	final: "refused by the module",
	timeout: "no answer within the limit",
	framing: "the bytes on the wire were not what the manual says",
	reset: "the module restarted or lost its supply",
	mqtt: "failed to send packet",
	tls: "no connection, or no TLS: a certificate that is not trusted, not in force or for another host, or the network",
	file: "the module could not store the file",
});

/** A connection with TLS that failed: the command says what was found (see `xs-quectel/modem/ssl-context`). */
const tls: Readonly<Record<string, string>> = Object.freeze({
	"+CCLK": "no TLS: the module's clock is not set, and no certificate is in force by it",
});

/** +CME ERROR of the file commands. */
const file: Readonly<Record<number, string>> = Object.freeze({
	0: "the file in the module is not what was sent",
	403: "no room for the file in the module",
	406: "the module refuses the file's name",
	420: "no room for the file in the module",
	421: "the module waited too long for the file's bytes",
});

/** What an error means, in words. Apart from the errors, so that a device need not carry it. */
export function meaning(error: Pick<ModemError, "source" | "code" | "command">): string {
	let text: string | undefined;
	if (error.source === "mqtt") text = tables[error.command]?.[error.code];
	else if (error.source === "tls") text = tls[error.command];
	else if (error.source === "file") text = file[error.code];
	return text ?? sources[error.source] ?? error.source;
}
