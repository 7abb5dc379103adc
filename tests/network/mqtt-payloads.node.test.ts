import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { bytes, deepEqual, equal, throws } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";
import { Station } from "./station.js";

const all = (length: number) => new Uint8Array(length).map((_, at) => at);
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Payloads that break who reads lines. */
const payloads: Readonly<Record<string, Uint8Array>> = {
	"all 256 values": all(256),
	"1 byte": bytesOf("x"),
	"1499 bytes": all(1499),
	"1500 bytes": all(1500),
	OK: bytesOf("\r\nOK\r\n"),
	ERROR: bytesOf("\r\nERROR\r\n"),
	"+QMTSTAT": bytesOf("\r\n+QMTSTAT: 0,1\r\n"),
	"+QMTPUBEX": bytesOf("\r\n+QMTPUBEX: 0,10010,2\r\n"),
	"+QMTRECV": bytesOf('\r\n+QMTRECV: 0,0,"t",5,"false"\r\n'),
	RDY: bytesOf("\r\nRDY\r\n"),
	"a prompt": bytesOf("> "),
	quotes: bytesOf('"",""'),
	"a closing quote and line end": bytesOf('"\r\n"\r\n'),
	"a command": bytesOf("\rAT+QPOWD\r"),
	NULs: new Uint8Array(20),
	"Ctrl-Z and Escape": Uint8Array.of(0x1a, 0x1b),
	"+++": bytesOf("+++"),
};

/** Topics, as the application names them. */
const topics = [
	"t",
	"a b",
	" a ",
	"a/b/c",
	"grüße/日本/🛰",
	"x".repeat(256),
	"ü".repeat(128),
	"OK",
	"a,b",
	"QMTSTAT: 0,1",
	"> ",
];

