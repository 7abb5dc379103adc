import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const host = "broker.example";
const quectel = Object.freeze({ receive: "stored" } as const);
const message = (place: number, payload: string) => `\r\n+QMTRECV: 0,${place},"t",${payload.length},"${payload}"\r\n`;

describe("MQTTInbox", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;
	let received: string[];
	const told = () => received.splice(0);

	function connected(options: Partial<MQTTClientOptions> = {}): MQTTClient {
		const client = new Client({ host, quectel, ...options });
		module.settle();
		module.lines();
		return client;
	}

	/** A client that reads each message when it is told of it. */
	const reading = () =>
		connected({
			onReadable(count) {
				received.push(String.fromCharCode(...new Uint8Array(this.read(count) as ArrayBuffer)));
			},
		});

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		received = [];
		module.answer("AT+QMTRECV=", (line) => `${message(7, `m${line.slice(13)}`)}\r\nOK\r\n`);
		module.answer("AT+QMTRECV?", "\r\nOK\r\n");
	});

	it("has messages pushed where the Serial takes bursts, stored elsewhere, unless the application says so", () => {
		const modeOf = (
			options: ConstructorParameters<typeof ScriptedModule>[0],
			more: Partial<MQTTClientOptions> = {},
		) => {
			const it = new ScriptedModule(options);
			it.ready();
			new (it.modem.MQTTClient as BoundMQTTClient)({ host, ...more });
			it.settle();
			return it.lines().find((line) => line.includes("recv/mode"));
		};
		const serial = (flowControl?: "hardware") => {
			const { io } = { io: module.serial.constructor as never };
			return { io, baud: 115200, ...(flowControl === undefined ? {} : { flowControl }) };
		};
		const pushed = 'AT+QMTCFG="recv/mode",0,0,1';
		const stored = 'AT+QMTCFG="recv/mode",0,1,1';
		equal(modeOf({ receiveStore: 2048 }), pushed);
		equal(modeOf({ receiveStore: 2047 }), stored);
		equal(modeOf({ receiveStore: undefined }), stored);
		equal(modeOf({ receiveStore: 128, serial: serial("hardware") }), pushed);
		equal(modeOf({ receiveStore: 128 }, { quectel: { receive: "pushed" } }), pushed);
		equal(modeOf({ receiveStore: 4096 }, { quectel }), stored);
		throws(() => new Client({ host, quectel: { receive: "both" as never } }), RangeError, '"pushed" or "stored"');
		throws(() => modeOf({ receiveStore: 8 }), RangeError, "receiveStore: 16 to");
	});

	it("fetches messages in the order in which the module told of them", () => {
		reading();
		module.say("\r\n+QMTRECV: 0,3\r\n\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,4\r\n");
		deepEqual(module.lines(), ["AT+QMTRECV=0,3", "AT+QMTRECV=0,0", "AT+QMTRECV=0,4"]);
		deepEqual(told(), ["m3", "m0", "m4"]);
	});

	it("fetches the next one only when the one before was read to its end", () => {
		const client = connected();
		module.say("\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n");
		deepEqual(module.lines(), ["AT+QMTRECV=0,0"]);
		equal((client.read(1) as ArrayBuffer).byteLength, 1);
		module.settle();
		deepEqual(module.lines(), []);
		equal((client.read() as ArrayBuffer).byteLength, 1);
		deepEqual(module.lines(), []);
		module.settle();
		deepEqual(module.lines(), ["AT+QMTRECV=0,1"]);
		equal(module.modem.counters.drops, 0);
	});

	describe("when an answer gets lost", () => {
		const drops: string[] = [];
		const fulls: number[] = [];
		const inventory = (...places: number[]) =>
			`\r\n+QMTRECV: 0,${[0, 1, 2, 3, 4].map((it) => (places.includes(it) ? 1 : 0)).join()}\r\n\r\nOK\r\n`;
		/** Nothing is answered within the limit, and then the probe is. */
		const fail = () => {
			for (let at = 0; at < 12; at++) {
				module.clock.advance(1000);
				module.settle();
			}
		};

		beforeEach(() => {
			drops.length = fulls.length = 0;
			connected({
				quectel: {
					...quectel,
					onDrop: (topic, length) => drops.push(`${topic} ${length}`),
					onFull: () => fulls.push(module.clock.time),
				},
				onReadable(count) {
					received.push(String.fromCharCode(...new Uint8Array(this.read(count) as ArrayBuffer)));
				},
			});
			module.answer("AT+QMTRECV=0,2", "");
		});

		it("fetches the message again that is still there", () => {
			module.answer("AT+QMTRECV?", inventory(2));
			module.say("\r\n+QMTRECV: 0,2\r\n");
			module.answer("AT+QMTRECV=0,2", () => {
				module.answer("AT+QMTRECV?", inventory());
				return `${message(7, "m2")}\r\nOK\r\n`;
			});
			fail();
			deepEqual(told(), ["m2"]);
			deepEqual(drops, []);
		});

		it("tells of the message that is gone", () => {
			module.answer("AT+QMTRECV?", inventory());
			module.say("\r\n+QMTRECV: 0,2\r\n");
			fail();
			deepEqual(drops, [" 0"]);
			equal(module.modem.counters.drops, 1);
			pass(70_000);
			deepEqual(drops, [" 0"]);
		});

		it("knows that it is gone when another one comes to its place", () => {
			module.answer("AT+QMTRECV?", "\r\nERROR\r\n");
			module.say("\r\n+QMTRECV: 0,2\r\n");
			fail();
			deepEqual(drops, []);
			module.answer("AT+QMTRECV=0,2", `${message(7, "new")}\r\nOK\r\n`);
			module.say("\r\n+QMTRECV: 0,2\r\n");
			deepEqual(drops, [" 0"]);
			deepEqual(told(), ["new"]);
		});

		it("tells of one that has begun to come once, as what it is", () => {
			module.answer("AT+QMTRECV?", inventory());
			module.answer("AT+QMTRECV=0,2", '\r\n+QMTRECV: 0,7,"t",9,"abc');
			module.say("\r\n+QMTRECV: 0,2\r\n");
			fail();
			deepEqual(drops, ["t 9"]);
			equal(module.modem.counters.drops, 1);
		});

		it("tells when all places are taken, and once for each time", () => {
			module.say("\r\n+QMTRECV: 0,2\r\n");
			for (const place of [0, 1, 3]) module.say(`\r\n+QMTRECV: 0,${place}\r\n`);
			equal(fulls.length, 0);
			module.say("\r\n+QMTRECV: 0,4\r\n");
			equal(fulls.length, 1);
			module.say("\r\n+QMTRECV: 0,4\r\n");
			equal(fulls.length, 1);
			equal(module.modem.counters.fullStores, 1);
		});

		const pass = (ms: number) => {
			for (let at = 0; at < ms; at += 1000) {
				module.clock.advance(1000);
				module.settle();
			}
		};
	});

	it("has one fetch on its way at most, and hears of a new message at the same place meanwhile", () => {
		reading();
		let hasNew = false;
		module.answer("AT+QMTRECV=0,0", () => {
			const again = hasNew ? "" : "\r\n+QMTRECV: 0,0\r\n";
			hasNew = true;
			return `${again}${message(1, "x")}\r\nOK\r\n`;
		});
		module.say("\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,0\r\n");
		deepEqual(module.lines(), ["AT+QMTRECV=0,0", "AT+QMTRECV=0,0"]);
		deepEqual(told(), ["x", "x"]);
	});

	it("goes on when a place turns out to be empty, or is refused", () => {
		reading();
		module.answer("AT+QMTRECV=0,0", "\r\nOK\r\n");
		module.answer("AT+QMTRECV=0,1", "\r\nERROR\r\n");
		module.say("\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,2\r\n");
		deepEqual(told(), ["m2"]);
	});

	it("counts a place that there is not", () => {
		reading();
		module.say("\r\n+QMTRECV: 0,5\r\n\r\n+QMTRECV: 3,0\r\n\r\n+QMTRECV: 0,-1\r\n");
		deepEqual(module.lines(), []);
		equal(module.modem.counters.unknownLines, 3);
	});

	it("does not hold up a client that publishes while another one is left unread", () => {
		connected();
		const other = connected();
		module.say("\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n");
		module.lines();
		other.write(bytesOf("x"), { topic: "t", QoS: 1 });
		module.settle();
		deepEqual(module.lines(), ['AT+QMTPUBEX=1,10010,1,0,"t",1', "<x>"]);
	});

	it("fetches nothing before CONNACK or after close", () => {
		module.answer("AT+QMTCONN=", "\r\nOK\r\n");
		const client = reading();
		module.say("\r\n+QMTRECV: 0,2\r\n");
		deepEqual(module.lines(), []);
		module.say("\r\n+QMTCONN: 0,0,0\r\n");
		deepEqual(module.lines(), ["AT+QMTRECV=0,2"]);
		client.close();
		module.settle();
		module.lines();
		module.say("\r\n+QMTRECV: 0,1\r\n");
		deepEqual(module.lines(), []);
	});

	it("waits for a free command record", () => {
		module = new ScriptedModule({ records: 6 });
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		module.answer("AT+QMTRECV=", `${message(1, "m")}\r\nOK\r\n`);
		module.afterPayload = "\r\nOK\r\n";
		const client = reading();
		for (let at = 0; at < 4; at++) client.write(bytesOf("x"), { topic: "t", QoS: 1, id: at + 1 });
		module.settle();
		module.lines();
		module.say("\r\n+QMTRECV: 0,0\r\n");
		deepEqual(module.lines(), []);
		module.say("\r\n+QMTPUBEX: 0,2,0\r\n");
		deepEqual(module.lines(), ["AT+QMTRECV=0,0"]);
		deepEqual(told(), ["m"]);
	});
});
