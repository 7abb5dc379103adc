import { lexicon } from "../../../modules/modem/names.js";
import { checkRow, type ScanRow } from "../../support/scan-table.js";

/** Names and fields. */
const fields: ScanRow[] = [
	{
		what: "a name that begins another one",
		said: [
			["+CREG: 1\r\n", "line +CREG 1"],
			["+CGREG: 1\r\n", "line +CGREG 1"],
		],
	},
	{ what: "no blank behind the colon", said: [["+CSQ:29,99\r\n", "line +CSQ 29|99"]] },
	{ what: "blanks in front of fields", said: [["+CSQ:   29,   99\r\n", "line +CSQ 29|99"]] },
	{ what: "blanks behind fields", said: [["+CSQ: 29 ,99 \r\n", "line +CSQ 29 |99 "]] },
	{
		what: "no field",
		said: [
			["+CSQ:\r\n", "line +CSQ "],
			["+CSQ: \r\n", "line +CSQ "],
			["+CSQ\r\n", "line +CSQ"],
		],
	},
	{
		what: "empty fields",
		said: [
			["+COPS: ,,7\r\n", "line +COPS ||7"],
			["+COPS: 0,\r\n", "line +COPS 0|"],
		],
	},
	{ what: "an empty field in quotes", said: [['+COPS: "",""\r\n', 'line +COPS ""|""']] },
	{ what: "commas in quotes", said: [['+COPS: 0,0,"A,B",7\r\n', 'line +COPS 0|0|"A,B"|7']] },
	{ what: "quotes in quotes", said: [['+COPS: 0,0,"A"B",7\r\n', 'line +COPS 0|0|"A"B"|7']] },
	{ what: "quotes behind quotes", said: [['+COPS: 0,0,"A"",7\r\n', 'line +COPS 0|0|"A""|7']] },
	{ what: "a quote in a bare field", said: [['+COPS: 0,A"B,7\r\n', 'line +COPS 0|A"B|7']] },
	{ what: "colons in fields", said: [['+COPS: 0:1,":",:\r\n', 'line +COPS 0:1|":"|:']] },
	{
		what: "a blank behind a quote, which therefore closes nothing",
		said: [['+COPS: "A" ,7\r\n', 'text +COPS: "A" ,7']],
	},
	{
		what: "a quote that never closes",
		said: [
			['+COPS: 0,0,"AB\r\n', 'text +COPS: 0,0,"AB'],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a quote at the very end",
		said: [
			['+COPS: 0,"\r\n', 'text +COPS: 0,"'],
			["OK\r\n", "final OK"],
		],
	},
	{ what: "numbers of many kinds", said: [["+CSQ: -1,+1,007,1.5,0x1F\r\n", "line +CSQ -1|+1|007|1.5|0x1F"]] },
	{
		what: "twenty-two fields",
		said: [
			[
				"+COPS: 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21\r\n",
				"line +COPS 0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21",
			],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "twenty-two fields in quotes",
		said: [
			[`+COPS: ${'"a",'.repeat(20)}"b","c"\r\n`, `line +COPS ${'"a"|'.repeat(20)}"b"|"c"`],
			["OK\r\n", "final OK"],
		],
	},
];

/** Echo of command lines (ATE1). */
const echo: ScanRow[] = [
	{
		what: "the echo of a read command",
		said: [["AT+CSQ\r", "echo AT AT+CSQ"], "\r\n", ["+CSQ: 2,9\r\n", "line +CSQ 2|9"]],
	},
	{ what: "the echo of a test command", said: [["AT+QMTOPEN=?\r", "echo AT AT+QMTOPEN=?"]] },
	{ what: "the echo of several commands", said: [["AT+IPR=115200;&W\r", "echo AT AT+IPR=115200;&W"]] },
	{ what: "the echo of quotes and commas", said: [['AT+QMTSUB=0,1,"a,b",2\r', 'echo AT AT+QMTSUB=0,1,"a,b",2']] },
	{ what: "an echo that a colon follows", said: [["AT: 1\r\n", "echo AT AT: 1"]] },
	{ what: "echo in small letters as text", said: [["at+csq\r", "text at+csq"], "\r\n", ["OK\r\n", "final OK"]] },
	{ what: "A/, which repeats a line, as text", said: [["A/\r", "text A/"], "\r\n", ["OK\r\n", "final OK"]] },
	{
		what: "a URC between echo and response",
		said: [
			["AT+CREG?\r", "echo AT AT+CREG?"],
			"\r\n",
			["+CREG: 5\r\n", "line +CREG 5"],
			"\r\n",
			["+CREG: 1,5\r\n", "line +CREG 1|5"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
];

/** A URC in the middle of another line: both cannot be told, but nothing is invented and the next line is whole. */
const cut: ScanRow[] = [
	{
		what: "a name cut by a URC",
		said: [
			["+QMTST\r\n", "text +QMTST"],
			["+QMTSTAT: 0,1\r\n", "line +QMTSTAT 0|1"],
			["AT: 0,2\r\n", "echo AT AT: 0,2"],
		],
	},
	{
		what: "a result cut by a URC",
		said: [["O\r\n", "text O"], ["+QMTSTAT: 0,1\r\n", "line +QMTSTAT 0|1"], "\r\n", ["K\r\n", "text K"]],
	},
	{
		what: "fields cut by a URC",
		said: [
			["+CSQ: 2\r\n", "line +CSQ 2"],
			["+QMTSTAT: 0,1\r\n", "line +QMTSTAT 0|1"],
			"\r\n",
			["9,99\r\n", "text 9,99"],
		],
	},
	{
		what: "a quoted field cut by a URC",
		said: [
			['+COPS: 0,0,"CHN\r\n', 'text +COPS: 0,0,"CHN'],
			["+QMTSTAT: 0,1\r\n", "line +QMTSTAT 0|1"],
			['-UNICOM",7\r\n', 'text -UNICOM",7'],
		],
	},
	{
		what: "an echo cut by a URC",
		said: [
			["AT+C\r\n", "echo AT AT+C"],
			["+QMTSTAT: 0,1\r\n", "line +QMTSTAT 0|1"],
			["SQ\r\n", "text SQ"],
		],
	},
	{
		what: "two lines whose line ends are lost",
		said: [
			["+QMTSTAT: 0,1+QMTSTAT: 1,1\r\n", "line +QMTSTAT 0|1+QMTSTAT: 1|1"],
			["OK\r\n", "final OK"],
		],
	},
];

/** Prompts: CR LF, `>`, and one blank or none; CR LF behind it on some modules. */
const prompts: ScanRow[] = [
	{ what: "a prompt", awaits: true, said: ["\r\n", ["> ", "prompt"]] },
	{ what: "a prompt without blank", awaits: true, said: ["\r\n", [">", "prompt"]] },
	{ what: "a prompt with a line end behind it", awaits: true, said: ["\r\n", [">\r\n", "prompt"]] },
	{ what: "a prompt without a line end before it", awaits: true, said: [["> ", "prompt"]] },
	{ what: "a prompt and the answer", awaits: true, said: [["> ", "prompt"], "\r\n", ["OK\r\n", "final OK"]] },
	{ what: "a prompt right behind an echo", awaits: true, said: [["AT+X\r", "echo AT AT+X"], "\r\n", ["> ", "prompt"]] },
	{
		what: "a URC in front of a prompt",
		awaits: true,
		said: ["\r\n", ["+QMTSTAT: 1,1\r\n", "line +QMTSTAT 1|1"], "\r\n", ["> ", "prompt"]],
	},
	{
		what: "a URC behind a prompt",
		awaits: true,
		said: ["\r\n", ["> ", "prompt"], "\r\n", ["+QMTSTAT: 1,1\r\n", "line +QMTSTAT 1|1"]],
	},
	{
		what: "the second of two prompts as text",
		awaits: true,
		said: [
			[">", "prompt"],
			["> x\r\n", "text > x"],
		],
	},
	{ what: "a prompt that nobody awaits as text", said: ["\r\n", ["> \r\n", "text > "], ["OK\r\n", "final OK"]] },
	{ what: "a prompt that nobody awaits, without its line end", said: ["\r\n"], held: "> " },
	{
		what: "a sign in a line as part of it",
		awaits: true,
		said: [
			["a > b\r\n", "text a > b"],
			["+CSQ: >\r\n", "line +CSQ >"],
		],
	},
	{ what: "a final result although a prompt is awaited", awaits: true, said: ["\r\n", ["ERROR\r\n", "final ERROR"]] },
	{
		what: "a sign in a payload as a byte of it",
		awaits: true,
		said: [
			['+QMTRECV: 0,0,"t",4,"', 'header +QMTRECV 0|0|"t"|4 of 4'],
			["\r\n> ", "payload \r\n> "],
			['"\r\n', "whole"],
		],
	},
];

describe("Scanner on fields, echo and prompts", () => {
	for (const row of [...fields, ...echo, ...cut, ...prompts]) it(`reads ${row.what}`, () => checkRow(row, lexicon));
});
