import { type ModdableMQTTOptions, moddableMQTT } from "../../../hosts/moddable/mqtt-client.js";
import type { BoundMQTTClient } from "../../../modules/modem-provider.js";
import { deepEqual, equal, throws } from "../../support/assert.js";
import { ScriptedModule } from "../../support/scripted-module.js";
import { bytesOf } from "../../support/tokens.js";

describe("moddableMQTT", () => {
	let module: ScriptedModule;
	let Base: BoundMQTTClient;
	let Client: ReturnType<typeof moddableMQTT>;
	const connected = (options: Partial<ModdableMQTTOptions> = {}) => {
		const client = new Client({ host: "h", ...options });
		module.settle();
		return client;
	};

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		Base = module.modem.MQTTClient as BoundMQTTClient;
		Client = moddableMQTT(Base);
	});

	it("gives onControl one argument, with `this` the instance", () => {
		const told: unknown[] = [];
		const client = connected({
			onControl(...parameters) {
				told.push(this, parameters);
			},
		});
		equal(told.shift(), client);
		deepEqual(told, [[{ operation: Base.CONNACK, returnCode: 0 }]]);
	});

	it("takes keepalive in ms, address, and retain as a number", () => {
		connected({ host: undefined, address: "a.example", keepalive: 60_000, will: { topic: "w", retain: 1 } });
		const lines = module.lines();
		deepEqual(
			lines.filter((line) => /keepalive|will|OPEN/.test(line)),
			['AT+QMTCFG="keepalive",0,60', 'AT+QMTCFG="will",0,1,0,1,"w",""', 'AT+QMTOPEN=0,"a.example",1883'],
		);
		connected({ keepAlive: 30_000, keepalive: 60_000, will: { topic: "w", retain: 0 } });
		const others = module.lines();
		deepEqual(
			others.filter((line) => /keepalive|will/.test(line)),
			['AT+QMTCFG="keepalive",1,30', 'AT+QMTCFG="will",1,1,0,0,"w",""'],
		);
	});

	it("closes itself after onError, whatever that does", () => {
		let calls = 0;
		const client = connected({
			onError: () => {
				calls++;
				throw new Error("the application's own");
			},
		});
		throws(() => module.say("\r\n+QMTSTAT: 0,1\r\n"), Error, "the application's own");
		equal(calls, 1);
		throws(() => client.read(), SyntaxError);
		const quiet = connected();
		module.say("\r\n+QMTSTAT: 1,1\r\n");
		throws(() => quiet.read(), SyntaxError);
	});

	it("takes PINGREQ without effect, and null where there is no payload", () => {
		module.answer("AT+QMTSUB=", (line) => `\r\nOK\r\n\r\n+QMTSUB: 0,${line.split(",")[1]},0,0\r\n`);
		const client = connected();
		module.lines();
		equal(client.write(null as never, { operation: Client.PINGREQ }), 1500);
		equal(client.write(null as never, { operation: Client.SUBSCRIBE, items: [{ topic: "t" }] }), 1500);
		equal(client.write(bytesOf("x"), { topic: "t", byteLength: 5 }), 4);
		equal(client.write(undefined, { operation: Client.PINGREQ }), 4);
		module.settle();
		deepEqual(module.lines(), ['AT+QMTSUB=0,10010,"t",0']);
	});

	it("refuses what the standard class refuses", () => {
		throws(() => new Client(undefined as never), TypeError, "options");
		throws(() => new Client({}), TypeError, "host");
		throws(() => new Client({ host: "h", port: 0 }), RangeError, "port");
	});
});
