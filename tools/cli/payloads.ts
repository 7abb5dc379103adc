/** Commands whose payload follows a prompt or CONNECT; the group holds its length, where there is one. */
const announcing: readonly RegExp[] = Object.freeze([
	/^AT\+QMTPUBEX=.*,(\d+)$/i,
	// Not in the note: with a length on part of the family, otherwise up to Ctrl-Z.
	/^AT\+QMTPUB=\d+,\d+,\d,\d,"[^"]*"(?:,(\d+))?$/i,
	/^AT\+QMTCFG="willex",\d+,1,\d,\d,"[^"]*",(\d+)$/i,
	/^AT\+(?:QISEND|QSSLSEND)=\d+(?:,([1-9]\d*)(?:,.*)?)?$/i,
	/^AT\+QFUPL="[^"]*",(\d+)/i,
	/^AT\+QFWRITE=\d+,(\d+)/i,
]);

/** Lines of the module that bytes follow behind the line end. */
const counted: readonly RegExp[] = Object.freeze([
	/^\+(?:QIRD|QSSLRECV): (\d+)(?:,"[^"]*",\d+)?$/,
	/^\+QIURC: "recv",\d+,(\d+)/,
	/^CONNECT (\d+)$/,
]);

/** How many bytes of payload a command line announces; Infinity: up to Ctrl-Z or ESC; 0: none. */
export function payloadAfter(line: string): number {
	for (const pattern of announcing) {
		const found = pattern.exec(line);
		if (found !== null) return found[1] === undefined ? Number.POSITIVE_INFINITY : Number(found[1]);
	}
	return 0;
}

/** How many bytes of payload follow a line of the module; 0: none. */
export function payloadBehind(line: string): number {
	for (const pattern of counted) {
		const found = pattern.exec(line);
		if (found !== null) return Number(found[1]);
	}
	return 0;
}

/**
 * How many bytes of payload follow within a line of the module that has come up to a quote (+QMTRECV with its length
 * field); undefined: this quote opens no payload. The topic ends where a length and a quote follow.
 */
export function payloadWithin(begun: string): number | undefined {
	const found = /^\+QMTRECV: \d+,\d+,".*",(\d+),"$/.exec(begun);
	return found === null ? undefined : Number(found[1]);
}
