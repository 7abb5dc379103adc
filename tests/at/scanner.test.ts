import { Scanner, Token } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { deepEqual, equal } from "../support/assert.js";
import { isTried } from "../support/effort.js";
import { type ScanOptions, scan } from "../support/tokens.js";

interface Row {
	what: string;
	input: string;
	tokens: string[];
	options?: ScanOptions;
}

const rows: Row[] = [
	{ what: "OK", input: "\r\nOK\r\n", tokens: ["final OK()"] },
	{ what: "ERROR", input: "\r\nERROR\r\n", tokens: ["final ERROR()"] },
	{ what: "+CME ERROR with a number", input: "\r\n+CME ERROR: 10\r\n", tokens: ["final +CME ERROR(10)"] },
	{
		what: "+CME ERROR as text",
		input: "\r\n+CME ERROR: SIM not inserted\r\n",
		tokens: ["final +CME ERROR(SIM not inserted)"],
	},
	{ what: "echo without LF", input: "AT\r\r\nOK\r\n", tokens: ["echo AT()", "final OK()"] },
	{
		what: "echo of a whole command",
		input: "AT+CSQ\r\r\n+CSQ: 29,99\r\n\r\nOK\r\n",
		tokens: ["echo AT(AT+CSQ)", "line +CSQ(29|99)", "final OK()"],
	},
	{ what: "many CR", input: "AT\r\r\r\nOK\r\n", tokens: ["echo AT()", "final OK()"] },
	{
		what: "a block of information lines",
		input: '\r\n+CREG: 0,1\r\n+CEREG: 2,1,"D509","80D413D",7\r\n\r\nOK\r\n',
		tokens: ["text (+CREG: 0,1)", "line +CEREG(2|1|D509|80D413D|7)", "final OK()"].map((it) =>
			it === "text (+CREG: 0,1)" ? "line +CREG(0|1)" : it,
		),
	},
	{ what: "bare text", input: "\r\nQuectel\r\nEC600S\r\n", tokens: ["text (Quectel)", "text (EC600S)"] },
	{ what: "a line without colon", input: "\r\nRDY\r\n", tokens: ["line RDY()"] },
	{ what: "a name with a blank in it", input: "\r\nPOWERED DOWN\r\n", tokens: ["line POWERED DOWN()"] },
	{ what: "a known name that goes on", input: "\r\nOKAY\r\nRDYX\r\n", tokens: ["text (OKAY)", "text (RDYX)"] },
	{ what: "the beginning of a known name", input: "\r\nO\r\n+QMT\r\n", tokens: ["text (O)", "text (+QMT)"] },
	{ what: "an empty last field", input: "\r\n+COPS: 0,\r\n", tokens: ["line +COPS(0|)"] },
	{ what: "omitted fields", input: "\r\n+COPS: ,,7\r\n", tokens: ["line +COPS(||7)"] },
	{ what: "a negative number", input: "\r\n+QMTOPEN: 0,-1\r\n", tokens: ["line +QMTOPEN(0|-1)"] },
	{ what: "a comma in quotes", input: '\r\n+COPS: 0,0,"A,B",7\r\n', tokens: ["line +COPS(0|0|A,B|7)"] },
	{ what: "a quote in quotes", input: '\r\n+COPS: 0,0,"A"B",7\r\n', tokens: ['line +COPS(0|0|A"B|7)'] },
	{
		what: "a quote that never closes is nobody's line",
		input: '\r\n+COPS: 0,0,"AB\r\nOK\r\n',
		tokens: ['text (+COPS: 0,0,"AB)', "final OK()"],
	},
	{ what: "no blank behind the colon", input: "\r\n+CSQ:1,2\r\n", tokens: ["line +CSQ(1|2)"] },
	{ what: "CONNECT with a count", input: "\r\nCONNECT 15\r\n", tokens: ["intermediate CONNECT(15)"] },
	{ what: "CONNECT alone", input: "\r\nCONNECT\r\n", tokens: ["intermediate CONNECT()"] },
	{ what: "LF alone ends a line", input: "\nOK\n", tokens: ["final OK()"] },
	{ what: "bytes over 127", input: "\r\nM\xfc\xff\r\nOK\r\n", tokens: ["text (M\uFFFD\uFFFD)", "final OK()"] },
	{ what: "NULs between lines", input: "\0\0\r\nOK\r\n\0", tokens: ["final OK()"] },
	{ what: "a prompt", input: "\r\n> ", tokens: ["prompt"], options: { prompt: true } },
	{
		what: "a prompt, then OK",
		input: "\r\n> \r\nOK\r\n",
		tokens: ["prompt", "final OK()"],
		options: { prompt: true },
	},
	{
		what: "one prompt only",
		input: "\r\n>\r\n> x\r\n",
		tokens: ["prompt", "text (> x)"],
		options: { prompt: true },
	},
	{ what: "no prompt when none is awaited", input: "\r\n> \r\nOK\r\n", tokens: ["text (> )", "final OK()"] },
	{
		what: "a URC in front of a prompt",
		input: "\r\n+QMTSTAT: 1,1\r\n\r\n> ",
		tokens: ["line +QMTSTAT(1|1)", "prompt"],
		options: { prompt: true },
	},
	{
		what: "a counted payload",
		input: '\r\n+QMTRECV: 0,0,"topic/pub",30,"This is test data, hello MQTT."\r\n',
		tokens: ["header +QMTRECV(0|0|topic/pub|30) 30", "payload This is test data, hello MQTT."],
	},
	{
		what: "an empty payload",
		input: '\r\n+QMTRECV: 0,0,"t",0,""\r\nOK\r\n',
		tokens: ["header +QMTRECV(0|0|t|0) 0", "payload ", "final OK()"],
	},
	{
		what: "a payload that looks like the module's own words",
		input: '\r\n+QMTRECV: 0,7,"t",20,"\r\nOK\r\n> "\r\n+QMTSTAT:"\r\n\r\nOK\r\n',
		tokens: ["header +QMTRECV(0|7|t|20) 20", 'payload \\r\\nOK\\r\\n> "\\r\\n+QMTSTAT:', "final OK()"],
	},
	{
		what: "two payloads back to back, in one block",
		input: '\r\n+QMTRECV: 0,1,"a",1,"x"\r\n+QMTRECV: 0,2,"b",1,"""\r\n\r\nOK\r\n',
		tokens: ["header +QMTRECV(0|1|a|1) 1", "payload x", "header +QMTRECV(0|2|b|1) 1", 'payload "', "final OK()"],
	},
	{
		what: "a payload behind a topic without quotes, and a blank",
		input: '\r\n+QMTRECV: 0,0,t,3, "abc"\r\nOK\r\n',
		tokens: ["header +QMTRECV(0|0|t|3) 3", "payload abc", "final OK()"],
	},
	{
		what: "a payload longer than announced is not believed",
		input: '\r\n+QMTRECV: 0,0,"t",2,"abc"\r\nOK\r\n',
		tokens: ["header +QMTRECV(0|0|t|2) 2", "broken ab", 'text (c")', "final OK()"],
	},
	{
		what: "a quoted field where neither topic nor payload can be",
		input: '\r\n+QMTRECV: 0,"a"\r\n+QMTRECV: "b",1,2\r\n',
		tokens: ["line +QMTRECV(0|a)", "line +QMTRECV(b|1|2)"],
	},
	{
		what: "the URC that tells of a stored message",
		input: "\r\n+QMTRECV: 0,3\r\n",
		tokens: ["line +QMTRECV(0|3)"],
	},
	{
		what: "the states of the stored messages",
		input: "\r\n+QMTRECV: 0,0,1,0,0,1\r\n\r\nOK\r\n",
		tokens: ["line +QMTRECV(0|0|1|0|0|1)", "final OK()"],
	},
	{
		what: "a topic with quotes and line ends",
		input: '\r\n+QMTRECV: 0,0,"a"b\r\nOK\r\n",x",1,"p"\r\n',
		tokens: ['header +QMTRECV(0|0|a"b\r\nOK\r\n",x|1) 1', "payload p"],
	},
	{
		what: "a URC cut by another",
		input: "\r\n+QMTST\r\n+QMTSTAT: 0,1\r\n",
		tokens: ["text (+QMTST)", "line +QMTSTAT(0|1)"],
	},
	{
		what: "a length that is too large to be true",
		input: '\r\n+QMTRECV: 0,0,"t",9999,"a"\r\nOK\r\n\r\n+QMTRECV: 0,0,"u",1,"p"\r\n',
		tokens: ['header +QMTRECV(0|0|t",9999,"a"\r\nOK\r\n\r\n+QMTRECV: 0,0,"u|1) 1', "payload p"],
	},
	{
		what: "a length that has too many digits",
		input: '\r\n+QMTRECV: 0,0,"t",0000000001,"a"\r\nOK\r\n\r\n+QMTRECV: 0,0,"u",1,"p"\r\n',
		tokens: ['header +QMTRECV(0|0|t",0000000001,"a"\r\nOK\r\n\r\n+QMTRECV: 0,0,"u|1) 1', "payload p"],
	},
	{
		what: "a line longer than the ring",
		input: `\r\n${"x".repeat(300)}\r\nOK\r\n`,
		tokens: ["garbage", "final OK()"],
		options: { ring: 256 },
	},
];

