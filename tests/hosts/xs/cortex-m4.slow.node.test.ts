import { once } from "node:events";
import { createServer } from "node:net";
import { emulation, settingsText } from "../../../hosts/xs/cortex-m4.js";
import type { LaunchOptions } from "../../../hosts/xs/engine.js";
import { EngineUnavailable } from "../../../hosts/xs/engine-unavailable.js";
import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { needsEngine, runScript, startScript } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const board: LaunchOptions = { processor: "cortex-m4", variant: "instrument" };

describe("The command for an emulated Cortex-M4", () => {
	const command = (serial: string | undefined, isCounted = false) =>
		emulation({ program: "/p/xs", settings: "/s,1", serial, isCounted });

	it("joins the UART to what the options name", () => {
		const device = (serial: string | undefined) => command(serial).find((it) => it.includes("id=uart"));
		equal(device("wire:127.0.0.1:99"), "socket,id=uart,host=127.0.0.1,port=99,nodelay=on");
		equal(device("tcp:::1:99"), "socket,id=uart,host=::1,port=99,nodelay=on");
		equal(device("/dev/tty,1"), "serial,id=uart,path=/dev/tty,,1");
		equal(device(undefined), "null,id=uart");
	});

	it("refuses what the emulator cannot reach", () => {
		throws(() => command("pty"), EngineUnavailable);
	});

	it("counts instructions only when it is told to", () => {
		ok(command(undefined, true).includes("-icount"));
		ok(!command(undefined).includes("-icount"));
		ok(command(undefined).some((it) => it.endsWith("arg=/s,,1")));
	});

	it("tells the board its environment and its arguments", () => {
		equal(settingsText({ A: "1", B: "" }, ["x y", "z"]), "A=1\0B=\0\0x y\0z\0");
	});
});

