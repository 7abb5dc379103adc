import { Lexicon, LineKind, type Name } from "../../modules/at/lexicon.js";
import { Scanner, Token } from "../../modules/at/scanner.js";
import { lexicon as family } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { AssertionError, deepEqual, equal } from "./assert.js";
import { isTried } from "./effort.js";
import { bytesOf } from "./tokens.js";

/**
 * Bytes on the wire, as characters up to U+00FF, and the token that begins with the first of them. Without a token they
 * are swallowed in silence.
 */
export type Said = readonly [bytes: string, token: string] | string;

/** One row of a table: what the module says, what the scanner tells of it, and what it swallows. */
export interface ScanRow {
	/** Completes "reads ...". */
	readonly what: string;
	/**
	 * A token is its kind, its name and its fields with bars between them, those in quotes with their quotes:
	 * `line +COPS 0|0|"A"|7`. A header ends with ` of` and the announced length; runs of one payload are one token.
	 */
	readonly said: readonly Said[];
	/** Bytes that come last, and are neither told nor swallowed: they are no whole line yet. */
	readonly held?: string;
	/** Bytes of a payload that are still to come at the end. */
	readonly missing?: number;
	/** Whether a prompt is awaited from the beginning. */
	readonly awaits?: boolean;
	/** Capacity of the ring, bytes; default 512. */
	readonly ring?: number;
	readonly longLines?: number;
	readonly framingErrors?: number;
}

/** Longest payload that is believed in the tables, bytes. */
const LONGEST = 2000;

const kinds = Object.freeze(["text", "echo", "final", "intermediate", "line"] as const);

/** Rows of one line each, framed as the module frames everything it says by itself. */
export function forms(lines: readonly (readonly [line: string, token: string])[]): ScanRow[] {
	return lines.map(([line, token]) => ({ what: line, said: ["\r\n", [`${line}\r\n`, token]] }));
}

/** The family's names, and more of them, as information lines where nothing else is said. */
export function lexiconWith(...more: readonly (string | Name)[]): Lexicon {
	const names = more.map((it) => (typeof it === "string" ? { text: it, kind: LineKind.information } : it));
	return new Lexicon([...family.names, ...names.filter(({ text }) => family.identify(text) === 0)]);
}

/** How many characters are made at once: XS copies a string for each that is joined to it. */
const PIECE = 64;

function latin1(bytes: Uint8Array, start: number, end: number): string {
	let it = "";
	for (let at = start; at < end; at += PIECE) {
		const piece = bytes.subarray(at, Math.min(at + PIECE, end));
		it += String.fromCharCode.apply(undefined, piece as unknown as number[]);
	}
	return it;
}

/** A scanner with its ring, which reads a text in pieces, as often as one likes, and writes down what it tells. */
class Table {
	readonly counters = new Counters();
	readonly #lexicon: Lexicon;
	readonly #ring: Ring;
	readonly scanner: Scanner;
	#told: string[] = [];
	#put = 0;
	/** Of the payload that comes in runs: where it begins, and what came of it. */
	#payloadAt = 0;
	#payload = "";

	constructor(lexicon: Lexicon, capacity: number) {
		this.#lexicon = lexicon;
		this.#ring = new Ring(capacity, this.counters);
		this.scanner = new Scanner(this.#ring, lexicon, this.counters, LONGEST);
	}

	/** Bytes let go, of all that were put. */
	get swallowed(): number {
		return this.#put - (this.#ring.head - this.#ring.tail);
	}

	/** Begins anew, and reads `bytes` in pieces of `first` bytes and then of `rest`. @returns the tokens, each with its offset */
	read(bytes: Uint8Array, awaits: boolean, first: number, rest: number): string[] {
		this.scanner.reset();
		this.scanner.awaitsPrompt = awaits;
		this.counters.longLines = this.counters.framingErrors = 0;
		this.#told = [];
		this.#put = 0;
		this.#payload = "";
		for (let end = first; this.#put < bytes.length; end += rest) {
			const stop = Math.min(end, bytes.length);
			while (this.#put < stop) {
				const taken = this.#ring.put(bytes.subarray(this.#put, stop));
				if (taken === 0) throw new AssertionError("the ring is full and nothing is told");
				this.#put += taken;
				this.#drain();
			}
		}
		this.#endPayload();
		return this.#told;
	}

	#drain(): void {
		const { scanner } = this;
		for (;;) {
			const token = scanner.next();
			if (token === Token.none) return;
			if (token === Token.payload) {
				if (this.#payload === "") this.#payloadAt = this.swallowed;
				this.#payload += latin1(this.#ring.bytes, scanner.runStart, scanner.runEnd);
				continue;
			}
			this.#endPayload();
			this.#told.push(`${this.swallowed} ${this.#describe(token)}`);
		}
	}

	#endPayload(): void {
		if (this.#payload !== "") this.#told.push(`${this.#payloadAt} payload ${this.#payload}`);
		this.#payload = "";
	}

	#describe(token: number): string {
		if (token === Token.prompt) return "prompt";
		if (token === Token.payloadEnd) return "whole";
		if (token === Token.payloadBroken) return "broken";
		if (token === Token.garbage) return "garbage";
		const { line } = this.scanner;
		const words: string[] = [token === Token.header ? "header" : (kinds[line.kind] as string)];
		if (line.name !== 0) words.push(this.#lexicon.text(line.name));
		const fields: string[] = [];
		for (let index = 0; index < line.count; index++) {
			let field = "";
			for (let at = 0, byte = line.byte(index, 0); byte >= 0; byte = line.byte(index, ++at)) {
				field += String.fromCharCode(byte);
			}
			fields.push(line.isQuoted(index) ? `"${field}"` : field);
		}
		if (line.count > 0) words.push(fields.join("|"));
		if (token === Token.header) words.push("of", String(this.scanner.remaining));
		return words.join(" ");
	}
}

/**
 * Checks a row: read whole, byte by byte, in eights, and cut in two at every place, it gives the same.
 * @throws AssertionError naming the way it was cut
 */
export function checkRow(row: ScanRow, lexicon: Lexicon): void {
	const { said, held = "", missing = 0, awaits = false, ring = 512, longLines = 0, framingErrors = 0 } = row;
	const tokens: string[] = [];
	let input = "";
	for (const it of said) {
		if (typeof it !== "string") tokens.push(`${input.length} ${it[1]}`);
		input += typeof it === "string" ? it : it[0];
	}
	const swallowed = input.length;
	const bytes = bytesOf(input + held);
	const table = new Table(lexicon, ring);
	const reads = (how: string, first: number, rest: number) => {
		const told = table.read(bytes, awaits, first, rest);
		// Strings are compared before the message is made: there are many runs, and XS makes strings slowly.
		const isSame = told.length === tokens.length && told.every((token, at) => token === tokens[at]);
		if (!isSame) deepEqual(told, tokens, how);
		const { scanner, counters } = table;
		equal(table.swallowed, swallowed, how);
		equal(scanner.isInside, held !== "" || missing > 0, how);
		equal(scanner.remaining, missing, how);
		equal(scanner.awaitsPrompt, awaits && !tokens.some((token) => token.endsWith(" prompt")), how);
		equal(counters.longLines, longLines, how);
		equal(counters.framingErrors, framingErrors, how);
	};
	reads("whole", bytes.length, 1);
	reads("byte by byte", 1, 1);
	reads("in eights", 8, 8);
	for (let split = 1; split < bytes.length; split++) {
		if (isTried(split)) reads(`split at ${split}`, split, bytes.length);
	}
}
