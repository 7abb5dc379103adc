import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { type Running, run, start } from "./cli.js";

interface Place {
	readonly port: number;
	readonly controlPort: number;
}

/** One connection, typed into: each text is waited for before the next is sent. */
async function talk(port: number, ...exchanges: readonly (readonly [typed: string, end: string])[]): Promise<string> {
	const socket = connect(port, "127.0.0.1").setEncoding("latin1");
	let text = "";
	for (const [typed, end] of exchanges) {
		const from = text.length;
		socket.write(typed);
		while (!text.slice(from).includes(end)) text += String(await once(socket, "data"));
	}
	socket.destroy();
	return text;
}

describe("xs-quectel simulate, by its flags", () => {
	let folder: string;
	let running: Running | undefined;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "simulate-"));
	});

	afterEach(async () => {
		running?.child.kill("SIGKILL");
		await running?.ended;
		running = undefined;
		rmSync(folder, { recursive: true });
	});

	async function serve<T = Place>(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<T> {
		running = start(["simulate", "--latency", "none", "--no-pacing", "--json", ...args], env);
		return JSON.parse(await running.line('"controlPort":')) as T;
	}

	it("--count: modules with ports, numbers, files and recordings of their own", async () => {
		const files = join(folder, "files");
		const record = join(folder, "wire");
		const { modules } = await serve<{ modules: Place[] }>(["--count", "3", "--files", files, "--record", record]);
		equal(new Set(modules.flatMap(({ port, controlPort }) => [port, controlPort])).size, 6);
		const numbers = new Set<string>();
		for (const [n, { port }] of modules.entries()) {
			const upload: readonly [string, string][] = [
				['AT+QFUPL="f",3\r', "CONNECT\r\n"],
				[`n=${n}`, "OK\r\n"],
			];
			const text = await talk(port, ["AT+GSN;+CIMI;+QCCID\r", "OK\r\n"], ...upload);
			for (const number of text.match(/\d{15,}F?/g) ?? []) numbers.add(number);
			equal(readFileSync(join(`${files}-${n + 1}`, "f"), "utf8"), `n=${n}`);
		}
		equal(numbers.size, 9);
		running?.child.kill("SIGTERM");
		await running?.ended;
		deepEqual(readdirSync(folder).sort(), ["files-1", "files-2", "files-3", "wire-1", "wire-2", "wire-3"]);
	});

	it("--count, --tcp and --control: ports one behind the other, told in one line", async () => {
		// Two that are free just now: somebody may take them meanwhile, so that it is tried again.
		for (let attempt = 0; ; attempt++) {
			const base = 20_000 + ((process.pid * 16 + attempt * 977) % 20_000);
			const args = ["--count", "2", "--tcp", `${base}`, "--control", `${base + 2}`, "--latency", "none"];
			const tried = start(["simulate", ...args]);
			running = tried;
			try {
				const line = await tried.line("ready on");
				const host = "127.0.0.1";
				equal(
					line,
					`2 modules ready on ${host}:${base} ${host}:${base + 1}, control on ${host}:${base + 2} ${host}:${base + 3}`,
				);
				return;
			} catch (error) {
				const { stderr } = await tried.ended;
				if (!stderr.includes("EADDRINUSE") || attempt === 20) throw error;
			}
		}
	});

	it("--record: what passed, as a transcript, and no PIN", async () => {
		const record = join(folder, "wire");
		const { port } = await serve(["--record", record], { XS_QUECTEL_PIN: "4711" });
		const text = await talk(port, ["ATE0\r", "OK\r\n"], ["AT+CPIN?\r", "OK\r\n"], ['AT+CPIN="4711"\r', "OK\r\n"]);
		ok(text.includes("\r\n+CPIN: SIM PIN\r\n"), text);
		running?.child.kill("SIGINT");
		equal((await running?.ended)?.code, 130);
		const written = readFileSync(record, "utf8");
		ok(!written.includes("4711"), written);
		const [exchange] = readExchanges(written);
		const typed = exchange?.entries.map((it) => (it.kind === "bytes" && it.sender === "host" ? it.bytes : "")).join("");
		equal(typed, 'ATE0\rAT+CPIN?\rAT+CPIN="****"\r');
		const decoded = await run(["decode", record, "--format", "transcript"]);
		equal(decoded.code, 0, decoded.stderr);
		ok(decoded.stdout.includes("+CPIN: SIM PIN"), decoded.stdout);
	});

	it("--control: pulls the SIM, tells what is not simulated, and hangs up on HTTP", async () => {
		const { port, controlPort } = await serve([]);
		const control = connect(controlPort, "127.0.0.1").setEncoding("utf8");
		let told = "";
		control.on("data", (text: string) => {
			told += text;
		});
		const until = async (end: string) => {
			while (!told.includes(end)) await once(control, "data");
		};
		control.write('{"fault":"pull-sim"}\n');
		await until('{"ok":true}\n');
		const text = await talk(
			port,
			["AT+CMEE=1\r", "OK\r\n"],
			["AT+CPIN?\r", "+CME ERROR: 10\r\n"],
			["AT+NONE\r", "ERROR\r\n"],
		);
		ok(text.endsWith("AT+NONE\r\r\nERROR\r\n"), text);
		await until('{"event":"unsupported","name":"+NONE"}\n');
		control.destroy();
		const browser = connect(controlPort, "127.0.0.1").setEncoding("utf8");
		let answer = "";
		browser.on("data", (part: string) => {
			answer += part;
		});
		browser.on("error", () => {});
		browser.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{"fault":"insert-sim"}\n');
		await once(browser, "close");
		ok(!answer.includes('"ok"'), answer);
		await talk(port, ["AT+CPIN?\r", "+CME ERROR: 10\r\n"]);
	});

	it("reaches nothing beyond this machine unless it is mapped, and says so", async () => {
		const { port } = await serve([]);
		const text = await talk(port, ['AT+QMTOPEN=0,"broker.invalid",1883\r', "+QMTOPEN: 0,"]);
		ok(/\+QMTOPEN: 0,4/.test(text), text);
		await running?.line("not reached: broker.invalid is beyond this machine (--map, --open-network)");
		await talk(port, ['AT+QMTOPEN=1,"192.0.2.1",1883\r', "+QMTOPEN: 1,"]);
		await running?.line("not reached: 192.0.2.1:1883 is beyond this machine");
	});

	it("--open-network: asks the real network", async () => {
		const { port } = await serve(["--open-network"]);
		// RFC 6761: no such name is ever found.
		await talk(port, ['AT+QMTOPEN=0,"broker.invalid",1883\r', "+QMTOPEN: 0,"]);
		running?.child.kill("SIGTERM");
		equal((await running?.ended)?.stderr, "");
	});

	it("--no-network-time: the module does not learn what day it is; otherwise it does", async () => {
		const { port } = await serve(["--no-network-time"]);
		ok((await talk(port, ["AT+QLTS=2\r", "OK\r\n"])).includes('+QLTS: ""'));
		running?.child.kill("SIGKILL");
		await running?.ended;
		const { port: other } = await serve([]);
		ok(/\+QLTS: "20\d\d\//.test(await talk(other, ["AT+QLTS=2\r", "OK\r\n"])));
	});

	it("takes no options that cannot be", async () => {
		for (const [args, why, env] of [
			[["--tcp", "0", "--pty", "modem"], "--tcp, --pty and --on-serial exclude each other"],
			[["--pty", ""], "--pty and --on-serial take a path"],
			[["--on-serial", "/dev/null", "--count", "2"], "--on-serial: one device is for one module"],
			[["--count", "0"], "--count: 0 is not a whole number from 1 to 1000"],
			[["--count", "10", "--tcp", "65530"], "--tcp: 65530 is not a whole number from 0 to 65526"],
			[["--map", "broker=1"], "--map: broker=1 is not HOST:PORT=HOST:PORT"],
			[[], "XS_QUECTEL_PIN: 4 to 8 digits", { XS_QUECTEL_PIN: "secret" }],
		] as const) {
			const { code, stderr } = await run(["simulate", ...args], env);
			equal(stderr, `xs-quectel: ${why}\n`);
			equal(code, 2);
		}
		ok(!existsSync("modem"));
	});

	it("tells what it cannot have", async () => {
		const { code, stderr } = await run(["simulate", "--record", join(folder, "none", "wire")]);
		equal(code, 3);
		ok(/^xs-quectel: ENOENT/.test(stderr), stderr);
	});
});
