import { denotate, notate, TranscriptError } from "./notation.js";

/** Bytes that passed on the wire, one character up to U+00FF each. */
export interface BytesEntry {
	readonly kind: "bytes";
	/** Who sent them. */
	readonly sender: "host" | "module";
	/** ms since the exchange began. */
	readonly time: number;
	readonly bytes: string;
	readonly line: number;
}

/** Something that happens outside the wire: to the network, the SIM, the supply. */
export interface EventEntry {
	readonly kind: "event";
	readonly time: number;
	readonly words: string;
	readonly line: number;
}

/** The head of an exchange, or what is known about it. */
export interface HeadEntry {
	readonly kind: "title" | "note" | "covers" | "given";
	readonly text: string;
	readonly line: number;
}

export type Entry = BytesEntry | EventEntry | HeadEntry;

const heads: Readonly<Record<string, HeadEntry["kind"]>> = Object.freeze({
	"=": "title",
	note: "note",
	covers: "covers",
	given: "given",
});

/**
 * One line of a transcript. Beside comments (`#`) and empty lines there are:
 *
 *     = TITLE             begins an exchange
 *     note SECTION        where the manual says so
 *     covers ROW, ...     what of the manual it shows
 *     given CONDITION     what is so before the first byte
 *     > TIME BYTES        the host sends
 *     < TIME BYTES        the module sends
 *     ! TIME EVENT        something happens outside
 *
 * TIME is in ms since the exchange began. BYTES run to the end of the line, see notation.ts.
 *
 * @returns undefined for a comment or an empty line
 * @throws TranscriptError
 */
export function readEntry(text: string, line: number): Entry | undefined {
	if (/^\s*(#|$)/.test(text)) return undefined;
	const wire = /^([<>!]) (\d+(?:\.\d{1,3})?) (.+)$/.exec(text);
	if (wire !== null) {
		const [, sign, digits, rest] = wire as unknown as [string, string, string, string];
		const time = Number(digits);
		if (sign === "!") return { kind: "event", time, words: rest, line };
		return { kind: "bytes", sender: sign === ">" ? "host" : "module", time, bytes: denotate(rest, line), line };
	}
	const head = /^(=|note|covers|given) (\S.*)$/.exec(text);
	if (head === null) throw new TranscriptError(line, "neither bytes, nor an event, nor a head");
	return { kind: heads[head[1] as string] as HeadEntry["kind"], text: (head[2] as string).trimEnd(), line };
}

const digitsOf = (time: number) => String(Math.round(time * 1000) / 1000);

/** The line for bytes that passed: what a recorder writes. */
export function writeBytes(sender: "host" | "module", time: number, bytes: string): string {
	return `${sender === "host" ? ">" : "<"} ${digitsOf(time)} ${notate(bytes)}`;
}

/** The line for something that happened outside the wire. */
export function writeEvent(time: number, words: string): string {
	return `! ${digitsOf(time)} ${words}`;
}
