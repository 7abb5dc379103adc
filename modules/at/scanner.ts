import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import { type Lexicon, LineKind, UNKNOWN } from "./lexicon.js";
import { Line } from "./line.js";

/** What {@link Scanner.next} tells. */
export const Token = Object.freeze({
	/** Nothing more until bytes arrive. */
	none: 0,
	/** A whole line: see `line`. */
	line: 1,
	/** The module waits for the announced bytes. Only while `awaitsPrompt` is set, which this clears. */
	prompt: 2,
	/** A line up to the opening quote of a counted payload: see `line` and `remaining`. */
	header: 3,
	/** Bytes of the payload: `ring.bytes` from `runStart` to `runEnd`. */
	payload: 4,
	/** The payload was whole: closing quote and line end stood where the length said. */
	payloadEnd: 5,
	/** They did not. Nothing of this payload may be believed. */
	payloadBroken: 6,
	/** Bytes that are no line of any module: too long, or given up. Counted already. */
	garbage: 7,
} as const);

/** Where the scanner stands between two bytes. */
const State = Object.freeze({
	start: 0,
	name: 1,
	fieldStart: 2,
	bare: 3,
	quoted: 4,
	/** Behind a quote inside a quoted field: its end, or a byte of it. */
	quoteSeen: 5,
	text: 6,
	payload: 7,
	close: 8,
	/** Behind something given up, until the next line end. */
	skip: 9,
} as const);

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const PROMPT = 62;

/** `OK`, CR, LF as one little-endian word. */
const OK_LINE = 0x0a0d4b4f;

/** Closing quote, CR, LF. */
const CLOSING = 3;

/**
 * Finds lines, prompts and counted payloads in the bytes of a ring, resumable at every byte and without allocation.
 *
 * A line ends at CR or LF. Inside a quoted field only a quote followed by a comma or the line's end closes it, because
 * the module escapes nothing. The topic in front of a counted payload may hold anything, line ends and quotes included:
 * it ends where `",<length>,"` follows. What is inside a counted payload is never looked at.
 *
 * Knows V.250 and the shape of 3GPP responses; which names there are, and which carry payload, the lexicon says.
 */
export class Scanner {
	readonly line: Line;
	/** Set while a command awaits its prompt: otherwise `>` is text like any other. */
	awaitsPrompt = false;
	/** Bytes of the payload that are still to come. */
	remaining = 0;
	/** The run that a payload token tells of. */
	runStart = 0;
	runEnd = 0;

	readonly #ring: Ring;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	/** Identifier of `OK`; 0 where the lexicon has none. */
	readonly #ok: number;
	readonly #lexicon: Lexicon;
	readonly #counters: Counters;
	readonly #longest: number;
	#state: number = State.start;
	/** Bytes of the ring that the last token still holds. */
	#held = 0;
	/** Where scanning goes on, from the ring's tail. */
	#at = 0;
	#node = 0;
	/** Index of the length field of the present line plus one; 0: it carries no payload. */
	#counted = 0;

	/** @param longest longest counted payload, bytes; a line that announces more is garbage */
	constructor(ring: Ring, lexicon: Lexicon, counters: Counters, longest: number) {
		this.#ring = ring;
		this.#bytes = ring.bytes;
		this.#view = new DataView(ring.bytes.buffer);
		this.#ok = lexicon.identify("OK");
		this.#lexicon = lexicon;
		this.#counters = counters;
		this.#longest = longest;
		this.line = new Line(ring.bytes);
	}

	/** Whether a line or a payload has begun and not ended. */
	get isInside(): boolean {
		return this.#state !== State.start;
	}

	/** Gives up the line or payload in progress and everything unread. @returns whether there was any */
	reset(): boolean {
		const wasInside = this.isInside;
		this.#ring.clear();
		this.#state = State.start;
		this.#held = 0;
		this.#at = 0;
		this.#counted = 0;
		this.remaining = 0;
		this.awaitsPrompt = false;
		return wasInside;
	}

