import type { BoundMQTTClient } from "../../modules/modem-provider.js";
import { deepEqual } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

describe("MQTTPublisher", () => {
	it("does not tell failed of a publish whose prompt is still awaited when its client ends", () => {
		const module = new ScriptedModule();
		module.ready();
		const told: string[] = [];
		const client = new (module.modem.MQTTClient as BoundMQTTClient)({
			host: "h",
			quectel: { onResult: (id, result) => told.push(`${id} ${result}`) },
		});
		module.settle();
		module.answer("AT+QMTPUBEX=", "");
		client.write(bytesOf("abc"), { topic: "t", QoS: 1, id: 1 });
		client.write(bytesOf("def"), { topic: "t", QoS: 1, id: 2 });
		module.settle();
		module.lines();
		module.say("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(told, ["1 unknown", "2 failed"]);
		// The prompt is answered all the same: the module waits for these bytes, and would take others for them.
		module.serial.give("\r\n> ");
		deepEqual(module.serial.take(), "abc");
	});
});
