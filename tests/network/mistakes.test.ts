import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { takeMistakes } from "../support/mistakes.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { ScriptedSockets } from "../support/scripted-sockets.js";
import { bytesOf } from "../support/tokens.js";

const OK = "\r\nOK\r\n";

/** An application's callback that is wrong. */
function mistake(): never {
	throw new Error("mine");
}

describe("An MQTT client whose application throws", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;
	let thrown: string[];
	let log: string[];

	/** A client that writes down what it is told, and throws in those callbacks that `wrong` names, each time. */
	function client(wrong: readonly string[], more: Partial<MQTTClientOptions> = {}) {
		const told = (name: string, what: unknown) => {
			log.push(`${name} ${what}`);
			if (wrong.includes(name)) mistake();
		};
		return new Client({
			host: "broker.example",
			onControl: (opcode) => told("control", opcode),
			onWritable: (count) => told("writable", count),
			onReadable(count) {
				told("readable", count);
			},
			onError: (error) => told("error", error?.message),
			...more,
			quectel: {
				onResult: (id, result) => told("result", `${id} ${result}`),
				onNotice: (id) => told("notice", id),
				onDrop: (topic) => told("drop", topic),
				onFull: () => told("full", ""),
				...more.quectel,
			},
		});
	}

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		thrown = takeMistakes(module);
		Client = module.modem.MQTTClient as BoundMQTTClient;
		log = [];
	});

	it("hears that it may write although onControl throws at CONNACK", () => {
		client(["control"]);
		module.settle();
		deepEqual(log, ["control 2", "writable 1500"]);
		deepEqual(thrown, ["mine"]);
	});

	it("hears that it is over although onControl throws at a refusal, and gives its index back", () => {
		module.answer("AT+QMTCONN=", (line) => `${OK}\r\n+QMTCONN: ${line[11]},0,5\r\n`);
		for (let count = 0; count < 8; count++) {
			client(["control"]);
			module.settle();
			deepEqual(log.splice(0), ["control 2", "error +QMTCONN mqtt 5"]);
		}
	});

	it("goes on with what waits, and hears of room, although onResult throws for each", () => {
		const it = client(["result"]);
		module.settle();
		log.length = 0;
		for (let id = 1; id <= 5; id++) it.write(bytesOf("x"), { topic: "t", QoS: 0, id });
		module.settle();
		deepEqual(
			log.filter((entry) => entry.startsWith("result")),
			[1, 2, 3, 4, 5].map((id) => `result ${id} published`),
		);
		ok(log.includes("writable 1500"), log.join());
		equal(thrown.length, 5);
	});

	it("hears of all that is lost, and that it is over, although onResult throws for each", () => {
		module.afterPayload = OK;
		const it = client(["result"]);
		module.settle();
		log.length = 0;
		for (let id = 1; id <= 3; id++) it.write(bytesOf("x"), { topic: "t", QoS: 1, id });
		module.settle();
		module.say("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(
			log.filter((entry) => !entry.startsWith("writable")),
			["result 1 unknown", "result 2 unknown", "result 3 unknown", "error +QMTSTAT mqtt 1"],
		);
	});

	it("ends where a result of QoS 0 never comes although onResult throws", () => {
		module.afterPayload = OK;
		const it = client(["result"]);
		module.settle();
		log.length = 0;
		it.write(bytesOf("x"), { topic: "t", QoS: 0, id: 7 });
		module.pass(60_000);
		deepEqual(log.slice(-2), ["result 7 unknown", "error +QMTPUBEX timeout 0"]);
	});

	it("hears of a restart in every instance, although each one throws", () => {
		const names = ["control", "writable", "readable", "error", "result"];
		for (let count = 0; count < 3; count++) client(names);
		module.settle();
		log.length = 0;
		module.echoUntilTold();
		module.say("\r\nRDY\r\n");
		module.pass(30_000);
		deepEqual(log, ["error  reset 0", "error  reset 0", "error  reset 0"]);
		client([]);
		module.pass(1000);
		deepEqual(log.slice(-2), ["control 2", "writable 1500"]);
	});

	it("gets the next message whole although onReadable throws, with the last one read and unread", () => {
		for (const reads of [true, false]) {
			let read = "";
			let isWrong = true;
			const it = client([], {
				onReadable() {
					if (reads) read += String.fromCharCode(...new Uint8Array(this.read() as ArrayBuffer));
					if (isWrong) mistake();
				},
			});
			module.settle();
			const index = reads ? 0 : 1;
			module.say(`\r\n+QMTRECV: ${index},0,"a",3,"one"\r\n\r\n+QMTRECV: ${index},0,"b",3,"two"\r\n`);
			isWrong = false;
			module.say(`\r\n+QMTRECV: ${index},0,"c",5,"three"\r\n`);
			if (reads) equal(read, "onetwothree");
			else equal(String.fromCharCode(...new Uint8Array(it.read() as ArrayBuffer)), "one");
		}
		equal(module.modem.counters.framingErrors, 0);
		equal(module.modem.counters.drops, 2);
	});

	it("loses no byte, and gets none twice, of a message in fragments although onReadable throws at each", () => {
		let read = "";
		client([], {
			quectel: { receiveStore: 4 },
			onReadable() {
				read += String.fromCharCode(...new Uint8Array(this.read() as ArrayBuffer));
				mistake();
			},
		});
		module.settle();
		module.say('\r\n+QMTRECV: 0,0,"a",10,"0123456789"\r\n');
		equal(read, "0123456789");
		ok(thrown.length > 0);
	});

	it("fetches what the module has stored although onFull throws", () => {
		const it = client(["full"], { quectel: { receive: "stored" } });
		module.settle();
		module.answer("AT+QMTRECV=", (line) => `\r\n+QMTRECV: 0,0,"a",1,"${line.slice(-1)}"\r\n${OK}`);
		module.lines();
		for (let place = 0; place < 5; place++) module.serial.give(`\r\n+QMTRECV: 0,${place}\r\n`);
		let read = "";
		for (let count = 0; count < 5; count++) {
			module.settle();
			read += String.fromCharCode(...new Uint8Array(it.read() as ArrayBuffer));
		}
		equal(read, "01234");
		deepEqual(thrown, ["mine"]);
	});
});

