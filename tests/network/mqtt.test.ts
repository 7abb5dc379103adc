import { ModemError } from "../../modules/errors.js";
import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { bytes, deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const host = "broker.example";

/** Options that write down every callback. */
function logged(log: string[], more: Partial<MQTTClientOptions> = {}): MQTTClientOptions {
	return {
		host,
		onControl(opcode, { operation, ...message }) {
			equal(opcode, operation);
			log.push(`control ${opcode} ${JSON.stringify(message)}`);
		},
		onWritable: (count) => log.push(`writable ${count}`),
		onReadable(count, options) {
			log.push(`readable ${count} ${JSON.stringify(options)}`);
		},
		onError: (error) => log.push(`error ${error?.message ?? ""}`),
		quectel: {
			onResult: (id, result, error) =>
				log.push(`result ${id} ${result}${error === undefined ? "" : ` ${error.message}`}`),
			onNotice: (id, count) => log.push(`notice ${id} ${count}`),
			onDrop: (topic, length) => log.push(`drop ${topic} ${length}`),
		},
		...more,
	};
}

describe("MQTTClient", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;
	let log: string[];
	const told = () => log.splice(0);
	/** The same, without the room that comes back on the way. */
	const results = () => told().filter((it) => !it.startsWith("writable"));
	const connected = (more?: Partial<MQTTClientOptions>): MQTTClient => {
		const client = new Client(logged(log, more));
		module.settle();
		module.lines();
		told();
		return client;
	};

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		log = [];
	});

	it("configures, opens, connects, and tells CONNACK before it is writable", () => {
		new Client(logged(log, { id: "me", user: "u", password: bytesOf("p"), keepAlive: 1500, port: 1884, clean: false }));
		deepEqual(told(), []);
		module.settle();
		deepEqual(module.lines(), [
			'AT+QMTCFG="recv/mode",0,0,1',
			'AT+QMTCFG="version",0,4',
			'AT+QMTCFG="pdpcid",0,1',
			'AT+QMTCFG="ssl",0,0',
			'AT+QMTCFG="keepalive",0,2',
			'AT+QMTCFG="session",0,0',
			'AT+QMTCFG="timeout",0,5,3,1',
			'AT+QMTCFG="will",0,0',
			'AT+QMTOPEN=0,"broker.example",1884',
			'AT+QMTCONN=0,"me","u","p"',
		]);
		deepEqual(told(), ['control 2 {"returnCode":0}', "writable 1500"]);
	});

	it("sets the will", () => {
		new Client(logged(log, { will: { topic: "w", message: "gone", QoS: 2, retain: true } }));
		module.settle();
		ok(module.lines().includes('AT+QMTCFG="will",0,1,2,1,"w","gone"'));
	});

	it("publishes at every QoS, and tells the end of each before its acknowledgement", () => {
		const client = connected();
		for (const QoS of [0, 1, 2])
			client.write(bytesOf(`m${QoS}`), { topic: "a b", QoS, id: 7 + QoS, retain: QoS === 1 });
		deepEqual(told(), []);
		module.settle();
		deepEqual(module.lines(), [
			'AT+QMTPUBEX=0,0,0,0,"a b",2',
			"<m0>",
			'AT+QMTPUBEX=0,8,1,1,"a b",2',
			"<m1>",
			'AT+QMTPUBEX=0,9,2,0,"a b",2',
			"<m2>",
		]);
		deepEqual(told(), [
			"result 7 published",
			"result 8 published",
			'control 4 {"id":8}',
			"writable 1500",
			"result 9 published",
			'control 7 {"id":9}',
		]);
	});

	it("sends payloads of all byte values as they are", () => {
		const client = connected();
		const all = new Uint8Array(256);
		for (let at = 0; at < 256; at++) all[at] = at;
		client.write(all.buffer, { topic: "t", QoS: 1 });
		module.settle();
		equal(module.lines()[1], `<${String.fromCharCode(...all)}>`);
	});

	it("collects fragments", () => {
		const client = connected();
		equal(client.write(bytesOf("ab"), { topic: "t", byteLength: 5 }), 3);
		client.write(bytesOf("c"));
		module.settle();
		deepEqual(module.lines(), []);
		throws(() => client.write(bytesOf("def")), RangeError);
		client.write(bytesOf("de"));
		module.settle();
		equal(module.lines()[1], "<abcde>");
	});

	it("has five publishes under way at most, and tells when there is room again", () => {
		module.afterPayload = "\r\nOK\r\n";
		const client = connected();
		let room = 1500;
		for (let at = 0; at < 5; at++) room = client.write(bytesOf("x"), { topic: "t", QoS: 1, id: at + 1 });
		equal(room, 0);
		throws(() => client.write(bytesOf("x"), { topic: "t", QoS: 1 }), Error, "would block");
		module.settle();
		deepEqual(told(), []);
		module.say("\r\n+QMTPUBEX: 0,3,0\r\n");
		deepEqual(told(), ["result 3 published", 'control 4 {"id":3}', "writable 1500"]);
	});

	it("refuses bad input before a byte goes out, and the next command works", () => {
		const client = connected();
		for (const topic of ["a\rb", "a\nb", "a\0b", 'a"b', "", "x".repeat(257), "a/+", "#"]) {
			throws(() => client.write(bytesOf("x"), { topic }), RangeError, "topic");
		}
		throws(() => client.write(new Uint8Array(1501), { topic: "t" }), RangeError, "1 to 1500");
		throws(() => client.write(new Uint8Array(0), { topic: "t" }), RangeError, "1 to 1500");
		throws(() => client.write(bytesOf("x"), { topic: "t", QoS: 3 }), RangeError, "QoS");
		throws(() => client.write(bytesOf("x"), { topic: "t", id: 0 }), RangeError, "id");
		throws(() => client.write(bytesOf("x"), {} as never), TypeError, "topic");
		throws(() => client.write("x" as never, { topic: "t" }), TypeError, "data");
		throws(() => client.write(bytesOf("x")), TypeError, "options");
		for (const operation of [1, 2, 4, 5, 6, 7, 9, 11, 12, 13, 99]) {
			throws(() => client.write(undefined, { operation }), RangeError, "operation");
		}
		for (const bad of ["a\r", 'a"', "a\0"]) {
			throws(() => new Client({ host: bad }), RangeError, "host");
			throws(() => new Client({ host, id: bad }), RangeError, "id");
			throws(() => new Client({ host, user: bad }), RangeError, "user");
			throws(() => new Client({ host, password: bad }), RangeError, "password");
			throws(() => new Client({ host, will: { topic: bad } }), RangeError, "will.topic");
		}
		throws(() => new Client({} as never), TypeError, "host");
		throws(() => new Client(undefined as never), TypeError);
		throws(() => new Client({ host, port: 65536 }), RangeError, "port: 1 to 65535");
		throws(() => new Client({ host, keepAlive: 3600001 }), RangeError, "keepAlive");
		throws(() => new Client({ host, quectel: { retries: 11 } }), RangeError, "retries: 0 to 10");
		module.settle();
		deepEqual(module.lines(), []);
		client.write(bytesOf("x"), { topic: "t" });
		module.settle();
		equal(module.lines().length, 2);
	});

	it("tells refused publishes as failed, unacknowledged ones as unknown", () => {
		const client = connected();
		module.answer("AT+QMTPUBEX=", "\r\nERROR\r\n");
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 1 });
		module.settle();
		deepEqual(results(), ["result 1 failed +QMTPUBEX final 0"]);
		module.answer("AT+QMTPUBEX=", "\r\n> ");
		module.afterPayload = "\r\nOK\r\n\r\n+QMTPUBEX: 0,2,1,1\r\n\r\n+QMTPUBEX: 0,2,2\r\n";
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 2 });
		module.settle();
		deepEqual(results(), ["notice 2 1", "result 2 unknown +QMTPUBEX mqtt 2"]);
		module.afterPayload = "\r\nOK\r\n\r\n+QMTPUBEX: 0,0,2\r\n";
		client.write(bytesOf("x"), { topic: "t", QoS: 0, id: 3 });
		module.settle();
		deepEqual(results(), ["result 3 failed +QMTPUBEX mqtt 2"]);
	});

	it("tells a result that never comes as unknown, after all time-outs and retries", () => {
		const client = connected({ quectel: { ...logged(log).quectel, packetTimeout: 1000, retries: 1 } });
		module.afterPayload = "\r\nOK\r\n";
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 1 });
		module.settle();
		module.clock.advance(6999);
		deepEqual(results(), []);
		module.clock.advance(1);
		deepEqual(results(), ["result 1 unknown +QMTPUBEX timeout 0"]);
	});

	it("subscribes and unsubscribes", () => {
		const client = connected();
		const items = [{ topic: "a" }, { topic: "b/#", QoS: 2 }, { topic: "c", QoS: 1 }];
		module.answer("AT+QMTSUB=", "\r\nOK\r\n\r\n+QMTSUB: 0,5,0,0,128,1\r\n");
		module.answer("AT+QMTUNS=", "\r\nOK\r\n\r\n+QMTUNS: 0,6,0\r\n");
		client.write(undefined, { operation: Client.SUBSCRIBE, items, id: 5 });
		client.write(undefined, { operation: Client.UNSUBSCRIBE, items: [{ topic: "a" }], id: 6 });
		deepEqual(told(), []);
		module.settle();
		deepEqual(module.lines(), ['AT+QMTSUB=0,5,"a",0,"b/#",2,"c",1', 'AT+QMTUNS=0,6,"a"']);
		deepEqual(told(), ['control 9 {"id":5,"payload":[0,128,1]}', 'control 11 {"id":6}']);
	});

	it("receives messages of any bytes", () => {
		const client = connected();
		const payload = '\r\nOK\r\n"+QMTSTAT: 0,1"\r\n> ';
		module.say(`\r\n+QMTRECV: 0,3,"a/b",${payload.length},"${payload}"\r\n`);
		deepEqual(told(), [
			`readable ${payload.length} {"topic":"a/b","QoS":1,"byteLength":${payload.length},"more":false}`,
		]);
		bytes(new Uint8Array(client.read(10) as ArrayBuffer), payload.slice(0, 10));
		const rest = new Uint8Array(100);
		equal(client.read(rest), payload.length - 10);
		bytes(rest.subarray(0, payload.length - 10), payload.slice(10));
		equal(client.read(), undefined);
	});

	it("drops a message whole while the one before is unread, and says so", () => {
		const client = connected();
		module.say('\r\n+QMTRECV: 0,0,"a",3,"one"\r\n\r\n+QMTRECV: 0,0,"b",3,"two"\r\n');
		deepEqual(told(), ['readable 3 {"topic":"a","QoS":0,"byteLength":3,"more":false}', "drop b 3"]);
		equal(module.modem.counters.drops, 1);
		bytes(new Uint8Array(client.read() as ArrayBuffer), "one");
		module.say('\r\n+QMTRECV: 0,0,"c",5,"three"\r\n');
		bytes(new Uint8Array(client.read() as ArrayBuffer), "three");
	});

	it("delivers nothing of a message whose length does not hold, and says that it is dropped", () => {
		const client = connected();
		module.say('\r\n+QMTRECV: 0,0,"a",3,"four"\r\n');
		deepEqual(told(), ["drop a 3"]);
		equal(client.read(), undefined);
		equal(module.modem.counters.framingErrors, 1);
		equal(module.modem.counters.drops, 1);
	});

	it("gives a message longer than the store in fragments", () => {
		const parts: string[] = [];
		connected({
			quectel: { receiveStore: 4 },
			onReadable(count, { more, topic }) {
				parts.push(`${topic} ${more} ${String.fromCharCode(...new Uint8Array(this.read(count) as ArrayBuffer))}`);
			},
		});
		module.say('\r\n+QMTRECV: 0,0,"a",10,"0123456789"\r\n');
		deepEqual(parts, ["a true 0123", "undefined true 4567", "undefined false 89"]);
	});

	it("tells the note's reason when opening fails", () => {
		for (const code of [-1, 1, 3, 4, 5]) {
			module.answer("AT+QMTOPEN=", (line) => `\r\nOK\r\n\r\n+QMTOPEN: ${line[11]},${code}\r\n`);
			let error: ModemError | undefined;
			new Client({
				host,
				onError(it) {
					error = it;
					this.close();
				},
			});
			module.settle();
			ok(error instanceof ModemError);
			equal(error.source, "mqtt");
			equal(error.code, code);
			equal(error.command, "+QMTOPEN");
		}
	});

	it("closes what was left over, when the module says that the client is occupied", () => {
		let tries = 0;
		module.answer("AT+QMTOPEN=", () => `\r\nOK\r\n\r\n+QMTOPEN: 0,${tries++ === 0 ? 2 : 0}\r\n`);
		new Client(logged(log));
		module.settle();
		deepEqual(told(), ['control 2 {"returnCode":0}', "writable 1500"]);
		deepEqual(module.lines().slice(-4), [
			'AT+QMTOPEN=0,"broker.example",1883',
			"AT+QMTCLOSE=0",
			'AT+QMTOPEN=0,"broker.example",1883',
			'AT+QMTCONN=0,""',
		]);
	});

	it("tells a refused CONNACK, and then the error, once", () => {
		for (const code of [1, 2, 3, 4, 5]) {
			module.answer(
				"AT+QMTCONN=",
				(line) => `\r\nOK\r\n\r\n+QMTCONN: ${line[11]},0,${code}\r\n\r\n+QMTSTAT: ${line[11]},4\r\n`,
			);
			const client = new Client(logged(log));
			module.settle();
			deepEqual(told(), [`control 2 {"returnCode":${code}}`, `error +QMTCONN mqtt ${code}`]);
			client.close();
			module.settle();
		}
	});

	it("ends truthfully when the connection is gone", () => {
		const client = connected();
		module.afterPayload = "\r\nOK\r\n";
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 1 });
		module.settle();
		client.write(bytesOf("y"), { topic: "t", QoS: 1, id: 2 });
		client.write(bytesOf("z"), { topic: "t", QoS: 1, id: 3 });
		module.say("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(results(), [
			"result 1 unknown +QMTSTAT mqtt 1",
			// Its line was out: the module asked for the payload, and got it.
			"result 2 unknown +QMTSTAT mqtt 1",
			"result 3 failed +QMTSTAT mqtt 1",
			"error +QMTSTAT mqtt 1",
		]);
		deepEqual(
			module.lines().filter((line) => line.startsWith("<")),
			["<x>", "<y>"],
		);
		throws(() => client.write(bytesOf("x"), { topic: "t" }), Error, "bad state");
		client.close();
	});

	it("disconnects as asked", () => {
		const client = connected();
		client.write(undefined, { operation: Client.DISCONNECT });
		module.settle();
		deepEqual(told(), ["error "]);
		deepEqual(module.lines(), ["AT+QMTDISC=0", "AT+QMTCLOSE=0"]);
		client.close();
	});

	it("allows six clients and refuses the seventh; a freed index is used last", () => {
		const clients = [0, 1, 2, 3, 4, 5].map(() => connected());
		throws(() => new Client({ host }), Error, "busy");
		clients[2]?.close();
		module.settle();
		deepEqual(module.lines(), ["AT+QMTCLOSE=2"]);
		clients[4]?.close();
		module.settle();
		new Client(logged(log));
		module.settle();
		ok(module.lines().includes('AT+QMTOPEN=2,"broker.example",1883'));
	});

	it("may be closed in every state and inside every callback", () => {
		for (let lines = 0; lines < 12; lines++) {
			const client = new Client(logged(log));
			let seen = 0;
			for (const command of ["AT+QMTCFG=", "AT+QMTOPEN=", "AT+QMTCONN="]) {
				module.answer(command, (line) => {
					if (seen++ === lines) client.close();
					if (line.startsWith("AT+QMTCFG")) return "\r\nOK\r\n";
					return `\r\nOK\r\n\r\n${line.slice(2, 10)}: ${line[11]},0,0\r\n`;
				});
			}
			module.settle();
			client.close();
			client.close();
			module.settle();
			told();
		}
		new Client(
			logged(log, {
				onControl() {
					this.close();
				},
			}),
		);
		module.settle();
		deepEqual(told(), []);
		new Client(
			logged(log, {
				onWritable() {
					this.close();
				},
			}),
		);
		module.settle();
		const six = [0, 1, 2, 3, 4, 5].map(() => connected());
		equal(six.length, 6);
	});

	it("is of no use after close", () => {
		const client = connected();
		equal(client.format, "buffer");
		throws(
			() => {
				client.format = "number";
			},
			RangeError,
			"buffer",
		);
		client.close();
		throws(() => client.write(bytesOf("x"), { topic: "t" }), SyntaxError);
		throws(() => client.read(), SyntaxError);
		throws(() => client.format, SyntaxError);
	});

	it("takes frozen options, keeps target, and has the packet types as constants", () => {
		const target = {};
		const client = new Client(Object.freeze(logged(log, { target })));
		equal(client.target, target);
		deepEqual([Client.CONNECT, Client.CONNACK, Client.PUBLISH, Client.DISCONNECT], [1, 2, 3, 14]);
	});

	it("waits for a modem that is not ready yet", () => {
		module = new ScriptedModule();
		const client = new (module.modem.MQTTClient as BoundMQTTClient)(logged(log));
		throws(() => client.write(bytesOf("x"), { topic: "t" }), Error, "bad state");
		module.ready();
		module.settle();
		deepEqual(told(), ['control 2 {"returnCode":0}', "writable 1500"]);
	});
});
