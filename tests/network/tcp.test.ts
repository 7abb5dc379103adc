import { ModemError } from "../../modules/errors.js";
import type { Modem } from "../../modules/modem-provider.js";
import type { TCPOptions } from "../../modules/network/socket-options.js";
import type { TCP } from "../../modules/network/tcp.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { shortened } from "../support/effort.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { ScriptedSockets } from "../support/scripted-sockets.js";
import { bytesOf } from "../support/tokens.js";

const address = "192.0.2.9";
const OK = "\r\nOK\r\n";
const SWEEP = ["AT+QISTATE?", "AT+QSSLSTATE"];

/** Text of what `read` gives. */
function textOf(data: unknown): string {
	return data instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(data)) : String(data);
}

describe("TCP", () => {
	let module: ScriptedModule;
	let sockets: ScriptedSockets;
	let Class: NonNullable<Modem["TCP"]>;
	let log: string[];
	const told = () => log.splice(0);
	const prepare = (options: ConstructorParameters<typeof ScriptedModule>[0] = {}) => {
		module = new ScriptedModule(options);
		sockets = new ScriptedSockets(module);
		module.ready();
		Class = module.modem.TCP as NonNullable<Modem["TCP"]>;
		log = [];
	};
	beforeEach(() => prepare());

	const logged = (more: Partial<TCPOptions> = {}): TCPOptions => ({
		address,
		port: 80,
		onWritable: (count) => log.push(`writable ${count}`),
		onReadable: (count) => log.push(`readable ${count}`),
		onError: (error) => log.push(`error ${error.source} ${error.command} ${error.code} ${error.retry}`),
		...more,
	});
	const connected = (more?: Partial<TCPOptions>): TCP => {
		const socket = new Class(logged(more));
		module.settle();
		module.lines();
		told();
		return socket;
	};
	/** Lets `ms` pass, with all that comes of it. */
	const pass = (ms: number) => {
		for (const end = module.clock.time + ms; module.clock.time < end; ) {
			const next = Math.min(module.clock.nextAlarm() ?? ms, end - module.clock.time);
			module.clock.advance(next);
			module.settle();
		}
	};
	/** The next line that begins so gets `answer`, all others what they got before. */
	const once = (begin: string, answer: string) => {
		module.override(begin, answer);
	};

	describe("on the way up", () => {
		it("asks what was left over, opens, and tells that it is writable", () => {
			new Class(logged());
			deepEqual(told(), []);
			module.settle();
			deepEqual(module.lines(), [...SWEEP, 'AT+QIOPEN=1,0,"TCP","192.0.2.9",80,0,0']);
			deepEqual(told(), ["writable 1460"]);
			new Class(logged({ address: undefined, host: "name.example" } as never));
			module.settle();
			deepEqual(module.lines(), ['AT+QIOPEN=1,1,"TCP","name.example",80,0,0']);
		});

		it("waits for the modem, and for a free record", () => {
			module = new ScriptedModule();
			sockets = new ScriptedSockets(module);
			Class = module.modem.TCP as NonNullable<Modem["TCP"]>;
			new Class(logged());
			module.ready();
			module.settle();
			deepEqual(told(), ["writable 1460"]);
		});

		it("closes what an earlier life has left, in both families, before it opens anything", () => {
			sockets.leave(3);
			sockets.leave(0, "SSL");
			new Class(logged());
			new Class(logged());
			module.settle();
			deepEqual(module.lines(), [
				...SWEEP,
				"AT+QSSLCLOSE=0,10",
				"AT+QICLOSE=3,10",
				'AT+QIOPEN=1,0,"TCP","192.0.2.9",80,0,0',
				'AT+QIOPEN=1,1,"TCP","192.0.2.9",80,0,0',
			]);
			deepEqual(sockets.ids, [0, 1]);
		});

		it("goes on where the module does not tell what there is", () => {
			module.answer("AT+QISTATE", "\r\nERROR\r\n");
			module.answer("AT+QSSLSTATE", "\r\nERROR\r\n");
			new Class(logged());
			module.settle();
			deepEqual(told(), ["writable 1460"]);
		});

		it("tells why it could not be opened, in the module's own numbers, and closes it all the same", () => {
			for (const [code, retry] of [
				[566, true],
				[565, true],
				[552, false],
				[573, false],
			] as const) {
				sockets.result = code;
				new Class(logged());
				module.settle();
				deepEqual(told(), [`error socket +QIOPEN ${code} ${retry}`]);
				ok(module.lines().at(-1)?.startsWith("AT+QICLOSE="));
			}
			module.answer("AT+QIOPEN=", "\r\nERROR\r\n");
			new Class(logged());
			module.settle();
			deepEqual(told(), ["error final +QIOPEN 0 true"]);
			module.answer("AT+QIOPEN=", "\r\n+CME ERROR: 3\r\n");
			new Class(logged());
			module.settle();
			deepEqual(told(), ["error CME +QIOPEN 3 true"]);
		});

		it("gives up when no result comes, and uses the number again once it is closed", () => {
			sockets.result = undefined;
			new Class(logged());
			module.settle();
			pass(155_000);
			deepEqual(told(), ["error timeout +QIOPEN 0 true"]);
			sockets.result = 0;
			for (let at = 0; at < 12; at++) new Class(logged());
			module.settle();
			deepEqual(
				told(),
				Array.from({ length: 12 }, () => "writable 1460"),
			);
		});

		it("closes a number that is in use and tries once more", () => {
			connected().close();
			module.settle();
			for (const id of [1, 2]) sockets.leave(id);
			const socket = new Class(logged());
			module.settle();
			deepEqual(told(), ["writable 1460"]);
			ok(module.lines().includes("AT+QICLOSE=1,10"));
			socket.close();
			module.override("AT+QICLOSE=2", OK);
			new Class(logged());
			module.settle();
			deepEqual(told(), ["error socket +QIOPEN 563 true"]);
		});

		it("takes the number that was free for longest, and refuses a thirteenth", () => {
			const all = Array.from({ length: 12 }, () => connected());
			throws(() => new Class(logged()), Error, "busy");
			all[5]?.close();
			all[2]?.close();
			module.settle();
			module.lines();
			connected();
			ok(sockets.ids.includes(5));
			ok(!sockets.ids.includes(2));
		});

		it("is closed while it opens: what comes of that is nobody's business", () => {
			sockets.result = undefined;
			const socket = new Class(logged());
			module.settle();
			socket.close();
			module.settle();
			ok(module.lines().includes("AT+QICLOSE=0,10"));
			module.say("\r\n+QIOPEN: 0,0\r\n");
			deepEqual(told(), []);
			sockets.result = 0;
			for (let at = 0; at < 12; at++) connected();
			deepEqual(sockets.ids.length, 12);
		});

		it("refuses options that are out of range, naming them", () => {
			const wrong = (more: object) => () => new Class({ address, port: 80, ...more } as never);
			throws(wrong({ quectel: 5 }), TypeError, "quectel");
			throws(wrong({ quectel: { receiveStore: 0 } }), RangeError, "quectel.receiveStore");
			throws(wrong({ quectel: { transmitStore: 65536 } }), RangeError, "quectel.transmitStore");
			throws(wrong({ quectel: { readPast: "wait" } }), RangeError, "quectel.readPast");
			throws(wrong({ keepAlive: -1 }), RangeError, "keepAlive");
			throws(wrong({ address: "" }), RangeError, "address");
			throws(wrong({ address: 'a"b' }), RangeError, "address");
			throws(wrong({ address: undefined, host: "x".repeat(101) }), RangeError, "host");
			module.settle();
			deepEqual(module.lines(), []);
		});
	});

	describe("receiving", () => {
		it("pulls what the module has until that says that there is no more", () => {
			const socket = connected();
			sockets.receive(0, "abc");
			deepEqual(module.lines(), ["AT+QIRD=0,1460", "AT+QIRD=0,1457"]);
			equal(textOf(socket.read()), "abc");
			module.settle();
			deepEqual(module.lines(), []);
		});

		it("asks for no more than the host's receive store holds", () => {
			prepare({ receiveStore: 128 });
			connected();
			sockets.receive(0, "x".repeat(100));
			deepEqual(module.lines(), ["AT+QIRD=0,64", "AT+QIRD=0,64", "AT+QIRD=0,64"]);
			deepEqual(told(), ["readable 64", "readable 100"]);
			prepare({ receiveStore: 128, serial: { ...module.serialOptions, flowControl: "hardware" } });
			connected();
			sockets.receive(0, "x");
			equal(module.lines()[0], "AT+QIRD=0,1460");
		});

		it("asks for nothing while its store is full, and goes on when it is read", () => {
			const socket = connected({ quectel: { receiveStore: 10 } });
			sockets.receive(0, "0123456789abcdef");
			deepEqual(module.lines(), ["AT+QIRD=0,10"]);
			pass(1000);
			deepEqual(module.lines(), []);
			equal(textOf(socket.read(4)), "0123");
			module.settle();
			deepEqual(module.lines(), ["AT+QIRD=0,4"]);
			equal(textOf(socket.read()), "456789abcd");
			module.settle();
			equal(textOf(socket.read()), "ef");
			deepEqual(told(), ["readable 10", "readable 10", "readable 2"]);
		});

		it("throws where the host wants that for more than there is", () => {
			const socket = connected({ quectel: { readPast: "throw" } });
			equal(socket.read(5), undefined);
			sockets.receive(0, "abc");
			throws(() => socket.read(4), Error, "would block");
			throws(() => socket.read(new Uint8Array(4)), Error, "would block");
			equal(textOf(socket.read(3)), "abc");
		});

		it("finds data that the module did not tell of, soon after something was lost on the wire", () => {
			connected();
			sockets.receiveUntold(0, "abc");
			module.say("\r\n+QIUR\r\n");
			pass(5000);
			deepEqual(told(), ["readable 3"]);
			deepEqual(module.lines(), ["AT+QISTATE=1,0", "AT+QIRD=0,1460", "AT+QIRD=0,1457"]);
		});

		it("finds it within a minute where the loss left no trace, if anything was heard at all", () => {
			connected();
			pass(600_000);
			sockets.receiveUntold(0, "abc");
			pass(60_000);
			deepEqual(told(), []);
			module.say("\r\n+QIND: SMS DONE\r\n");
			pass(60_000);
			deepEqual(told(), ["readable 3"]);
		});

		it("finds an end that the module did not tell of, and believes a missing one only twice", () => {
			connected();
			sockets.dropUntold(0);
			pass(60_000);
			deepEqual(told(), ["error socket +QIURC 567 true"]);
			prepare();
			connected();
			module.override("AT+QISTATE=1,0", OK);
			pass(60_000);
			deepEqual(told(), []);
			sockets.forget(0);
			pass(120_000);
			deepEqual(told(), ["error socket +QIURC 567 true"]);
		});

		it("costs nothing on a wire that is silent", () => {
			connected();
			connected();
			pass(240_000);
			module.lines();
			pass(shortened(24) * 3600 * 1000);
			// The modem asks whether its PDP context is still there, whoever uses it; that leads to nothing here.
			const context = ["AT+CGACT?", "AT+QIACT?"];
			deepEqual(
				module.lines().filter((line) => !context.includes(line)),
				[],
			);
			// Whatever comes, the module is asked again.
			module.say("\r\n+CSQ: 5,99\r\n");
			pass(60_000);
			ok(module.lines().includes("AT+QISTATE=1,1"));
		});

		it("goes on when the question was lost, and ends when the answer was", () => {
			const socket = connected();
			once("AT+QIRD=0,1460", "");
			sockets.receive(0, "abc");
			pass(15_000);
			deepEqual(told(), ["readable 3"]);
			ok(module.lines().includes("AT+QIRD=0,0"));
			equal(textOf(socket.read()), "abc");
			prepare();
			connected();
			sockets.cutNext = 5;
			sockets.receive(0, "abcdefgh");
			pass(15_000);
			deepEqual(told(), ["error framing +QIRD 0 true"]);
			equal(module.modem.counters.framingErrors, 1);
			ok(module.lines().includes("AT+QICLOSE=0,10"));
		});

		it("ends when the module knows of no such connection", () => {
			connected();
			module.answer("AT+QIRD=0", "\r\nERROR\r\n");
			sockets.receive(0, "abc");
			deepEqual(told(), ["error final +QIRD 0 true"]);
		});

		it("gives what it has when the module has closed the connection behind the peer", () => {
			const socket = connected({ quectel: { receiveStore: 4 } });
			sockets.receive(0, "abcdef");
			sockets.drop(0);
			module.answer("AT+QIRD=0", "\r\nERROR\r\n");
			equal(textOf(socket.read()), "abcd");
			module.settle();
			deepEqual(told(), ["readable 4", "error socket +QIURC 567 true"]);
		});
	});

	describe("sending", () => {
		it("sends what one turn of script writes together, and at once with noDelay", () => {
			const socket = connected();
			for (const text of ["GET / HTTP/1.1\r\n", "Host: x\r\n", "\r\n"]) socket.write(bytesOf(text));
			equal(module.serial.take(), "");
			module.settle();
			deepEqual(module.lines(), ["AT+QISEND=0,27", "<GET / HTTP/1.1\r\nHost: x\r\n\r\n>"]);
			for (const more of [{ nodelay: true }, { noDelay: true }]) {
				prepare();
				const quick = connected(more);
				quick.write(bytesOf("ab"));
				equal(module.serial.take(), "AT+QISEND=0,2\r");
			}
			module.settle();
			equal(module.serial.take(), "");
		});

		it("fills segments with what belongs together", () => {
			const socket = connected({ quectel: { transmitStore: 4000 } });
			for (let at = 0; at < 30; at++) {
				socket.write(new Uint8Array(100), { more: true, ...(at === 0 ? { byteLength: 3000 } : {}) });
				module.settle();
			}
			const lines = module.lines().filter((it) => it.startsWith("AT"));
			equal(lines[0], "AT+QISEND=0,1500".replace("1500", "1460"));
			deepEqual(lines, ["AT+QISEND=0,1460", "AT+QISEND=0,1460", "AT+QISEND=0,80"]);
			// Nothing is held back behind what was announced.
			socket.write(bytesOf("x"));
			module.settle();
			ok(module.lines().includes("<x>"));
		});

		it("sends what is held back for more when its store is full of it", () => {
			const socket = connected({ quectel: { transmitStore: 4 } });
			equal(socket.write(bytesOf("abcd"), { more: true }), 0);
			module.settle();
			ok(module.lines().includes("<abcd>"));
			deepEqual(told(), ["writable 4"]);
		});

		it("offers again what the module has no room for, ever more seldom", () => {
			const socket = connected();
			sockets.isFull = true;
			socket.write(bytesOf("abc"));
			module.settle();
			const times: number[] = [];
			for (let at = 0; at < 20; at++) {
				const before = module.lines().length;
				pass(500);
				times.push(module.lines().length / 2 - before);
			}
			const offers = times.reduce((sum, it) => sum + Math.max(0, it), 0);
			ok(offers >= 6 && offers <= 12, `${offers} offers in 10 s`);
			sockets.isFull = false;
			pass(2000);
			deepEqual(sockets.sent(), ["0 abc"]);
			deepEqual(told(), ["writable 1460"]);
		});

		it("sends a segment again of which the module has taken nothing", () => {
			const socket = connected();
			sockets.loseNext = "payload";
			socket.write(bytesOf("abc"));
			module.settle();
			socket.write(bytesOf("def"));
			pass(15_000);
			deepEqual(sockets.sent(), ["0 abcdef"]);
			ok(module.lines().includes("AT+QISEND=0,0"));
			deepEqual(told(), ["writable 1460"]);
		});

		it("ends when it was taken without a word: it may have taken other bytes", () => {
			const socket = connected();
			sockets.loseNext = "end";
			socket.write(bytesOf("abc"));
			pass(15_000);
			ok(module.lines().includes("AT+QISEND=0,0"));
			deepEqual(told(), ["error framing +QISEND 0 true"]);
		});

		it("ends where nobody can say, and where the module refuses", () => {
			const socket = connected();
			sockets.loseNext = "end";
			module.override("AT+QISEND=0,0", "\r\n+QISEND: 999,0,0\r\n\r\nOK\r\n");
			socket.write(bytesOf("abc"));
			pass(15_000);
			deepEqual(told(), ["error framing +QISEND 0 true"]);
			equal(module.modem.counters.unsent, 3);
			const other = connected();
			module.answer("AT+QISEND=1,", "\r\nERROR\r\n");
			other.write(bytesOf("x"));
			module.settle();
			deepEqual(told(), ["error final +QISEND 0 true"]);
		});
	});

	describe("on the way down", () => {
		it("closes once the peer has confirmed what was written, and asks ever more seldom whether it has", () => {
			const socket = connected();
			sockets.isConfirming = false;
			socket.write(bytesOf("bye"));
			socket.close();
			pass(1000);
			const asked = module.lines();
			equal(asked.filter((it) => it === "AT+QISEND=0,0").length, 4);
			ok(!asked.includes("AT+QICLOSE=0,10"));
			sockets.isConfirming = true;
			pass(1000);
			ok(module.lines().includes("AT+QICLOSE=0,10"));
			deepEqual(told(), []);
		});

		it("closes after ten seconds all the same, and counts what was not taken", () => {
			const socket = connected();
			sockets.isFull = true;
			socket.write(bytesOf("lost"));
			socket.close();
			pass(12_000);
			ok(module.lines().includes("AT+QICLOSE=0,10"));
			equal(module.modem.counters.unsent, 4);
		});

		it("closes at once when nothing was ever written, or the peer is gone", () => {
			connected().close();
			module.settle();
			deepEqual(module.lines(), ["AT+QICLOSE=0,10"]);
			const socket = connected();
			socket.write(bytesOf("x"));
			sockets.drop(1);
			socket.close();
			module.settle();
			ok(module.lines().includes("AT+QICLOSE=1,10"));
		});

		it("tries to close three times, and then leaves it to who opens the number next", () => {
			const socket = connected();
			module.answer("AT+QICLOSE=0", "");
			socket.close();
			pass(60_000);
			equal(module.lines().filter((it) => it.startsWith("AT+QICLOSE=0")).length, 3);
		});

		it("tells of a restart of the module, and gives what had come before", () => {
			const socket = connected();
			sockets.receive(0, "abc");
			told();
			module.answer("AT+QISTATE?", OK);
			module.say("\r\nRDY\r\n");
			pass(10);
			module.say("AT\r\r\nOK\r\n");
			pass(100);
			deepEqual(told(), ["error reset  0 true"]);
			equal(textOf(socket.read()), "abc");
			equal(socket.read(), undefined);
			throws(() => socket.write(bytesOf("x")), Error, "would block");
			socket.close();
		});

		it("tells that the modem was closed", () => {
			connected();
			module.modem.close();
			module.clock.advance(1);
			deepEqual(told(), ["error reset  0 false"]);
			throws(() => new Class(logged()), Error, "bad state");
			equal(module.modem.TCP, undefined);
		});

		it("tells of a context that is gone, and closes its number when the modem is back", () => {
			connected();
			const waiting = module.modem.TCP as typeof Class;
			module.say('\r\n+QIURC: "pdpdeact",1\r\n');
			pass(30_000);
			deepEqual(told(), ["error socket +QIURC 570 true"]);
			ok(!sockets.ids.includes(0));
			new waiting(logged());
			pass(1000);
			deepEqual(told(), ["writable 1460"]);
		});
	});

	it("gives its number to a connection that has come, and takes another", () => {
		new (module.modem.Listener as NonNullable<Modem["Listener"]>)({ port: 8080 });
		module.settle();
		const socket = new Class(logged());
		sockets.arrive(1, 0, '"198.51.100.7",4000');
		module.settle();
		deepEqual(told(), ["writable 1460"]);
		deepEqual(sockets.ids, [0, 1, 2]);
		socket.write(bytesOf("x"));
		module.settle();
		deepEqual(sockets.sent(), ["2 x"]);
	});

	it("counts URCs that are nobody's", () => {
		connected();
		const before = module.modem.counters.unknownLines;
		for (const urc of ['"recv",7', '"recv"', '"closed",99', '"incoming",3,9,"1.2.3.4",5', '"incoming",3,0']) {
			module.say(`\r\n+QIURC: ${urc}\r\n`);
		}
		module.say('\r\n+QSSLURC: "recv",0\r\n');
		equal(module.modem.counters.unknownLines - before, 6);
		module.say('\r\n+QIURC: "incoming full"\r\n');
		equal(module.modem.counters.drops, 1);
		ok(new ModemError("socket", 566, "+QIOPEN", true) instanceof Error);
	});
});
