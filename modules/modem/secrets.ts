const STAR = 42;
const QUOTE = 34;
const COMMA = 44;
const CR = 13;
const LF = 10;

/** Commands with secrets, and the first of their fields that is one: PIN, log-in, access point's user and password. */
const commands: Readonly<Record<string, number>> = Object.freeze({ CPIN: 0, QMTCONN: 2, QICSGP: 3 });

/** Options of QMTCFG that are log-ins; what stands behind the client index is secret. */
const logIns: readonly string[] = Object.freeze(["ALIAUTH", "ONENET", "HWAUTH", "HWPRODID"]);

/** The first secret field of what stands behind `name`; Infinity: none. */
function firstSecret(name: string, rest: string): number {
	if (name === "QMTCFG") {
		const option = /^"?([^",]*)/.exec(rest)?.[1] ?? "";
		return logIns.includes(option.toUpperCase()) ? 2 : Number.POSITIVE_INFINITY;
	}
	return commands[name] ?? Number.POSITIVE_INFINITY;
}

function hide(bytes: Uint8Array, start: number, end: number): void {
	for (let at = start; at < end; at++) if (bytes[at] !== QUOTE && bytes[at] !== COMMA) bytes[at] = STAR;
}

function hideLine(bytes: Uint8Array, start: number, end: number): void {
	let text = "";
	for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
	// A bare number is an answer to AT+CIMI or AT+CGSN; +QCCID has its own name.
	if (/^\d{10,}$/.test(text) || /^\+QCCID:/.test(text)) {
		hide(bytes, start, end);
		return;
	}
	// A piece of another line may stand in front of a command. The answer to AT+CPIN? is none.
	const match = /(?:AT\+(\w+)=|^\+(QMTCFG|QICSGP): )/i.exec(text);
	if (match === null) return;
	const from = match.index + match[0].length;
	let left = firstSecret((match[1] ?? match[2] ?? "").toUpperCase(), text.slice(from));
	let isQuoted = false;
	for (let at = start + from; at < end; at++) {
		const b = bytes[at] as number;
		if (b === QUOTE) isQuoted = !isQuoted;
		else if (left <= 0) hide(bytes, at, at + 1);
		else if (b === COMMA && !isQuoted) left--;
	}
}

/**
 * Hides secrets in lines of one direction, in place, length kept: passwords, PINs, log-ins, numbers of SIM and subscriber.
 * @param isCut whether the first line has lost its beginning: then nothing of it is shown
 */
export function hideSecrets(bytes: Uint8Array, isCut: boolean): void {
	let start = 0;
	for (let at = 0; at <= bytes.length; at++) {
		if (at < bytes.length && bytes[at] !== CR && bytes[at] !== LF) continue;
		if (isCut) hide(bytes, start, at);
		else hideLine(bytes, start, at);
		isCut = false;
		start = at + 1;
	}
}
