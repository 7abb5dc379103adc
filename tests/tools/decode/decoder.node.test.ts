import fc from "fast-check";
import { Decoder } from "../../../tools/decode/decoder.js";
import { LONGEST, type Witness } from "../../../tools/decode/dialogue.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { decode, describeTokens } from "./reading.js";

interface Row {
	readonly title: string;
	readonly input: string;
	/** The witness it is decoded with; default nobody. */
	readonly by?: Witness;
	/** Kind, `?` when ambiguous, content, and all bytes where they are not the content. */
	readonly tokens: readonly string[];
}

const rows: readonly Row[] = [
	{ title: "nothing", input: "", tokens: [] },
	{ title: "a result code", input: "\r\nOK\r\n", tokens: ['final OK "\\r\\nOK\\r\\n"'] },
	{
		title: "an echo and a result code (T22)",
		input: "AT+MODE=2\r\r\nERROR\r\n",
		tokens: ['echo AT+MODE=2 "AT+MODE=2\\r"', 'final ERROR "\\r\\nERROR\\r\\n"'],
	},
	{
		title: "the echo of a host that ends lines with CR LF",
		input: "at\r\n\r\nOK\r\n",
		tokens: ['echo at "at\\r\\n"', 'final OK "\\r\\nOK\\r\\n"'],
	},
	{
		title: "result codes of every kind",
		input:
			"\r\n+CME ERROR: 10\r\n\r\n+CMS ERROR: 500\r\n\r\nCONNECT\r\n\r\nNO CARRIER\r\n\r\nSEND OK\r\n\r\nSEND FAIL\r\n",
		tokens: [
			'final +CME ERROR: 10 "\\r\\n+CME ERROR: 10\\r\\n"',
			'final +CMS ERROR: 500 "\\r\\n+CMS ERROR: 500\\r\\n"',
			'intermediate CONNECT "\\r\\nCONNECT\\r\\n"',
			'final NO CARRIER "\\r\\nNO CARRIER\\r\\n"',
			'final SEND OK "\\r\\nSEND OK\\r\\n"',
			'final SEND FAIL "\\r\\nSEND FAIL\\r\\n"',
		],
	},
	{
		title: "an answer that no echo shows to be one",
		input: "\r\n+CSQ: 29,99\r\n\r\nOK\r\n",
		tokens: ['urc? +CSQ: 29,99 "\\r\\n+CSQ: 29,99\\r\\n"', 'final OK "\\r\\nOK\\r\\n"'],
	},
	{
		title: "an answer to the command that was sent back, and the same line after its end",
		by: "echo",
		input: "AT+CSQ\r\r\n+CSQ: 29,99\r\n\r\nOK\r\n\r\n+CSQ: 29,99\r\n",
		tokens: [
			'echo AT+CSQ "AT+CSQ\\r"',
			'info +CSQ: 29,99 "\\r\\n+CSQ: 29,99\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
			'urc +CSQ: 29,99 "\\r\\n+CSQ: 29,99\\r\\n"',
		],
	},
	{
		title: "answers to several commands of one line, one in small letters",
		by: "echo",
		input: 'AT+QMTCFG="session",0;+creg?\r\r\n+QMTCFG: "session",1\r\n\r\n+CREG: 0,1\r\n\r\n+CREG: 5\r\n\r\nOK\r\n',
		tokens: [
			'echo AT+QMTCFG="session",0;+creg? "AT+QMTCFG=\\"session\\",0;+creg?\\r"',
			'info +QMTCFG: "session",1 "\\r\\n+QMTCFG: \\"session\\",1\\r\\n"',
			'info +CREG: 0,1 "\\r\\n+CREG: 0,1\\r\\n"',
			'urc +CREG: 5 "\\r\\n+CREG: 5\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "a command that is repeated",
		by: "echo",
		input: "AT+CSQ\r\r\n+CSQ: 1,99\r\n\r\nOK\r\nA/\r\n+CSQ: 2,99\r\n\r\nOK\r\n",
		tokens: [
			'echo AT+CSQ "AT+CSQ\\r"',
			'info +CSQ: 1,99 "\\r\\n+CSQ: 1,99\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
			'echo A/ "A/\\r\\n"',
			'info +CSQ: 2,99 "+CSQ: 2,99\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "answers without a name, which only the echo tells from noise",
		by: "echo",
		input: "ATI\r\r\nQuectel\r\nEC600S\r\nRevision: EC600SCNAAR01A01M08\r\n\r\nOK\r\n\r\nQuectel\r\n",
		tokens: [
			'echo ATI "ATI\\r"',
			'info Quectel "\\r\\nQuectel\\r\\n"',
			'info EC600S "EC600S\\r\\n"',
			'info Revision: EC600SCNAAR01A01M08 "Revision: EC600SCNAAR01A01M08\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
			'garbage Quectel "\\r\\nQuectel\\r\\n"',
		],
	},
	{
		title: "what cannot be told apart once the echo is off",
		by: "echo",
		input: "\r\n+CPIN: READY\r\nATE0\r\r\nOK\r\n\r\n+CPIN: READY\r\n\r\nRDY\r\n\r\n+CPIN: READY\r\n",
		tokens: [
			'urc +CPIN: READY "\\r\\n+CPIN: READY\\r\\n"',
			'echo ATE0 "ATE0\\r"',
			'final OK "\\r\\nOK\\r\\n"',
			'urc? +CPIN: READY "\\r\\n+CPIN: READY\\r\\n"',
			'urc RDY "\\r\\nRDY\\r\\n"',
			'urc +CPIN: READY "\\r\\n+CPIN: READY\\r\\n"',
		],
	},
	{
		title: "commands without anything between them (T08)",
		by: "echo",
		input: "AT&FZE0+CSQ\r\r\n+CSQ: 1,99\r\n\r\nOK\r\n\r\n+CPIN: READY\r\n",
		tokens: [
			'echo AT&FZE0+CSQ "AT&FZE0+CSQ\\r"',
			'info +CSQ: 1,99 "\\r\\n+CSQ: 1,99\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
			'urc? +CPIN: READY "\\r\\n+CPIN: READY\\r\\n"',
		],
	},
	{
		title: "lines whose shape says that they come by themselves",
		input: "\r\n+QMTSTAT: 0,1\r\n\r\n+QMTOPEN: 0,0\r\n\r\n+CEREG: 1\r\n\r\n+QMTRECV: 0,3\r\n\r\nPOWERED DOWN\r\n",
		tokens: [
			'urc +QMTSTAT: 0,1 "\\r\\n+QMTSTAT: 0,1\\r\\n"',
			'urc +QMTOPEN: 0,0 "\\r\\n+QMTOPEN: 0,0\\r\\n"',
			'urc +CEREG: 1 "\\r\\n+CEREG: 1\\r\\n"',
			'urc +QMTRECV: 0,3 "\\r\\n+QMTRECV: 0,3\\r\\n"',
			'urc POWERED DOWN "\\r\\nPOWERED DOWN\\r\\n"',
		],
	},
	{
		title: "a message with its length: header, payload, closing quote",
		input: '\r\n+QMTRECV: 0,0,"t",7,"OK\r\n"> "\r\n\r\nOK\r\n',
		tokens: [
			'urc? +QMTRECV: 0,0,"t",7," "\\r\\n+QMTRECV: 0,0,\\"t\\",7,\\""',
			'payload OK\r\n"> ',
			'urc?  "\\"\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "a message of no bytes",
		by: "echo",
		input: '\r\n+QMTRECV: 0,0,"t",0,""\r\n',
		tokens: ['urc +QMTRECV: 0,0,"t",0," "\\r\\n+QMTRECV: 0,0,\\"t\\",0,\\""', 'urc  "\\"\\r\\n"'],
	},
	{
		title: "a stored message that was asked for, behind a URC with the same name",
		by: "echo",
		input: 'AT+QMTRECV=0,1\r\r\n+QMTRECV: 0,2\r\n\r\n+QMTRECV: 0,0,"t",1,"x"\r\n\r\nOK\r\n',
		tokens: [
			'echo AT+QMTRECV=0,1 "AT+QMTRECV=0,1\\r"',
			'urc +QMTRECV: 0,2 "\\r\\n+QMTRECV: 0,2\\r\\n"',
			'info? +QMTRECV: 0,0,"t",1," "\\r\\n+QMTRECV: 0,0,\\"t\\",1,\\""',
			"payload x",
			'info?  "\\"\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "messages without their length, which look like topics with line ends",
		input: '\r\n+QMTRECV: 0,0,"t","{"a":1}"\r\n\r\n+QMTRECV: 0,0,"t","b"\r\nOK\r\n',
		tokens: [
			'urc? +QMTRECV: 0,0,"t","{"a":1}" "\\r\\n+QMTRECV: 0,0,\\"t\\",\\"{\\"a\\":1}\\"\\r\\n"',
			'urc? +QMTRECV: 0,0,"t","b" "\\r\\n+QMTRECV: 0,0,\\"t\\",\\"b\\"\\r\\n"',
			'final OK "OK\\r\\n"',
		],
	},
	{
		title: "a topic with line ends and quotes",
		input: '+QMTRECV: 0,0,"a"\r\n",b",2,"hi"\r\n',
		tokens: ['urc? +QMTRECV: 0,0,"a"\r\n",b",2,"', "payload hi", 'urc?  "\\"\\r\\n"'],
	},
	{
		title: "a payload that lost a byte, and what follows it",
		input: '+QMTRECV: 0,0,"t",3,"ab"\r\n\r\nOK\r\n',
		tokens: ['urc? +QMTRECV: 0,0,"t",3,"', 'garbage ab"', 'garbage  "\\r\\n"', 'final OK "\\r\\nOK\\r\\n"'],
	},
	{
		title: "a payload with a byte too much",
		input: '+QMTRECV: 0,0,"t",1,"ab"\r\nOK\r\n',
		tokens: ['urc? +QMTRECV: 0,0,"t",1,"', "garbage a", 'garbage b" "b\\"\\r\\n"', 'final OK "OK\\r\\n"'],
	},
	{
		title: "a payload that is cut off, and one whose end is",
		input: '+QMTRECV: 0,0,"t",9,"ab',
		tokens: ['urc? +QMTRECV: 0,0,"t",9,"', "garbage ab"],
	},
	{
		title: "a payload whose closing is cut off",
		input: '+QMTRECV: 0,0,"t",2,"ab"\r',
		tokens: ['urc? +QMTRECV: 0,0,"t",2,"', "payload ab", 'garbage " "\\"\\r"'],
	},
	{
		title: "a topic that never ends: its line is garbage, and what follows is read",
		input: '\r\n+QMTRECV: 0,0,"t\r\n\r\nOK\r\n',
		tokens: ['garbage +QMTRECV: 0,0,"t "\\r\\n+QMTRECV: 0,0,\\"t\\r\\n"', 'final OK "\\r\\nOK\\r\\n"'],
	},
	{
		title: "a prompt, the data sent back, and its result",
		by: "echo",
		input: 'AT+QMTPUBEX=0,0,0,0,"t",5\r\r\n> >OK\r\n\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n',
		tokens: [
			'echo AT+QMTPUBEX=0,0,0,0,"t",5 "AT+QMTPUBEX=0,0,0,0,\\"t\\",5\\r"',
			'prompt > "\\r\\n> "',
			"echo >OK\r\n",
			'final OK "\\r\\nOK\\r\\n"',
			'urc +QMTPUBEX: 0,0,0 "\\r\\n+QMTPUBEX: 0,0,0\\r\\n"',
		],
	},
	{
		title: "a prompt whose data is not sent back",
		by: "echo",
		input: "AT+QISEND=0,40\r\r\n>\r\nSEND OK\r\n",
		tokens: ['echo AT+QISEND=0,40 "AT+QISEND=0,40\\r"', 'prompt > "\\r\\n>"', 'final SEND OK "\\r\\nSEND OK\\r\\n"'],
	},
	{
		title: "data that ends with Ctrl-Z, sent back with it or without",
		by: "echo",
		input: "AT+QISEND=0\r\r\n> hello\x1a\r\nSEND OK\r\nAT+QISEND=0\r\r\n> hello\r\nSEND OK\r\n",
		tokens: [
			'echo AT+QISEND=0 "AT+QISEND=0\\r"',
			'prompt > "\\r\\n> "',
			"echo hello\x1a",
			'final SEND OK "\\r\\nSEND OK\\r\\n"',
			'echo AT+QISEND=0 "AT+QISEND=0\\r"',
			'prompt > "\\r\\n> "',
			"echo hello",
			'final SEND OK "\\r\\nSEND OK\\r\\n"',
		],
	},
	{
		title: "a prompt that nothing explains",
		input: "\r\n> \r\nOK\r\n",
		tokens: ['prompt > "\\r\\n> "', 'final OK "\\r\\nOK\\r\\n"'],
	},
	{
		title: "raw bytes that a line announces",
		by: "echo",
		input: 'AT+QIRD=0,9\r\r\n+QIRD: 4\r\n\r\nOK\r\n\r\nOK\r\n\r\n+QIURC: "recv",1,2\r\n\r\n\r\n+QIRD: 9,8,1\r\n',
		tokens: [
			'echo AT+QIRD=0,9 "AT+QIRD=0,9\\r"',
			'info +QIRD: 4 "\\r\\n+QIRD: 4\\r\\n"',
			"payload \r\nOK",
			'final OK "\\r\\n\\r\\nOK\\r\\n"',
			'urc +QIURC: "recv",1,2 "\\r\\n+QIURC: \\"recv\\",1,2\\r\\n"',
			"payload \r\n",
			'urc +QIRD: 9,8,1 "\\r\\n+QIRD: 9,8,1\\r\\n"',
		],
	},
	{
		title: "what a file holds",
		by: "echo",
		input: "AT+QFREAD=1,6\r\r\nCONNECT 6\r\nsecret\r\nOK\r\n",
		tokens: [
			'echo AT+QFREAD=1,6 "AT+QFREAD=1,6\\r"',
			'intermediate CONNECT 6 "\\r\\nCONNECT 6\\r\\n"',
			"payload secret",
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "noise in front of a line, and in it",
		input: "\0\0\r\nRDY\r\n\xff\xfe\r\n\x01 OK\r\n",
		tokens: [
			"garbage \0\0",
			'urc RDY "\\r\\nRDY\\r\\n"',
			'garbage \xff\xfe "\xff\xfe\\r\\n"',
			"garbage \x01",
			'final OK " OK\\r\\n"',
		],
	},
	{
		title: "a list of strings, as a test command tells it",
		by: "echo",
		input: 'AT+QURCCFG=?\r\r\n+QURCCFG: "urcport",("usbat","all")\r\n\r\nOK\r\n',
		tokens: [
			'echo AT+QURCCFG=? "AT+QURCCFG=?\\r"',
			'info +QURCCFG: "urcport",("usbat","all") "\\r\\n+QURCCFG: \\"urcport\\",(\\"usbat\\",\\"all\\")\\r\\n"',
			'final OK "\\r\\nOK\\r\\n"',
		],
	},
	{
		title: "a line whose quote does not close, and one that is cut off",
		input: '\r\n+QMTOPEN: 0,"host\r\n\r\n+CSQ: 2',
		tokens: ['garbage +QMTOPEN: 0,"host "\\r\\n+QMTOPEN: 0,\\"host\\r\\n"', 'garbage +CSQ: 2 "\\r\\n+CSQ: 2"'],
	},
	{ title: "line ends at the end", input: "OK\n\r\n", tokens: ['final OK "OK\\n"', 'garbage  "\\r\\n"'] },
];

describe("decoding what a module sends", () => {
	for (const { title, input, by = "nobody", tokens } of rows) {
		it(title, () => {
			const whole = decode(input, by, () => false);
			const expected = tokens.slice();
			deepEqual(describeTokens(input, whole), expected, "whole");
			deepEqual(
				describeTokens(
					input,
					decode(input, by, () => true),
				),
				expected,
				"byte by byte",
			);
			for (let cut = 1; cut < input.length; cut++) {
				deepEqual(
					describeTokens(
						input,
						decode(input, by, (at) => at === cut),
					),
					expected,
					`cut at ${cut}`,
				);
			}
		});
	}

	it("believes a record of what the host sent", () => {
		const kinds: string[] = [];
		const decoder = new Decoder("host", ({ kind, content }) => kinds.push(`${kind} ${content}`));
		decoder.sent("ATE0");
		decoder.take(Buffer.from("\r\nOK\r\n"));
		decoder.sent('AT+QMTPUBEX=0,0,0,0,"t",5');
		decoder.take(Buffer.from("\r\n> \r\nOK\r\n\r\n+CPIN: READY\r\n"));
		decoder.sent("AT+CPIN?");
		decoder.take(Buffer.from("\r\n+CPIN: READY\r\n\r\nOK\r\n"));
		decoder.end();
		deepEqual(kinds, ["final OK", "prompt >", "final OK", "urc +CPIN: READY", "info +CPIN: READY", "final OK"]);
	});

	it("holds no more than one longest token back, whatever comes", () => {
		for (const piece of ["\r\n", "\0", "x", '+QMTRECV: 0,0,"t\r\n', '+QMTRECV: 0,0,"', "> AT\r> "]) {
			let told = 0;
			let longest = 0;
			const decoder = new Decoder("echo", ({ length }) => {
				told += length;
				longest = Math.max(longest, length);
			});
			const chunk = Buffer.from(piece.repeat(Math.ceil(65536 / piece.length)), "latin1");
			for (let turn = 1; turn <= 16; turn++) {
				decoder.take(chunk);
				ok(turn * chunk.length - told <= 2 * LONGEST, piece);
			}
			decoder.end();
			equal(told, 16 * chunk.length, piece);
			ok(longest <= LONGEST, piece);
		}
	});
});

const pieces = [
	...'\r\n">, \0',
	"\r\n",
	"OK\r\n",
	"\r\nERROR\r\n",
	"> ",
	'AT+QMTPUBEX=0,1,1,0,"t",4\r',
	"AT+QISEND=0\r",
	"ATE0\r",
	"AT+QFREAD=1\r",
	'+QMTRECV: 0,0,"t",4,"',
	'+QMTRECV: 0,0,"t',
	'","x"\r\n',
	'abcd"\r\n',
	"+QIRD: 3\r\n",
	'+QIURC: "recv",0,2\r\n',
	"CONNECT 5\r\n",
	"RDY\r\n",
	"\x1a",
];
const conversation = fc
	.array(
		fc.oneof(
			fc.constantFrom(...pieces),
			fc.uint8Array({ maxLength: 6 }).map((it) => String.fromCharCode(...it)),
		),
		{
			maxLength: 60,
		},
	)
	.map((parts) => parts.join(""));
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((it) => String.fromCharCode(...it));
const witness = fc.constantFrom<Witness>("nobody", "echo", "host");

describe("decoding any bytes", () => {
	const property = (input: string, by: Witness, size: number) => {
		const tokens = decode(input, by, (at) => at % size === 0);
		let end = 0;
		for (const { offset, length, content } of tokens) {
			equal(offset, end);
			ok(length > 0);
			ok(input.slice(offset, offset + length).includes(content), "content is some of the bytes");
			end += length;
		}
		equal(end, input.length);
		const whole = decode(input, by, () => false);
		deepEqual(describeTokens(input, tokens), describeTokens(input, whole), "as when it is not cut");
	};

	it("covers every byte exactly once, and the same way however it is cut: random conversations", () => {
		fc.assert(fc.property(conversation, witness, fc.integer({ min: 1, max: 9 }), property), {
			numRuns: 3000,
			seed: 20200812,
		});
	});

	it("covers every byte exactly once, and the same way however it is cut: random bytes", () => {
		fc.assert(fc.property(anyBytes, witness, fc.integer({ min: 1, max: 9 }), property), { numRuns: 1000, seed: 419 });
	});
});