describe("MQTTClient, payloads and topics", () => {
	let station: Station;
	let got: { topic: string; payload: Uint8Array }[];
	let results: string[];

	const options = (receive: "pushed" | "stored"): Partial<MQTTClientOptions> => ({
		onReadable(count, { topic = "" }) {
			got.push({ topic, payload: new Uint8Array(this.read(count) as ArrayBuffer) });
		},
		quectel: { receive, onResult: (_, result) => results.push(result) },
	});

	beforeEach(() => {
		station = new Station();
		got = [];
		results = [];
	});
	afterEach(() => station.close());

	const send = (client: MQTTClient, payload: Uint8Array, topic: string, QoS: number) => {
		const count = results.length;
		client.write(payload, { topic, QoS });
		station.until("published", () => results.length > count);
		equal(results.at(-1), "published");
	};

	it("publishes every payload as it is, at every QoS", () => {
		const arrived: Uint8Array[] = [];
		station.broker.listen("t", (message) => arrived.push(message.payload));
		const client = station.connect(options("pushed"));
		for (const [name, payload] of Object.entries(payloads)) {
			for (const QoS of [0, 1, 2]) {
				const count = arrived.length;
				send(client, payload, "t", QoS);
				station.until("arrived", () => arrived.length > count);
				bytes(arrived.at(-1) as Uint8Array, payload, name);
			}
		}
		equal(arrived.length, Object.keys(payloads).length * 3);
		deepEqual(station.broker.violations, []);
	});

	it("refuses 0 bytes, and 1501", () => {
		const client = station.connect();
		throws(() => client.write(new Uint8Array(0), { topic: "t" }), RangeError, "byteLength: 1 to 1500");
		throws(() => client.write(new Uint8Array(1501), { topic: "t" }), RangeError, "byteLength: 1 to 1500");
		throws(() => client.write(new Uint8Array(1), { topic: "t", byteLength: 1501 }), RangeError, "1 to 1500");
		const bold = station.connect({ id: "bold", quectel: { transmitStore: 5000 } });
		throws(() => bold.write(new Uint8Array(1501), { topic: "t" }), RangeError, "byteLength: 1 to 1500");
	});

	for (const receive of ["pushed", "stored"] as const) {
		it(`receives every payload as it is, ${receive}`, () => {
			const client = station.connect(options(receive));
			let isSubscribed = false;
			client.write(undefined, { operation: station.Client.SUBSCRIBE, items: [{ topic: "#", QoS: 1 }] });
			station.until("subscribed", () => (isSubscribed ||= station.broker.subscriptionsOf("mast").size > 0));
			const cases: readonly (readonly [string, string, Uint8Array])[] = [
				...Object.entries(payloads).map(([name, payload]) => [name, "t", payload] as const),
				["1501 bytes", "t", all(1501)],
				["6000 bytes", "t", all(6000)],
				...topics.map((topic) => [topic, topic, bytesOf("x")] as const),
				["a topic with quotes", '"a","b"c"', bytesOf("x")],
				["a topic with line ends", "a\r\nOK\r\nb", bytesOf("x")],
			];
			for (const [name, topic, payload] of cases) {
				got = [];
				station.broker.publish(topic, payload, { QoS: 1 });
				const sum = () => got.reduce((count, it) => count + it.payload.length, 0);
				station.until(`received: ${name}`, () => sum() >= payload.length);
				equal(got[0]?.topic, topic, name);
				const whole = new Uint8Array(sum());
				let at = 0;
				for (const it of got) {
					whole.set(it.payload, at);
					at += it.payload.length;
				}
				bytes(whole, payload, name);
			}
			equal(station.modem.counters.drops, 0);
			equal(station.modem.counters.framingErrors, 0);
			client.close();
		});

		it(`tells of a message without payload, ${receive}`, () => {
			const told: string[] = [];
			const client = station.connect({
				quectel: { receive },
				onReadable(count, message) {
					told.push(`${count} ${message.topic} ${message.byteLength} ${message.more} ${this.read()}`);
				},
			});
			client.write(undefined, { operation: station.Client.SUBSCRIBE, items: [{ topic: "t" }] });
			station.until("subscribed", () => station.broker.subscriptionsOf("mast").size > 0);
			for (let at = 0; at < 2; at++) station.broker.publish("t", new Uint8Array(0));
			station.until("told", () => told.length === 2);
			deepEqual(told, ["0 t 0 false undefined", "0 t 0 false undefined"]);
		});

		it(`leaves a client unread while another one publishes, ${receive}`, () => {
			const lost: string[] = [];
			const deaf = station.connect({ id: "deaf", quectel: { receive, onDrop: (topic) => lost.push(topic) } });
			deaf.write(undefined, { operation: station.Client.SUBSCRIBE, items: [{ topic: "down", QoS: 1 }] });
			station.until("subscribed", () => station.broker.subscriptionsOf("deaf").size > 0);
			const client = station.connect({ ...options(receive), id: "busy" });
			client.write(undefined, { operation: station.Client.SUBSCRIBE, items: [{ topic: "here", QoS: 1 }] });
			for (let at = 0; at < 20; at++) {
				station.broker.publish("down", all(1000), { QoS: 1 });
				send(client, all(100), "t", 1);
			}
			station.broker.publish("here", bytesOf("still here"), { QoS: 1 });
			station.until("received", () => got.length > 0);
			station.clock.advance(5000);
			equal(results.length, 20);
			// Pushed, all but the one that waits is lost, and told; stored, five more wait in the module, and the rest is the module's loss.
			equal(lost.length, receive === "pushed" ? 19 : 0);
			equal(station.module.counters.messagesLost, receive === "pushed" ? 0 : 14);
			const before = station.sent;
			bytes(new Uint8Array(deaf.read() as ArrayBuffer), all(1000));
			station.clock.advance(5000);
			equal(station.sent.slice(before.length).includes("AT+QMTRECV=0,"), receive === "stored");
		});
	}

	it("finds messages whose URC got lost on the wire", () => {
		const client = station.connect(options("stored"));
		client.write(undefined, { operation: station.Client.SUBSCRIBE, items: [{ topic: "t", QoS: 1 }] });
		station.until("subscribed", () => station.broker.subscriptionsOf("mast").size > 0);
		station.clock.advance(1000);
		station.module.faults.cause({ fault: "lose", direction: "module", rate: 1 });
		for (let at = 0; at < 3; at++) station.broker.publish("t", bytesOf(`${at}`), { QoS: 1 });
		station.clock.advance(1000);
		station.module.faults.cause({ fault: "calm" });
		deepEqual(got, []);
		station.until("received", () => got.length === 3);
		deepEqual(
			got.map(({ payload }) => String.fromCharCode(...payload)),
			["0", "1", "2"],
		);
	});

	it("sends every topic as it is", () => {
		const client = station.connect(options("pushed"));
		for (const topic of topics) {
			send(client, bytesOf("x"), topic, 1);
			equal(station.broker.log.at(-1)?.topic, topic);
		}
		for (const topic of ["x".repeat(257), `${"ü".repeat(128)}x`]) {
			throws(() => client.write(bytesOf("x"), { topic }), RangeError, "topic: over 256 bytes");
		}
		equal(utf8("ü".repeat(128)).length, 256);
	});

	it("leaves a will of any bytes", () => {
		const wills: Uint8Array[] = [];
		station.broker.listen("will/#", ({ payload }) => wills.push(payload));
		for (const message of [all(256), bytesOf("\r\nOK\r\n"), bytesOf("plain"), new Uint8Array(0)]) {
			wills.length = 0;
			const client = station.connect({ will: { topic: "will/mast", message, QoS: 1 } });
			station.broker.drop("mast", "abort");
			station.until("told", () => wills.length > 0);
			bytes(wills[0] as Uint8Array, message);
			client.close();
			station.until("closed", () => station.broker.clients.length === 0);
		}
	});
});
