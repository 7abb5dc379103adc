import { Lexicon, LineKind } from "../../../modules/at/lexicon.js";
import { lexicon } from "../../../modules/modem/names.js";
import { checkRow, type Said, type ScanRow } from "../../support/scan-table.js";

const { information } = LineKind;

/** Names whose lengths stand first, second and third, and one that has none. */
const counted = new Lexicon([
	{ text: "+FIRST", kind: information, counted: 0 },
	{ text: "+SECOND", kind: information, counted: 1 },
	{ text: "+THIRD", kind: information, counted: 2 },
	{ text: "+NONE", kind: information },
]);

/** A message whose topic could be taken to end elsewhere. */
const topic = (it: string): ScanRow => ({
	what: `the topic ${it}`,
	said: [
		[`+QMTRECV: 0,0,"${it}",2,"`, `header +QMTRECV 0|0|"${it}"|2 of 2`],
		["ab", "payload ab"],
		['"\r\n', "whole"],
	],
});

const payload: Said[] = [
	["ab", "payload ab"],
	['"\r\n', "whole"],
];

const rows: ScanRow[] = [
	{ what: "text that begins with the sign behind the blank", said: [["!x\r\n", "text !x"]] },
	{ what: "CONNECT that goes on", said: [["CONNECTED\r\n", "text CONNECTED"]] },
	{
		what: "fields of the line behind a payload",
		said: [
			['+QMTRECV: 0,0,"t",2,"', 'header +QMTRECV 0|0|"t"|2 of 2'],
			...payload,
			['+COPS: 0,1,"A,B",7\r\n', 'line +COPS 0|1|"A,B"|7'],
		],
	},
	{
		what: "a line behind one that is too long and ends with LF alone",
		said: [["x".repeat(256), "garbage"], "yy\n", ["+CSQ: 1,2\n", "line +CSQ 1|2"]],
		ring: 256,
		longLines: 1,
	},
	{
		what: "quotes in front of the topic",
		said: [['+QMTRECV: "0,0",5,"t",2,"', 'header +QMTRECV "0,0"|5|"t"|2 of 2'], ...payload],
	},
	{
		what: "a length of minus zero",
		said: [
			['+QMTRECV: 0,0,"t",-0,"', 'header +QMTRECV 0|0|"t"|-0 of 0'],
			['"\r\n', "whole"],
		],
	},
	{
		what: "a length of nine digits",
		said: [['+QMTRECV: 0,0,"t",000000002,"', 'header +QMTRECV 0|0|"t"|000000002 of 2'], ...payload],
	},
	...[
		// The first quote of a topic does not end it, and only quote, comma, length, comma, quote does.
		',5,"x',
		'a"x5,"b',
		'a"5,"b',
		'a",-5,"b',
		'a",--0,"b',
		'a",-,"b',
		'a",,"b',
		'a",5/,"b',
		'a",/,"b',
		'a",5:,"b',
		'a",5;"b',
		'a",5"b',
		'a",5,b"',
		'a",5, b"',
		'a",0000000005,"b',
		'a", ,"b',
		"abc",
		"abcd",
		'a"bc"',
		'ab"cd"e',
		'abc"d',
	].map(topic),
];

const others: ScanRow[] = [
	{ what: "a length that stands first", said: [['+FIRST: 2,"', "header +FIRST 2 of 2"], ...payload] },
	{
		what: "a length of zero that stands first",
		said: [
			['+FIRST: 0,"', "header +FIRST 0 of 0"],
			['"\r\n', "whole"],
		],
	},
	{
		what: "the longest payload that is believed, behind nothing else",
		said: [
			['+FIRST: 2000,"', "header +FIRST 2000 of 2000"],
			["z".repeat(30), `payload ${"z".repeat(30)}`],
		],
		missing: 1970,
	},
	{ what: "a length that is too long", said: [['+FIRST: 2001,"ab"\r\n', 'line +FIRST 2001|"ab"']] },
	{ what: "a length below zero", said: [['+FIRST: -1,"ab"\r\n', 'line +FIRST -1|"ab"']] },
	{ what: "a length that is no number", said: [['+FIRST: x,"ab"\r\n', 'line +FIRST x|"ab"']] },
	{ what: "a field between a length and quotes", said: [['+FIRST: 2,x,"ab"\r\n', 'line +FIRST 2|x|"ab"']] },
	{ what: "a quote inside of the first field", said: [['+FIRST: a"b\r\n', 'line +FIRST a"b']] },
	{
		what: "a topic that stands first",
		said: [['+SECOND: "a\r\n"b",2,"', 'header +SECOND "a\r\n"b"|2 of 2'], ...payload],
	},
	{ what: "a quote inside of a field where a topic may be", said: [['+THIRD: 5"b\r\n', 'line +THIRD 5"b']] },
	{ what: "quotes of a name without payload", said: [['+NONE: 2,3,"ab"\r\n', 'line +NONE 2|3|"ab"']] },
	{
		what: "quotes of a name without payload, in many places",
		said: [['+NONE: "ab",2,"cd",2,"ef"\r\n', 'line +NONE "ab"|2|"cd"|2|"ef"']],
	},
];

describe("Scanner, edges", () => {
	for (const row of rows) it(`reads ${row.what}`, () => checkRow(row, lexicon));
	for (const row of others) it(`reads ${row.what}`, () => checkRow(row, counted));
});
