import { deepEqual, equal } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";
import { Bench } from "./bench.js";

const open = `import Serial from "embedded:io/serial"; import Timer from "timer";
const say = (...text) => trace(text.join(" ") + "\\n");
const bytes = (text) => new Uint8Array(ArrayBuffer.fromString(text));
const text = (buffer) => buffer === undefined ? "undefined" : String.fromArrayBuffer(buffer.slice(0));
const attempt = (work) => { try { say("no error", work()); } catch (e) { say(e.name + ":", e.message); } };
`;

/** What the script traced and sent, without the times. */
async function play(script: string, prepare: (bench: Bench) => void = () => {}): Promise<string[]> {
	const { log } = await Bench.play(open + script, prepare);
	return log
		.map((line) => line.slice(line.indexOf(" ") + 1).replace(/wire:127\.0\.0\.1:\d+/, "wire:127.0.0.1:PORT"))
		.filter((line) => line !== "BAUD=9600");
}

describe("XS serial over the wire", () => {
	before(needsEngine());

	it("refuses options that cannot be", async () => {
		deepEqual(
			await play(`
				attempt(() => new Serial());
				attempt(() => new Serial({}));
				attempt(() => new Serial({baud: "fast"}));
				attempt(() => new Serial({baud: 0}));
				attempt(() => new Serial({baud: 1.5}));
				attempt(() => new Serial({baud: 9600, format: "string"}));
				attempt(() => new Serial({baud: 9600, flowControl: "xon"}));
				attempt(() => new Serial({baud: 9600, rxSize: 0}));
				attempt(() => new Serial({baud: 9600, onReadable: 5}));
				attempt(() => new Serial({baud: 9600, onError: "x"}));
				attempt(() => new Serial({baud: 9600, port: "tcp:127.0.0.1:9"}));
				attempt(() => Serial({baud: 9600}));
				const it = new Serial({baud: 9600});
				attempt(() => new Serial({baud: 9600}));
				it.close();
				new Serial({baud: 9600}).close();
			`),
			[
				"TypeError: options: not an object",
				"TypeError: baud: missing",
				"TypeError: baud: not a number",
				"RangeError: baud: a whole number from 1 to 20000000",
				"RangeError: baud: a whole number from 1 to 20000000",
				'RangeError: format: neither "number" nor "buffer"',
				'RangeError: flowControl: neither "hardware" nor "none"',
				"RangeError: rxSize: a whole number from 1 to 1048576",
				"TypeError: onReadable: not a function",
				"TypeError: onError: not a function",
				"Error: tcp:127.0.0.1:9: in lockstep there is only the wire",
				"TypeError: call: class",
				"Error: wire:127.0.0.1:PORT: busy",
			],
		);
	});

	it("reads into a view, and not a byte beside it; the rest stays", async () => {
		deepEqual(
			await play(
				`const whole = new Uint8Array(8).fill(46);
				new Serial({baud: 9600, onReadable(count) {
					say("there", count);
					say(this.read(whole.subarray(2, 5)), String.fromArrayBuffer(whole.buffer));
					say(this.read(new DataView(whole.buffer, 7, 1)), String.fromArrayBuffer(whole.buffer));
					say(this.read(new Uint8Array(0)));
					say(text(this.read(2)));
					say(text(this.read(0)), "empty");
					say(text(this.read()));
					say(this.read(), this.read(4), this.read(whole));
					this.close();
				}});`,
				(bench) => bench.sendAt(1, "abcdefghij"),
			),
			["there 10", "3 ..abc...", "1 ..abc..d", "0", "ef", " empty", "ghij", "  "],
		);
	});

	it("refuses what it cannot read into, and loses nothing by it", async () => {
		deepEqual(
			await play(
				`new Serial({baud: 9600, onReadable(count) {
					attempt(() => this.read(-1));
					attempt(() => this.read(new Uint16Array(4)));
					attempt(() => this.read({}));
					say(text(this.read()));
					this.close();
				}});`,
				(bench) => bench.sendAt(1, "abc"),
			),
			["RangeError: count: negative", "TypeError: this is no buffer", "TypeError: this is no buffer", "abc"],
		);
	});

	it("tells of bytes when more have come, with all that there are", async () => {
		deepEqual(
			await play(
				`new Serial({baud: 9600, onReadable(count) { say("there", count); if (count > 6) { say(text(this.read())); this.close(); }
					else say(text(this.read(1))); }});`,
				(bench) => bench.sendAt(1, "abc").sendAt(2, "def").sendAt(3, "ghi"),
			),
			["there 3", "a", "there 5", "b", "there 7", "cdefghi"],
		);
	});

	it("takes one number at a time when it was asked for numbers", async () => {
		deepEqual(
			await play(
				`const it = new Serial({baud: 9600, format: "number", onReadable() {
					say(this.read(), this.read(), this.read());
					attempt(() => this.write(256)); attempt(() => this.write(-1)); attempt(() => this.write());
					this.write(65);
					say(this.format); this.format = "buffer"; say(this.format);
					attempt(() => { this.format = "text"; });
					this.close();
				}});`,
				(bench) => bench.sendAt(1, "\x00\xff"),
			),
			[
				"0 255 ",
				"RangeError: byte: not from 0 to 255",
				"RangeError: byte: not from 0 to 255",
				"TypeError: data: missing",
				"> A",
				"number",
				"buffer",
				'RangeError: format: neither "number" nor "buffer"',
			],
		);
	});

	it("writes all or nothing, and tells the room", async () => {
		deepEqual(
			await play(`let n = 0;
				new Serial({baud: 9600, txSize: 16, onWritable(count) {
					say("writable", count);
					if (++n === 2) { this.close(); return; }
					say(this.write(bytes("abc").subarray(1)), this.write(new DataView(bytes("xyz").buffer, 1)));
					attempt(() => this.write(new Uint8Array(17)));
					attempt(() => this.write("text"));
					attempt(() => this.write(new Uint16Array(1)));
				}});`),
			[
				"writable 16",
				"> bc",
				"> yz",
				"16 16",
				"Error: would block",
				"TypeError: this is no buffer",
				"TypeError: this is no buffer",
				"writable 16",
			],
		);
	});

	it("holds back while CTS is high, and drives RTS by its store, with flow control", async () => {
		deepEqual(
			await play(
				`const it = new Serial({baud: 9600, flowControl: "hardware", rxSize: 16, txSize: 16, onWritable(count) { say("writable", count); }});
				Timer.set(() => { say(it.write(bytes("held")), it.get().clearToSend); attempt(() => it.write(new Uint8Array(13))); }, 10);
				Timer.set(() => { say(text(it.read())); it.close(); }, 40);`,
				(bench) =>
					bench
						.at(5, () => bench.onLine("CTS", 1))
						.at(20, () => bench.onLine("CTS", 0))
						.sendAt(30, "0123456789abc"),
			),
			["writable 16", "12 false", "Error: would block", "> held", "writable 16", "RTS=1", "RTS=0", "0123456789abc"],
		);
	});

	it("loses what comes while its store is full, as a UART does, and counts it", async () => {
		const { log, exit } = await Bench.play(
			`${open}const it = new Serial({baud: 9600, rxSize: 16});
			Timer.set(() => { say(text(it.read()), it.overruns); }, 10);
			Timer.set(() => { say(text(it.read()), it.overruns); it.close(); }, 20);`,
			(bench) => bench.sendAt(1, "0123456789abcdefgh").sendAt(15, "next"),
		);
		deepEqual(log.slice(1), ["10 0123456789abcdef 2", "20 next 2"]);
		equal(exit.report?.lostBytes, 2);
	});

	it("drives its lines, and flushes", async () => {
		deepEqual(
			await play(
				`const it = new Serial({baud: 9600});
				it.set({dataTerminalReady: false, requestToSend: true});
				it.set({dataTerminalReady: true});
				attempt(() => it.set({break: true}));
				attempt(() => it.set());
				say(JSON.stringify(it.get()));
				const mine = {};
				say(it.get(mine) === mine);
				Timer.set(() => { it.flush(); say(it.read()); attempt(() => it.flush(true)); }, 5);
				Timer.set(() => { it.flush(false, true); say(text(it.read())); it.close(); }, 8);`,
				(bench) => bench.sendAt(2, "dropped").sendAt(6, "kept"),
			),
			[
				"DTR=1",
				"RTS=0",
				"DTR=0",
				"Error: unsupported: break",
				"TypeError: options: not an object",
				'{"clearToSend":true,"dataSetReady":false}',
				"true",
				"",
				"TypeError: flush: no arguments or two",
				"kept",
			],
		);
	});

	it("is gone when it is closed, in a callback too, and calls nobody any more", async () => {
		deepEqual(
			await play(
				`const target = {};
				class Mine extends Serial { name() { return "mine"; } }
				const it = new Mine({baud: 9600, target, onReadable() {
					say(this === it, this.name(), this.target === target, this instanceof Serial);
					this.close(); this.close();
					for (const name of ["read", "write", "flush", "set", "get"]) attempt(() => this[name]({dataTerminalReady: true}));
					attempt(() => this.format);
					attempt(() => this.overruns);
					attempt(() => Serial.prototype.read.call({}));
				}});`,
				(bench) => bench.sendAt(1, "a").sendAt(1, "b").sendAt(2, "c"),
			),
			["true mine true true", ...Array(7).fill("SyntaxError: closed"), "SyntaxError: C: xsGetHostData: no host object"],
		);
	});

	it("keeps callbacks that getters of its options made, whatever is collected meanwhile", async () => {
		deepEqual(
			await play(
				`import {gc} from "instruments";
				new Serial({
					baud: 9600,
					get onReadable() { const own = {n: 7}; return function () { say("read", own.n, text(this.read())); this.close(); }; },
					get onWritable() { const own = {n: 8}; return () => say("writable", own.n); },
					get onError() { gc(); return () => {}; },
					get format() { for (let n = 0; n < 500; n++) ({n}); gc(); return "buffer"; },
				});`,
				(bench) => bench.sendAt(1, "a"),
			),
			["writable 8", "read 7 a"],
		);
	});
});
