import type { ModemError } from "../../modules/errors.js";
import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const host = "broker.example";
const message = (place: number, payload: string) => `\r\n+QMTRECV: 0,${place},"t",${payload.length},"${payload}"\r\n`;

describe("MQTTAudit", () => {
	let module: ScriptedModule;
	let Client: BoundMQTTClient;
	let reads = 0;
	const questions = () => module.lines().filter((line) => line.endsWith("?") && line.startsWith("AT+QMT"));
	const states = (...connected: number[]) =>
		`${connected.map((index) => `\r\n+QMTCONN: ${index},3\r\n`).join("")}\r\nOK\r\n`;
	const pass = (ms: number) => {
		for (let at = 0; at < ms; at += 1000) {
			module.clock.advance(1000);
			module.settle();
		}
	};
	const connect = (receive: "pushed" | "stored", onError?: (error?: ModemError) => void): MQTTClient => {
		const client = new Client({
			host,
			quectel: { receive },
			...(onError === undefined ? {} : { onError }),
			onReadable() {
				reads++;
				this.read();
			},
		});
		module.settle();
		module.lines();
		return client;
	};

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		reads = 0;
		module.answer("AT+QMTRECV=", `${message(1, "m")}\r\nOK\r\n`);
		module.answer("AT+QMTRECV?", "\r\n+QMTRECV: 0,0,0,0,0,0\r\n\r\nOK\r\n");
		module.answer("AT+QMTCONN?", states(0, 1, 2, 3, 4, 5));
	});

	it("asks soon after the first client has connected, and then once a minute while nothing is wrong", () => {
		const pushed = connect("pushed");
		pass(5_000);
		deepEqual(questions(), ["AT+QMTCONN?"]);
		pass(120_000);
		deepEqual(questions(), ["AT+QMTCONN?", "AT+QMTCONN?"]);
		pushed.close();
		module.settle();
		const stored = [connect("stored"), connect("pushed")];
		pass(60_000);
		deepEqual(questions().sort(), ["AT+QMTCONN?", "AT+QMTRECV?"]);
		for (const client of stored) client.close();
		module.settle();
		pass(120_000);
		deepEqual(questions(), []);
	});

	it("asks soon after an unknown line, and fetches what it finds", () => {
		connect("stored");
		module.say("\r\n+NOISE: 1\r\n");
		module.answer("AT+QMTRECV?", "\r\n+QMTRECV: 0,0,1,0,0,1\r\n\r\nOK\r\n");
		module.clock.advance(5000);
		module.settle();
		const lines = module.lines().filter((line) => line.startsWith("AT+QMTRECV"));
		deepEqual(lines, ["AT+QMTRECV?", "AT+QMTRECV=0,1", "AT+QMTRECV=0,4"]);
		equal(reads, 2);
	});

	it("asks for the inventory at once after a broken message: a URC may have been swallowed", () => {
		connect("stored");
		module.answer("AT+QMTRECV?", "\r\n+QMTRECV: 0,0,1,0,0,1\r\n\r\nOK\r\n");
		module.say('\r\n+QMTRECV: 0,0,"a",3,"four"\r\n');
		// The end of the question is proven: a piece of the message may be in its place.
		const asked = module.lines().filter((line) => line.startsWith("AT+QMT"));
		deepEqual(asked, ["AT+QMTRECV?", "AT+QMTRECV=0,1", "AT+QMTRECV=0,4"]);
	});

	it("asks once more for the inventory when something was swallowed while it was on its way", () => {
		connect("stored");
		let asked = 0;
		module.answer("AT+QMTRECV?", () => {
			const broken = asked++ === 0 ? '\r\n+QMTRECV: 0,0,"a",3,"four"\r\n' : "";
			return `${broken}\r\n+QMTRECV: 0,0,0,0,0,0\r\n\r\nOK\r\n`;
		});
		module.say("\r\n+NOISE: 1\r\n");
		pass(5_000);
		equal(asked, 2);
	});

	it("asks later where no record is free", () => {
		module = new ScriptedModule({ records: 6 });
		module.ready();
		Client = module.modem.MQTTClient as BoundMQTTClient;
		const client = connect("stored");
		module.afterPayload = "\r\nOK\r\n";
		for (let id = 1; id <= 4; id++) client.write(bytesOf("x"), { topic: "t", QoS: 1, id });
		module.settle();
		module.say('\r\n+QMTRECV: 0,0,"a",3,"four"\r\n');
		deepEqual(questions(), []);
		for (let id = 1; id <= 4; id++) module.say(`\r\n+QMTPUBEX: 0,${id},0\r\n`);
		pass(5_000);
		ok(questions().includes("AT+QMTRECV?"));
	});

	it("takes a URC in the middle of its answer for what it is", () => {
		connect("stored");
		module.say("\r\n+NOISE: 1\r\n");
		module.answer("AT+QMTRECV?", "\r\n+QMTRECV: 0,3\r\n\r\n+QMTRECV: 0,0,0,0,0,0\r\n\r\nOK\r\n");
		module.clock.advance(5000);
		module.settle();
		ok(module.lines().includes("AT+QMTRECV=0,3"));
		equal(reads, 1);
	});

	it("ends a client that the module leaves out twice, and no other", () => {
		const ends: string[] = [];
		connect("pushed", (error) => ends.push(`0 ${error?.message} ${error?.retry}`));
		connect("pushed", (error) => ends.push(`1 ${error?.message}`));
		module.answer("AT+QMTCONN?", states(0, 1));
		pass(5_000);
		module.answer("AT+QMTCONN?", states(1));
		pass(60_000);
		deepEqual(ends, []);
		pass(5_000);
		deepEqual(ends, ["0 +QMTCONN mqtt 0 true"]);
		pass(120_000);
		equal(ends.length, 1);
	});

	it("asks soon after a plain refusal", () => {
		const ends: string[] = [];
		const client = connect("pushed", (error) => ends.push(`${error?.message}`));
		pass(5_000);
		module.answer("AT+QMTCONN?", "\r\nOK\r\n");
		module.answer("AT+QMTPUBEX=", "\r\nERROR\r\n");
		client.write(bytesOf("x"), { topic: "t", QoS: 1 });
		module.settle();
		pass(10_000);
		deepEqual(ends, ["+QMTCONN mqtt 0"]);
	});

	it("believes a client to be there when a line of the answer gets lost, or the whole of it", () => {
		const ends: string[] = [];
		connect("pushed", (error) => ends.push(`${error?.message}`));
		pass(5_000);
		for (const answer of ["\r\nOK\r\n", states(0), "\r\nERROR\r\n", "\r\n+QMTCONN: 0\r\n\r\nOK\r\n", states(0)]) {
			module.answer("AT+QMTCONN?", answer);
			module.say("\r\n+NOISE: 1\r\n");
			pass(5_000);
		}
		deepEqual(ends, []);
	});

	it("never believes a module that tells of no client", () => {
		const ends: string[] = [];
		module.answer("AT+QMTCONN?", "\r\nOK\r\n");
		connect("pushed", (error) => ends.push(`${error?.message}`));
		pass(600_000);
		deepEqual(ends, []);
		ok(questions().length >= 10);
	});

	it("asks nothing while a client connects: its result could be taken for a state", () => {
		connect("pushed");
		module.answer("AT+QMTCONN=1", "\r\nOK\r\n");
		new Client({ host, quectel: { packetTimeout: 60_000 } });
		module.settle();
		module.lines();
		pass(100_000);
		deepEqual(questions(), []);
	});
});