describe("Sockets whose application throws", () => {
	let module: ScriptedModule;
	let sockets: ScriptedSockets;
	const address = "192.0.2.9";

	beforeEach(() => {
		module = new ScriptedModule();
		sockets = new ScriptedSockets(module);
		module.ready();
		takeMistakes(module);
	});

	it("send what was written meanwhile, although onWritable throws", () => {
		const { TCP, UDP } = module.modem;
		const stream = new (TCP as NonNullable<typeof TCP>)({ address, port: 80, noDelay: true, onWritable: mistake });
		const datagrams = new (UDP as NonNullable<typeof UDP>)({ onWritable: mistake });
		module.settle();
		for (const data of ["a", "b"]) {
			stream.write(bytesOf(data));
			datagrams.write(bytesOf(data), address, 7);
		}
		for (let left = 1; left > 0; ) {
			try {
				datagrams.write(bytesOf("x".repeat(700)), address, 7);
			} catch {
				left = 0;
			}
		}
		module.settle();
		const sent = sockets.sent();
		deepEqual(
			sent.filter((it) => it.startsWith("0 ")),
			["0 a", "0 b"],
		);
		deepEqual(
			sent.filter((it) => it.startsWith("1 ")).map((it) => it.slice(0, 3)),
			["1 a", "1 b", "1 x", "1 x"],
		);
	});

	it("hear that they may write and read, each of them, although each throws", () => {
		const TCP = module.modem.TCP as NonNullable<typeof module.modem.TCP>;
		const log: string[] = [];
		const first = [0, 1, 2].map(() => new TCP({ address, port: 80 }));
		module.settle();
		for (const id of [0, 1, 2]) sockets.receive(id, "hello");
		const all = first.map((from, id) => {
			return new TCP({
				from,
				onWritable() {
					log.push(`writable ${id}`);
					mistake();
				},
				onReadable() {
					log.push(`readable ${id}`);
					mistake();
				},
			});
		});
		module.settle();
		deepEqual(log.sort(), ["readable 0", "readable 1", "readable 2", "writable 0", "writable 1", "writable 2"]);
		for (const it of all) equal(String.fromCharCode(...new Uint8Array(it.read() as ArrayBuffer)), "hello");
	});

	it("hear that the peer has closed, although they throw before", () => {
		const TCP = module.modem.TCP as NonNullable<typeof module.modem.TCP>;
		let error = "";
		const first = new TCP({ address, port: 80 });
		module.settle();
		sockets.receive(0, "hello");
		sockets.drop(0);
		new TCP({
			from: first,
			onWritable: mistake,
			onReadable() {
				this.read();
				mistake();
			},
			onError(it) {
				error = it.message;
			},
		});
		module.settle();
		equal(error, "+QIURC socket 567");
	});
});

describe("A modem whose application throws", () => {
	it("gets ready although onState throws at each state, and onReady", () => {
		const states: string[] = [];
		const module = new ScriptedModule({
			onState(state) {
				states.push(state);
				mistake();
			},
			onReady: mistake,
		});
		const thrown = takeMistakes(module);
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		let isWritable = false;
		new Client({
			host: "broker.example",
			onWritable() {
				isWritable = true;
			},
		});
		module.pass(10_000);
		equal(module.modem.state, "ready");
		ok(isWritable);
		equal(thrown.length, states.length);
	});

	it("brings its context back although everybody who hears that it is gone throws", () => {
		const module = new ScriptedModule();
		module.ready();
		takeMistakes(module);
		const Client = module.modem.MQTTClient as BoundMQTTClient;
		const TCP = module.modem.TCP as NonNullable<typeof module.modem.TCP>;
		module.answer("AT+QIOPEN=", (line) => `${OK}\r\n+QIOPEN: ${line.split(",")[1]},0\r\n`);
		let ends = 0;
		const onError = () => {
			ends++;
			mistake();
		};
		for (let count = 0; count < 2; count++) new TCP({ address: "10.0.0.9", port: 7, onError });
		module.settle();
		new Client({ host: "broker.example", onError });
		module.settle();
		module.say('\r\n+QIURC: "pdpdeact",1\r\n');
		module.pass(30_000);
		equal(module.modem.state, "ready");
		equal(ends, 3);
	});

	it("ends in every instance when it is closed, although each one throws", () => {
		const module = new ScriptedModule();
		module.ready();
		takeMistakes(module);
		const { Resolver, RTC } = module.modem;
		let ends = 0;
		const onError = () => {
			ends++;
			mistake();
		};
		for (let count = 0; count < 2; count++) new (RTC as NonNullable<typeof RTC>)({ onError });
		const resolver = new (Resolver as NonNullable<typeof Resolver>)({});
		for (let count = 0; count < 3; count++) resolver.resolve({ host: "a" }, onError);
		module.modem.close();
		module.settle();
		equal(ends, 5);
	});
});
