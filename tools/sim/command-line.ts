/** How a command is given (note 3.1.2). */
export type Form = "test" | "read" | "write" | "execute";

/** One command of a line. */
export interface Call {
	/** In upper case, with its sign: `+QMTOPEN`, `E`, `&F`, `S3`. */
	readonly name: string;
	readonly form: Form;
	/** What stands behind `=`; the digits of a basic command. */
	readonly text: string;
}

const NAME = /[A-Z0-9!%\-./:_]/i;

/**
 * The commands of a line without its `AT` (V.250, 5.4): basic ones follow each other without a sign (`E0V1`), extended ones end
 * at `;`. Returns them up to the first thing that is no command; `complete` tells whether that was the end of the line.
 */
export function parseLine(line: string): { calls: Call[]; complete: boolean } {
	const calls: Call[] = [];
	let at = 0;
	for (;;) {
		while (line[at] === " " || line[at] === ";") {
			at++;
		}
		const sign = line[at];
		if (sign === undefined) {
			return { calls, complete: true };
		}
		const next = sign === "+" || sign === "^" || sign === "*" || sign === "$" ? extended : basic;
		const found = next(line, at);
		if (found === undefined) {
			return { calls, complete: false };
		}
		calls.push(found.call);
		at = found.end;
	}
}

interface Found {
	call: Call;
	end: number;
}

function extended(line: string, start: number): Found | undefined {
	const end = endOfExtended(line, start);
	let at = start + 1;
	while (at < end && (NAME.test(line[at]!) || line[at] === " ")) {
		at++;
	}
	const name = line.slice(start, at).replaceAll(" ", "").toUpperCase();
	const rest = line.slice(at, end).trim();
	if (name.length < 2) {
		return undefined;
	}
	if (rest === "") {
		return { call: { name, form: "execute", text: "" }, end };
	}
	if (rest === "?") {
		return { call: { name, form: "read", text: "" }, end };
	}
	if (!rest.startsWith("=")) {
		return undefined;
	}
	const text = rest.slice(1).trim();
	return { call: text === "?" ? { name, form: "test", text: "" } : { name, form: "write", text }, end };
}

function endOfExtended(line: string, start: number): number {
	let quoted = false;
	let at = start;
	while (at < line.length && (quoted || line[at] !== ";")) {
		if (line[at] === '"') {
			quoted = !quoted;
		}
		at++;
	}
	return at;
}

function basic(line: string, start: number): Found | undefined {
	const match = /^(&? *[A-Z])([ \d]*)(=? *\?|=[ \d]*)?/i.exec(line.slice(start));
	if (match === null) {
		return undefined;
	}
	const end = start + match[0].length;
	const letter = match[1]!.replaceAll(" ", "").toUpperCase();
	const digits = match[2]!.replaceAll(" ", "");
	const tail = match[3]?.replaceAll(" ", "");
	const parameter = letter === "S";
	const name = parameter ? `S${digits}` : letter;
	if (tail === undefined) {
		return { call: { name, form: "execute", text: parameter ? "" : digits }, end };
	}
	if (tail.endsWith("?")) {
		return { call: { name, form: tail === "?" ? "read" : "test", text: "" }, end };
	}
	return { call: { name, form: "write", text: tail.slice(1) }, end };
}
