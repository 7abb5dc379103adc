import { execFile, spawn } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { openDevice } from "../../../tools/cli/simulate-device.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { findProgram, Mosquitto } from "../../support/mosquitto.js";
import { type Running, run, start } from "./cli.js";

const publisher = findProgram("mosquitto_pub");
const subscriber = findProgram("mosquitto_sub");
const python = findProgram("python3");
const execute = promisify(execFile);

/** A host in another language; its sources are beside this one's. */
const host = (name: string) => fileURLToPath(new URL(`../../../../tests/tools/cli/hosts/${name}`, import.meta.url));

describe("xs-quectel simulate, for hosts in other languages", () => {
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

	const serve = async (...args: string[]): Promise<Record<string, unknown>> => {
		running = start(["simulate", "--latency", "none", "--json", ...args]);
		return JSON.parse(await running.line('"controlPort":')) as Record<string, unknown>;
	};

	describe("on a PTY", () => {
		before(function () {
			if (!canBuild(64) && !canBuild(32)) this.skip();
		});

		it("shell: Mosquitto's clients see what it publishes, and it sees what they send", async function () {
			if (Mosquitto.program === undefined || publisher === undefined || subscriber === undefined) this.skip();
			const broker = await Mosquitto.start();
			try {
				const link = join(folder, "modem");
				const { device } = await serve("--pty", link, "--map", `broker.example:1883=127.0.0.1:${broker.port}`);
				equal(device, link);
				const client = ["-h", "127.0.0.1", "-p", String(broker.port)];
				let heard = Promise.resolve({ stdout: "" });
				const shell = spawn("sh", [host("host.sh"), link, "broker.example", "1883"], {
					stdio: ["ignore", "pipe", "pipe"],
				});
				const told: string[] = [];
				const ended = new Promise<number | null>((resolve) => shell.once("close", resolve));
				createInterface({ input: shell.stderr }).on("line", (line) => told.push(line));
				createInterface({ input: shell.stdout }).on("line", (line) => {
					told.push(line);
					if (line.startsWith("+QMTPUBEX")) {
						// It is kept for whoever comes later.
						heard = execute(subscriber, [...client, "-t", "from/#", "-q", "1", "-C", "1", "-F", "%t %q %p"]);
						void execute(publisher, [...client, "-t", "to/shell", "-q", "1", "-m", "OK, shell"]);
					}
				});
				equal(await ended, 0, told.join("\n"));
				equal((await heard).stdout, "from/shell 1 hello there\n");
				deepEqual(told, [
					"OK",
					"+QMTOPEN: 0,0",
					"+QMTCONN: 0,0,0",
					"+QMTSUB: 0,1,0,1",
					"+QMTPUBEX: 0,2,0",
					'+QMTRECV: 0,1,"to/shell","OK, shell"',
					"+QMTDISC: 0,0",
				]);
			} finally {
				await broker.stop();
			}
		});

		it("takes its link away when it ends, and never a file of somebody's", async () => {
			const link = join(folder, "modem");
			await serve("--pty", link);
			ok(lstatSync(link).isSymbolicLink());
			// A link that was left behind is of no use to anybody.
			const second = start(["simulate", "--pty", link]);
			await second.line("module ready on ");
			running?.child.kill("SIGINT");
			equal((await running?.ended)?.code, 130);
			ok(lstatSync(link).isSymbolicLink());
			second.child.kill("SIGTERM");
			equal((await second.ended).code, 0);
			ok(!existsSync(link));
			writeFileSync(link, "mine");
			const { code, stderr } = await run(["simulate", "--pty", link]);
			equal(code, 3);
			ok(/^xs-quectel: --pty: EEXIST/.test(stderr), stderr);
		});

		it("serves a serial port that is there, follows its baud, and ends when it is pulled out", async () => {
			const cable = await openDevice("pty");
			try {
				const text: string[] = [];
				let look = () => {};
				cable.on("data", (bytes: Buffer) => {
					text.push(bytes.toString("latin1"));
					look();
				});
				const until = async (end: string) => {
					while (!text.join("").endsWith(end)) await new Promise<void>((resolve) => (look = resolve));
					text.length = 0;
				};
				equal((await serve("--on-serial", cable.path, "--baud", "9600")).device, cable.path);
				await until("+QIND: PB DONE\r\n");
				cable.write("AT+IPR=115200\r");
				await until("\r\nOK\r\n");
				cable.write("AT+IPR?\r");
				await until("\r\n+IPR: 115200\r\n\r\nOK\r\n");
				// A PTY keeps the baud that it was told, as a port does.
				const { stdout } = await execute("stty", ["-F", cable.path, "speed"]);
				equal(stdout, "115200\n");
			} finally {
				cable.destroy();
			}
			const ended = await running?.ended;
			equal(ended?.code, 3);
			ok(/^xs-quectel: device: /m.test(ended?.stderr ?? ""), ended?.stderr);
		});

		it("says when there is no compiler", async () => {
			const env = { CC: "no-such-compiler", XS_QUECTEL_CACHE: join(folder, "cache") };
			const { code, stderr } = await run(["simulate", "--pty", join(folder, "modem")], env);
			equal(code, 3);
			equal(stderr, "xs-quectel: terminal devices need a C compiler: no-such-compiler cannot be run\n");
		});
	});

	it("Python, on TCP: pulls the SIM card through the control channel", async function () {
		if (python === undefined) this.skip();
		const { port, controlPort } = await serve("--no-pacing");
		const { stdout } = await execute(python, [host("host.py"), String(port), String(controlPort)]);
		deepEqual(stdout.split("\n"), [
			"ate0 OK",
			"AT+CMEE=1;+CPIN? +CPIN: READY",
			"{'ok': True}",
			"+CPIN: NOT READY",
			"AT+CPIN? +CME ERROR: 10",
			"{'ok': True}",
			"+CPIN: READY",
			"3",
			"",
		]);
	});
});
