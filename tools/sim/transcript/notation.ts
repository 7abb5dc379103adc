/** A text that is no transcript: says which line, and why. */
export class TranscriptError extends Error {
	readonly line: number;

	constructor(line: number, message: string) {
		super(`line ${line}: ${message}`);
		this.line = line;
	}
}

const named: Readonly<Record<string, string>> = Object.freeze({ "\r": "\\r", "\n": "\\n", "\\": "\\\\" });
const escapes: Readonly<Record<string, string>> = Object.freeze({ r: "\r", n: "\n", "\\": "\\" });

/**
 * Bytes, one character up to U+00FF each, as the notation of a transcript: printable ASCII stands for itself; CR, LF and
 * the backslash have names; all else is `\xHH`, a space at the end of a line too, which nobody would see.
 */
export function notate(bytes: string): string {
	return bytes
		.replace(/[\r\n\\]/g, (it) => named[it] as string)
		.replace(/[^ -~]|^ | $/g, (it) => `\\x${it.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** What {@link notate} wrote. @throws TranscriptError that names `line` */
export function denotate(notation: string, line: number): string {
	if (/[^ -~]/.test(notation)) throw new TranscriptError(line, "a byte that is not printable ASCII stands as itself");
	return notation.replace(/\\(?:([rn\\])|x([0-9A-Fa-f]{2})|(.?))/g, (whole, name, digits) => {
		if (name !== undefined) return escapes[name] as string;
		if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
		throw new TranscriptError(line, `${whole} means nothing`);
	});
}
