import type { Bug } from "./scanner-copy.js";

/** Bugs that scanners of this kind have had, one kind each. Whoever reshapes the scanner finds each of them a new place. */
export const bugs: readonly Bug[] = Object.freeze([
	{
		what: "takes any quote in a field for its end",
		from: "if (b === COMMA || (!isTopic && (b === CR || b === LF))) {",
		to: "if (true) {",
	},
	{
		what: "ends a topic at the line's end",
		from: "const mayHoldLineEnds = count + 2 === this.#counted;",
		to: "const mayHoldLineEnds = false;",
	},
	{
		what: "believes a quoted field that a line end cuts off",
		from: "return this.#tellLine(UNKNOWN, LineKind.unknown, i + 1 - base);",
		to: "return this.#tellLine(line.name, LineKind.information, i + 1 - base);",
	},
	{
		what: "believes a length whatever it is",
		from: "next === COMMA && this.#lengthOf(field, this.#ring.tail) <= this.#longest",
		to: "next === COMMA",
	},
	{
		what: "takes a negative length",
		from: "return value >= 0 ? value : Number.POSITIVE_INFINITY;",
		to: "return value === value ? Math.abs(value) : Number.POSITIVE_INFINITY;",
	},
	{
		what: "counts a payload's closing quote as a byte of it",
		from: "this.remaining = length;",
		to: "this.remaining = length + 1;",
	},
	{
		what: "waits for a byte of an empty payload",
		from: "this.#state = length === 0 ? State.close : State.payload;",
		to: "this.#state = State.payload;",
	},
	{
		what: "loses count of a payload that comes in runs",
		from: "this.remaining -= run;",
		to: "this.remaining -= Math.min(run, 255);",
	},
	{
		what: "looks at less than the whole end of a payload",
		from: "bytes[base + 1] === CR && bytes[base + 2] === LF",
		to: "bytes[base + 1] === CR",
	},
	{
		what: "does not count a broken payload",
		from: "this.#counters.framingErrors = (this.#counters.framingErrors + 1) | 0;",
		to: "",
	},
	{
		what: "tells what is left of a broken payload as a line of the module",
		from: "this.#state = State.text;\n\t\t\t\tthis.#at = 0;\n\t\t\t\treturn Token.payloadBroken;",
		to: "this.#state = State.start;\n\t\t\t\tthis.#at = 0;\n\t\t\t\treturn Token.payloadBroken;",
	},
	{
		what: "takes a prompt that nobody awaits",
		from: "if (this.awaitsPrompt) {",
		to: "if (true) {",
	},
	{
		what: "goes on awaiting a prompt that has come",
		from: "this.awaitsPrompt = false;\n\t\t\t\t\t\treturn this.#tell(Token.prompt, 1);",
		to: "return this.#tell(Token.prompt, 1);",
	},
	{
		what: "awaits a prompt still after a reset",
		from: "this.remaining = 0;\n\t\tthis.awaitsPrompt = false;",
		to: "this.remaining = 0;",
	},
	{
		what: "goes on with its payload after a reset",
		from: "this.#state = State.start;\n\t\tthis.#held = 0;\n\t\tthis.#at = 0;\n\t\tthis.#counted = 0;",
		to: "this.#held = 0;\n\t\tthis.#at = 0;\n\t\tthis.#counted = 0;",
	},
	{
		what: "forgets where it stood when bytes run out",
		from: "this.#state = state;\n\t\tthis.#at = i - base;",
		to: "this.#state = state;\n\t\tthis.#at = 0;",
	},
	{
		what: "forgets the fields that it has when bytes run out",
		from: "line.count = count;\n\t\tthis.#state = state;",
		to: "this.#state = state;",
	},
	{
		what: "matches a name anew when bytes run out in the middle of it",
		from: "let node = this.#node;",
		to: "let node = 0;",
	},
	{
		what: "takes a line that begins with a name for that name's",
		from: "if (name !== UNKNOWN && (b === CR || b === LF)) {",
		to: "if (name !== UNKNOWN && b !== COLON) {",
	},
	{
		what: "takes whatever begins with OK for OK",
		from: "if (word === OK_LINE && ",
		to: "if ((word & 0xffff) === (OK_LINE & 0xffff) && ",
	},
	{
		what: "knows only LF as a line's end",
		from: "while (i < head && bytes[i] !== CR && bytes[i] !== LF) i++;\n\t\t\t\tif (i === head) break;",
		to: "while (i < head && bytes[i] !== LF) i++;\n\t\t\t\tif (i === head) break;",
	},
	{
		what: "keeps blanks in front of a field",
		from: "while (b === SPACE) b = bytes[++i] as number;",
		to: "",
	},
	{
		what: "does not skip the rest of a line that is too long",
		from: "this.#state = State.skip;",
		to: "this.#state = State.start;",
	},
	{
		what: "does not count a line that is too long",
		from: "this.#counters.longLines = (this.#counters.longLines + 1) | 0;",
		to: "",
	},
	{
		what: "reads stale bytes behind the last one that came",
		from: "\t\tbytes[head] = 0;\n",
		to: "",
	},
	{
		what: "tells of a line it has not let go of yet",
		from: "let base = (ring.tail += this.#held);",
		to: "let base = ring.tail; ring.tail += this.#held;",
	},
	{
		what: "takes ten digits for a number",
		file: "line",
		from: "end - at > 9",
		to: "end - at > 10",
	},
	{
		what: "takes a minus alone for a number",
		file: "line",
		from: "at === end || ",
		to: "",
	},
	{
		what: "takes a byte between two digits for a digit",
		file: "line",
		from: "digit < 0 || digit > 9",
		to: "digit < 0 || digit > 10",
	},
]);
