import fc from "fast-check";

/** Something said on the wire, and what the driver does in front of it. */
export interface Piece {
	readonly text: string;
	readonly act?: "await" | "withdraw" | "reset";
}

/** Everything that means something to a scanner, wherever it stands. */
const words = [
	...[
		"OK",
		"ERROR",
		"+CME ERROR: 10",
		"RDY",
		"POWERED DOWN",
		"AT",
		"AT+QMTRECV?",
		"CONNECT 3",
		"> ",
		">",
		"+QMTSTAT: 0,1",
	],
	...['+QMTRECV: 0,1,"t",3,"', '+QMTRECV: 0,2,"', '",5,"', '",0,"', '","', '",', ',"', '"', '""', ",", ":", ": ", "\\"],
	...["\r", "\n", "\r\n", "\r\n\r\n", '"\r\n', "\r\nOK\r\n", "\0", "\x1a", "\x1b", "\x7f", "\x80", "\xff", " ", "  "],
	...['",9999,"', '",-1,"', '",x,"', '", 7 ,"', '",-0,"', '", 2, "', '",00000001,"', "+QMT", "+", "O"],
];
const word = fc.constantFrom(...words);
const byte = fc.nat(255).map((it) => String.fromCharCode(it));
const noise = fc.array(byte, { maxLength: 12 }).map((it) => it.join(""));
const letters = fc.constantFrom("a", "b/c", "topic/pub", "x", "\xe9", "$aws/things", "0", "17", "-3", "");
const run = fc.tuple(byte, fc.nat(320)).map(([it, count]) => it.repeat(count));

/** Text that may hold anything a topic or a payload may hold. */
const anything = fc
	.array(
		fc.oneof(
			{ weight: 6, arbitrary: word },
			{ weight: 4, arbitrary: letters },
			{ weight: 2, arbitrary: noise },
			{ weight: 1, arbitrary: run },
		),
		{ maxLength: 7 },
	)
	.map((it) => it.join(""));
const plain = fc.array(letters, { maxLength: 3 }).map((it) => it.join(""));

const number = fc.oneof(
	fc.integer({ min: -1, max: 9 }).map(String),
	fc.constantFrom("99", "128", "65535", "-128", "123456789", "1234567890", "-", "0x1F", "00", "D509", "(0-5)"),
);
const field = fc.oneof(
	{ weight: 8, arbitrary: number },
	{ weight: 3, arbitrary: plain.map((it) => `"${it}"`) },
	{
		weight: 1,
		arbitrary: fc.constantFrom("", " ", "READY", "SIM PIN", '""', '"a"b"', '"a,b"', '"', '"a', 'a"b', '"a" '),
	},
	{ weight: 1, arbitrary: anything.map((it) => `"${it.replace(/[\r\n]/g, "")}"`) },
);
const few = fc.array(field, { maxLength: 6 });
const fields = fc
	.tuple(
		fc.oneof(
			{ weight: 12, arbitrary: few },
			{ weight: 1, arbitrary: fc.array(field, { minLength: 18, maxLength: 24 }) },
		),
		fc.constantFrom(",", ",", ",", ", "),
	)
	.map(([it, comma]) => it.join(comma));

/** The names of lines with fields; the last two are no names of any lexicon. */
const name = fc.constantFrom(
	...["+CSQ", "+CREG", "+CEREG", "+COPS", "+CPIN", "+QIACT", "+QIURC", "+QMTOPEN", "+QMTCONN", "+QMTSUB", "+QMTPUBEX"],
	...["+QMTPUB", "+QM", "+QMTSTAT", "+QMTRECV", "+QMTRECV", "+ONLY", "+SECOND", "+LATE", "+CME ERROR", "+QMTX", "+C"],
);
const separator = fc.constantFrom(": ", ": ", ": ", ":", "", " ");

const frame = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\r\n", "\n", "\r", "\0\r\n", " ", "");
const end = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\n", "\r", "\n", "\r\r\n", "");

/** A line between its line ends. */
const framed = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
	fc.tuple(frame, line, end).map(([before, it, behind]) => before + it + behind);

