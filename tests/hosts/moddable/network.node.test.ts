import { LiveModem } from "../../../hosts/moddable/network.js";
import type { Modem } from "../../../modules/modem-provider.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { ScriptedModule } from "../../support/scripted-module.js";

describe("LiveModem", () => {
	let made: Modem[];
	let live: LiveModem;

	beforeEach(() => {
		made = [];
		live = new LiveModem(() => {
			const { modem } = new ScriptedModule();
			made.push(modem);
			return modem;
		});
	});

	it("makes the modem when a class is asked for, once", () => {
		const { mqtt } = live.network;
		equal(made.length, 0);
		equal(mqtt.client.io, made[0]?.MQTTClient);
		equal(mqtt.client.io, mqtt.client.io);
		equal(mqtt.io, mqtt.io);
		equal(made.length, 1);
		ok(mqtt.io.prototype instanceof mqtt.client.io);
	});

	it("takes the modem that the application has made", () => {
		const { modem } = new ScriptedModule();
		live.adopt(modem);
		live.adopt(new ScriptedModule().modem);
		equal(live.network.mqtt.client.io, modem.MQTTClient);
		deepEqual(made, []);
	});

	it("takes another one when the modem was closed", () => {
		const first = live.network.mqtt.io;
		made[0]?.close();
		const { modem } = new ScriptedModule();
		live.adopt(modem);
		equal(live.network.mqtt.client.io, modem.MQTTClient);
		ok(live.network.mqtt.io !== first);
		modem.close();
		equal(live.network.mqtt.client.io, made[1]?.MQTTClient);
	});

	it("is frozen, as what is linked into flash has to be, and keeps what changes outside of itself", () => {
		ok(Object.isFrozen(live));
		equal(live.network.mqtt.client.io, made[0]?.MQTTClient);
		const other = new LiveModem(() => new ScriptedModule().modem);
		ok(other.network.mqtt.client.io !== made[0]?.MQTTClient);
	});

	it("can be spread into options, frozen as it is", () => {
		const { mqtt } = live.network;
		ok(Object.isFrozen(live.network) && Object.isFrozen(mqtt) && Object.isFrozen(mqtt.client));
		equal({ ...mqtt }.io, mqtt.io);
		equal({ ...mqtt.client }.io, mqtt.client.io);
	});
});
