import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Recording } from "../../../tools/recording/recording.js";
import { Checksum } from "../../../tools/sim/files/checksum.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal } from "../../support/assert.js";

type Sender = "host" | "module";

describe("a recording of the simulator", () => {
	let folder: string;
	let path: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "recording-"));
		path = join(folder, "wire.txt");
	});

	afterEach(() => rmSync(folder, { recursive: true }));

	/** Records a conversation, in pieces of `size` bytes. @returns all bytes of each side */
	function record(conversation: readonly (readonly [Sender, string])[], size: number, reveals = false) {
		const recording = new Recording(path, reveals);
		let time = 0;
		for (const [sender, text] of conversation) {
			for (let at = 0; at < text.length; at += size) {
				recording.pass(sender, Buffer.from(text.slice(at, at + size), "latin1"), time++);
			}
		}
		recording.close();
		const [exchange] = readExchanges(readFileSync(path, "utf8"));
		const all = { host: "", module: "" };
		for (const entry of exchange?.entries ?? []) {
			if (entry.kind === "bytes") all[entry.sender] += entry.bytes;
		}
		return all;
	}

	const sides = (conversation: readonly (readonly [Sender, string])[]) => ({
		host: conversation.map(([sender, text]) => (sender === "host" ? text : "")).join(""),
		module: conversation.map(([sender, text]) => (sender === "module" ? text : "")).join(""),
	});

	const open: readonly (readonly [Sender, string])[] = [
		["module", "\r\nRDY\r\n"],
		["host", 'AT+QMTPUBEX=0,1,1,0,"a",8\r'],
		["module", 'AT+QMTPUBEX=0,1,1,0,"a",8\r\r\n> '],
		["host", "\0\r\nAT\xff\\ "],
		["module", "\0\r\nAT\xff\\ \r\nOK\r\n\r\n+QMTPUBEX: 0,1,0\r\n"],
		["module", '\r\n+QMTRECV: 0,1,"t",9,"+CPIN=12"""\r\n'],
		["host", "AT+QISEND=0\r"],
		["module", "\r\n> "],
		["host", "up to here\x1a"],
		["module", "\r\nSEND OK\r\nlast"],
	];

	for (const size of [1, 3, 1000]) {
		it(`holds every byte that is no secret (in pieces of ${size})`, () => {
			deepEqual(record(open, size), sides(open));
		});

		it(`holds no secret, but how long it was (in pieces of ${size})`, () => {
			const { host, module } = record(
				[
					["host", 'AT+CPIN="4711"\rAT+CIMI\r'],
					["module", 'AT+CPIN="4711"\r\r\nOK\r\nAT+CIMI\r\r\n460001234567890\r\n\r\nOK\r\n'],
					["host", 'AT+QMTCONN=0,"id","mast","s3cret"\r'],
					["host", 'AT+QFUPL="client.key",7\r'],
					["module", "\r\nCONNECT\r\n"],
					["host", "-KEY\n--"],
					["module", "\r\n+QFUPL: 7,1234\r\n\r\nOK\r\n"],
					["host", 'AT+QFDWL="client.key"\r'],
					["module", "\r\nCONNECT\r\n-KEY\n--\r\n+QFDWL: 7,1234\r\n\r\nOK\r\n"],
					["host", "AT+QFREAD=1,7\r"],
					["module", "\r\nCONNECT 7\r\n-KEY\n--\r\nOK\r\n"],
				],
				size,
			);
			equal(
				host,
				'AT+CPIN="****"\rAT+CIMI\rAT+QMTCONN=0,"id","****","******"\rAT+QFUPL="client.key",7\r*******' +
					'AT+QFDWL="client.key"\rAT+QFREAD=1,7\r',
			);
			equal(
				module,
				'AT+CPIN="****"\r\r\nOK\r\nAT+CIMI\r\r\n***************\r\n\r\nOK\r\n\r\nCONNECT\r\n\r\n+QFUPL: 7,1234\r\n\r\nOK\r\n' +
					"\r\nCONNECT\r\n*******\r\n+QFDWL: 7,1234\r\n\r\nOK\r\n\r\nCONNECT 7\r\n*******\r\nOK\r\n",
			);
		});
	}

	for (const size of [1, 3, 1000]) {
		it(`hides a file to its end, whatever lines are in it (in pieces of ${size})`, () => {
			const content = "-KEY\r\n+QFDWL: 9,1\r\n\r\nOK\r\n\r\n+QFDWL: 5\r";
			const end = `\r\n+QFDWL: ${content.length},ab\r\n\r\nOK\r\n`;
			const { module } = record(
				[
					["host", 'AT+QFDWL="client.key"\r'],
					["module", `\r\nCONNECT\r\n${content}${end}`],
					["host", "AT+CSQ\r"],
					["module", "\r\n+CSQ: 29,99\r\n\r\nOK\r\n"],
				],
				size,
			);
			equal(module, `\r\nCONNECT\r\n${"*".repeat(content.length)}${end}\r\n+CSQ: 29,99\r\n\r\nOK\r\n`);
			const told = readFileSync(path, "utf8").match(/world content .*/g);
			deepEqual(told, [`world content ${content.length} ${new Checksum().push(Buffer.from(content)).text}`]);
		});
	}

	it("is readable again behind a file that the host has given up", () => {
		const { module } = record(
			[
				["host", 'AT+QFDWL="client.key"\r'],
				["module", "\r\nCONNECT\r\n-KEY\r\n"],
				["host", "AT+CSQ\r"],
				["module", "\r\n+CSQ: 29,99\r\n"],
			],
			1000,
		);
		equal(module, `\r\nCONNECT\r\n${"*".repeat(6)}\r\n+CSQ: 29,99\r\n`);
	});

	it("tells beside the bytes what the world has told, behind the answer that shows it", () => {
		record(
			[
				["host", 'AT+QIDNSGIP=1,"a.example"\r'],
				["module", '\r\nOK\r\n\r\n+QIURC: "dnsgip",0,1,60\r\n\r\n+QIURC: "dnsgip","192.0.2.7"\r\n'],
				["host", "AT+CSQ\r"],
			],
			1000,
		);
		deepEqual(readFileSync(path, "utf8").split("\n").slice(2, 4), [
			"! 1 world name a.example 60 192.0.2.7",
			"> 2 AT+CSQ\\r",
		]);
	});

	it("holds secrets when it was told so, and is for its owner alone", () => {
		const secret = [["host", 'AT+CPIN="4711"\r']] as const;
		deepEqual(record(secret, 5, true), sides(secret));
		equal(statSync(path).mode & 0o777, 0o600);
	});

	it("keeps on through lines that have no end", () => {
		const noise = [["module", "x".repeat(10_000)]] as const;
		deepEqual(record(noise, 64), sides(noise));
	});
});