describe("Scanner", () => {
	for (const { what, input, tokens, options } of rows) {
		it(`finds ${what}, however it is cut`, () => {
			deepEqual(
				scan(lexicon, input, () => false, options),
				tokens,
				"whole",
			);
			deepEqual(
				scan(lexicon, input, () => true, options),
				tokens,
				"byte by byte",
			);
			deepEqual(
				scan(lexicon, input, (at) => at % 8 === 0, options),
				tokens,
				"in eights",
			);
			for (let split = 1; split < input.length; split++) {
				if (!isTried(split)) continue;
				deepEqual(
					scan(lexicon, input, (at) => at === split, options),
					tokens,
					`split at ${split}`,
				);
			}
		});
	}

	it("counts lines that are too long", () => {
		const counters = new Counters();
		scan(lexicon, `${"x".repeat(300)}\r\n`, () => false, { ring: 256, counters });
		equal(counters.longLines, 1);
	});

	it("keeps payload back until there is a run of it, and gives its end at once", () => {
		const ring = new Ring(256, new Counters());
		const scanner = new Scanner(ring, lexicon, new Counters(), 2000);
		scanner.leastRun = 8;
		const told: string[] = [];
		const hear = (text: string) => {
			ring.put(Uint8Array.from(text, (it) => it.charCodeAt(0)));
			for (let token = scanner.next(); token !== Token.none; token = scanner.next()) {
				const { runStart, runEnd, remaining } = scanner;
				told.push(token === Token.payload ? `${runEnd - runStart} bytes, ${remaining} to come` : `token ${token}`);
			}
			told.push("none");
		};
		hear('\r\n+QMTRECV: 0,1,"t",19,"abc');
		hear("defg");
		hear("hij");
		hear("klm");
		hear("nopqrs");
		hear('"');
		hear("\r\n");
		deepEqual(told, [
			`token ${Token.header}`,
			...["none", "none", "10 bytes, 9 to come", "none", "none", "9 bytes, 0 to come", "none", "none"],
			`token ${Token.payloadEnd}`,
			"none",
		]);
	});

	it("counts payloads that do not end where they should", () => {
		const counters = new Counters();
		scan(lexicon, '\r\n+QMTRECV: 0,0,"t",2,"abc"\r\n', () => false, { counters });
		equal(counters.framingErrors, 1);
	});
});
