import { replay } from "../../../tools/replay/replay.js";
import { readScript } from "../../../tools/replay/script.js";
import type { BytesEntry } from "../../../tools/sim/transcript/entry.js";
import { type Exchange, readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** A session with every kind of thing in it; its password and the subscriber's number are hidden. */
const session = String.raw`
< 0 \r\nRDY\r\n
> 10 AT\r
< 12 AT\r\r\nOK\r\n
> 20 ATE0\r
< 22 ATE0\r\r\nOK\r\n
> 30 AT+CSQ\r
< 31 \r\n+CSQ: 29,99\r\n\r\nOK\r\n
> 40 AT+QMTOPEN=0,"h",1883\r
< 41 \r\nOK\r\n
< 90 \r\n+QMTOPEN: 0,0\r\n
> 91 AT+QMTCONN=0,"id","mast","****"\r
< 92 \r\nOK\r\n
< 99 \r\n+QMTCONN: 0,0,0\r\n
> 100 AT+QMTPUBEX=0,1,1,0,"t",7\r
< 101 \r\n>\x20
> 102 AT\r\n\x00>
< 103 \r\nOK\r\n
! 104 publish 1 t hello
< 110 \r\n+QMTPUBEX: 0,1,0\r\n
< 112 \r\n+QMTRECV: 0,5,"t",6,"a\r\nOK\r"\r\n
> 120 AT+CIMI\r
< 121 \r\n***************\r\n\r\nOK\r\n
> 130 AT+QMTCLOSE=0\r
< 131 \r\nOK\r\n\r\n+QMTCLOSE: 0,0\r\n
`;

const exchangeOf = (text: string): Exchange => readExchanges(text)[0] as Exchange;

interface Run {
	readonly differences: readonly { line: number; expected: string; got: string }[];
	readonly happened: string[];
	readonly sent: string;
	readonly hidden: { readonly fileBytes: number; readonly lines: number };
}

/**
 * Replays the session on a module that says what stands in `answers`: a recording itself, so that what the host does and what
 * the module says belong together. @param cut bytes handed over at once
 */
async function run(
	answers: string,
	options: { ignored?: string[]; findsAll?: boolean; cut?: number; recording?: string } = {},
): Promise<Run> {
	const { ignored = [], findsAll = false, cut = 10_000, recording = session } = options;
	const { entries } = exchangeOf(answers);
	const happened: string[] = [];
	let sent = "";
	let at = entries.findIndex((it) => it.kind === "bytes" && it.sender === "host");
	const wire = {
		onBytes: (_bytes: Uint8Array) => {},
		onGone: (_error: Error) => {},
		send(bytes: Uint8Array) {
			sent += Buffer.from(bytes).toString("latin1");
			answer();
		},
		hold() {},
		setLines: () => Promise.resolve(),
		close: () => Promise.resolve(),
	};
	const answer = () => {
		let text = "";
		for (at++; at < entries.length; at++) {
			const entry = entries[at] as BytesEntry;
			if (entry.kind !== "bytes" || entry.sender === "host") break;
			text += entry.bytes;
		}
		for (let from = 0; from < text.length; from += cut) {
			const piece = Buffer.from(text.slice(from, from + cut), "latin1");
			// Before any timer, however long this process is kept from its work: patience is for what never comes.
			queueMicrotask(() => wire.onBytes(piece));
		}
	};
	const { differences, hidden } = await replay({
		script: readScript(exchangeOf(recording)),
		wire,
		surroundings: {
			other: { time: false },
			moveTo() {},
			async farSide(request) {
				happened.push(JSON.stringify(request));
				answer();
			},
			async peer(words) {
				happened.push(JSON.stringify(words));
				answer();
			},
			release() {},
			differences: () => [],
			async restart() {
				happened.push("restart");
			},
		},
		patience: 40,
		ignored,
		findsAll,
		onStep: () => {},
	});
	return { differences, happened, sent, hidden };
}

const changed = (from: string, to: string) => {
	ok(session.includes(from), from);
	return session.replace(from, to);
};

describe("A replay", () => {
	it("of what was recorded has no difference, however the bytes come", async () => {
		for (const cut of [10_000, 7, 1]) {
			const { differences, sent, happened } = await run(session, { cut });
			deepEqual([...differences], [], `in pieces of ${cut}`);
			ok(sent.startsWith("AT\rATE0\rAT+CSQ\r") && sent.endsWith("AT+QMTCLOSE=0\r"));
			ok(sent.includes("AT\r\n\0>"));
			deepEqual(happened, ['{"name":"publish","topic":"t","payload":"hello","qos":1}']);
		}
	});

	it("finds any changed byte, and says where", async () => {
		const lines = session.split("\n");
		let count = 0;
		for (const [at, line] of lines.entries()) {
			if (!line.startsWith("<") || at === 1) continue;
			const body = line.slice(line.indexOf(" ", 2) + 1);
			const head = line.slice(0, line.length - body.length);
			for (const match of body.matchAll(/\\x[0-9a-f]{2}|\\.|[^\\]/g)) {
				const other = match[0] === "X" ? "Y" : "X";
				const text = head + body.slice(0, match.index) + other + body.slice(match.index + match[0].length);
				const { differences } = await run([...lines.slice(0, at), text, ...lines.slice(at + 1)].join("\n"));
				equal(differences.length, 1, text);
				count++;
			}
		}
		equal(count, 200);
	});

	it("compares of what is hidden that it is there and how long it is, and counts it", async () => {
		const number = (digits: string) => changed("\\r\\n***************\\r\\n", `\\r\\n${digits}\\r\\n`);
		const { differences, hidden } = await run(number("460001234567890"));
		deepEqual([[...differences], hidden], [[], { fileBytes: 0, lines: 1 }]);
		for (const digits of ["46000123456789", "4600012345678901", "46000123456789X"]) {
			equal((await run(number(digits))).differences[0]?.line, 23, digits);
		}
		// What is no secret is not hidden, even where the recording has an asterisk.
		const starred = session.replace("+CSQ: 29,99", "+CSQ: **,99");
		const other = await run(session, { recording: starred });
		deepEqual(
			other.differences.map(({ line }) => line),
			[8],
		);
	});

	it("does not compare what a broker has drawn", async () => {
		deepEqual([...(await run(changed('+QMTRECV: 0,5,"t"', '+QMTRECV: 0,61234,"t"'))).differences], []);
		equal((await run(changed('+QMTRECV: 0,5,"t"', '+QMTRECV: 1,5,"t"'))).differences.length, 1);
	});

	it("names the line, what it has and what came", async () => {
		const { differences } = await run(changed("+CSQ: 29,99", "+CSQ: 30,99"));
		deepEqual([...differences], [{ line: 8, expected: "\\r\\n+CSQ: 29,99\\r\\n", got: "\\r\\n+CSQ: 30,99\\r\\n" }]);
	});

	it("finds what is missing, and what nobody has asked for", async () => {
		const without = await run(changed("< 99 \\r\\n+QMTCONN: 0,0,0\\r\\n\n", ""));
		deepEqual([...without.differences], [{ line: 14, expected: "\\r\\n+QMTCONN: 0,0,0\\r\\n", got: "nothing" }]);
		const more = await run(
			changed("\\r\\n+QMTCLOSE: 0,0\\r\\n", "\\r\\n+QMTCLOSE: 0,0\\r\\n\\r\\n+QMTSTAT: 1,1\\r\\n"),
		);
		equal(more.differences[0]?.got, "\\r\\n+QMTSTAT: 1,1\\r\\n");
		equal(more.differences[0]?.expected, "nothing");
	});

	it("takes what comes by itself in another order", async () => {
		const one = "< 110 \\r\\n+QMTPUBEX: 0,1,0\\r\\n\n";
		const late = session.replace(one, "").replace("> 120", "< 115 \\r\\n+QMTPUBEX: 0,1,0\\r\\n\n> 120");
		deepEqual([...(await run(late)).differences], []);
	});

	it("tells all differences when asked to, and none of what is not to be compared", async () => {
		const both = changed("+CSQ: 29,99", "+CSQ: 1,99").replace("+QMTCONN: 0,0,0", "+QMTCONN: 0,0,5");
		equal((await run(both, { findsAll: true })).differences.length, 2);
		equal((await run(both, { ignored: ["CSQ"] })).differences[0]?.line, 14);
		deepEqual([...(await run(both, { ignored: ["CSQ", "QMTCONN"] })).differences], []);
	});
});
