import { lexicon } from "../../../modules/modem/names.js";
import { checkRow, type Said, type ScanRow } from "../../support/scan-table.js";

/** A message as MQTT Application Note 4.2 has it, with a true length. */
function message(topic: string, payload: string, lead = "0,0"): Said[] {
	const header = `header +QMTRECV ${lead.replace(",", "|")}|"${topic}"|${payload.length} of ${payload.length}`;
	const said: Said[] = [`\r\n`, [`+QMTRECV: ${lead},"${topic}",${payload.length},"`, header]];
	if (payload !== "") said.push([payload, `payload ${payload}`]);
	return [...said, ['"\r\n', "whole"]];
}

let everyByte = "";
for (let byte = 0; byte < 256; byte++) everyByte += String.fromCharCode(byte);

/** The forms of 4.2 and 3.2.9 that carry a payload, whatever it holds. */
const whole: ScanRow[] = [
	{ what: "a message", said: message("topic/example", "This is the payload related to topic") },
	{ what: "a message with a msgid", said: message("t", "x", "5,65535") },
	{ what: "an empty message", said: message("t", "") },
	{ what: "an empty topic", said: message("", "x") },
	{ what: "a message of one quote", said: message("t", '"') },
	{ what: "a message of a closing", said: message("t", '"\r\n') },
	{ what: "a message of line ends", said: message("t", "\r\n\r\n") },
	{ what: "a message of module's words", said: message("t", "\r\nOK\r\n\r\n> \r\nERROR\r\n\r\nRDY\r\n") },
	{ what: "a message that holds a message", said: message("t", '\r\n+QMTRECV: 0,0,"t",2,"ab"\r\n') },
	{ what: "a message of JSON", said: message("$aws/things/a/shadow", '{"a":{"b":[1,2],"c":"d"},"version":5}') },
	{ what: "a message of every byte", said: message("t", everyByte) },
	{ what: "a message longer than the ring", said: message("t", "0123456789".repeat(40)), ring: 256 },
	{ what: "a topic of UTF-8", said: message("caf\xc3\xa9/\xe6\xb8\xa9", "x") },
	{ what: "a topic with blanks and commas", said: message(" a, b ,", "x") },
	{ what: "a topic with quotes", said: message('"', "x") },
	{ what: "a topic of quotes", said: message('a"b""', "x") },
	{ what: "a topic that ends like a field", said: message('a",', "x") },
	{ what: "a topic with a number behind a quote", said: message('a",7', "x") },
	{ what: "a topic with two fields in it", said: message('a","b', "x") },
	{ what: "a topic with a length that no quote follows", said: message('a",5,b', "x") },
	{ what: "a topic with a length that is none", said: message('a",-5,"b",5x,"c",0x5,"', "x") },
	{ what: "a topic with a length too long to be true", said: message('a",2001,"b",1234567890,"c', "x") },
	{ what: "a topic with line ends", said: message("a\r\nOK\r\n+QMTSTAT: 0,1\r\nb", "x") },
	{ what: "a topic that ends with a line end", said: message("a\r\n", "x") },
	{ what: "a topic with NULs and bytes over 127", said: message("\0a\x80\xff", "x") },
	{
		what: "two messages in one block",
		said: [...message("a", "x", "0,1"), ...message('"', '"\r', "0,2"), "\r\n", ["OK\r\n", "final OK"]],
	},
	{
		what: "the notice of a stored message in front of that message",
		said: [
			"\r\n",
			["+QMTRECV: 1,0\r\n", "line +QMTRECV 1|0"],
			['+QMTRECV: 1,0,"t",16,"', 'header +QMTRECV 1|0|"t"|16 of 16'],
			["sixteen bytes...", "payload sixteen bytes..."],
			['"\r\n', "whole"],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "no blank behind the colon, and blanks behind the commas",
		said: [
			['+QMTRECV:0, 1, "t", 1, "', 'header +QMTRECV 0|1|"t"|1 of 1'],
			["x", "payload x"],
			['"\r\n', "whole"],
		],
	},
	{
		what: "a length with zeros in front",
		said: [
			['+QMTRECV: 0,0,"t",002,"', 'header +QMTRECV 0|0|"t"|002 of 2'],
			["ab", "payload ab"],
			['"\r\n', "whole"],
		],
	},
	{
		what: "the longest payload that is believed",
		said: message("t", "z".repeat(2000)),
		ring: 1024,
	},
];

/** What a payload's end must be: anything else says that bytes were lost or that the length was a lie. */
const broken: ScanRow[] = [
	{
		what: "a payload with one byte too many",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",2,"', 'header +QMTRECV 0|0|"t"|2 of 2'],
			["ab", "payload ab"],
			["", "broken"],
			['c"\r\n', 'text c"'],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a payload with one byte too few",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",2,"', 'header +QMTRECV 0|0|"t"|2 of 2'],
			['a"', 'payload a"'],
			["", "broken"],
			["\r\n", "text "],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a closing without LF",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",1,"', 'header +QMTRECV 0|0|"t"|1 of 1'],
			["a", "payload a"],
			["", "broken"],
			['"\r', 'text "'],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a closing without CR",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",1,"', 'header +QMTRECV 0|0|"t"|1 of 1'],
			["a", "payload a"],
			["", "broken"],
			['"\n', 'text "'],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a closing without quote",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",0,"', 'header +QMTRECV 0|0|"t"|0 of 0'],
			["", "broken"],
			["abc\r\n", "text abc"],
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "an end that is known to be wrong before it is all there",
		held: "ab",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",0,"', 'header +QMTRECV 0|0|"t"|0 of 0'],
			["", "broken"],
		],
	},
	{
		what: "a known name in the rest of a broken payload as text",
		framingErrors: 1,
		said: [
			['+QMTRECV: 0,0,"t",1,"', 'header +QMTRECV 0|0|"t"|1 of 1'],
			["a", "payload a"],
			["", "broken"],
			["+CSQ: 1,2\r\n", "text +CSQ: 1,2"],
			["+CSQ: 1,2\r\n", "line +CSQ 1|2"],
		],
	},
	{
		what: "a prompt sign in the rest of a broken payload as text",
		framingErrors: 1,
		awaits: true,
		said: [
			['+QMTRECV: 0,0,"t",1,"', 'header +QMTRECV 0|0|"t"|1 of 1'],
			["a", "payload a"],
			["", "broken"],
			["> x\r\n", "text > x"],
			["> ", "prompt"],
		],
	},
];

