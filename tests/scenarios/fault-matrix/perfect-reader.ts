import { urcs } from "./fault.js";

/** What one command's exchange says to somebody who believes nothing that is not of flawless form. */
export interface Reading {
	readonly information: string[];
	readonly results: string[];
	/** Counted payloads, each with its header in front. */
	readonly payloads: string[];
	/** The final result code; undefined: none, or something flawed came before it. */
	readonly final: string | undefined;
	/** Whether a prompt came. */
	readonly hasPrompt: boolean;
}

/** What a command's answer looks like when nothing goes wrong. */
export interface Sample {
	readonly information: readonly string[];
	readonly results: readonly string[];
	/** How many leading integers of a result tell whose it is. */
	readonly keys: number;
	/** Whether its information has no name in front, and may say anything. */
	readonly isText: boolean;
}

const FINAL = /^(?:OK|ERROR|\+CM[ES] ERROR: ?\d{1,9})$/;
const COUNTED = /^\+QMTRECV: ?\d+,\d+,"[\s\S]*?",(\d+),"/;
const LINE = /^([^\r\n]*)[\r\n]/;

/** All lines of the same form as `line`: same name, same number and kinds of fields, and the first `keys` integers the same. */
function shapeOf(line: string, keys = 0): RegExp {
	let integers = 0;
	const [, name = "", rest = ""] = /^(\+[A-Z]+: )?(.*)$/.exec(line) as RegExpExecArray;
	const form = rest.replace(/"[^"]*"|-?\d+|[A-Za-z ]+/g, (field) => {
		// Quotes inside are no end: nothing is escaped.
		if (field.startsWith('"')) return '"(?:[^"]|"(?!,|$))*"';
		if (/\d/.test(field) && integers++ < keys) return `0*${field}`;
		return /\d/.test(field) ? "-?\\d{1,9}" : "[A-Z ]+";
	});
	// Some firmware leaves out the blank behind the colon.
	return new RegExp(`^${name.replace("+", "\\+").replace(" ", " ?")}${form}$`);
}

/**
 * Reads the bytes of one exchange as received, with regular expressions, and believes nothing that is not of flawless form:
 * only lines that this command's answer consists of, and known URCs. A line ends at CR or LF, as for the scanner: V.250 has
 * forms that end in CR alone.
 */
export function readPerfectly(text: string, { information, results, keys, isText }: Sample): Reading {
	const shapes = information.filter((it) => !it.includes("\n")).map((it) => shapeOf(it));
	// A retransmission has a count behind it; a request that failed has none of the values that one that was granted has.
	const others = results.flatMap((it) => [`${it},1`, it.replace(/^(.*: \d+,\d+,\d+),.*$/, "$1")]);
	const resultShapes = [...results, ...others].map((it) => shapeOf(it, keys));
	const reading = { information: [] as string[], results: [] as string[], payloads: [] as string[] };
	let final: string | undefined;
	let hasPrompt = false;
	let rest = text;
	for (;;) {
		const counted = COUNTED.exec(rest);
		const end = counted === null ? 0 : counted[0].length + Number(counted[1]);
		if (counted !== null && rest.slice(end, end + 3) === '"\r\n') {
			reading.payloads.push(rest.slice(0, end));
			rest = rest.slice(end + 3);
			continue;
		}
		if (rest.startsWith("> ")) {
			rest = rest.slice(2);
			hasPrompt = true;
			continue;
		}
		const found = LINE.exec(rest);
		if (found === null) break;
		rest = rest.slice(found[0].length);
		const line = (found[1] as string).replace(/^[\0- ]+/, "");
		if (line === "" || (urcs as readonly string[]).includes(line)) continue;
		if (FINAL.test(line)) final ??= line;
		else if (resultShapes.some((it) => it.test(line))) reading.results.push(line);
		else if (final === undefined && (isText || shapes.some((it) => it.test(line)))) reading.information.push(line);
		else break;
	}
	return { ...reading, final, hasPrompt };
}
