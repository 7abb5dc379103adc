import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SerialDevice } from "../../../hosts/node/serial-device.js";
import { canBuild } from "../../../hosts/xs/compiler.js";
import { openDevice } from "../../../tools/cli/simulate-device.js";
import type { Device } from "../../../tools/sim/node/device.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { bytes, deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../hil/rig.js";
import { TestTerminal } from "../monitor/terminal.js";
import { lastJSON, run, start } from "./cli.js";

const main = fileURLToPath(new URL("../../../tools/cli/main.js", import.meta.url));

/** Opens the PTY that the monitor has made, and asks until an answer ends so. */
async function ask(path: string, line: string, end: string): Promise<string> {
	const device = await SerialDevice.open(path);
	let text = "";
	try {
		await new Promise<void>((resolve) => {
			device.onBytes = (some) => {
				text += Buffer.from(some).toString("latin1");
				if (text.endsWith(end)) resolve();
			};
			device.send(Buffer.from(line, "latin1"));
		});
	} finally {
		await device.close();
	}
	return text;
}

describe("xs-quectel monitor", () => {
	let rig: Rig;

	before(function () {
		if (!canBuild(64) && !canBuild(32)) this.skip();
	});

	beforeEach(async () => {
		rig = await Rig.start();
	});

	afterEach(() => rig?.close());

	it("shows what passes between a host and a module, line by line, and changes none of it", async () => {
		const host = rig.path("host");
		const monitor = start(["monitor", "--between", rig.device, host, "--record", rig.path("wire.txt"), "--json"]);
		await monitor.line("listening at");
		equal(await ask(host, "AT+QGMR\r", "OK\r\n"), "AT+QGMR\r\r\nEC600SCNLAR01A01M08_01.001.01.001\r\n\r\nOK\r\n");
		equal(
			await ask(host, 'AT+CPIN="4711"\r', "\r\n+CME ERROR: 3\r\n")
				.catch(String)
				.then((it) => it.slice(0, 8)),
			"AT+CPIN=",
		);
		monitor.child.kill("SIGTERM");
		const ended = await monitor.ended;
		equal(ended.code, 0);
		const { commands, bytesOut } = lastJSON(ended);
		equal(commands, 2);
		equal(bytesOut, 'AT+QGMR\rAT+CPIN="4711"\r'.length);
		const lines = ended.stderr.split("\n").map((line) => line.replace(/^ +\d+\.\d{3} /, ""));
		ok(lines.includes("> command      AT+QGMR"), ended.stderr);
		ok(lines.includes("< info         EC600SCNLAR01A01M08_01.001.01.001"), ended.stderr);
		ok(lines.includes('> command      AT+CPIN="****"'), ended.stderr);
		ok(!ended.stderr.includes("\x1b") && !ended.stderr.includes("4711"));
		equal(readExchanges(rig.read("wire.txt")).length, 1);
	});

	it("passes all byte values, both ways, at any length", async () => {
		const cable = await openDevice("pty");
		const monitor = start(["monitor", "--between", cable.path, rig.path("host")]);
		await monitor.line("listening at");
		const device = await SerialDevice.open(rig.path("host"));
		try {
			const all = Uint8Array.from({ length: 20_000 }, (_, n) => (n * 7) % 256);
			const hear = async (from: Device) => {
				let got = Buffer.alloc(0);
				while (got.length < all.length) got = Buffer.concat([got, (await once(from, "data"))[0] as Buffer]);
				return got;
			};
			const heard = hear(cable);
			device.send(all);
			bytes(await heard, all);
			let back = Buffer.alloc(0);
			const whole = new Promise<void>((resolve) => {
				device.onBytes = (some) => {
					back = Buffer.concat([back, some]);
					if (back.length >= all.length) resolve();
				};
			});
			cable.write(all);
			await whole;
			bytes(back, all);
		} finally {
			await device.close();
			monitor.child.kill("SIGTERM");
			equal((await monitor.ended).code, 0);
			cable.destroy();
		}
	});

	it("ends with 3 when there is no such device, and when it is unplugged", async () => {
		const none = await run(["monitor", "--serial", rig.path("none")]);
		equal(none.code, 3);
		equal(none.stderr, `xs-quectel: --serial: ${rig.path("none")}: there is no such device\n`);
		const monitor = start(["monitor", "--serial", rig.device]);
		await monitor.line("listening at");
		await rig.served.close();
		const { code, stderr } = await monitor.ended;
		equal(code, 3);
		ok(/^xs-quectel: the wire is gone: .+$/m.test(stderr), stderr);
	});

	describe("on a terminal", () => {
		let terminal: Device;
		let file: number;
		let screen: TestTerminal;
		let changed: () => void;
		let child: ChildProcess | undefined;

		before(function () {
			if (spawnSync("stty", ["--version"]).status !== 0) this.skip();
		});

		beforeEach(async () => {
			terminal = await openDevice("pty");
			file = openSync(terminal.path, constants.O_RDWR | constants.O_NOCTTY);
			execFileSync("stty", ["-F", terminal.path, "cols", "90", "rows", "24"]);
			screen = new TestTerminal(90, 24);
			changed = () => {};
			terminal.on("data", (some: Buffer) => {
				screen.write(some.toString("latin1"));
				changed();
			});
		});

		afterEach(async () => {
			child?.kill("SIGKILL");
			closeSync(file);
			terminal.destroy();
			if (!terminal.closed) await once(terminal, "close");
		});

		const until = async (isDone: () => boolean) => {
			while (!isDone()) {
				await new Promise<void>((resolve) => {
					changed = resolve;
				});
			}
		};
		const shows = (part: string) => () => screen.lines.some((line) => line.includes(part));
		const monitor = (env: Readonly<Record<string, string>> = {}) => {
			const { NO_COLOR: _, ...inherited } = process.env;
			child = spawn(process.execPath, [main, "monitor", "--between", rig.device, rig.path("host")], {
				stdio: [file, file, "pipe"],
				env: { ...inherited, TERM: "xterm", ...env },
			});
			return once(child, "close");
		};

		it("fills the screen: state, counts and what passes; keys work; the terminal is given back", async () => {
			const ended = monitor();
			await until(shows("p pause   c clear   q quit"));
			ok(screen.isOther && !screen.hasCursor);
			await ask(rig.path("host"), "AT+CSQ\r", "OK\r\n");
			await until(shows("< final        OK"));
			ok(shows("signal    29 of 31")());
			ok(shows("commands  1, 1 OK, 0 errors")());
			ok(shows("> command      AT+CSQ")());
			terminal.write("p");
			await until(shows("PAUSED"));
			await ask(rig.path("host"), "AT+CGMM\r", "OK\r\n");
			await until(shows("commands  2, 2 OK"));
			ok(!shows("AT+CGMM")());
			terminal.write("p");
			await until(shows("> command      AT+CGMM"));
			terminal.write("c");
			await until(() => !shows("AT+CGMM")());
			terminal.write("q");
			equal((await ended)[0], 0);
			await until(() => !screen.isOther && screen.hasCursor);
		});

		it("ends with 130 at Ctrl-C, and gives the terminal back", async () => {
			const ended = monitor();
			await until(shows("q quit"));
			terminal.write("\x03");
			equal((await ended)[0], 130);
			await until(() => !screen.isOther && screen.hasCursor);
		});

		it("writes plain lines where NO_COLOR is set", async () => {
			let text = "";
			terminal.removeAllListeners("data");
			terminal.on("data", (some: Buffer) => {
				text += some.toString("latin1");
				changed();
			});
			const ended = monitor({ NO_COLOR: "1" });
			await once(child?.stderr as NodeJS.ReadableStream, "data");
			await ask(rig.path("host"), "AT+CSQ\r", "OK\r\n");
			await until(() => text.includes("< final        OK"));
			ok(!text.includes("\x1b"), text);
			deepEqual(text.match(/> command {6}AT\+CSQ/g)?.length, 1);
			child?.kill("SIGINT");
			equal((await ended)[0], 130);
		});
	});
});
