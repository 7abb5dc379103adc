import type { ErrorSource, ModemError } from "./errors.js";

/** What is said by a source, a command and a number; without command or number of all that have no row of their own. */
export interface Meaning {
	readonly source: ErrorSource;
	readonly command?: string;
	readonly code?: number;
	readonly text: string;
}

/** Numbers of the note's results, by what says them. */
const mqtt: Readonly<Record<string, Readonly<Record<number, string>>>> = Object.freeze({
	// 3.2.2
	"+QMTOPEN": Object.freeze({
		[-1]: "failed to open network",
		1: "wrong parameter",
		2: "MQTT identifier is occupied",
		3: "failed to activate PDP",
		4: "failed to parse domain name",
		5: "network connection error",
	}),
	// 3.2.4, return code of the broker
	"+QMTCONN": Object.freeze({
		0: "the connection is gone, and the URC that said so was lost",
		1: "connection refused: unacceptable protocol version",
		2: "connection refused: identifier rejected",
		3: "connection refused: server unavailable",
		4: "connection refused: bad user name or password",
		5: "connection refused: not authorized",
	}),
	// 4.1, table 3
	"+QMTSTAT": Object.freeze({
		1: "connection closed or reset by the peer",
		2: "PINGREQ timed out or failed",
		3: "CONNECT timed out or failed",
		4: "CONNACK timed out or failed",
		5: "disconnected as asked",
		6: "closed by the module after packets kept failing",
		7: "the link is not alive or the server is unavailable",
		8: "the module closed the connection",
	}),
	// 3.2.3 and 3.2.5
	"+QMTDISC": Object.freeze({ [-1]: "failed to close connection" }),
	"+QMTCLOSE": Object.freeze({ [-1]: "failed to close network" }),
});

/** Results of connections, name and time queries (TCP/IP and SSL Application Notes, chapter on result codes). */
const socket: Readonly<Record<number, string>> = Object.freeze({
	550: "unknown error of the network",
	551: "the operation is blocked",
	552: "invalid parameters",
	553: "no memory in the module",
	554: "failed to make a connection of the module's",
	555: "not supported by the module",
	556: "failed to bind the local port",
	557: "failed to listen",
	558: "failed to send",
	559: "failed to read",
	560: "failed to accept a connection",
	561: "failed to activate the PDP context",
	562: "failed to close the PDP context",
	563: "the connection's number is in use",
	564: "another name is being looked up",
	565: "the name cannot be looked up",
	566: "failed to connect",
	567: "the connection is closed",
	568: "the module is busy",
	569: "timed out",
	570: "the PDP context is gone",
	571: "sending was cancelled",
	572: "not allowed",
	573: "no access point name",
	574: "the local port is busy",
});

/** +CME ERROR of the file commands (FILE Application Note). */
const file: Readonly<Record<number, string>> = Object.freeze({
	0: "the file in the module is not what was sent",
	403: "no room for the file in the module",
	405: "no such file",
	406: "the module refuses the file's name",
	407: "there is such a file",
	420: "no room for the file in the module",
	421: "the module waited too long for the file's bytes",
	426: "the file is open",
});

/** For numbers without a row of their own, and for sources that have none. */
const sources: Readonly<Record<ErrorSource, string>> = Object.freeze({
	CME: "equipment error",
	CMS: "message service error",
	final: "refused by the module",
	timeout: "no answer within the limit",
	framing: "the bytes on the wire were not what the manual says",
	reset: "the module restarted or lost its supply",
	mqtt: "failed to send packet",
	socket: "failed on the network",
	tls: "no connection, or no TLS: a certificate that is not trusted, not in force or for another host, or the network",
	file: "the module could not store the file",
});

/** Text for a connection with TLS that failed: the command says what was found (see `xs-quectel/modem/ssl-context`). */
const clockText = "no TLS: the module's clock is not set, and no certificate is in force by it";

/** What an error means, in words. Apart from the errors, so that a device need not carry it. */
export function meaning({ source, code, command }: Pick<ModemError, "source" | "code" | "command">): string {
	let text: string | undefined;
	if (source === "mqtt") text = mqtt[command]?.[code];
	else if (source === "socket") text = socket[code];
	else if (source === "file") text = file[code];
	else if (source === "tls" && command === "+CCLK") text = clockText;
	return text ?? sources[source] ?? source;
}

/** All meanings, for a page: first those of numbers, then of what is left of each source. Made anew each time. */
export function meanings(): Meaning[] {
	const rows: Meaning[] = [];
	const add = (source: ErrorSource, texts: Readonly<Record<number, string>>, command?: string) => {
		const codes = Object.keys(texts)
			.map(Number)
			.sort((a, b) => a - b);
		for (const code of codes) {
			const text = texts[code] as string;
			rows.push(command === undefined ? { source, code, text } : { source, command, code, text });
		}
	};
	for (const [command, texts] of Object.entries(mqtt)) add("mqtt", texts, command);
	add("socket", socket);
	rows.push({ source: "tls", command: "+CCLK", text: clockText });
	add("file", file);
	for (const [source, text] of Object.entries(sources)) rows.push({ source: source as ErrorSource, text });
	return rows;
}