	/** Releases the last token and looks for the next one. @returns one of {@link Token} */
	next(): number {
		const ring = this.#ring;
		const line = this.line;
		const bytes = this.#bytes;
		const head = ring.head;
		let base = (ring.tail += this.#held);
		this.#held = 0;
		let i = base + this.#at;
		let state = this.#state;
		let count = line.count;
		// A sentinel behind the last byte: loops over a field's bytes stop there without looking at the end each time.
		bytes[head] = 0;
		for (;;) {
			if (state === State.start) {
				while (i < head && (bytes[i] as number) <= SPACE) i++;
				ring.tail = base = i;
				if (i === head) break;
				count = 0;
				this.#counted = 0;
				if (bytes[i] === PROMPT) {
					if (this.awaitsPrompt) {
						this.awaitsPrompt = false;
						return this.#tell(Token.prompt, 1);
					}
				} else if (head - i >= 4) {
					// The usual case, by words of four bytes: OK, or a name with its colon. All else goes byte by byte.
					let word = this.#view.getInt32(i, true);
					if (word === OK_LINE && this.#ok !== UNKNOWN) {
						line.count = 0;
						return this.#tellLine(this.#ok, LineKind.final, 4);
					}
					const lexicon = this.#lexicon;
					const words = lexicon.word;
					const mask = lexicon.mask;
					let at = i;
					let node = lexicon.wordChild[0] as number;
					while (node !== 0) {
						if ((word & (mask[node] as number)) !== words[node]) {
							node = lexicon.wordSibling[node] as number;
							continue;
						}
						const name = lexicon.wordEnd[node] as number;
						if (name !== UNKNOWN) {
							i = base + (lexicon.wordLength[node] as number);
							line.name = name;
							this.#counted = lexicon.counted[name] as number;
							state = State.fieldStart;
							break;
						}
						at += 4;
						if (head - at < 4) break;
						word = this.#view.getInt32(at, true);
						node = lexicon.wordChild[node] as number;
					}
				}
				if (state === State.start) {
					this.#node = 0;
					state = State.name;
				}
			}
			if (state === State.fieldStart) {
				let b = bytes[i] as number;
				while (b === SPACE) b = bytes[++i] as number;
				if (i === head) break;
				if (b === QUOTE) {
					i++;
					const length = count !== 0 && count === this.#counted ? this.#lengthOf(count - 1, base) : Number.NaN;
					if (length <= this.#longest) {
						line.count = count;
						line.kind = LineKind.information;
						line.base = base;
						this.remaining = length;
						this.#state = length === 0 ? State.close : State.payload;
						this.#at = 0;
						this.#held = i - base;
						return Token.header;
					}
					if (count + 1 === this.#counted && line.quoted[count - 1] === 1) {
						// Two strings in a row where a length should be: the first one has not ended, but may end here.
						count--;
						state = State.quoteSeen;
						continue;
					}
					line.starts[count] = i - base;
					line.quoted[count] = 1;
					state = State.quoted;
				} else if (count !== 0 && count === this.#counted && line.quoted[count - 2] === 1) {
					// A length, and no payload behind it: the topic has not ended. These few bytes are looked at again.
					count -= 2;
					i = base + (line.starts[count + 1] as number);
					state = State.quoted;
				} else {
					line.starts[count] = i - base;
					line.quoted[count] = 0;
					state = State.bare;
				}
			}
			if (state === State.bare) {
				let b = bytes[i] as number;
				// Digits, letters and minus are above the comma; everything that can end the field is not.
				while (b > COMMA || (b !== COMMA && b !== CR && b !== LF && i < head)) b = bytes[++i] as number;
				if (i === head) break;
				line.ends[count] = i - base;
				if (++count === this.#counted && line.quoted[count - 2] === 1 && !this.#isLength(count - 1, i - base, b)) {
					// No length: the topic has not ended. Its end may be in here, so these few bytes are looked at again.
					count -= 2;
					i = base + (line.starts[count + 1] as number);
					state = State.quoted;
				} else if (b === COMMA) {
					state = State.fieldStart;
					i++;
					continue;
				} else {
					line.count = count;
					return this.#tellLine(line.name, this.#lexicon.kind[line.name] as number, i + 1 - base);
				}
			}
			if (state === State.quoted) {
				const mayHoldLineEnds = count + 2 === this.#counted;
				let b = bytes[i] as number;
				while (b > QUOTE || (b !== QUOTE && i < head && (mayHoldLineEnds || (b !== CR && b !== LF)))) {
					b = bytes[++i] as number;
				}
				if (i === head) break;
				if (b === QUOTE) {
					i++;
					state = State.quoteSeen;
				} else {
					// The quote never closed: nobody may take this for the line it claims to be.
					line.count = 1;
					line.starts[0] = 0;
					line.ends[0] = i - base;
					line.quoted[0] = 0;
					return this.#tellLine(UNKNOWN, LineKind.unknown, i + 1 - base);
				}
			}
			if (state === State.quoteSeen) {
				if (i === head) break;
				const b = bytes[i] as number;
				const isTopic = count + 2 === this.#counted;
				if (b === COMMA || (!isTopic && (b === CR || b === LF))) {
					line.ends[count] = i - 1 - base;
					count++;
					i++;
					if (b !== COMMA) {
						line.count = count;
						return this.#tellLine(line.name, this.#lexicon.kind[line.name] as number, i - base);
					}
					state = State.fieldStart;
				} else {
					state = State.quoted;
				}
				continue;
			}
			if (state === State.payload) {
				const run = Math.min(head - base, this.remaining);
				if (run === 0) break;
				this.runStart = base;
				this.runEnd = base + run;
				this.remaining -= run;
				this.#held = run;
				this.#at = 0;
				this.#state = this.remaining === 0 ? State.close : State.payload;
				return Token.payload;
			}
			if (state === State.close) {
				if (head - base < CLOSING) break;
				if (bytes[base] === QUOTE && bytes[base + 1] === CR && bytes[base + 2] === LF) {
					return this.#tell(Token.payloadEnd, CLOSING);
				}
				this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;
				line.name = UNKNOWN;
				this.#state = State.text;
				this.#at = 0;
				return Token.payloadBroken;
			}
			if (state === State.name) {
				const { byte, child, sibling } = this.#lexicon;
				let node = this.#node;
				while (i < head) {
					const b = bytes[i] as number;
					let next = child[node] as number;
					while (next !== 0 && byte[next] !== b) next = sibling[next] as number;
					if (next === 0) break;
					node = next;
					i++;
				}
				this.#node = node;
				if (i === head) break;
				const b = bytes[i] as number;
				const name = this.#lexicon.end[node] as number;
				const kind = this.#lexicon.kind[name] as number;
				if (name !== UNKNOWN && (b === CR || b === LF)) {
					line.count = 0;
					return this.#tellLine(name, kind, i + 1 - base);
				}
				if (name !== UNKNOWN && (b === COLON || (b === SPACE && kind === LineKind.intermediate))) {
					line.name = name;
					this.#counted = this.#lexicon.counted[name] as number;
					state = State.fieldStart;
					i++;
					continue;
				}
				line.name = kind === LineKind.echo ? name : UNKNOWN;
				state = State.text;
			}
			if (state === State.text) {
				while (i < head && bytes[i] !== CR && bytes[i] !== LF) i++;
				if (i === head) break;
				line.count = 1;
				line.starts[0] = 0;
				line.ends[0] = i - base;
				line.quoted[0] = 0;
				return this.#tellLine(line.name, line.name === UNKNOWN ? LineKind.unknown : LineKind.echo, i + 1 - base);
			}
			if (state === State.skip) {
				while (i < head && bytes[i] !== CR && bytes[i] !== LF) i++;
				ring.tail = base = i;
				if (i === head) break;
				state = State.start;
			}
		}
		line.count = count;
		this.#state = state;
		this.#at = i - base;
		if (ring.room === 0) {
			this.#counters.longLines = (this.#counters.longLines + 1) | 0;
			this.#state = State.skip;
			this.#held = i - base;
			this.#at = 0;
			return Token.garbage;
		}
		return Token.none;
	}

	#tell(token: number, held: number): number {
		this.#state = State.start;
		this.#held = held;
		this.#at = 0;
		return token;
	}

	#tellLine(name: number, kind: number, held: number): number {
		const { line } = this;
		line.name = name;
		line.kind = kind;
		line.base = this.#ring.tail;
		return this.#tell(Token.line, held);
	}

	/** Whether the field that ends at `end` with the byte `next` is a length this scanner takes. */
	#isLength(field: number, end: number, next: number): boolean {
		const { line } = this;
		line.ends[field] = end;
		return next === COMMA && this.#lengthOf(field, this.#ring.tail) <= this.#longest;
	}

	/** The length field's value; Infinity when it is no number. */
	#lengthOf(field: number, base: number): number {
		const { line } = this;
		line.base = base;
		line.count = field + 1;
		const value = line.integer(field);
		return value >= 0 ? value : Number.POSITIVE_INFINITY;
	}
}
