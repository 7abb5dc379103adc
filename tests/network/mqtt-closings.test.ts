import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import type { MQTTClient } from "../../modules/network/mqtt.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const closes = (lines: string[]) => lines.filter((line) => line.startsWith("AT+QMTCLOSE="));

describe("MQTTClosings", () => {
	let module: ScriptedModule;
	const connected = (): MQTTClient => {
		const client = new (module.modem.MQTTClient as BoundMQTTClient)({ host: "broker.example" });
		module.settle();
		return client;
	};

	beforeEach(() => {
		module = new ScriptedModule({ records: 8 });
		module.ready();
	});

	/** Publishes until no record is free, each without its result. */
	const fill = (clients: readonly MQTTClient[]): void => {
		module.afterPayload = "\r\nOK\r\n";
		for (const client of clients) {
			for (let count = 0; count < 5; count++) {
				client.write(bytesOf("x"), { topic: "t", QoS: 1 });
				module.settle();
			}
		}
		ok(module.lines().length > 0);
	};

	it("does not throw out of close when all records are taken, and closes as soon as one is free", () => {
		const busy = [connected(), connected()];
		const idle = connected();
		const ids: string[] = [];
		module.watch("AT+QMTPUBEX=0", (line) => ids.push(line.split(",")[1] as string));
		fill(busy);
		idle.close();
		module.pass(1000);
		deepEqual(closes(module.lines()), []);
		equal(module.modem.counters.lateCloses, 1);
		// Publishes have waited longer, and come first.
		for (const id of ids) module.say(`\r\n+QMTPUBEX: 0,${id},0\r\n`);
		module.pass(1000);
		deepEqual(closes(module.lines()), ["AT+QMTCLOSE=2"]);
		deepEqual([module.modem.counters.lateCloses, module.modem.counters.unclosed], [1, 0]);
	});

	it("does so for the client that has taken them", () => {
		const busy = [connected(), connected()];
		fill(busy);
		for (const client of busy) client.close();
		module.pass(60_000);
		deepEqual(closes(module.lines()).sort(), ["AT+QMTCLOSE=0", "AT+QMTCLOSE=1"]);
	});

	it("forgets what was to be closed when the module was reset, and gives its index back", () => {
		const busy = [connected(), connected()];
		const idle = [0, 1, 2, 3].map(() => connected());
		fill(busy);
		idle[0]?.close();
		const { resets } = module.modem.counters;
		module.override("AT", "AT\r\r\nOK\r\n");
		module.say("\r\nRDY\r\n");
		module.pass(30_000);
		module.ready();
		equal(module.modem.counters.resets, resets + 1);
		deepEqual(closes(module.lines()), []);
		for (const client of [...busy, ...idle]) client.close();
		equal([0, 1, 2, 3, 4, 5].map(() => connected()).length, 6);
	});

	it("tries again what the module will not close, counts it, and leaves it to the next client", () => {
		module.answer("AT+QMTCLOSE=", "\r\nOK\r\n\r\n+QMTCLOSE: 0,-1\r\n");
		connected().close();
		module.settle();
		equal(closes(module.lines()).length, 3);
		deepEqual([module.modem.counters.lateCloses, module.modem.counters.unclosed], [2, 1]);
		equal([0, 1, 2, 3, 4, 5].map(() => connected()).length, 6);
	});

	it("does not throw after the modem was closed", () => {
		const client = connected();
		module.modem.close();
		client.close();
		module.pass(1000);
		deepEqual(closes(module.lines()), []);
	});
});
