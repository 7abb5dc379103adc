import type { Exchange } from "../sim/transcript/exchange.js";

/** The forms of a command (note 3.1.2). */
export const FORMS = Object.freeze(["test", "read", "write", "execute"] as const);
export type Form = (typeof FORMS)[number];

/** The commands of the simulator and the forms that each has. */
export const commandForms: Readonly<Record<string, readonly Form[]>> = Object.freeze({
	E: ["execute"],
	V: ["execute"],
	Q: ["execute"],
	X: ["execute"],
	S: ["read", "write"],
	Z: ["execute"],
	I: ["execute"],
	"&F": ["execute"],
	"&W": ["execute"],
	"&V": ["execute"],
	"&C": ["execute"],
	"&D": ["execute"],
	"+CMEE": ["test", "read", "write"],
	"+CGMI": ["test", "execute"],
	"+GMI": ["test", "execute"],
	"+CGMM": ["test", "execute"],
	"+GMM": ["test", "execute"],
	"+CGMR": ["test", "execute"],
	"+GMR": ["test", "execute"],
	"+QGMR": ["test", "execute"],
	"+CGSN": ["test", "write", "execute"],
	"+GSN": ["test", "execute"],
	"+IPR": ["test", "read", "write"],
	"+IFC": ["test", "read", "write"],
	"+ICF": ["test", "read", "write"],
	"+QURCCFG": ["test", "write"],
	"+QCFG": ["test", "write"],
	"+QINDCFG": ["test", "write"],
	"+CCLK": ["test", "read", "write"],
	"+CTZU": ["test", "read", "write"],
	"+CTZR": ["test", "read", "write"],
	"+QLTS": ["test", "write", "execute"],
	"+CBC": ["test", "execute"],
	"+QADC": ["test", "write"],
	"+QGDCNT": ["test", "read", "write"],
	"+CFUN": ["test", "read", "write"],
	"+QSCLK": ["test", "read", "write"],
	"+QPOWD": ["test", "write", "execute"],
	"+CPIN": ["test", "read", "write"],
	"+CIMI": ["test", "execute"],
	"+QCCID": ["test", "execute"],
	"+QPINC": ["test", "read"],
	"+QSIMSTAT": ["test", "read", "write"],
	"+QSIMDET": ["test", "read", "write"],
	"+QINISTAT": ["test", "execute"],
	"+CSQ": ["test", "execute"],
	"+QCSQ": ["test", "execute"],
	"+QNWINFO": ["test", "execute"],
	"+QSPN": ["test", "execute"],
	"+QENG": ["test", "write"],
	"+CREG": ["test", "read", "write"],
	"+CGREG": ["test", "read", "write"],
	"+CEREG": ["test", "read", "write"],
	"+COPS": ["test", "read", "write"],
	"+CGATT": ["test", "read", "write"],
	"+CGDCONT": ["test", "read", "write"],
	"+CGPADDR": ["test", "write", "execute"],
	"+CGACT": ["test", "read", "write"],
	"+QICSGP": ["test", "write"],
	"+QIACT": ["test", "read", "write"],
	"+QIDEACT": ["test", "write"],
	"+QIACTEX": ["test", "write"],
	"+QIDEACTEX": ["test", "write"],
	O: ["execute"],
	"+QIOPEN": ["test", "write"],
	"+QICLOSE": ["test", "write"],
	"+QISTATE": ["test", "read", "write", "execute"],
	"+QISWTMD": ["test", "write"],
	"+QISEND": ["test", "write"],
	"+QISENDEX": ["test", "write"],
	"+QIRD": ["test", "write"],
	"+QISDE": ["test", "read", "write"],
	"+QICFG": ["test", "write"],
	"+QIGETERROR": ["test", "execute"],
	"+QIDNSCFG": ["test", "write"],
	"+QIDNSGIP": ["test", "write"],
	"+QPING": ["test", "write"],
	"+QNTP": ["test", "write"],
	"+QSSLOPEN": ["test", "write"],
	"+QSSLCLOSE": ["test", "write"],
	"+QSSLSEND": ["test", "write"],
	"+QSSLRECV": ["test", "write"],
	"+QSSLSTATE": ["test", "read", "write", "execute"],
	"+QFUPL": ["test", "write"],
	"+QFDWL": ["test", "write"],
	"+QFLST": ["test", "write", "execute"],
	"+QFLDS": ["test", "write", "execute"],
	"+QFDEL": ["test", "write"],
	"+QFOPEN": ["test", "read", "write"],
	"+QFREAD": ["test", "write"],
	"+QFWRITE": ["test", "write"],
	"+QFSEEK": ["test", "write"],
	"+QFPOSITION": ["test", "write"],
	"+QFTUCAT": ["test", "write"],
	"+QFCLOSE": ["test", "write"],
	"+QSSLCFG": ["test", "write"],
	"+QMTCFG": ["test", "write"],
	"+QMTOPEN": ["test", "read", "write"],
	"+QMTCLOSE": ["test", "write"],
	"+QMTCONN": ["test", "read", "write"],
	"+QMTDISC": ["test", "write"],
	"+QMTSUB": ["test", "write"],
	"+QMTUNS": ["test", "write"],
	"+QMTPUBEX": ["test", "write"],
	"+QMTRECV": ["test", "read", "write"],
	// In its dialects only.
	"+QMTPUB": ["write"],
});

