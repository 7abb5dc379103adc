import { createServer, type Socket } from "node:net";
import type { LaunchOptions } from "../../../hosts/xs/engine.js";
import { ExitCode } from "../../../hosts/xs/exits.js";
import { equal, ok } from "../../support/assert.js";
import { needsEngine, runScript, startScript } from "../../support/xs-engine.js";

async function ends(script: string, code: number, part: string, options: LaunchOptions = {}): Promise<void> {
	const exit = await runScript(script, options);
	equal(exit.code, code, exit.message);
	ok(exit.message.includes(part), `"${exit.message}" does not say "${part}"`);
	if (exit.report !== undefined) equal(exit.report.exitCode, code);
}

/** A wire whose other end does `work` with each connection. */
async function withWire<T>(onConnection: (socket: Socket) => void, work: (target: string) => Promise<T>): Promise<T> {
	const server = createServer((socket) => {
		// The engine may be gone before it has read everything.
		socket.on("error", () => socket.destroy());
		onConnection(socket);
		socket.resume();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	try {
		return await work(`wire:127.0.0.1:${(server.address() as { port: number }).port}`);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
}

describe("Ends of the XS engine", () => {
	before(needsEngine());

	it("are 0 with nothing left to do, or the script's own", async () => {
		await ends("trace('done\\n');", ExitCode.done, "");
		await ends(`import {exit} from "host"; exit();`, 0, "");
		await ends(`import {exit} from "host"; exit(7); trace("never");`, 7, "");
	});

	it("tell that slots are used up", async () => {
		await ends("let it; for (;;) it = {it};", ExitCode.memoryFull, "Slot allocation");
	});

	it("tell that chunks are used up", async () => {
		await ends("const all = []; for (;;) all.push(new ArrayBuffer(1000));", ExitCode.memoryFull, "Chunk allocation");
		await ends("new ArrayBuffer(100000);", ExitCode.memoryFull, "Chunk allocation: 1000");
	});

	it("keep to the limits they were given, and know none without", async () => {
		const script = "let it; for (let n = 0; n < 6000; n++) it = {it}; it = new ArrayBuffer(100000);";
		await ends(script, ExitCode.done, "", { limits: { slots: 20_000, chunkBytes: 200_000 } });
		await ends(script, ExitCode.memoryFull, "Slot", { limits: { slots: 5000, chunkBytes: 200_000 } });
		await ends(script, ExitCode.memoryFull, "Chunk", { limits: { slots: 20_000 } });
		await ends(script, ExitCode.done, "", { limits: "none" });
	});

	it("tell that the stack is used up, of the script and of C", async () => {
		const script = "const deep = (n) => n === 0 ? 0 : 1 + deep(n - 1); deep(DEPTH);";
		await ends(script.replace("DEPTH", "1e9"), ExitCode.stackOverflow, "stack overflow");
		await ends(script.replace("DEPTH", "100"), ExitCode.stackOverflow, "stack overflow");
		await ends(script.replace("DEPTH", "100"), ExitCode.done, "", { limits: { stackSlots: 4096 } });
		await ends("JSON.parse('['.repeat(9000));", ExitCode.stackOverflow, "stack overflow");
	});

	it("tell an exception that nobody caught, wherever it was thrown", async () => {
		await ends(
			"throw new RangeError('deliberate');",
			ExitCode.exception,
			"unhandled exception: RangeError: deliberate",
		);
		await ends("throw 'text';", ExitCode.exception, "unhandled exception: text");
		await ends("throw {toString() { throw 1; }};", ExitCode.exception, "cannot be told");
		await ends(
			`import Timer from "timer"; Timer.set(() => { null.x; }, 1);`,
			ExitCode.exception,
			"TypeError: cannot coerce null to object",
		);
		await ends(
			`import Serial from "embedded:io/serial"; new Serial({baud: 9600, port: "pty", onWritable() { throw new Error("in a callback"); }});`,
			ExitCode.exception,
			"Error: in a callback",
		);
	});

	it("tell a rejection that nobody took, once all jobs are done", async () => {
		await ends("Promise.reject(new Error('gone'));", ExitCode.rejection, "unhandled rejection: Error: gone");
		await ends(
			`import Timer from "timer"; Timer.set(async () => { await null; throw new Error("later"); }, 1);`,
			ExitCode.rejection,
			"Error: later",
		);
		await ends("const it = Promise.reject(1); Promise.resolve().then(() => it.catch(() => {}));", ExitCode.done, "");
	});

	it("tell a module that is missing, and one that does not parse", async () => {
		await ends(`await import("nowhere");`, ExitCode.missingModule, `module "nowhere" not found, imported by "main"`);
		await ends(`try { await import("nowhere"); } catch { trace("caught"); }`, ExitCode.done, "");
		await ends("let a = ;", ExitCode.syntax, "syntax error: main:1: missing expression");
		await ends(`import "broken";`, ExitCode.syntax, "syntax error: broken:2", { modules: { broken: "\n}" } });
	});

	it("tell that property names are used up", async () => {
		await ends(
			"const it = {}; for (let n = 0; ; n++) { it['k' + n] = 1; delete it['k' + n]; }",
			ExitCode.memoryFull,
			// Names take slots and chunks; which are used up first depends on the size of a slot.
			"out of memory",
		);
		await ends(
			"const it = {}; for (let n = 0; ; n++) { it['k' + n] = 1; delete it['k' + n]; }",
			ExitCode.keys,
			"keys",
			{
				limits: { slots: 500_000, chunkBytes: 50_000_000 },
			},
		);
	});

	it("tell bad use", async () => {
		await ends("", ExitCode.usage, "XS_SLOTS=5: not a number from 256", { limits: { slots: 5 } });
		await ends("", ExitCode.usage, "XS_SEED=-1", { seed: -1 });
		await ends("", ExitCode.usage, "lockstep: XS_SERIAL is not set: not a wire", { lockstep: true });
		await ends("", ExitCode.usage, "nobody answers there", { lockstep: true, serial: "wire:127.0.0.1:1" });
	});

	it("tell in lockstep that the other side has gone", async () => {
		const script = `import Timer from "timer"; Timer.repeat(() => {}, 10);`;
		await withWire(
			(socket) => socket.once("data", () => socket.end()),
			(serial) => ends(script, ExitCode.wireLost, "the other side of the wire has gone", { lockstep: true, serial }),
		);
		// In the middle of a frame.
		await withWire(
			(socket) => socket.once("data", () => socket.end(Buffer.from([0x42, 9, 0, 1]))),
			(serial) => ends(script, ExitCode.wireLost, "the other side of the wire has gone", { lockstep: true, serial }),
		);
		await withWire(
			(socket) => socket.once("data", () => socket.resetAndDestroy()),
			(serial) => ends(script, ExitCode.wireLost, "the other side of the wire has gone", { lockstep: true, serial }),
		);
	});

	it("tell that the wire is garbled", async () => {
		const script = `import Serial from "embedded:io/serial"; new Serial({baud: 9600});`;
		const garbled: readonly (readonly [frame: number[], why: string])[] = [
			[[0x5a, 0, 0], "an unknown type of frame"],
			[[0x41, 4, 0, 1, 0, 0, 0], "time, and this is no lockstep"],
			[[0x4c, 3, 0, 0x52, 0x49, 0x3d], "a line state is not NAME=LEVEL"],
			[[0x4c, 5, 0, ...Buffer.from("RTS=1")], "a line state of no line of the module"],
			[[0x4c, 40, 0, ...Buffer.alloc(40, "A")], "a line state too long"],
		];
		for (const [bytes, why] of garbled) {
			await withWire(
				(socket) => socket.write(Buffer.from(bytes)),
				(serial) => ends(script, ExitCode.wireLost, `the wire is garbled: ${why}`, { serial }),
			);
		}
	});

	it("tell the other side of the wire too", async () => {
		let heard = Buffer.alloc(0);
		await withWire(
			(socket) => socket.on("data", (bytes) => (heard = Buffer.concat([heard, bytes]))),
			(serial) =>
				ends(
					`import Serial from "embedded:io/serial"; new Serial({baud: 9600}); throw new Error("deliberate");`,
					ExitCode.exception,
					"deliberate",
					{ serial },
				),
		);
		equal(heard.subarray(0, 12).toString("latin1"), "L\x09\0BAUD=9600");
		equal(heard[12], 0x58);
		equal(heard.readInt32LE(15), ExitCode.exception);
		ok(heard.subarray(19).toString().startsWith("unhandled exception: Error: deliberate"));
	});

	it("tell the signal that killed it", async () => {
		const running = await startScript(`import Timer from "timer"; Timer.repeat(() => {}, 1000); trace("up\\n");`, {
			onLine: () => running.process.kill("SIGKILL"),
		});
		const { code, message, report } = await running.exit;
		equal(code, 128);
		equal(message, "killed by SIGKILL");
		equal(report, undefined);
	});
});