/** What has begun and not ended. */
const unfinished: ScanRow[] = [
	{
		what: "a payload of which bytes are missing",
		said: [
			['+QMTRECV: 0,0,"t",9,"', 'header +QMTRECV 0|0|"t"|9 of 9'],
			["four", "payload four"],
		],
		missing: 5,
	},
	{
		what: "a payload whose end is missing",
		said: [
			['+QMTRECV: 0,0,"t",4,"', 'header +QMTRECV 0|0|"t"|4 of 4'],
			["four", "payload four"],
		],
		held: '"\r',
	},
	{ what: "a header without its quote", said: ["\r\n"], held: '+QMTRECV: 0,0,"t",4,' },
	{ what: "a topic without its end", said: ["\r\n"], held: '+QMTRECV: 0,0,"t\r\nOK\r\n' },
	// Forms that nobody can tell from a topic that goes on: without length (the driver switches that off), without quotes,
	// and with the payload on a line of its own (EC200U).
	{ what: "a message without length", said: ["\r\n"], held: '+QMTRECV: 0,0,"topic","payload"\r\n' },
	{ what: "a message of JSON without length", said: ["\r\n"], held: '+QMTRECV: 0,1,"t","{"a":{"b":1},"c":2}"\r\n' },
	{ what: "a message whose payload has no quotes", said: ["\r\n"], held: '+QMTRECV: 0,0,"t",5,hello\r\n' },
	{ what: "a message whose payload stands in the next line", said: ["\r\n"], held: '+QMTRECV: 0,0,"t",5\r\nhello\r\n' },
	{
		what: "a message without length in front of one that has it, as one long topic",
		said: [
			[
				'+QMTRECV: 0,0,"a","b"\r\n\r\n+QMTRECV: 0,0,"c",1,"',
				'header +QMTRECV 0|0|"a","b"\r\n\r\n+QMTRECV: 0,0,"c"|1 of 1',
			],
			["p", "payload p"],
			['"\r\n', "whole"],
		],
	},
];

/** What looks like the header of a payload and is none. */
const lines: ScanRow[] = [
	{
		what: "a topic without quotes",
		said: [["+QMTRECV: 0,0,t,5\r\n", "line +QMTRECV 0|0|t|5"]],
	},
	{
		what: "a payload without quotes",
		said: [["+QMTRECV: 0,0,1,5,hello\r\n", "line +QMTRECV 0|0|1|5|hello"]],
	},
	{
		what: "a payload behind a number, which is a header by its length alone",
		said: [
			['+QMTRECV: 0,0,1,5,"', "header +QMTRECV 0|0|1|5 of 5"],
			["hello", "payload hello"],
			['"\r\n', "whole"],
		],
	},
	{
		what: "a length of another kind behind a number",
		said: [['+QMTRECV: 0,0,1,x,"hello"\r\n', 'line +QMTRECV 0|0|1|x|"hello"']],
	},
	{
		what: "the same quotes in a line that carries no payload",
		said: [['+QMTSTAT: 0,1,"t",5,"hello"\r\n', 'line +QMTSTAT 0|1|"t"|5|"hello"']],
	},
];

describe("Scanner on messages", () => {
	for (const row of [...whole, ...broken, ...unfinished, ...lines]) {
		it(`reads ${row.what}`, () => checkRow(row, lexicon));
	}
});
