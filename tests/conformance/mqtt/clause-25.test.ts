import { deepEqual, equal } from "../../support/assert.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { closeSuite } from "./close.js";
import { constructorSuite } from "./constructor.js";
import { orderSuite } from "./order.js";
import type { MQTTClass, MQTTSubject } from "./subject.js";
import { transferSuite } from "./transfer.js";

const OK = "\r\nOK\r\n";

/** The module's own MQTT, behind a table of answers. */
function make(): MQTTSubject {
	const module = new ScriptedModule();
	module.ready();
	const published: string[] = [];
	const stalled: string[] = [];
	let isStalled = false;
	const step = (answer: (line: string) => string) => (line: string) => {
		subject.onStep?.();
		return answer(line);
	};
	const result = (line: string) => `${OK}\r\n${line.slice(2, 10)}: ${line[11]},0,0\r\n`;
	module.answer(
		"AT+QMTCFG=",
		step(() => OK),
	);
	module.answer(
		"AT+QMTOPEN=",
		step((line) => `${OK}\r\n+QMTOPEN: ${line[11]},0\r\n`),
	);
	module.answer("AT+QMTCONN=", step(result));
	module.answer(
		"AT+QMTDISC=",
		step((line) => `${OK}\r\n+QMTDISC: ${line[11]},0\r\n`),
	);
	module.answer(
		"AT+QMTUNS=",
		step((line) => `${OK}\r\n+QMTUNS: ${line.split(",").slice(0, 2).join(",").slice(10)},0\r\n`),
	);
	module.answer(
		"AT+QMTSUB=",
		step((line) => {
			const [client, id, ...items] = line.slice(10).split(",");
			const granted = items.filter((_, at) => at % 2 === 1);
			return `${OK}\r\n+QMTSUB: ${client},${id},0,${granted.join(",")}\r\n`;
		}),
	);
	module.afterPayload = (line) => {
		subject.onStep?.();
		const [client, id] = line.slice(12).split(",");
		const acknowledgement = `\r\n+QMTPUBEX: ${client},${id},0\r\n`;
		if (isStalled) stalled.push(acknowledgement);
		return isStalled ? OK : OK + acknowledgement;
	};
	const collect = () => {
		let topic = "";
		for (const line of module.lines()) {
			if (line.startsWith("AT+QMTPUBEX")) topic = /"(.*)"/.exec(line)?.[1] ?? "";
			else if (line.startsWith("<")) published.push(`${topic} ${line.slice(1, -1)}`);
		}
	};
	const subject: MQTTSubject = {
		Client: module.modem.MQTTClient as unknown as MQTTClass,
		options: () => ({ host: "broker.example" }),
		settle: () => module.settle(),
		receive: (client, topic, payload, QoS = 0) =>
			module.say(`\r\n+QMTRECV: ${client},${QoS},"${topic}",${payload.length},"${payload}"\r\n`),
		drop: (client) => module.say(`\r\n+QMTSTAT: ${client},1\r\n`),
		published() {
			collect();
			return published.splice(0);
		},
		stall(it) {
			isStalled = it;
			if (!it) for (const line of stalled.splice(0)) module.say(line);
		},
		window: 5,
		onStep: undefined,
		limit: 6,
	};
	return subject;
}

describe("ECMA-419, clause 25: MQTTClient", () => {
	it("has nothing on the class that the standard does not name, but tellsResults", () => {
		const { Client } = make();
		equal(Client.tellsResults, true);
		const own = Object.getOwnPropertyNames(Object.getPrototypeOf(Client));
		const others = own.filter((it) => !/^[A-Z]+$/.test(it) && it !== "length" && it !== "name");
		deepEqual(others.sort(), ["prototype", "tellsResults"]);
	});

	describe("constructor", () => constructorSuite(make));
	describe("close", () => closeSuite(make));
	describe("transfer", () => transferSuite(make));
	describe("callbacks", () => orderSuite(make));
});
