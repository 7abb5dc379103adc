import { cmeMeaning } from "./refusal.js";

/** How the module writes results: ATV, ATQ and AT+CMEE. */
export interface ResponseFormat {
	readonly verbose: boolean;
	readonly quiet: boolean;
	readonly errorFormat: number;
}

/** `SEND OK` and `SEND FAIL` end AT+QISEND in the place of OK; they have no digit. */
export type FinalResult = "OK" | "ERROR" | "NO CARRIER" | "SEND OK" | "SEND FAIL";

const NUMERIC: Readonly<Partial<Record<FinalResult, string>>> = Object.freeze({
	OK: "0",
	"NO CARRIER": "3",
	ERROR: "4",
});

/** The information lines of one command, as one block: an empty line before it, a line end after each line (V.250, 5.7.1). */
export function informationBlock(lines: readonly string[], format: ResponseFormat): string {
	if (lines.length === 0) {
		return "";
	}
	return `${format.verbose ? "\r\n" : ""}${lines.join("\r\n")}\r\n`;
}

/** A final result code; nothing at all with ATQ1. */
export function finalResult(result: FinalResult, format: ResponseFormat): string {
	if (format.quiet) {
		return "";
	}
	return format.verbose ? `\r\n${result}\r\n` : `${NUMERIC[result] ?? result}\r`;
}

/** The final result code of a command that has numbers for its errors (3GPP TS 27.007, 9.2). */
export function cmeResult(code: number, format: ResponseFormat): string {
	if (format.errorFormat === 0) {
		return finalResult("ERROR", format);
	}
	if (format.quiet) {
		return "";
	}
	return `\r\n+CME ERROR: ${format.errorFormat === 2 ? cmeMeaning(code) : code}\r\n`;
}

/** An unsolicited result code. */
export function unsolicited(text: string, format: ResponseFormat): string {
	return informationBlock([text], format);
}

/** The intermediate result code in front of data; `length` where the command tells it. */
export function connectResult(length: number | undefined, format: ResponseFormat): string {
	if (format.quiet) {
		return "";
	}
	return format.verbose ? `\r\nCONNECT${length === undefined ? "" : ` ${length}`}\r\n` : "1\r";
}

/** What the module writes when it waits for counted bytes: no line end follows. */
export const PROMPT = "\r\n> ";