const information = framed(fc.tuple(name, separator, fields).map(([it, colon, list]) => it + colon + list));
const result = framed(
	fc.constantFrom(
		...["OK", "OK", "OK", "ERROR", "+CME ERROR: 3", "+CME ERROR: SIM not inserted", "NO CARRIER", "BUSY"],
		...["CONNECT", "CONNECT 150", "RDY", "POWERED DOWN", "OKAY", "RDYX", "CONNECTED", "O", "Quectel", "EC600S"],
		...["RING", "+QIND: PB DONE", "SEND OK", ">", "> ", "+++", "4", "Revision: EC600SCNAAR01A01M08"],
	),
);
const echo = fc
	.tuple(
		fc.constantFrom(
			"",
			"I",
			"E0",
			"+CSQ",
			"+CEREG?",
			"+QMTCFG=?",
			": x",
			'+QMTPUBEX=0,1,1,0,"t",5',
			'+QMTOPEN=0,"h",1883',
		),
		fc.constantFrom("\r", "\r", "\r\r", "\r\n", ""),
	)
	.map(([command, it]) => `AT${command}${it}`);

/** How a payload's length is told: the truth, or something near it. */
const claim = fc.oneof(
	{ weight: 14, arbitrary: fc.constant((length: number) => String(length)) },
	{
		weight: 3,
		arbitrary: fc.constantFrom<((length: number) => string)[]>(
			(length) => String(length + 1),
			(length) => String(length - 1),
			(length) => `0${length}`,
			(length) => ` ${length}`,
			(length) => `${length} `,
			(length) => String(length * 10),
			(length) => `"${length}"`,
			() => "",
			() => "x",
			() => "99999",
			() => "999999999",
			() => "1000000000",
		),
	},
);
const closing = fc.oneof(
	{ weight: 14, arbitrary: fc.constant('"\r\n') },
	{ weight: 2, arbitrary: fc.constantFrom('"', '"\r', '"\n', "\r\n", '"\r\r\n', "'\r\n", '"\rX', '"X\n', "") },
);
const topic = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 4, arbitrary: anything });
const payload = fc.oneof({ weight: 2, arbitrary: plain }, { weight: 5, arbitrary: anything });
const before = fc.oneof(
	{ weight: 12, arbitrary: fc.constant("+QMTRECV: 0,1,") },
	{
		weight: 5,
		arbitrary: fc.constantFrom(
			...["+QMTRECV:5,65535,", "+QMTRECV: 0, 0, ", "+QMTRECV: ,,", '+QMTRECV: "0","a",', "+SECOND: ", "+ONLY: "],
			...["+LATE: 1,,2,", "+QMTRECV: 0,", "+QMTRECV: 0,1,2,", "+QMTSTAT: 0,1,"],
		),
	},
);

/** A message with a counted payload, whose topic and payload may hold anything. */
const message = fc
	.tuple(frame, before, topic, claim, payload, closing)
	.map(([lead, start, name, claims, body, close]) => {
		const quoted = start === "+ONLY: " ? "" : `"${name}",`;
		return `${lead}${start}${quoted}${claims(body.length)},"${body}${close}`;
	});

/** A line that something else cut off. */
const cut = fc.tuple(fc.oneof(information, message), fc.nat(40)).map(([it, at]) => it.slice(0, at));

const prompt = fc.constantFrom("\r\n> ", "\r\n> ", "\r\n>", "\r\n>\r\n", ">", "> \r\nOK\r\n", ">>");
const long = fc
	.tuple(fc.constantFrom("x", ",", '"', "+COPS: 0,", "AT"), fc.integer({ min: 200, max: 700 }), end)
	.map(([it, count, behind]) => it.repeat(Math.ceil(count / it.length)).slice(0, count) + behind);

const say = (text: fc.Arbitrary<string>): fc.Arbitrary<Piece> => text.map((it) => ({ text: it }));

/** One piece of a conversation. */
export const piece: fc.Arbitrary<Piece> = fc.oneof(
	{ weight: 10, arbitrary: say(message) },
	{ weight: 8, arbitrary: say(information) },
	{ weight: 6, arbitrary: say(result) },
	{ weight: 3, arbitrary: say(echo) },
	{ weight: 3, arbitrary: prompt.map((text) => ({ text, act: "await" as const })) },
	{ weight: 1, arbitrary: say(prompt) },
	{ weight: 1, arbitrary: prompt.map((text) => ({ text, act: "withdraw" as const })) },
	{ weight: 2, arbitrary: say(cut) },
	{ weight: 2, arbitrary: say(anything) },
	{ weight: 1, arbitrary: say(long) },
	{ weight: 1, arbitrary: fc.constant({ text: "", act: "reset" as const }) },
	{ weight: 1, arbitrary: fc.constant({ text: "", act: "await" as const }) },
);
