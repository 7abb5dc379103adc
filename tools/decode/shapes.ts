import { isInteger, isQuoted, type NamedLine } from "./fields.js";

/** What a line with a name can be, by its shape: asked for, unsolicited, or either. */
export type Origin = "info" | "urc" | "either";

type Shape = (fields: readonly string[]) => Origin;

const always: Readonly<Record<Origin, Shape>> = Object.freeze({
	info: () => "info",
	urc: () => "urc",
	either: () => "either",
});

/** Two integers are a result that comes by itself; the read form tells more. */
const resultOfTwo: Shape = (fields) =>
	fields.length === 2 && isInteger(fields[0]) && isInteger(fields[1]) ? "urc" : "info";

/**
 * TS 27.007, 7.2 and 10.1.20: the answer tells n first, and what follows it is a number; the URC does not tell n, and
 * what follows the state is a string.
 */
const registration: Shape = (fields) => {
	if (fields.length === 1 || fields.length === 4 || isQuoted(fields[1])) return "urc";
	return isInteger(fields[1]) ? "info" : "urc";
};

/** `<client>,<state>` is asked for, `<client>,<result>[,<code>]` is not; 1 and 2 are in both ranges (note, 3.2.4). */
const connection: Shape = (fields) => {
	if (fields.length !== 2 || fields[1] === "0") return "urc";
	return fields[1] === "1" || fields[1] === "2" ? "either" : "info";
};

/** A stored message is told by two integers, the list of all by six; a message itself can be both (note, 3.2.9 and 4.2). */
const message: Shape = (fields) => {
	if (!fields.every(isInteger)) return "either";
	return fields.length === 2 ? "urc" : "info";
};

const simCard: Shape = (fields) => (fields[0]?.startsWith("NOT ") ? "urc" : "either");

/** Names that can come unasked, of any Quectel LTE module. Every other name is taken for an answer. */
const shapes: ReadonlyMap<string, Shape> = new Map(
	Object.entries({
		"+QMTSTAT +QMTPING +QMTSUB +QMTUNS +QMTPUBEX +QMTPUB +QMTCLOSE +QMTDISC": always.urc,
		"+QMTOPEN +QIOPEN +QSSLOPEN": resultOfTwo,
		"+QMTCONN": connection,
		"+QMTRECV": message,
		"+CREG +CGREG +CEREG +C5GREG": registration,
		"+CPIN": simCard,
		"+CFUN +QSIMSTAT +QISEND": always.either,
		"+QIURC +QSSLURC +QIND +QUSIM +QIACTEX +QIDEACTEX +QPING +QNTP +QHTTPGET +QHTTPPOST +QHTTPREAD": always.urc,
		"+CTZV +CTZE +CTZEU +CGEV +CMTI +CMT +CDSI +CLIP +CRING +CCWA +CUSD +QCSCON": always.urc,
	}).flatMap(([names, shape]) => names.split(" ").map((name) => [name, shape] as const)),
);

/** What `line` can be by its shape alone. A test form's answer, which shows ranges, is always asked for. */
export function originOf({ name, fields }: NamedLine): Origin {
	if (fields[0]?.startsWith("(")) return "info";
	return shapes.get(name)?.(fields) ?? "info";
}

/** Names whose lines tell how many bytes follow, raw: the field that holds the number. */
const raw: ReadonlyMap<string, number> = new Map([
	["+QIRD", 0],
	["+QSSLRECV", 0],
	["+QIURC", 2],
	["+QSSLURC", 2],
]);

/** How many raw bytes follow a line; 0 for none. */
export function rawLengthAfter({ name, fields }: NamedLine): number {
	const at = raw.get(name);
	if (at === undefined || (at === 2 && fields[0] !== '"recv"')) return 0;
	const next = fields[at + 1];
	// `+QIRD: <total>,<read>,<unread>` counts bytes, none of which follow.
	if (next !== undefined && !isQuoted(next)) return 0;
	return isInteger(fields[at]) ? Number(fields[at]) : 0;
}

/** A whole line with a message and no length: recv/mode 0,0 (note, 4.2), which the scanner by its law does not take. */
export function hasUncountedPayload(text: string): boolean {
	return /^\+QMTRECV: ?\d+,\d+,"[^\r\n]*","[^\r\n]*"$/.test(text) && !/",\d+,"/.test(text);
}
