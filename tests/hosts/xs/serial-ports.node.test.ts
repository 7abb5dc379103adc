import { readdirSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { FrameType, frame } from "../../../hosts/wire.js";
import type { EngineExit, LaunchOptions, RunningEngine } from "../../../hosts/xs/engine.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine, runScript, startScript } from "../../support/xs-engine.js";

const open = `import Serial from "embedded:io/serial";
import Timer from "timer";
const say = (...text) => trace(text.join(" ") + "\\n");
const attempt = (work) => { try { say("no error", work()); } catch (e) { say(e.name + ":", e.message); } };
`;

/** Runs a script in real time with a server of the test's own at `port`. */
async function withServer(
	scheme: "tcp" | "wire",
	script: string,
	onConnection: (socket: Socket) => void,
	options: LaunchOptions = {},
): Promise<EngineExit> {
	const server = createServer((socket) => {
		// The script ends whenever it has seen enough.
		socket.on("error", () => socket.destroy());
		onConnection(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	try {
		const serial = `${scheme}:127.0.0.1:${(server.address() as { port: number }).port}`;
		const exit = await runScript(open + script, { serial, ...options });
		equal(exit.code, 0, exit.message);
		return exit;
	} finally {
		server.close();
	}
}

/** `count` bytes, each of which tells where it is. */
function pattern(count: number): Buffer {
	return Buffer.from(Uint8Array.from({ length: count }, (_, at) => (at * 7 + (at >> 8)) & 255));
}

/** Reads \`size\` bytes at a time, on timers only, and checks each. */
const slowReader = (total: number, size: number) => `
	let count = 0, wrong = 0;
	const piece = new Uint8Array(${size});
	const it = new Serial({baud: 115200, rxSize: 256});
	Timer.repeat((id) => {
		const n = it.read(piece) ?? 0;
		for (let at = 0; at < n; at++, count++) if (piece[at] !== ((count * 7 + (count >> 8)) & 255)) wrong++;
		if (count === ${total}) { say(count, wrong); it.close(); Timer.clear(id); }
	}, 1);`;

describe("XS serial over TCP", () => {
	before(needsEngine());

	it("carries all byte values both ways", async () => {
		const all = Buffer.from(Uint8Array.from({ length: 256 }, (_, it) => it));
		const heard: Buffer[] = [];
		const { lines } = await withServer(
			"tcp",
			`let wrong = 0, next = 0;
			const buffer = new Uint8Array(50);
			new Serial({baud: 9600, onReadable() {
				for (let n; (n = this.read(buffer)) > 0; ) {
					for (let at = 0; at < n; at++) if (buffer[at] !== next++) wrong++;
					this.write(buffer.subarray(0, n));
				}
				if (next === 256) say(wrong);
			}, onError(error) { say(error.message); }});`,
			(socket) => {
				socket.on("data", (bytes: Buffer) => {
					heard.push(bytes);
					if (Buffer.concat(heard).length === 256) socket.end();
				});
				for (const byte of all) socket.write(Uint8Array.of(byte));
			},
		);
		deepEqual(lines, ["0", "hung up"]);
		ok(Buffer.concat(heard).equals(all));
	});

	it("tells what had come before it tells the hang-up, and that once", async () => {
		const { lines } = await withServer(
			"tcp",
			`const it = new Serial({baud: 9600, onReadable(count) { say("there", count); }, onError(error) {
				say(error.name, error.message, this === it);
				say(String.fromArrayBuffer(it.read()));
				attempt(() => it.write(new Uint8Array(4)));
			}});`,
			(socket) => socket.end("last words"),
		);
		deepEqual(lines, ["there 10", "Error hung up true", "last words", "no error 4092"]);
	});

	it("would block when the other side takes nothing, and tells when all has gone out", async () => {
		let reader: Socket | undefined;
		let isBlocked = false;
		let onEnd = () => {};
		const end = new Promise<void>((resolve) => {
			onEnd = resolve;
		});
		let count = 0;
		const { lines } = await withServer(
			"tcp",
			`let sent = 0, isBlocked = false;
			const piece = new Uint8Array(1000);
			new Serial({baud: 9600, txSize: 4096, onWritable(room) {
				if (isBlocked) { say("writable", room); this.close(); return; }
				try { for (;;) { this.write(piece); sent += 1000; } }
				catch (e) {
					if (e.message !== "would block") throw e;
					isBlocked = true;
					say("blocked", sent);
				}
			}});`,
			(socket) => {
				reader = socket;
				socket.on("end", onEnd);
				socket.on("data", (bytes: Buffer) => {
					count += bytes.length;
				});
				if (!isBlocked) socket.pause();
			},
			{
				onLine() {
					isBlocked = true;
					reader?.resume();
				},
			},
		);
		const sent = Number(lines[0]?.replace("blocked ", ""));
		deepEqual(lines, [`blocked ${sent}`, "writable 4096"]);
		ok(sent > 4096, `${sent}`);
		await end;
		equal(count, sent);
	});

	it("loses nothing when the script reads slowly", async () => {
		const { lines } = await withServer("tcp", slowReader(20_000, 250), (socket) => socket.write(pattern(20_000)));
		deepEqual(lines, ["20000 0"]);
	});

	it("tells why it cannot be opened", async () => {
		const { lines } = await runScript(`${open}
			for (const port of ["tcp:127.0.0.1:1", "tcp:127.0.0.1", "nowhere", "/dev/nowhere", "/dev/null", "wire:127.0.0.1:1"])
				attempt(() => new Serial({baud: 9600, port}));
			attempt(() => new Serial({baud: 9600}));`);
		deepEqual(lines, [
			"Error: tcp:127.0.0.1:1: nobody answers there",
			"Error: tcp:127.0.0.1: it is not tcp:HOST:PORT",
			"Error: nowhere: it is none of tcp:HOST:PORT, wire:HOST:PORT, pty, /dev/...",
			"Error: /dev/nowhere: No such file or directory",
			"Error: /dev/null: it is no serial device",
			"Error: wire:127.0.0.1:1: nobody answers there",
			"TypeError: port: missing, and XS_SERIAL names none",
		]);
	});
});

describe("XS serial over the wire in real time", () => {
	before(needsEngine());

	it("takes frames in any cut", async () => {
		const frames = Buffer.concat([
			frame(FrameType.bytes, Buffer.from("one ")),
			frame(FrameType.line, Buffer.from("CTS=0")),
			frame(FrameType.bytes, Buffer.alloc(0)),
			frame(FrameType.bytes, Buffer.from("two.")),
		]);
		for (let cut = 1; cut < frames.length; cut++) {
			const { lines } = await withServer(
				"wire",
				`let all = "";
				new Serial({baud: 9600, onReadable() {
					all += String.fromArrayBuffer(this.read());
					if (all.endsWith(".")) { say(all); this.close(); }
				}});`,
				(socket) => {
					socket.setNoDelay(true);
					socket.write(frames.subarray(0, cut), () => setImmediate(() => socket.end(frames.subarray(cut))));
					socket.resume();
				},
			);
			deepEqual(lines, ["one two."], `cut at ${cut}`);
		}
	});

	it("loses nothing when the script reads slowly: the wire waits", async () => {
		const { lines, report } = await withServer("wire", slowReader(20_000, 250), (socket) => {
			const bytes = pattern(20_000);
			for (let at = 0; at < bytes.length; at += 777) {
				socket.write(frame(FrameType.bytes, bytes.subarray(at, at + 777)));
			}
			socket.resume();
		});
		deepEqual(lines, ["20000 0"]);
		equal(report?.lostBytes, 0);
	});

	it("cannot be opened again once the other side has gone", async () => {
		const { lines } = await withServer(
			"wire",
			`new Serial({baud: 9600, onError() {
				this.close();
				try { new Serial({baud: 9600}); } catch (e) { say(e.message.slice(e.message.lastIndexOf(":") + 2)); }
			}});`,
			(socket) => {
				socket.resume();
				socket.end();
			},
		);
		deepEqual(lines, ["the other side has gone"]);
	});

	it("tells the hang-up behind what had come", async () => {
		const { lines } = await withServer(
			"wire",
			`new Serial({baud: 9600, onReadable() { say(String.fromArrayBuffer(this.read())); }, onError(error) { say(error.message); }});`,
			(socket) => {
				socket.resume();
				socket.end(frame(FrameType.bytes, Buffer.from("last words")));
			},
		);
		deepEqual(lines, ["last words", "hung up"]);
	});
});

describe("XS serial on a PTY and a device", () => {
	before(needsEngine());

	/** A script with a PTY of its own, which echoes; resolves with the name of its other end. */
	async function echo(): Promise<{ running: RunningEngine; device: string }> {
		let named: (device: string) => void = () => {};
		const name = new Promise<string>((resolve) => {
			named = resolve;
		});
		const running = await startScript(
			`${open}new Serial({baud: 115200, port: "pty", onReadable() { this.write(this.read()); }});`,
			{ onLine: (line) => named(line.replace(/^pty /, "")) },
		);
		return { running, device: await name };
	}

	it("carries all byte values raw, at the bauds that a UART has", async () => {
		const { running, device } = await echo();
		try {
			for (const baud of [9600, 115200, 921600]) {
				const { lines, message } = await runScript(`${open}
					const all = Uint8Array.from({length: 256}, (_, at) => at);
					let next = 0, wrong = 0;
					new Serial({baud: ${baud}, port: "${device}", onReadable() {
						for (const byte of new Uint8Array(this.read())) if (byte !== next++) wrong++;
						if (next === 256) { say(wrong); this.close(); }
					}}).write(all);`);
				deepEqual(lines, ["0"], message);
			}
			const { lines } = await runScript(`${open}attempt(() => new Serial({baud: 12345, port: "${device}"}));`);
			deepEqual(lines, [`Error: ${device}: this baud rate cannot be set`]);
		} finally {
			running.kill();
			await running.exit;
		}
	});

	it("tells when the device goes away", async () => {
		const { running, device } = await echo();
		const { lines } = await runScript(
			`${open}new Serial({baud: 115200, port: "${device}", onReadable() { say(String.fromArrayBuffer(this.read())); },
				onError(error) { say(error.message); }}).write(ArrayBuffer.fromString("there?"));`,
			{ onLine: () => running.kill() },
		);
		await running.exit;
		deepEqual(lines.slice(-1), ["hung up"]);
		equal(lines.slice(0, -1).join(""), "there?");
	});

	it("leaves no file open when it is closed", async function () {
		if (process.platform !== "linux") this.skip();
		const files: number[] = [];
		const running = await startScript(
			`${open}let n = 0;
			Timer.repeat(() => { new Serial({baud: 9600, port: "pty"}).close(); say("round", ++n); }, 1);`,
			{
				onLine(line) {
					// More lines may have been on their way when it was killed.
					if (!line.startsWith("round") || files.length === 100) return;
					files.push(readdirSync(`/proc/${running.process.pid}/fd`).length);
					if (files.length === 100) running.kill();
				},
			},
		);
		await running.exit;
		// The engine may be about to open the next one.
		const more = (files.at(-1) as number) - (files[0] as number);
		ok(more < 10, `${more} more files`);
	});
});
