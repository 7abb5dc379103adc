import { Traffic } from "../../../tools/cli/traffic.js";
import { deepEqual } from "../../support/assert.js";

type Pass = readonly [direction: ">" | "<", text: string];

/** What is shown for a conversation, cut into pieces of so many bytes. */
function shown(passes: readonly Pass[], piece: number): string[] {
	const lines: string[] = [];
	const traffic = new Traffic((direction, _time, text) => lines.push(`${direction === "host" ? ">" : "<"} ${text}`));
	for (const [direction, text] of passes) {
		const bytes = Buffer.from(text, "latin1");
		for (let at = 0; at < bytes.length; at += piece) {
			traffic.pass(direction === ">" ? "host" : "module", bytes.subarray(at, at + piece), 0);
		}
	}
	return lines;
}

/** All that could be taken for something else. */
const hostile = 'OK\r\n\r\nERROR\r\n"\r\n> +QMTRECV: 0,1,"x",3,"\r\nAT+CPIN="1234"\r\x1a\x1b\0\xff';
const count = hostile.length;

const conversations: readonly (readonly [title: string, passes: readonly Pass[], lines: readonly string[]])[] = [
	[
		"shows lines in both directions, blank ones left out",
		[
			[">", "AT+CSQ\r"],
			["<", "\r\n+CSQ: 29,99\r\n\r\nOK\r\n"],
		],
		["> AT+CSQ", "< +CSQ: 29,99", "< OK"],
	],
	[
		"hides secrets in what is sent, echoed and answered",
		[
			[">", "AT+CIMI\r"],
			["<", "AT+CIMI\r\r\n460001234567890\r\n\r\nOK\r\n"],
			[">", 'AT+CPIN="1234"\r\n'],
			["<", 'AT+CPIN="1234"\r\r\nOK\r\n'],
		],
		["> AT+CIMI", "< AT+CIMI", "< ***************", "< OK", '> AT+CPIN="****"', '< AT+CPIN="****"', "< OK"],
	],
	[
		"counts what is published",
		[
			[">", `AT+QMTPUBEX=0,1,1,0,"t",${count}\r`],
			["<", "\r\n> "],
			[">", hostile],
			["<", "\r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n"],
			[">", "AT\r"],
		],
		[
			`> AT+QMTPUBEX=0,1,1,0,"t",${count}`,
			"< >",
			`> (${count} bytes of payload)`,
			"< OK",
			"< +QMTPUBEX: 0,1,0",
			"> AT",
		],
	],
	[
		"counts what is published without having seen the prompt",
		[
			[">", `AT+QMTPUBEX=0,1,1,0,"t",${count}\r`],
			[">", `${hostile}AT\r`],
		],
		[`> AT+QMTPUBEX=0,1,1,0,"t",${count}`, `> (${count} bytes of payload)`, "> AT"],
	],
	[
		"passes over the echo of what is published",
		[
			[">", `AT+QMTPUBEX=0,1,1,0,"t",${count}\r`],
			["<", `AT+QMTPUBEX=0,1,1,0,"t",${count}\r\r\n> `],
			[">", hostile],
			["<", `${hostile}\r\nOK\r\n`],
		],
		[
			`> AT+QMTPUBEX=0,1,1,0,"t",${count}`,
			`< AT+QMTPUBEX=0,1,1,0,"t",${count}`,
			"< >",
			`> (${count} bytes of payload)`,
			"< OK",
		],
	],
	[
		"reads commands again after a refusal",
		[
			[">", `AT+QMTPUBEX=0,1,1,0,"t",${count}\r`],
			["<", "\r\nERROR\r\n"],
			[">", "AT\r"],
		],
		[`> AT+QMTPUBEX=0,1,1,0,"t",${count}`, "< ERROR", "> AT"],
	],
	[
		"tells how much came of a payload that was cut short",
		[
			[">", 'AT+QMTPUBEX=0,1,1,0,"t",100\r'],
			["<", "\r\n> "],
			[">", "half"],
			["<", "\r\nRDY\r\n"],
			[">", "AT\r"],
		],
		['> AT+QMTPUBEX=0,1,1,0,"t",100', "< >", "> (4 bytes of payload)", "< RDY", "> AT"],
	],
	[
		"counts a payload up to Ctrl-Z",
		[
			[">", 'AT+QMTPUB=0,1,1,0,"t"\r'],
			["<", "\r\n> "],
			[">", "AT+CPIN=1234\r\x1aAT\r"],
		],
		['> AT+QMTPUB=0,1,1,0,"t"', "< >", "> (13 bytes of payload)", "> AT"],
	],
	[
		"counts what is received",
		[["<", `\r\n+QMTRECV: 0,0,"cmd/1",${count},"${hostile}"\r\n\r\nOK\r\n`]],
		[`< +QMTRECV: 0,0,"cmd/1",${count},(${count} bytes of payload)`, "< OK"],
	],
	[
		"counts a payload that looks like its own header",
		[["<", '\r\n+QMTRECV: 0,0,"a",24,"+QMTRECV: 0,0,"b",9,"xyz"\r\n\r\nOK\r\n']],
		['< +QMTRECV: 0,0,"a",24,(24 bytes of payload)', "< OK"],
	],
	[
		"takes a quote and a number in a topic for part of it",
		[["<", '\r\n+QMTRECV: 0,0,"a",b",2,"\r\n"\r\n\r\nOK\r\n']],
		['< +QMTRECV: 0,0,"a",b",2,(2 bytes of payload)', "< OK"],
	],
	[
		"counts an empty message",
		[["<", '\r\n+QMTRECV: 0,0,"a",0,""\r\n']],
		['< +QMTRECV: 0,0,"a",0,(0 bytes of payload)'],
	],
	[
		"hides a message without a length",
		[["<", '\r\n+QMTRECV: 0,0,"a","the key is 17"\r\n']],
		['< +QMTRECV: 0,0,"a",(payload)'],
	],
	["shows where a message is stored", [["<", "\r\n+QMTRECV: 0,3\r\n"]], ["< +QMTRECV: 0,3"]],
	[
		"counts what a socket received",
		[
			[">", "AT+QIRD=0,1500\r"],
			["<", `\r\n+QIRD: ${count}\r\n${hostile}\r\n\r\nOK\r\n`],
		],
		["> AT+QIRD=0,1500", `< +QIRD: ${count} (${count} bytes of payload)`, "< OK"],
	],
	[
		"counts a key file on its way to the module",
		[
			[">", 'AT+QFUPL="key.pem",20,100\r'],
			["<", "\r\nCONNECT\r\n"],
			[">", "-----BEGIN RSA KEY\r\n"],
			["<", "\r\n+QFUPL: 20,3a54\r\n\r\nOK\r\n"],
		],
		['> AT+QFUPL="key.pem",20,100', "< CONNECT", "> (20 bytes of payload)", "< +QFUPL: 20,3a54", "< OK"],
	],
	[
		"shows nothing of a file on its way to the host",
		[
			[">", 'AT+QFDWL="key.pem"\r'],
			["<", "\r\nCONNECT\r\n-----BEGIN\r\nOK\r\n-----END\r\n\r\n+QFDWL: 24,3a54\r\n\r\nOK\r\n"],
		],
		['> AT+QFDWL="key.pem"', "< CONNECT", "< +QFDWL: 24,3a54", "< OK"],
	],
	[
		"counts what is written into a file, however much looks like a command",
		[
			[">", "AT+QFWRITE=3,24\r"],
			["<", "\r\nCONNECT\r\n"],
			[">", "-----BEGIN\r\nAT\r\n-----EN\r"],
			["<", "\r\n+QFWRITE: 24,24\r\n\r\nOK\r\n"],
		],
		["> AT+QFWRITE=3,24", "< CONNECT", "> (24 bytes of payload)", "< +QFWRITE: 24,24", "< OK"],
	],
	["shows noise as dots", [["<", "\xff\x00\x80A\r\n"]], ["< ...A"]],
];

describe("Traffic", () => {
	for (const [title, passes, lines] of conversations) {
		for (const piece of [1, 7, 4096]) {
			it(`${title}, in pieces of ${piece}`, () => deepEqual(shown(passes, piece), [...lines]));
		}
	}

	it("shows endless noise in parts, and keeps none of it", () => {
		const lines = shown([["<", "x".repeat(10_000)]], 512);
		deepEqual(
			lines.map((line) => line.length),
			[4098, 4098],
		);
	});
});
