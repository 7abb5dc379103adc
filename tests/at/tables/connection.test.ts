import { lexicon } from "../../../modules/modem/names.js";
import { checkRow, forms, type ScanRow } from "../../support/scan-table.js";

/** MQTT Application Note 3.2.2 to 3.2.5, and 4.1 and 4.3. */
const lines = forms([
	['+QMTOPEN: (0-5),"hostname",(1-65535)', 'line +QMTOPEN (0-5)|"hostname"|(1-65535)'],
	['+QMTOPEN: 0,"iot.example.com",1883', 'line +QMTOPEN 0|"iot.example.com"|1883'],
	['+QMTOPEN: 5,"2001:db8::1",65535', 'line +QMTOPEN 5|"2001:db8::1"|65535'],
	["+QMTOPEN: 0,-1", "line +QMTOPEN 0|-1"],
	["+QMTOPEN: 0,0", "line +QMTOPEN 0|0"],
	["+QMTOPEN: 1,1", "line +QMTOPEN 1|1"],
	["+QMTOPEN: 2,2", "line +QMTOPEN 2|2"],
	["+QMTOPEN: 3,3", "line +QMTOPEN 3|3"],
	["+QMTOPEN: 4,4", "line +QMTOPEN 4|4"],
	["+QMTOPEN: 5,5", "line +QMTOPEN 5|5"],
	["+QMTCLOSE: (0-5)", "line +QMTCLOSE (0-5)"],
	["+QMTCLOSE: 0,-1", "line +QMTCLOSE 0|-1"],
	["+QMTCLOSE: 5,0", "line +QMTCLOSE 5|0"],
	['+QMTCONN: (0-5),"clientid","username","password"', 'line +QMTCONN (0-5)|"clientid"|"username"|"password"'],
	["+QMTCONN: 0,1", "line +QMTCONN 0|1"],
	["+QMTCONN: 0,2", "line +QMTCONN 0|2"],
	["+QMTCONN: 0,3", "line +QMTCONN 0|3"],
	["+QMTCONN: 0,4", "line +QMTCONN 0|4"],
	["+QMTCONN: 0,0", "line +QMTCONN 0|0"],
	["+QMTCONN: 0,0,0", "line +QMTCONN 0|0|0"],
	["+QMTCONN: 0,0,5", "line +QMTCONN 0|0|5"],
	["+QMTCONN: 0,1,3", "line +QMTCONN 0|1|3"],
	["+QMTDISC: (0-5)", "line +QMTDISC (0-5)"],
	["+QMTDISC: 0,-1", "line +QMTDISC 0|-1"],
	["+QMTDISC: 0,0", "line +QMTDISC 0|0"],
	["+QMTSTAT: 0,1", "line +QMTSTAT 0|1"],
	["+QMTSTAT: 5,8", "line +QMTSTAT 5|8"],
	["+QMTSTAT: 0,255", "line +QMTSTAT 0|255"],
	["+QMTPING: 0,1", "line +QMTPING 0|1"],
]);

/** MQTT Application Note 3.2.6 to 3.2.8. */
const messages = forms([
	['+QMTSUB: (0-5), <msgid>,list of ["topic",qos]', 'line +QMTSUB (0-5)|<msgid>|list of ["topic"|qos]'],
	["+QMTSUB: 0,1,0,2", "line +QMTSUB 0|1|0|2"],
	["+QMTSUB: 0,65535,0,0,1,128,2", "line +QMTSUB 0|65535|0|0|1|128|2"],
	["+QMTSUB: 0,1,1,3", "line +QMTSUB 0|1|1|3"],
	["+QMTSUB: 0,1,2", "line +QMTSUB 0|1|2"],
	['+QMTUNS: (0-5), <msgid>,list of ["topic"]', 'line +QMTUNS (0-5)|<msgid>|list of ["topic"]'],
	["+QMTUNS: 0,2,0", "line +QMTUNS 0|2|0"],
	["+QMTUNS: 0,2,0,0", "line +QMTUNS 0|2|0|0"],
	["+QMTUNS: 0,2,1,1", "line +QMTUNS 0|2|1|1"],
	["+QMTUNS: 0,2,2", "line +QMTUNS 0|2|2"],
	[
		'+QMTPUBEX: (0-5),<msgid>,(0-2),(0,1),"topic","length"',
		'line +QMTPUBEX (0-5)|<msgid>|(0-2)|(0|1)|"topic"|"length"',
	],
	["+QMTPUBEX: 0,0,0", "line +QMTPUBEX 0|0|0"],
	["+QMTPUBEX: 5,65535,0", "line +QMTPUBEX 5|65535|0"],
	["+QMTPUBEX: 0,1,1,10", "line +QMTPUBEX 0|1|1|10"],
	["+QMTPUBEX: 0,1,2", "line +QMTPUBEX 0|1|2"],
	// 3.2.9 and 4.2, the forms without a payload
	["+QMTRECV: 0,0,1,0,0,1", "line +QMTRECV 0|0|1|0|0|1"],
	["+QMTRECV: 0,4", "line +QMTRECV 0|4"],
]);

const dialogues: ScanRow[] = [
	{
		what: "OK and the result in one burst",
		said: [["OK\r\n", "final OK"], "\r\n", ["+QMTOPEN: 1,0\r\n", "line +QMTOPEN 1|0"]],
	},
	{
		what: "the result before OK",
		said: ["\r\n", ["+QMTCLOSE: 0,0\r\n", "line +QMTCLOSE 0|0"], "\r\n", ["OK\r\n", "final OK"]],
	},
	{
		what: "all clients that are open",
		said: [
			["AT+QMTOPEN?\r", "echo AT AT+QMTOPEN?"],
			"\r\n",
			['+QMTOPEN: 0,"a.example",1883\r\n', 'line +QMTOPEN 0|"a.example"|1883'],
			['+QMTOPEN: 5,"b.example",8883\r\n', 'line +QMTOPEN 5|"b.example"|8883'],
			"\r\n",
			["OK\r\n", "final OK"],
		],
	},
	{
		what: "a refusal of the server",
		said: [
			"\r\n",
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTCONN: 0,0,4\r\n", "line +QMTCONN 0|0|4"],
			"\r\n",
			["+QMTSTAT: 0,4\r\n", "line +QMTSTAT 0|4"],
		],
	},
	{
		what: "a keep-alive failure and what follows it",
		said: ["\r\n", ["+QMTPING: 0,1\r\n", "line +QMTPING 0|1"], "\r\n", ["+QMTSTAT: 0,2\r\n", "line +QMTSTAT 0|2"]],
	},
	{
		what: "a publish whose payload is echoed",
		awaits: true,
		said: [
			['AT+QMTPUBEX=0,0,0,0,"topic/pub",5\r', 'echo AT AT+QMTPUBEX=0,0,0,0,"topic/pub",5'],
			"\r\n",
			["> ", "prompt"],
			["hello\r\n", "text hello"],
			["OK\r\n", "final OK"],
			"\r\n",
			["+QMTPUBEX: 0,0,0\r\n", "line +QMTPUBEX 0|0|0"],
		],
	},
	{
		what: "ERROR in place of a prompt",
		awaits: true,
		said: ["\r\n", ["ERROR\r\n", "final ERROR"]],
	},
];

describe("Scanner on the note's connections and results", () => {
	for (const row of [...lines, ...messages, ...dialogues]) it(`reads ${row.what}`, () => checkRow(row, lexicon));
});
