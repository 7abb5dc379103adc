import { lexicon } from "../../../modules/modem/names.js";
import { checkRow, type ScanRow } from "../../support/scan-table.js";

/** Line ends and what stands between lines. */
const framing: ScanRow[] = [
	{ what: "an echo, which ends with CR alone", said: [["AT\r", "echo AT"], "\r\n", ["OK\r\n", "final OK"]] },
	{
		what: "CR CR LF behind a line",
		said: [
			["RDY\r\r\n", "line RDY"],
			["OK\r\r\n", "final OK"],
		],
	},
	{ what: "an echo and ERROR", said: [["AT+MODE=2\r", "echo AT AT+MODE=2"], "\r\n", ["ERROR\r\n", "final ERROR"]] },
	{
		what: "an answer on two lines",
		said: [
			["AT+CSQ\r", "echo AT AT+CSQ"],
			"\r\n",
			["+CSQ: 19,99\r\n", "line +CSQ 19|99"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{ what: "many CR", said: [["AT\r", "echo AT"], "\r\r\r\n", ["OK\r\n", "final OK"]] },
	{ what: "a line without CR", said: ["\n", ["OK\n", "final OK"], ["+CSQ: 1,2\n", "line +CSQ 1|2"]] },
	{ what: "a line without LF", said: ["\r", ["OK\r", "final OK"], ["+CSQ: 1,2\r", "line +CSQ 1|2"]] },
	{ what: "LF in front of CR", said: ["\n\r", ["OK\n\r", "final OK"], ["ERROR\n\r", "final ERROR"]] },
	{
		what: "lines without an empty one between",
		said: [
			["OK\r\n", "final OK"],
			["RDY\r\n", "line RDY"],
		],
	},
	{ what: "empty lines", said: ["\r\n\r\n\r\n", ["OK\r\n", "final OK"], "\r\n\r\n"] },
	{ what: "NULs between lines", said: ["\0\0\r\n\0", ["OK\r\n", "final OK"], "\0\0"] },
	{ what: "control bytes between lines", said: ["\x01\x1a\x1b\x11\x13\r\n", ["OK\r\n", "final OK"], "\x1a"] },
	{ what: "blanks in front of a line", said: ["\r\n   ", ["OK\r\n", "final OK"]] },
	{ what: "nothing at all", said: [""] },
	{ what: "line ends alone", said: ["\r\n\r\n"] },
	{ what: "a result whose line end has not come", said: ["\r\n"], held: "OK" },
	{ what: "a result of which one byte has come", said: ["\r\n"], held: "O" },
	{ what: "fields whose line end has not come", said: ["\r\n"], held: "+CSQ: 29,9" },
	{ what: "a name whose colon has not come", said: ["\r\n"], held: "+QMTRECV" },
	{ what: "a quote that is still open", said: ["\r\n"], held: '+COPS: 0,0,"CHN' },
	{ what: "a quote that may have been the last one", said: ["\r\n"], held: '+COPS: 0,0,"CHN"' },
];

/** Bytes that no module sends on purpose. */
const noise: ScanRow[] = [
	{
		what: "a NUL in a line",
		said: [
			["O\0K\r\n", "text O\0K"],
			["OK\r\n", "final OK"],
		],
	},
	{ what: "a NUL in a name", said: [["+CS\0Q: 1,2\r\n", "text +CS\0Q: 1,2"]] },
	{ what: "a NUL in a field", said: [["+CSQ: 1\x001,2\r\n", "line +CSQ 1\x001|2"]] },
	{ what: "a NUL in quotes", said: [['+COPS: 0,0,"A\0B",7\r\n', 'line +COPS 0|0|"A\0B"|7']] },
	{ what: "NULs where a field should be", said: [["+CSQ: \0\0,\0\r\n", "line +CSQ \0\0|\0"]] },
	{
		what: "bytes over 127 in front of a line",
		said: [
			["\xff\xfeOK\r\n", "text \xff\xfeOK"],
			["OK\r\n", "final OK"],
		],
	},
	{ what: "bytes over 127 in a field", said: [["+CSQ: \x80\xff,2\r\n", "line +CSQ \x80\xff|2"]] },
	{ what: "bytes over 127 in quotes", said: [['+COPS: 0,0,"\xe4\xb8\xad",7\r\n', 'line +COPS 0|0|"\xe4\xb8\xad"|7']] },
	{ what: "control bytes in a field", said: [["+CSQ: \x01\x1f,\t2\r\n", "line +CSQ \x01\x1f|\t2"]] },
	{ what: "DEL at a line's start", said: [["\x7fOK\r\n", "text \x7fOK"]] },
	{
		what: "small letters",
		said: [
			["ok\r\n", "text ok"],
			["error\r\n", "text error"],
		],
	},
	{
		what: "one byte lost",
		said: [
			["K\r\n", "text K"],
			["ERRR\r\n", "text ERRR"],
			["+CSQ 1\r\n", "text +CSQ 1"],
		],
	},
	{
		what: "one byte doubled",
		said: [
			["OKK\r\n", "text OKK"],
			["OOK\r\n", "text OOK"],
			["+CSQQ: 1\r\n", "text +CSQQ: 1"],
		],
	},
	{
		what: "one byte changed",
		said: [
			["OJ\r\n", "text OJ"],
			["+CSR: 1\r\n", "text +CSR: 1"],
			["+CSQ; 1\r\n", "text +CSQ; 1"],
		],
	},
	{
		what: "a line end lost",
		said: [
			["OK+CSQ: 1,2\r\n", "text OK+CSQ: 1,2"],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a known name with text behind it",
		said: [
			["OKAY\r\n", "text OKAY"],
			["RDY!\r\n", "text RDY!"],
		],
	},
	{
		what: "a known name with a blank behind it",
		said: [
			["OK \r\n", "text OK "],
			["RDY \r\n", "text RDY "],
		],
	},
	{
		what: "the beginning of a known name",
		said: [
			["+QMT\r\n", "text +QMT"],
			["E\r\n", "text E"],
			["+\r\n", "text +"],
		],
	},
	{
		what: "a colon alone",
		said: [
			[": 1\r\n", "text : 1"],
			[":\r\n", "text :"],
		],
	},
];

/** Lines that do not fit into the ring: counted once, and the next line is whole. */
const long: ScanRow[] = [
	{ what: "text longer than the ring", said: [["x".repeat(300), "garbage"], "\r\n"] },
	{ what: "a line longer than the ring", said: [`\r\n`, [`+CSQ: ${"1,".repeat(150)}1`, "garbage"], "\r\n"] },
	{ what: "a quote longer than the ring", said: [[`+COPS: 0,0,"${"x".repeat(300)}",7`, "garbage"], "\r\n"] },
	{ what: "a topic longer than the ring", said: [[`+QMTRECV: 0,0,"${"x".repeat(300)}",1,"a"`, "garbage"], "\r\n"] },
	{ what: "an echo longer than the ring", said: [[`AT+QMTSUB=${"x".repeat(300)}`, "garbage"], "\r"] },
	{ what: "a line many times longer than the ring", said: [["x".repeat(700), "garbage"], "\r\n"] },
].map((row) => ({
	what: row.what,
	said: [...(row.said as ScanRow["said"]), ["OK\r\n", "final OK"]],
	ring: 256,
	longLines: 1,
}));
long.push(
	{
		what: "a line that just fits",
		ring: 256,
		said: [
			[`${"x".repeat(255)}\r\n`, `text ${"x".repeat(255)}`],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a line that is one byte too long",
		ring: 256,
		longLines: 1,
		said: [["x".repeat(256), "garbage"], "\r\n", ["OK\r\n", "final OK"]],
	},
	{
		what: "two long lines",
		ring: 256,
		longLines: 2,
		said: [["x".repeat(260), "garbage"], "\r\n", ["y".repeat(260), "garbage"], "\r\n", ["RDY\r\n", "line RDY"]],
	},
);

describe("Scanner on line ends and noise", () => {
	for (const row of [...framing, ...noise, ...long]) it(`reads ${row.what}`, () => checkRow(row, lexicon));
});
