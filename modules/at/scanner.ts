import type { Counters } from "../uart/counters.js";
import type { Ring } from "../uart/ring.js";
import { type Entry, type Lexicon, LineKind, UNKNOWN } from "./lexicon.js";
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
	/** The payload was whole: closing quote and line end stood where the length said. Of raw bytes: all have come, see `takeRaw`. */
	payloadEnd: 5,
	/** They did not, or raw bytes did not begin where they had to. Nothing of this payload may be believed. */
	payloadBroken: 6,
	/** Bytes that are no line of any module: too long, or given up. Counted already. */
	garbage: 7,
} as const);

// Where the scanner stands between two bytes. Numbers of their own: XS reads them faster than properties.
const START = 0;
/** Inside a line, in front of its end or of its next quote. */
const LINE = 1;
/** Inside the topic of a header, in front of its next quote or at it. */
const TOPIC = 2;
const PAYLOAD = 3;
/** Behind a payload. */
const CLOSE = 4;
/** Behind something given up, until the next line end. */
const SKIP = 5;
/** At the LF of the line behind which raw bytes begin. */
const RAW = 6;

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;

/** Quote, CR, LF as a little-endian load sees them. */
const CLOSING = 0x0a0d22;
/** CR, LF, CR, LF. */
const LINE_ENDS = 0x0a0d0a0d;

/**
 * Finds lines, prompts and counted payloads in the bytes of a ring, resumable at every byte and without allocation.
 *
 * A line ends at CR or LF. Inside a quoted field only a quote followed by a comma or the line's end closes it, because
 * the module escapes nothing. The topic in front of a counted payload may hold anything, line ends and quotes included:
 * it ends where `",<length>,"` follows. What is inside a counted payload is never looked at.
 *
 * Bytes are loaded four at a time, for on XS a load costs more than all else; whether a line end or a quote is among
 * them is a matter of arithmetic. The fields of a line are found by whoever asks for them, see Line.
 *
 * Knows V.250 and the shape of 3GPP responses; which names there are, and which carry payload, the lexicon says.
 */
export class Scanner {
	#state: number = START;
	readonly #ring: Ring;
	/** Bytes of the ring that the last token still holds. */
	#held = 0;
	readonly #view: DataView;
	readonly line: Line;
	/** Set while a command awaits its prompt: otherwise `>` is text like any other. */
	awaitsPrompt = false;
	/** Bytes of the payload that are still to come. */
	remaining = 0;
	/** Payload is told in runs of so many bytes at least, but for its end: each run has its price. */
	leastRun = 1;
	/** The run that a payload token tells of. */
	runStart = 0;
	runEnd = 0;

	readonly #long: ReadonlyMap<number, Entry>;
	readonly #short: ReadonlyMap<number, Entry>;
	readonly #lexicon: Lexicon;
	readonly #counters: Counters;
	readonly #longest: number;
	/** Of `OK`; undefined where the lexicon has none. */
	readonly #ok: Entry | undefined;
	/** Where scanning goes on, from the ring's tail. */
	#at = 0;
	/** Of the line in progress: its name, undefined before its end or first quote; where its first field begins; where its last quote is. */
	#entry: Entry | undefined;
	#first = 0;
	#lastQuote = 0;
	/** Whether the payload has no quotes around it, and how many bytes of line ends have to follow it then. */
	#isRaw = false;
	#closing = 0;

	/** @param longest longest counted payload, bytes; a line that announces more is garbage */
	constructor(ring: Ring, lexicon: Lexicon, counters: Counters, longest: number) {
		this.#ring = ring;
		this.#view = new DataView(ring.bytes.buffer);
		this.#long = lexicon.long;
		this.#short = lexicon.short;
		this.#lexicon = lexicon;
		this.#counters = counters;
		this.#longest = longest;
		const ok = lexicon.identify("OK");
		this.#ok = ok === UNKNOWN ? undefined : lexicon.entries[ok];
		this.line = new Line(ring.bytes);
	}

	/** Whether a line or a payload has begun and not ended. */
	get isInside(): boolean {
		return this.#state !== START;
	}