describe("A script on an emulated Cortex-M4", () => {
	before(needsEngine(board, {}));

	it("gets its arguments and the environment", async () => {
		const { lines, code } = await runScript(
			`import {argument, environment} from "host";
			trace([argument(0), argument(1), argument(2), environment("FOO"), environment("XS_NOWHERE")].map(String).join("|"));`,
			{ ...board, arguments: ["one", "two words"], env: { FOO: "bä=r" } },
		);
		deepEqual(lines, ["one|two words|undefined|bä=r|undefined"]);
		equal(code, 0);
	});

	it("ends in every way in which it ends elsewhere", async () => {
		const end = async (text: string) => {
			const { code, message } = await runScript(text, board);
			return `${code} ${message.replace(/^#.*\n/, "").split("\n")[0]}`;
		};
		deepEqual(
			[
				await end(`import {exit} from "host"; exit(7);`),
				await end(`throw new RangeError("no");`),
				await end(`Promise.reject(new Error("nobody"));`),
				await end(`const f = (n) => 1 + f(n); f(0);`),
				await end(`const all = []; for (;;) all.push({});`),
				await end(`let = ;`),
			].map((it) => it.replace(/syntax error: .*/, "syntax error")),
			[
				"7 ",
				"105 unhandled exception: RangeError: no",
				"108 unhandled rejection: Error: nobody",
				"102 stack overflow",
				"101 out of memory",
				"111 syntax error",
			],
		);
	});

	it("allocates and runs what it does on this computer, and tells what the processor holds", async () => {
		const script = "const all = []; for (let n = 0; n < 9; n++) all.push({n});";
		const { report } = await runScript(script, board);
		const { report: here } = await runScript(script);
		deepEqual([report?.cumulativeSlots, report?.bytecodes], [here?.cumulativeSlots, here?.bytecodes]);
		ok(report?.processor !== undefined);
		const { programBytes, staticBytes, stackBytes, heapBytes } = report.processor;
		equal(report.bits, 32);
		equal(report.slotBytes, 16);
		ok(programBytes > 200_000 && programBytes < 800_000, `${programBytes} bytes of program`);
		ok(staticBytes > 500 && staticBytes < 8192, `${staticBytes} bytes of variables`);
		ok(stackBytes > 500 && stackBytes < 16_384, `${stackBytes} bytes of stack`);
		ok(heapBytes < 8192, `${heapBytes} bytes of heap beside the arena`);
	});

	it("reads and writes numbers of every size anywhere in a buffer", async () => {
		const { lines } = await runScript(
			`const view = new DataView(new ArrayBuffer(64));
			for (let at = 0; at < 9; at++) {
				view.setFloat64(at, Math.PI); view.setBigInt64(at + 16, -1099511627776n); view.setFloat32(at + 32, 0.5);
				view.setUint32(at + 40, 0xdeadbeef, true); view.setInt16(at + 48, -2);
				trace([view.getFloat64(at), view.getBigInt64(at + 16), view.getBigUint64(at + 16), view.getFloat32(at + 32),
					view.getUint32(at + 40, true), view.getInt16(at + 48)].join(" "), "\\n");
			}`,
			board,
		);
		const values = "3.141592653589793 -1099511627776 18446742974197923840 0.5 3735928559 -2";
		deepEqual(
			lines,
			Array.from({ length: 9 }, () => values),
		);
	});

	it("has timers that wait as long as they should, and the date", async () => {
		const start = Date.now();
		const { lines } = await runScript(
			`import Timer from "timer"; import Time from "time"; const start = Time.ticks;
			Timer.set(() => trace(Time.ticks - start, " ", Date.now(), "\\n"), 250);`,
			board,
		);
		const [waited, date] = (lines[0] ?? "").split(" ").map(Number) as [number, number];
		ok(waited >= 250, `${waited} ms`);
		ok(Math.abs(date - start) < 60_000, `${date}`);
	});

	it("sends and receives every byte over TCP, however much comes at once", async () => {
		const count = 100_000;
		const sent = Uint8Array.from({ length: count }, (_, at) => (at * 7) ^ (at >> 8));
		const received: Buffer[] = [];
		const server = createServer((socket) => {
			socket.on("data", (bytes) => received.push(bytes));
			socket.on("error", () => {});
			socket.write(sent);
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as { port: number };
		try {
			const { exit } = await startScript(
				`import Serial from "embedded:io/serial";
				const piece = new Uint8Array(64); let [total, held, pending] = [0, 0, false];
				function pump(serial) {
					for (;;) {
						if (held === 0) held = serial.read(piece) ?? 0;
						if (held === 0) return;
						try { serial.write(held === 64 ? piece : piece.slice(0, held)); } catch { return; }
						total += held; held = 0;
						if (total === ${count}) trace("all\\n");
					}
				}
				new Serial({baud: 115200, format: "buffer", onReadable() { pump(this); }, onWritable() { pump(this); if (total === ${count}) this.close(); }});`,
				{ ...board, serial: `tcp:127.0.0.1:${port}` },
			);
			const { lines, message } = await exit;
			deepEqual([lines, message], [["all"], ""]);
			ok(Buffer.concat(received).equals(sent), "what came back differs");
		} finally {
			server.close();
		}
	});

	it("drives the lines of a module, in virtual time", async () => {
		const { log } = await Bench.play(
			`import Digital from "embedded:io/digital"; import Timer from "timer"; import Serial from "embedded:io/serial";
			const key = new Digital({pin: "PWRKEY", mode: Digital.Output, activeLow: true});
			const serial = new Serial({baud: 9600, onReadable(count) { trace(count, "\\n"); this.close(); }});
			const status = new Digital({pin: "STATUS", mode: Digital.Input, edge: Digital.Rising, onReadable() {
				trace("STATUS ", this.read(), "\\n"); key.write(0); this.close();
			}});
			Timer.set(() => key.write(1), 500);`,
			(bench) => {
				bench.at(1200, () => bench.onLine("STATUS", 1));
				bench.at(1300, () => bench.onBytes(Uint8Array.of(1, 2, 3)));
			},
			board,
		);
		deepEqual(log, ["0 PWRKEY=1", "0 BAUD=9600", "500 PWRKEY=0", "1200 STATUS 1", "1200 PWRKEY=1", "1300 3"]);
	});

	it("runs the same instructions each time it is counted", async () => {
		const script = `import {Instrument, measure} from "instruments"; const figures = new Int32Array(Instrument.count);
			let sum = 0; for (let n = 0; n < 1000; n++) sum += n; measure(figures); trace(figures[Instrument.instructions], "\\n");`;
		const counted = async (options: LaunchOptions) => Number((await runScript(script, options)).lines[0]);
		const first = await counted({ ...board, isCounted: true });
		ok(first > 100_000, `${first}`);
		equal(await counted({ ...board, isCounted: true }), first);
		equal(await counted(board), 0);
	});
});
