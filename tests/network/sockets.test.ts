import type { ModemError } from "../../modules/errors.js";
import type { Modem } from "../../modules/modem-provider.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { ScriptedSockets } from "../support/scripted-sockets.js";
import { bytesOf } from "../support/tokens.js";

const PEER = "192.0.2.9";

/** Everything that sockets of other kinds than TCP do beyond what their clauses say, and what all of them share. */
describe("Sockets", () => {
	let module: ScriptedModule;
	let sockets: ScriptedSockets;
	let modem: Modem;
	let log: string[];
	const told = () => log.splice(0);
	const onError = (error: ModemError) => log.push(`error ${error.source} ${error.command} ${error.code}`);
	const prepare = (options: ConstructorParameters<typeof ScriptedModule>[0] = {}) => {
		module = new ScriptedModule(options);
		sockets = new ScriptedSockets(module);
		module.ready();
		modem = module.modem;
		log = [];
	};
	beforeEach(() => prepare());
	/** Lets `ms` pass, with all that comes of it. */
	const pass = (ms: number) => {
		for (const end = module.clock.time + ms; module.clock.time < end; ) {
			const next = Math.min(module.clock.nextAlarm() ?? ms, end - module.clock.time);
			module.clock.advance(next);
			module.settle();
		}
	};

	it("hold no timer of a modem that was closed", () => {
		const { TCP, UDP } = modem;
		if (TCP === undefined || UDP === undefined) throw new Error("closed");
		new TCP({ address: "192.0.2.9", port: 80 });
		new UDP({});
		module.settle();
		modem.close();
		pass(60_000);
		equal(module.clock.alarms, 0);
	});

	it("may be closed between the modem's end and what they are told of it", () => {
		const { Listener, TCP, UDP } = modem;
		if (Listener === undefined || TCP === undefined || UDP === undefined) throw new Error("closed");
		const all = [new TCP({ address: "192.0.2.9", port: 80, onError }), new UDP({ onError }), new Listener({ onError })];
		module.settle();
		sockets.arrive(11, 2, '"198.51.100.7",4000');
		modem.close();
		for (const it of all) it.close();
		pass(60_000);
		deepEqual(told(), []);
	});

	it("are still looked after where one is closed while a look is late", () => {
		const { TCP } = modem;
		if (TCP === undefined) throw new Error("closed");
		const [first] = [0, 1].map(() => {
			return new TCP({ address: "192.0.2.9", port: 80, onReadable: (count) => log.push(`readable ${count}`) });
		}) as [InstanceType<typeof TCP>];
		module.settle();
		// Script was busy for so long.
		module.clock.time += 5500;
		first.close();
		module.settle();
		sockets.receiveUntold(1, "hello");
		module.say("\r\n+NOISE\r\n");
		pass(120_000);
		deepEqual(told(), ["readable 5"]);
	});

	it("share few command records, with each other and with MQTT: all get on", () => {
		prepare({ records: 6 });
		const { TCP, MQTTClient } = modem;
		if (TCP === undefined || MQTTClient === undefined) throw new Error("closed");
		const got = new Map<number, string>();
		const all = Array.from({ length: 12 }, (_, at) => {
			let hasWritten = false;
			return new TCP({
				...{ address: PEER, port: 80, onError },
				onWritable() {
					if (hasWritten) return;
					hasWritten = true;
					this.write(bytesOf(`from ${at}`));
				},
				onReadable() {
					got.set(at, String.fromCharCode(...new Uint8Array(this.read() as ArrayBuffer)));
				},
			});
		});
		let written = 0;
		let published = 0;
		new MQTTClient({
			host: "broker.example",
			onWritable() {
				if (written++ < 20) this.write(bytesOf("x"), { topic: "t", QoS: 1 });
			},
			quectel: { onResult: () => void published++ },
		});
		module.settle();
		for (const id of sockets.ids) sockets.receiveUntold(id, `for ${id}`);
		module.say(sockets.ids.map((id) => `\r\n+QIURC: "recv",${id}\r\n`).join(""));
		pass(1000);
		deepEqual(told(), []);
		equal(sockets.sent().length, 12);
		equal(got.size, 12);
		equal(published, 20);
		for (const it of all) it.close();
		pass(30_000);
		deepEqual(sockets.ids, []);
	});

	it("are forgotten by the module's restart, also those that it was about to close", () => {
		const { TCP } = modem;
		if (TCP === undefined) throw new Error("closed");
		const open = () => new TCP({ address: PEER, port: 80, onError });
		const all = [open(), open(), open()];
		module.settle();
		module.answer("AT+QICLOSE=", "");
		for (const it of all) it.close();
		module.settle();
		for (const id of sockets.ids) sockets.forget(id);
		module.answer("AT+QICLOSE=", "\r\nOK\r\n");
		module.say("\r\nRDY\r\n");
		pass(30_000);
		for (let round = 0; round < 20 && modem.state !== "ready"; round++) pass(1000);
		equal(modem.state, "ready");
		for (let at = 0; at < 12; at++) open();
		pass(1000);
		equal(sockets.ids.length, 12);
		deepEqual(told(), []);
	});

	describe("UDP", () => {
		const open = (more = {}) => {
			const { UDP } = modem;
			if (UDP === undefined) throw new Error("closed");
			const socket = new UDP({
				onError,
				onReadable: (count) => log.push(`readable ${count}`),
				onWritable: (count) => log.push(`writable ${count}`),
				...more,
			});
			module.settle();
			module.lines();
			return socket;
		};

		it("opens a service, and asks for datagrams as a whole, whatever the host's receive store is", () => {
			prepare({ receiveStore: 128 });
			const { UDP } = modem;
			if (UDP === undefined) throw new Error("closed");
			const socket = new UDP({ port: 5000 });
			module.settle();
			deepEqual(module.lines().slice(2), ['AT+QIOPEN=1,0,"UDP SERVICE","127.0.0.1",0,5000,0']);
			socket.write(bytesOf("ab"), PEER, 53);
			module.settle();
			deepEqual(module.lines(), [`AT+QISEND=0,2,"${PEER}",53`, "<ab>"]);
			sockets.receive(0, "abc", `"${PEER}",53`);
			equal(module.lines()[0], "AT+QIRD=0,1500");
		});

		it("offers a datagram again for which the module has no room, and gives it up at last, counted", () => {
			const socket = open();
			sockets.isFull = true;
			socket.write(bytesOf("abc"), PEER, 53);
			module.settle();
			equal(module.lines().length, 2);
			sockets.isFull = false;
			pass(200);
			deepEqual(sockets.sent(), [`0 abc "${PEER}",53`]);
			sockets.isFull = true;
			socket.write(bytesOf("lost"), PEER, 53);
			pass(20_000);
			equal(modem.counters.unsent, 4);
			sockets.isFull = false;
			module.override("AT+QISEND=0,", "\r\nERROR\r\n");
			socket.write(bytesOf("also"), PEER, 53);
			socket.write(bytesOf("more"), PEER, 53);
			module.settle();
			deepEqual(sockets.sent(), [`0 more "${PEER}",53`]);
			equal(modem.counters.unsent, 8);
			deepEqual(told(), []);
		});

		it("tells when there is room again, once it was asked for", () => {
			const socket = open({ quectel: { transmitStore: 5 } });
			socket.write(bytesOf("abc"), PEER, 53);
			throws(() => socket.write(bytesOf("def"), PEER, 53), Error, "would block");
			module.settle();
			deepEqual(told(), ["writable 5"]);
		});

		it("drops a datagram that is damaged on the wire, counted, and goes on with the next", () => {
			open();
			sockets.cutNext = 3;
			sockets.receive(0, "damaged", `"${PEER}",53`);
			sockets.receive(0, "whole", `"${PEER}",53`);
			pass(20_000);
			deepEqual(told(), ["readable 1"]);
			equal(modem.counters.drops, 1);
			module.override("AT+QIRD=0,", "\r\nERROR\r\n");
			sockets.receive(0, "later", `"${PEER}",53`);
			pass(1000);
			deepEqual(told(), []);
		});

		it("gives what waits ten seconds when it is closed", () => {
			const socket = open();
			sockets.isFull = true;
			for (let at = 0; at < 3; at++) socket.write(bytesOf("abc"), PEER, 53);
			socket.close();
			pass(12_000);
			deepEqual(sockets.ids, []);
			equal(modem.counters.unsent, 9);
		});

		it("tells that it could not be opened, and that the module has ended it", () => {
			sockets.result = 556;
			const socket = open();
			deepEqual(told(), ["error socket +QIOPEN 556"]);
			throws(() => socket.write(bytesOf("x"), PEER, 53), Error, "bad state");
			socket.close();
			sockets.result = 0;
			open();
			sockets.drop(1);
			deepEqual(told(), ["error socket +QIURC 567"]);
			throws(() => open({ quectel: 5 }), TypeError, "quectel");
		});
	});

	describe("Listener", () => {
		it("tells that it could not be opened, and turns away who comes then", () => {
			const { Listener } = modem;
			if (Listener === undefined) throw new Error("closed");
			sockets.result = 557;
			const listener = new Listener({ port: 80, onError });
			module.settle();
			deepEqual(told(), ["error socket +QIOPEN 557"]);
			equal(listener.read(), undefined);
			equal(listener.port, 80);
			sockets.result = 0;
			const other = new Listener({ port: 81, onError });
			module.settle();
			const [id] = sockets.ids;
			sockets.arrive(5, id as number, '"198.51.100.7",4000');
			sockets.receive(5, "early");
			other.close();
			pass(1000);
			deepEqual(sockets.ids, []);
		});

		it("tells that the module has ended it, with a word or without, and turns away who has come", () => {
			const { Listener } = modem;
			if (Listener === undefined) throw new Error("closed");
			for (const isTold of [true, false]) {
				new Listener({ port: 80, onError });
				module.settle();
				const [id] = sockets.ids as [number];
				sockets.arrive(11, id, '"198.51.100.7",4000');
				if (isTold) sockets.drop(id);
				else {
					sockets.forget(id);
					// Something was lost on the wire, perhaps this.
					module.say("\r\n+NOISE\r\n");
				}
				pass(20_000);
				deepEqual(told(), ["error socket +QIURC 567"]);
				deepEqual(sockets.ids, []);
			}
		});

		it("forgets who came before the module restarted", () => {
			const { Listener } = modem;
			if (Listener === undefined) throw new Error("closed");
			const listener = new Listener({ port: 80, onError });
			module.settle();
			sockets.arrive(5, 0, '"198.51.100.7",4000');
			module.say("\r\nRDY\r\n");
			pass(10);
			module.say("AT\r\r\nOK\r\n");
			pass(100);
			equal(told()[0]?.startsWith("error reset"), true);
			equal(listener.read(), undefined);
		});
	});

	describe("TLS", () => {
		const open = (more = {}) => {
			const { TLS } = modem;
			if (TLS === undefined) throw new Error("closed");
			const socket = new TLS({
				...{ host: "web.example", port: 443, tls: { verify: false }, onError },
				onReadable: (count) => log.push(`readable ${count}`),
				...more,
			});
			module.settle();
			return socket;
		};

		it("sets a context up, opens, and speaks with the commands of TLS", () => {
			const socket = open();
			const lines = module.lines();
			ok(lines.includes('AT+QSSLCFG="sni",0,1'));
			equal(lines.at(-1), 'AT+QSSLOPEN=1,0,0,"web.example",443,0');
			socket.write(bytesOf("abc"));
			sockets.receive(0, "xyz");
			module.settle();
			socket.close();
			pass(1000);
			deepEqual(module.lines(), [
				"AT+QSSLRECV=0,1460",
				"AT+QSSLSEND=0,3",
				"<abc>",
				"AT+QSSLRECV=0,1457",
				"AT+QSSLCLOSE=0,10",
			]);
		});

		it("tells that there is no TLS with the server, and other reasons by their numbers", () => {
			sockets.result = 566;
			open();
			pass(1000);
			deepEqual(told(), ["error tls +QSSLOPEN 566"]);
			sockets.result = 565;
			open();
			deepEqual(told(), ["error socket +QSSLOPEN 565"]);
			module.answer("AT+QSSLCFG=", "\r\nERROR\r\n");
			open();
			deepEqual(told(), ['error final +QSSLCFG="sslversion" 0']);
		});

		it("has six contexts: a seventh socket is refused, and takes no number", () => {
			const all = Array.from({ length: 6 }, () => open());
			throws(() => open(), Error, "busy");
			all[0]?.close();
			module.settle();
			open();
			equal(sockets.ids.length, 6);
		});

		it("ends when an answer or the end of a segment is lost: nobody can say what became of it", () => {
			open();
			sockets.cutNext = 4;
			sockets.receive(0, "abcdefgh");
			pass(20_000);
			deepEqual(told(), ["error timeout +QSSLRECV 0"]);
			const socket = open();
			sockets.loseNext = "end";
			socket.write(bytesOf("abc"));
			pass(20_000);
			deepEqual(told(), ["error timeout +QSSLSEND 0"]);
		});

		it("refuses options that are none", () => {
			throws(() => open({ quectel: { ignoreTime: 5 } }), TypeError, "quectel.ignoreTime");
			throws(() => open({ tls: { verify: false, applicationLayerProtocol: "h2" } }), RangeError, "tls.");
		});
	});
});
