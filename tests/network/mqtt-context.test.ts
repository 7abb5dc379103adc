import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

/** How long the module may take to tell what has become of its MQTT clients, ms. */
const LIMIT = 10_000;

const gone = (context: number) => `\r\n+QIURC: "pdpdeact",${context}\r\n`;
const registered = "\r\n+CEREG: 1,1\r\n\r\nOK\r\n";
const searching = "\r\n+CEREG: 1,2\r\n\r\nOK\r\n";

describe("MQTTClient, when its PDP context is gone", () => {
	let module: ScriptedModule;
	let log: string[];
	const told = () => log.splice(0);

	const open = (quectel: MQTTClientOptions["quectel"] = {}): MQTTClient => {
		const client = new (module.modem.MQTTClient as BoundMQTTClient)({
			host: "broker.example",
			onControl: (_, { returnCode }) => log.push(`connack ${returnCode}`),
			onError: (error) => log.push(`error ${error?.message} ${error?.retry}`),
			quectel: { onResult: (id, result) => log.push(`result ${id} ${result}`), ...quectel },
		});
		module.settle();
		return client;
	};
	const connected = (quectel?: MQTTClientOptions["quectel"]): MQTTClient => {
		const client = open(quectel);
		deepEqual(told(), ["connack 0"]);
		module.lines();
		return client;
	};

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		log = [];
	});

	it("ends with what +QMTSTAT says, as soon as it says it", () => {
		connected();
		module.say(gone(1));
		module.pass(LIMIT - 1);
		deepEqual(told(), []);
		module.say("\r\n+QMTSTAT: 0,7\r\n");
		deepEqual(told(), ["error +QMTSTAT mqtt 7 true"]);
		module.pass(2 * LIMIT);
		deepEqual(told(), []);
	});

	it("ends when the module has had its time and says nothing, and is closed there", () => {
		const client = connected();
		module.afterPayload = "\r\nOK\r\n";
		client.write(bytesOf("x"), { topic: "t", QoS: 1, id: 1 });
		module.settle();
		module.answer("AT+CEREG?", searching);
		module.say(gone(1));
		client.write(bytesOf("y"), { topic: "t", QoS: 1, id: 2 });
		module.pass(LIMIT - 1);
		deepEqual(told(), []);
		module.pass(1);
		// The module has had the first one, and the second one never went out.
		deepEqual(told(), ["result 1 unknown", "result 2 failed", "error +QIURC socket 570 true"]);
		ok(!module.lines().includes("AT+QMTCLOSE=0"));
		equal(module.modem.counters.lateCloses, 1);
		module.answer("AT+CEREG?", registered);
		module.ready();
		module.settle();
		module.pass(1000);
		connected();
		equal(module.modem.counters.lateCloses, 1);
	});

	it("is closed in the module when that is ready again, whoever has ended it", () => {
		const client = connected();
		module.answer("AT+CEREG?", searching);
		module.say(gone(1));
		client.close();
		module.pass(2 * LIMIT);
		ok(!module.lines().includes("AT+QMTCLOSE=0"));
		module.answer("AT+CEREG?", registered);
		module.pass(2 * LIMIT);
		equal(module.lines().filter((line) => line === "AT+QMTCLOSE=0").length, 1);
		deepEqual([module.isReady, module.modem.counters.lateCloses, module.modem.counters.unclosed], [true, 1, 0]);
	});

	it("leaves its index to the next client where all are waiting to be closed", () => {
		const clients = [0, 1, 2, 3, 4, 5].map(() => connected());
		module.answer("AT+CEREG?", searching);
		module.say(gone(1));
		for (const client of clients) client.close();
		open();
		module.answer('AT+QMTCFG="recv/mode",0', () => "\r\nERROR\r\n");
		module.watch("AT+QMTCLOSE=0", () => module.answer('AT+QMTCFG="recv/mode",0', "\r\nOK\r\n"));
		module.answer("AT+CEREG?", registered);
		module.pass(2 * LIMIT);
		deepEqual(told(), ["connack 0"]);
		deepEqual(
			module
				.lines()
				.filter((line) => line.startsWith("AT+QMTCLOSE="))
				.sort(),
			[0, 1, 2, 3, 4, 5].map((index) => `AT+QMTCLOSE=${index}`),
		);
	});

	it("ends when it was being opened", () => {
		module.answer("AT+QMTOPEN=", "\r\nOK\r\n");
		open();
		module.say(gone(1));
		module.pass(LIMIT - 1);
		deepEqual(told(), []);
		module.pass(1);
		deepEqual(told(), ["error +QIURC socket 570 true"]);
	});

	it("ends when its log-in was under way", () => {
		module.answer("AT+QMTCONN=", "\r\nOK\r\n");
		open();
		module.say(gone(1));
		module.pass(LIMIT);
		deepEqual(told(), ["error +QIURC socket 570 true"]);
	});

	it("goes on when it had not been opened yet, and stays", () => {
		module.override('AT+QMTCFG="version"', `\r\nOK\r\n${gone(1)}`);
		open();
		module.pass(3 * LIMIT);
		deepEqual([module.isReady, module.modem.counters.contextLosses], [true, 1]);
		deepEqual(told(), ["connack 0"]);
	});

	it("stays when the context is another one's, and ends with its own", () => {
		connected({ pdpcid: 2 });
		module.say(gone(1));
		module.pass(3 * LIMIT);
		module.say(gone(3));
		module.pass(3 * LIMIT);
		deepEqual([module.isReady, module.modem.counters.contextLosses], [true, 1]);
		deepEqual(told(), []);
		module.say(gone(2));
		equal(module.isReady, true);
		module.pass(LIMIT - 1);
		deepEqual(told(), []);
		module.pass(1);
		deepEqual(told(), ["error +QIURC socket 570 true"]);
		ok(module.lines().includes("AT+QMTCLOSE=0"));
		equal(module.modem.counters.contextLosses, 1);
	});
});