/** One command in one form, as it was typed. */
export interface Typed {
	readonly name: string;
	readonly form: Form;
}

function formOf(sign: string): Form {
	if (sign === "=?") return "test";
	if (sign === "?") return "read";
	return sign === "=" ? "write" : "execute";
}

/** The commands of a command line. */
export function readCommands(line: string): Typed[] {
	const parts =
		line
			.trim()
			.replace(/^AT/i, "")
			.match(/(?:"[^"]*"|[^;"])+/g) ?? [];
	return parts.flatMap((part) => {
		const extended = /^\s*(\+\w+)\s*(=\?|\?|=)?/.exec(part);
		if (extended !== null) return [{ name: (extended[1] as string).toUpperCase(), form: formOf(extended[2] ?? "") }];
		return Array.from(part.matchAll(/(&?[A-Z])\d*(=\?|\?|=\d*)?/gi), ([, name = "", sign = ""]) => ({
			name: name.toUpperCase(),
			form: formOf(sign.replace(/^=\d+$/, "=")),
		}));
	});
}

/** The commands that an exchange shows to do something: typed as a line, and not refused. */
export function shownForms({ entries }: Exchange): Typed[] {
	const shown: Typed[] = [];
	let before = "";
	let line = "";
	/** Behind CONNECT, until a result. */
	let online = false;
	for (const [at, entry] of entries.entries()) {
		if (entry.kind !== "bytes" || entry.sender !== "host") continue;
		const answer = entries.slice(at + 1).findIndex((it) => it.kind === "bytes" && it.sender === "host");
		const behind = entries.slice(at + 1, answer < 0 ? undefined : at + 1 + answer);
		const told = behind.map((it) => (it.kind === "bytes" ? it.bytes : "")).join("");
		online =
			before.endsWith("\r\nCONNECT\r\n") || (online && !/\r\n(OK|ERROR|NO CARRIER|\+CME ERROR: \d+)\r\n/.test(before));
		const isData = online || before.endsWith("> ");
		before = told;
		if (isData) continue;
		line += entry.bytes;
		if (!line.endsWith("\r")) continue;
		// With ATV0 an ERROR is the digit 4 (V.250, table 1).
		if (!/\r\n(?:ERROR|\+CME ERROR: [^\r]+)\r\n|^4\r$/.test(told)) shown.push(...readCommands(line));
		line = "";
	}
	return shown;
}