	/** Whether that is a counted payload in quotes. */
	get isInPayload(): boolean {
		return (this.#state === PAYLOAD || this.#state === CLOSE) && !this.#isRaw;
	}

	/** Gives up the line or payload in progress and everything unread. @returns whether there was any */
	reset(): boolean {
		const wasInside = this.isInside;
		this.#ring.clear();
		this.#state = START;
		this.#held = 0;
		this.#at = 0;
		this.line.topicIndex = -1;
		this.remaining = 0;
		this.awaitsPrompt = false;
		this.#isRaw = false;
		return wasInside;
	}

	/**
	 * The line just told is followed, behind its LF, by `length` bytes that are no lines. They are told as a payload.
	 * @param closing bytes of line ends that must stand right behind them: 2 if their line ends, 4 if an empty one follows,
	 * 0 if what comes behind them proves that the length was right
	 */
	takeRaw(length: number, closing: 0 | 2 | 4 = 0): void {
		this.remaining = length;
		this.#isRaw = true;
		this.#closing = closing;
		this.#state = RAW;
	}

	/** Releases the last token and looks for the next one. @returns one of {@link Token} */
	next(): number {
		// One function for all that is usual, with numbers in place of names: on XS a call costs as much as ten bytes, and a
		// function pays at each call for every name of its module that it may need. It reads a line, from its beginning or
		// where the bytes ended.
		const state = this.#state;
		const ring = this.#ring;
		if (state > 1) {
			if (state !== 3) {
				// As a rule the closing quote and the line end are all there behind a payload.
				const behind = ring.tail + this.#held;
				if (state !== 4 || this.#isRaw || behind + 3 > ring.head) return this.resume(state);
				if ((this.#view.getInt32(behind, true) & 0xffffff) !== 0x0a0d22) return this.resume(state);
				ring.tail = behind;
				this.#held = 3;
				this.#state = 0;
				this.line.topicIndex = -1;
				return 5;
			}
			// What is there of a payload.
			const from = ring.tail + this.#held;
			ring.tail = from;
			const run = ring.head - from;
			this.#held = run;
			if (run === 0) return 0;
			const left = this.remaining - run;
			this.runStart = from;
			if (left > 0) {
				if (run < this.leastRun) {
					this.#held = 0;
					return 0;
				}
				this.remaining = left;
				this.runEnd = from + run;
				return 4;
			}
			this.#state = 4;
			this.remaining = 0;
			this.#held = run + left;
			this.runEnd = from + run + left;
			return 4;
		}
		const view = this.#view;
		const head = ring.head;
		let at = ring.tail + this.#held;
		// What lies behind the head is old: wherever it could matter, the head is asked.
		let word = view.getInt32(at, true);
		if (state === 0) {
			if ((word & 0xffffff) === 0x0a0d0a) word = view.getInt32((at += 3), true);
			else if ((word & 0xffff) === 0x0a0d) word = view.getInt32((at += 2), true);
			while ((word & 255) < 33 && at < head) word = view.getInt32(++at, true);
			if (at >= head) {
				ring.tail = head;
				this.#held = 0;
				return 0;
			}
			ring.tail = at;
			if (word === 0x0a0d4b4f && at + 4 <= head && this.#ok !== undefined) {
				this.#held = 4;
				this.line.begin(this.#ok, at + 2, at + 1);
				return 1;
			}
			if ((word & 255) === 62 && this.awaitsPrompt) {
				this.#held = 1;
				this.awaitsPrompt = false;
				return 2;
			}
		} else {
			this.#state = 0;
			ring.tail = at;
		}
		const base = at;
		let entry: Entry | undefined;
		let first = 0;
		// Below 0 while the line has a name and no quote.
		let lastQuote = 0;
		let low = 0;
		if (state === 0 || (this.#at === 0 && this.#entry === undefined)) {
			entry = this.#long.get(view.getFloat64(at, true));
			if (entry !== undefined) at += 8;
			else {
				entry = this.#short.get(word);
				if (entry !== undefined) at += 4;
			}
			if (entry !== undefined) {
				low = view.getInt32(at, true);
				const { mask } = entry;
				first = base + entry.length;
				// The line goes on in what was just loaded; what of it is the name's must not be taken for a line's end.
				if ((low & mask) === entry.rest) {
					if (entry.counted > 1) {
						word = this.readHeader(entry, first);
						if (word >= 0) return word;
					}
					lastQuote = -1;
					word = low | mask;
				} else {
					entry = undefined;
					at = base;
				}
			}
		} else {
			entry = this.#entry;
			first = base + this.#first;
			lastQuote = this.#lastQuote;
			if (lastQuote > 0) lastQuote += base;
			at += this.#at;
			word = view.getInt32(at, true);
		}
		for (;;) {
			// The sign bit of each byte that is below 35, and of none in front of the first of these.
			low = (word - 0x23232323) & ~word & -0x7f7f7f80;
			if (low === 0) {
				at += 4;
				if (at >= head) break;
				word = view.getInt32(at, true);
				continue;
			}
			if ((low & 0x80) === 0) {
				if ((low & 0x8000) !== 0) {
					word >>= 8;
					at++;
				} else if ((low & 0x800000) !== 0) {
					word >>= 16;
					at += 2;
				} else {
					word >>= 24;
					at += 3;
				}
			}
			if (at >= head) break;
			word &= 255;
			if (word === 13 || word === 10) {
				this.#held = at + 1 - base;
				if (lastQuote < 0) this.line.begin(entry as Entry, first, at);
				else this.tellLine(base, at, entry, first, lastQuote);
				return 1;
			}
			if (word === 34) {
				if (entry === undefined) {
					entry = this.identify(base, at);
					first = base + this.#first;
				}
				if (entry.counted !== 0) {
					word = this.lookBehindQuote(at, entry, first, lastQuote > base);
					if (word >= 0) return word;
				}
				lastQuote = at;
			}
			at++;
			word = view.getInt32(at, true);
		}
		this.#state = 1;
		// A name that has been cut is looked up again when there is more of it: what the tree finds is slower to read.
		if (head - base < 12 && (entry === undefined || first > head)) {
			this.#entry = undefined;
			this.#at = 0;
			this.#held = 0;
			return 0;
		}
		this.#entry = entry;
		this.#first = first - base;
		this.#lastQuote = lastQuote > base ? lastQuote - base : lastQuote;
		return this.wait(at);
	}

	/**
	 * Reads the header of a counted payload that is as headers are: in front of the topic there are numbers, and all of them
	 * have come.
	 * @returns a token; -1: it is not so, and the line is read as any other is
	 */
	private readHeader(entry: Entry, first: number): number {
		const { bytes } = this.line;
		let at = first - 1;
		let digit = 0;
		for (let left = entry.counted - 2; left > 0; left--) {
			// With the bits of "0" turned over, digits alone are below 10, a comma is 28.
			do digit = (bytes[++at] as number) ^ 48;
			while (digit < 10);
			if (digit !== 28) return -1;
		}
		if (bytes[++at] !== 34 || at >= this.#ring.head) return -1;
		return this.readTopic(at + 1, entry, first);
	}

	/** Goes on where the bytes ended: not in an ordinary line, nor in a payload. */
	private resume(state: number): number {
		const ring = this.#ring;
		const base = ring.tail + this.#held;
		ring.tail = base;
		this.#held = 0;
		if (state === 4) return this.close(base);
		if (state === 2) return this.readTopic(base + this.#at, this.#entry as Entry, base + this.#first);
		if (state === RAW) return this.beginRaw(base);
		return this.skip(base);
	}

	/** All that is there has been looked at; `at` may be behind the head. */
	private wait(at: number): number {
		const ring = this.#ring;
		const { head } = ring;
		const base = ring.tail;
		this.#held = 0;
		// What was loaded may have reached behind the head.
		if (at > head) at = head;
		this.#at = at - base;
		if (head - base < ring.capacity) return Token.none;
		this.#counters.longLines = (this.#counters.longLines + 1) | 0;
		this.#state = SKIP;
		this.#held = head - base;
		this.#at = 0;
		return Token.garbage;
	}

	/** The line that begins at `base` ends with the byte at `end`, and it has a quote in it or no name so far. */
	private tellLine(base: number, end: number, known: Entry | undefined, behind: number, lastQuote: number): void {
		const { line } = this;
		const entry = known ?? this.identify(base, end);
		const first = known === undefined ? base + this.#first : behind;
		if (first > end) line.begin(entry, end, end - 1);
		// What is sent back is text, whatever it looks like.
		else line.begin(entry, entry.kind === LineKind.echo ? base : first, end);
		if (entry.kind <= LineKind.echo) line.setText();
		if (lastQuote <= base) return;
		// A quote that ends a field for certain spares looking at all of them.
		const { bytes } = line;
		const isInField = lastQuote > first && (bytes[lastQuote - 1] as number) > 44;
		if (isInField && (lastQuote + 1 === end || bytes[lastQuote + 1] === 44)) return;
		// Nobody may take a line with an open quote for what it claims to be.
		if (!line.isClosed) {
			line.begin(this.#lexicon.entries[UNKNOWN] as Entry, base, end);
			line.setText();
		}
	}

	/** Says which name the line from `base` begins with, of which only what is in front of `end` counts, and sets `#first`. */
	private identify(base: number, end: number): Entry {
		const { entries } = this.#lexicon;
		const found = this.#lexicon.match(this.#view, base);
		const entry = entries[found & 255] as Entry;
		const length = found >> 8;
		const behind = base + length;
		this.#first = 0;
		if (found === 0 || behind > end) return entries[UNKNOWN] as Entry;
		const byte = this.line.bytes[behind];
		const isName = byte === CR || byte === LF || byte === COLON;
		if (isName || (byte === SPACE && entry.kind === LineKind.intermediate)) {
			this.#first = length + 1;
			return entry;
		}
		return entry.kind === LineKind.echo ? entry : (entries[UNKNOWN] as Entry);
	}

	/**
	 * A quote stands at `at`: at the beginning of a payload or of its topic, or it is one more quote of the line.
	 * @returns a token; -1: the line goes on
	 */
	private lookBehindQuote(at: number, entry: Entry, first: number, hasQuote: boolean): number {
		const { line } = this;
		const { bytes } = line;
		const { counted } = entry;
		let before = 0;
		if (hasQuote || bytes[at - 1] !== 44) {
			line.begin(entry, first, at);
			before = line.fieldsBefore;
			if (before < 0) return -1;
		} else for (let it = at; it > first; ) if (bytes[--it] === 44) before++;
		if (before === counted - 2) return this.readTopic(at + 1, entry, first);
		if (before !== counted) return -1;
		line.begin(entry, first, at);
		const length = line.integer(counted - 1);
		if (!(length >= 0 && length <= this.#longest)) return -1;
		this.remaining = length;
		let comma = at - 1;
		while (bytes[comma] !== 44) comma--;
		line.begin(entry, first, comma);
		return this.tellHeader(at);
	}

	/** Goes on inside a topic: it ends at the first quote behind which a length and a payload are. */
	private readTopic(from: number, entry: Entry, first: number): number {
		const { line } = this;
		const { bytes } = line;
		const view = this.#view;
		const ring = this.#ring;
		const { head } = ring;
		let at = from;
		let word = 0;
		let quotes = 0;
		let length = 0;
		while (at < head) {
			word = view.getInt32(at, true) ^ 0x22222222;
			// The sign bit of each byte that is a quote, and of none in front of the first of these.
			quotes = (word - 0x01010101) & ~word & -0x7f7f7f80;
			if (quotes === 0) {
				at += 4;
				continue;
			}
			if ((quotes & 0x80) === 0) at += (quotes & 0x8000) !== 0 ? 1 : (quotes & 0x800000) !== 0 ? 2 : 3;
			if (at >= head) break;
			const quote = at;
			// As a rule this is the end, no blanks stand behind it, and all is there. Digits and a comma are as above.
			word = view.getInt32(at + 1, true) ^ 0x3030302c;
			length = (word >> 8) & 255;
			at += 3;
			let isEnd = false;
			if ((word & 255) === 0 && length < 10) {
				word = (word >> 16) & 255;
				while (word < 10) {
					length = length * 10 + word;
					word = (bytes[++at] as number) ^ 48;
				}
				isEnd = word === 28 && bytes[at + 1] === 34 && at + 2 <= head && at < quote + 12 && length <= this.#longest;
			}
			let payload = at + 1;
			if (isEnd) this.remaining = length;
			else {
				payload = this.payloadBehind(quote, head);
				if (payload <= 0) {
					at = quote;
					if (payload < 0) break;
					at++;
					continue;
				}
				at = payload - 1;
				while (bytes[at] !== 44) at--;
			}
			line.begin(entry, first, at);
			line.topicIndex = entry.counted - 2;
			line.topicEnd = quote;
			return this.tellHeader(payload);
		}
		this.#state = TOPIC;
		this.#entry = entry;
		this.#first = first - ring.tail;
		return this.wait(at);
	}

	/**
	 * Looks for a length and the beginning of a payload behind the quote at `at`: `",<length>,"`. Sets `remaining`.
	 * @returns where the payload's opening quote is; 0: they are not there; -1: that cannot be said yet
	 */
	private payloadBehind(at: number, head: number): number {
		const { bytes } = this.line;
		let byte = 0;
		let length = 0;
		if (++at === head) return -1;
		if (bytes[at] !== 44) return 0;
		do {
			if (++at === head) return -1;
			byte = bytes[at] as number;
		} while (byte === 32);
		const isNegative = byte === 45;
		if (isNegative) {
			if (++at === head) return -1;
			byte = bytes[at] as number;
		}
		const from = at;
		while (byte > 47 && byte < 58) {
			length = length * 10 + byte - 48;
			if (++at === head) return -1;
			byte = bytes[at] as number;
		}
		if (byte !== 44 || at === from || at - from > 9 || length > (isNegative ? 0 : this.#longest)) return 0;
		do {
			if (++at === head) return -1;
			byte = bytes[at] as number;
		} while (byte === 32);
		if (byte !== 34) return 0;
		this.remaining = length;
		return at;
	}

	/** A counted payload of `remaining` bytes begins behind the quote at `quote`. */
	private tellHeader(quote: number): number {
		this.#state = this.remaining === 0 ? CLOSE : PAYLOAD;
		this.#held = quote + 1 - this.#ring.tail;
		return Token.header;
	}

	/** Raw bytes begin behind an LF. */
	private beginRaw(base: number): number {
		if (this.#ring.head === base) return Token.none;
		if (this.line.bytes[base] !== LF) return this.break();
		this.#held = 1;
		this.#state = this.remaining === 0 ? CLOSE : PAYLOAD;
		return this.next();
	}

	/** The payload is over: a quote and a line end must follow; behind raw bytes as many line ends as were asked for. */
	private close(base: number): number {
		const word = this.#view.getInt32(base, true);
		const there = this.#ring.head - base;
		if (this.#isRaw) {
			const closing = this.#closing;
			const seen = Math.min(there, closing);
			// A shift by 32 is none.
			const mask = seen === 4 ? -1 : (1 << (seen * 8)) - 1;
			if ((word & mask) !== (LINE_ENDS & mask)) return this.break();
			if (seen < closing) return Token.none;
			this.#held = closing;
			this.#isRaw = false;
			this.#state = START;
			return Token.payloadEnd;
		}
		// The first byte that is wrong says it. All three, and right, were seen before this was called.
		if (there < 3) {
			const mask = there === 2 ? 0xffff : there === 1 ? 0xff : 0;
			if ((word & mask) === (CLOSING & mask)) return Token.none;
		}
		return this.break();
	}

	/** What stands here is not what had to: all up to the next line end is no line of the module. */
	private break(): number {
		this.line.topicIndex = -1;
		this.#isRaw = false;
		this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;
		this.#state = LINE;
		this.#entry = this.#lexicon.entries[UNKNOWN] as Entry;
		this.#first = 0;
		this.#lastQuote = 0;
		this.#at = 0;
		return Token.payloadBroken;
	}

	/** Drops what comes before the next line end. */
	private skip(base: number): number {
		const { bytes } = this.line;
		const { head } = this.#ring;
		let at = base;
		while (at < head && bytes[at] !== CR && bytes[at] !== LF) at++;
		this.#ring.tail = at;
		if (at === head) return Token.none;
		this.#state = START;
		return this.next();
	}
}
