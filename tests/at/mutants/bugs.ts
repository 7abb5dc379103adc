import type { Bug } from "./scanner-copy.js";

/** Bugs that scanners of this kind have had, one kind each. Whoever reshapes the scanner finds each of them a new place. */
export const bugs: readonly Bug[] = Object.freeze([
	{
		what: "takes any quote in a field for its end",
		file: "line",
		from: "if (bytes[at] === QUOTE && (at + 1 === end || bytes[at + 1] === COMMA)) return at + 1;",
		to: "if (bytes[at] === QUOTE) return at + 1;",
	},
	{
		what: "ends a topic at its first quote",
		from: "if (byte !== 34) return 0;\n",
		to: "if (byte !== 34) return -1;\n",
	},
	{
		what: "believes a quoted field that a line end cuts off",
		from: "if (!line.isClosed) {",
		to: "if (false) {",
	},
	{
		what: "believes a length whatever it is",
		from: "length > (isNegative ? 0 : this.#longest)",
		to: "false",
	},
	{
		what: "believes a length behind numbers whatever it is",
		from: "if (!(length >= 0 && length <= this.#longest)) return -1;",
		to: "if (!(length >= 0)) return -1;",
	},
	{
		what: "takes a negative length",
		from: "(isNegative ? 0 : this.#longest)",
		to: "this.#longest",
	},
	{
		what: "counts a payload's closing quote as a byte of it",
		from: "this.remaining = length;\n\t\treturn at;",
		to: "this.remaining = length + 1;\n\t\treturn at;",
	},
	{
		what: "loses count of a payload that comes in runs",
		from: "this.remaining = left;",
		to: "this.remaining = left + 1;",
	},
	{
		what: "looks at less than the whole end of a payload",
		from: "& 0xffffff) !== 0x0a0d22",
		to: "& 0xffff) !== 0x0d22",
	},
	{
		what: "does not count a broken payload",
		from: "this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;",
		to: "",
	},
	{
		what: "tells what is left of a broken payload as a line of the module",
		from: "this.#state = LINE;\n\t\tthis.#entry = ",
		to: "this.#state = START;\n\t\tthis.#entry = ",
	},
	{
		what: "takes a prompt that nobody awaits",
		from: "if ((word & 255) === 62 && this.awaitsPrompt) {",
		to: "if ((word & 255) === 62) {",
	},
	{
		what: "goes on awaiting a prompt that has come",
		from: "this.#held = 1;\n\t\t\t\tthis.awaitsPrompt = false;",
		to: "this.#held = 1;",
	},
	{
		what: "awaits a prompt still after a reset",
		from: "this.remaining = 0;\n\t\tthis.awaitsPrompt = false;",
		to: "this.remaining = 0;",
	},
	{
		what: "goes on with its payload after a reset",
		from: "this.#state = START;\n\t\tthis.#held = 0;\n\t\tthis.#at = 0;",
		to: "this.#held = 0;\n\t\tthis.#at = 0;",
	},
	{
		what: "forgets where it stood when bytes run out",
		from: "this.#at = at - base;",
		to: "this.#at = 0;",
	},
	{
		what: "goes on behind bytes that have not come",
		from: "if (at > head) at = head;\n",
		to: "",
	},
	{
		what: "forgets that a quote was there when bytes run out",
		from: "this.#lastQuote = lastQuote > base ? lastQuote - base : lastQuote;",
		to: "this.#lastQuote = 0;",
	},
	{
		what: "takes a line that begins with a name for that name's",
		from: "const isName = byte === CR || byte === LF || byte === COLON;",
		to: "const isName = true;",
	},
	{
		what: "takes whatever begins with OK for OK",
		from: "if (word === 0x0a0d4b4f && ",
		to: "if ((word & 0xffff) === 0x4b4f && ",
	},
	{
		what: "takes an old name behind the last byte for the line's",
		from: "(entry === undefined || first > head)",
		to: "entry === undefined",
	},
	{
		what: "knows only LF as a line's end",
		from: "if (word === 13 || word === 10) {",
		to: "if (word === 10) {",
	},
	{
		what: "keeps blanks in front of a field",
		file: "line",
		from: "while (bytes[at] === SPACE && at < this.#end) at++;",
		to: "",
	},
	{
		what: "does not skip the rest of a line that is too long",
		from: "this.#state = SKIP;",
		to: "this.#state = START;",
	},
	{
		what: "does not count a line that is too long",
		from: "this.#counters.longLines = (this.#counters.longLines + 1) | 0;",
		to: "",
	},
	{
		what: "reads stale bytes behind the last one that came",
		from: "if (at >= head) break;\n\t\t\tword &= 255;",
		to: "word &= 255;",
	},
	{
		what: "tells of a line it has not let go of yet",
		from: "let at = ring.tail + this.#held;",
		to: "let at = ring.tail;",
	},
	{
		what: "overlooks a line end that is the last of four bytes",
		from: "word >>= 24;\n\t\t\t\t\tat += 3;",
		to: "word >>= 24;\n\t\t\t\t\tat += 4;",
	},
	{
		what: "takes other things than numbers for what is in front of a topic",
		from: "if (digit !== 28) return -1;",
		to: "",
	},
	{
		what: "takes old bytes for the quote in front of a topic",
		from: " || at >= this.#ring.head) return -1;",
		to: ") return -1;",
	},
	{
		what: "takes old bytes for the quote in front of a payload",
		from: "at + 2 <= head && ",
		to: "",
	},
	{
		what: "takes whatever follows a length for the beginning of a payload",
		from: "word === 28 && bytes[at + 1] === 34",
		to: "word === 28",
	},
	{
		what: "believes a length at its first look whatever it is",
		from: " && length <= this.#longest;",
		to: ";",
	},
	{
		what: "takes old bytes for the end of a payload",
		from: " || behind + 3 > ring.head) return",
		to: ") return",
	},
	{
		what: "takes a comma inside a quoted field for its end when it looks for a topic",
		from: "if (hasQuote || bytes[at - 1] !== 44) {",
		to: "if (bytes[at - 1] !== 44) {",
	},
	{
		what: "takes ten digits for a number",
		file: "line",
		from: "stop - at > 9",
		to: "stop - at > 10",
	},
	{
		what: "takes a long row of digits for a number at its first look",
		file: "line",
		from: "if (at - this.#next > 9) return this.parse(index);",
		to: "",
	},
	{
		what: "takes a minus alone for a number",
		file: "line",
		from: "at === stop || ",
		to: "",
	},
	{
		what: "takes a byte between two digits for a digit",
		file: "line",
		from: "digit < 0 || digit > 9",
		to: "digit < 0 || digit > 10",
	},
	{
		what: "takes any last quote in front of a comma for the end of a field",
		from: "const isInField = lastQuote > first && (bytes[lastQuote - 1] as number) > 44;",
		to: "const isInField = true;",
	},
	{
		what: "takes a quote behind the colon for the end of a field",
		from: "lastQuote > first && ",
		to: "",
	},
]);
