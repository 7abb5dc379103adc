import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "../../../tools/cli/command.js";
import { decode as command } from "../../../tools/cli/decode.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const main = fileURLToPath(new URL("../../../tools/cli/main.js", import.meta.url));

interface Result {
	readonly code: number | null;
	readonly output: string;
	readonly error: string;
}

/** Runs `xs-quectel decode`; `input` is its standard input, one character for each byte. */
function decode(args: readonly string[], input = ""): Promise<Result> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [main, "decode", ...args]);
		let output = "";
		let error = "";
		child.stdout.on("data", (data) => (output += data));
		child.stderr.on("data", (data) => (error += data));
		child.once("error", reject);
		child.once("close", (code) => resolve({ code, output, error }));
		// A child that refuses its arguments does not read.
		child.stdin.on("error", () => {});
		child.stdin.end(Buffer.from(input, "latin1"));
	});
}

async function tokens(args: readonly string[], input: string): Promise<unknown[]> {
	const { code, output, error } = await decode(args, input);
	equal(error, "");
	equal(code, 0);
	return output
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as unknown);
}

describe("xs-quectel decode", () => {
	let folder: string;

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "decode-"));
	});

	after(() => rmSync(folder, { recursive: true }));

	it("tells the tokens of a file, one JSON object a line", async () => {
		const file = join(folder, "log");
		writeFileSync(
			file,
			Buffer.from('AT+CREG?\r\r\n+CREG: 0,1\r\n\r\nOK\r\n\r\n+QMTRECV: 0,0,"t",2,"\xff\n"\r\n', "latin1"),
		);
		deepEqual(await tokens([file], ""), [
			{ offset: 0, length: 9, kind: "echo", text: "AT+CREG?" },
			{ offset: 9, length: 14, kind: "urc", text: "+CREG: 0,1", ambiguous: true },
			{ offset: 23, length: 6, kind: "final", text: "OK" },
			{ offset: 29, length: 23, kind: "urc", text: '+QMTRECV: 0,0,"t",2,"', ambiguous: true },
			{ offset: 52, length: 2, kind: "payload", hex: "ff0a" },
			{ offset: 54, length: 3, kind: "urc", text: "", ambiguous: true },
		]);
		deepEqual((await tokens([file, "--echo"], ""))[1], { offset: 9, length: 14, kind: "info", text: "+CREG: 0,1" });
	});

	it("reads hex from standard input", async () => {
		deepEqual(await tokens(["-", "--format", "hex"], "0D0a 4F4b\n0d0A\n3e"), [
			{ offset: 0, length: 6, kind: "final", text: "OK" },
			{ offset: 6, length: 1, kind: "prompt", text: ">" },
		]);
	});

	it("reads a transcript: the module's bytes, explained by the host's", async () => {
		const transcript = [
			"# a comment",
			"= the signal",
			"> 0 AT+C",
			"> 1 SQ\\r",
			"< 5 \\r\\n+CSQ: 29,99\\r\\n\\r\\nOK\\r\\n",
			"! 6 sim pulled",
			"< 7 \\r\\n+CSQ: 1,99\\r\\n",
		].join("\n");
		deepEqual(await tokens(["-", "--format", "transcript"], transcript), [
			{ offset: 0, length: 15, kind: "info", text: "+CSQ: 29,99" },
			{ offset: 15, length: 6, kind: "final", text: "OK" },
			{ offset: 21, length: 14, kind: "urc", text: "+CSQ: 1,99" },
		]);
	});

	it("hides secrets unless it is told to show them", async () => {
		const log = [
			'AT+QMTCONN=0,"me","user","pass"\r\r\nOK\r\n',
			"AT+CPIN=1234\r\r\nOK\r\n",
			"AT+CIMI\r\r\n460001234567890\r\n\r\nOK\r\n",
			"AT+QCCID\r\r\n+QCCID: 89860012345678901234\r\n\r\nOK\r\n",
			"AT+QFREAD=1,3\r\r\nCONNECT 3\r\nkey\r\nOK\r\n",
			"\r\n460001234567890\r\n",
			'x AT+QMTCONN=0,"me","user","pass',
		].join("");
		for (const args of [["-", "--echo"], ["-"]]) {
			const { output } = await decode(args, log);
			const hidden = ["pass", "1234", "46000", "89860", ...(args.length > 1 ? ["key"] : [])];
			for (const secret of hidden) ok(!output.includes(secret), `${args}: ${secret}`);
			const shown = await decode([...args, "--reveal"], log);
			for (const secret of hidden) ok(shown.output.includes(secret), secret);
			equal(output.length, shown.output.length);
		}
	});

	it("tells a long input while it comes, in bounded memory", async () => {
		const size = 12 * 1024 * 1024;
		const child = spawn(process.execPath, ["--max-old-space-size=32", main, "decode", "-"]);
		const line = Buffer.from('\r\n+QMTRECV: 0,0,"t",1400,"'.padEnd(1426, "x") + '"\r\n', "latin1");
		const chunk = Buffer.concat(Array.from({ length: 45 }, () => line));
		let end = 0;
		let rest = "";
		child.stdout.on("data", (data: Buffer) => {
			const lines = (rest + data).split("\n");
			rest = lines.pop() as string;
			for (const it of lines) {
				const { offset, length } = JSON.parse(it) as { offset: number; length: number };
				equal(offset, end);
				end += length;
			}
		});
		const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
		let sent = 0;
		for (; sent < size; sent += chunk.length) {
			if (!child.stdin.write(chunk)) await new Promise((resolve) => child.stdin.once("drain", resolve));
		}
		child.stdin.end();
		equal(await closed, 0);
		equal(end, sent);
	});

	it("ends well when its reader has seen enough", async () => {
		const child = spawn(process.execPath, [main, "decode", "-"]);
		child.stdin.on("error", () => {});
		const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
		child.stdout.once("data", () => child.stdout.destroy());
		child.stdin.end(Buffer.from("\r\nOK\r\n".repeat(200_000)));
		equal(await closed, 0);
	});

	const wrong: readonly (readonly [string, readonly string[], number, RegExp])[] = [
		["no file named", [], 2, /FILE/],
		["two files named", ["a", "b"], 2, /FILE/],
		["an unknown format", ["-", "--format", "xml"], 2, /xml/],
		["an unknown option", ["-", "--no-such"], 2, /no-such/],
		["a file that is not there", [join(tmpdir(), "no-such-file")], 3, /no-such-file/],
		["a folder", [tmpdir()], 3, /EISDIR/],
	];
	for (const [title, args, status, message] of wrong) {
		it(`refuses ${title}`, async () => refuses(args, status, message));
	}

	const malformed: readonly (readonly [string, string, string, RegExp])[] = [
		["text that is not hex", "hex", "41\nxy", /byte 4/],
		["half a pair", "hex", "41 4", /half/],
		["text that is no transcript", "transcript", "# well\nAT\n", /line 2/],
		["a transcript with a wrong escape", "transcript", "< 0 \\q\n", /line 1/],
	];
	for (const [title, format, text, message] of malformed) {
		it(`refuses ${title}`, async () => {
			const file = join(folder, "malformed");
			writeFileSync(file, text);
			await refuses([file, "--format", format], 1, message);
		});
	}

	it("ends with the status and one line of why", async () => {
		const { code, output, error } = await decode(["-", "--format", "hex"], "0d0a4f4b0d0a x");
		equal(code, 1);
		equal(output, "");
		equal(error, "xs-quectel: -: byte 14: not a pair of hex digits\n");
	});
});

async function refuses(args: readonly string[], status: number, message: RegExp): Promise<void> {
	const error = await command.run([...args]).then(
		() => undefined,
		(it: unknown) => it,
	);
	ok(error instanceof CommandError);
	equal(error.exit, status);
	ok(message.test(error.message), error.message);
	equal(error.message.includes("\n"), false);
}
