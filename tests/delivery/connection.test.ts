import { Delivery } from "../../modules/delivery.js";
import { SeededRandom } from "../../modules/random.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { DeliveryRig, TellingMQTTClient } from "../support/delivery-rig.js";
import { PlainMQTTClient } from "../support/plain-mqtt-client.js";
import { VirtualClock } from "../support/virtual-clock.js";

/** Closes, and throws. */
class StubbornMQTTClient extends TellingMQTTClient {
	override close(): void {
		super.close();
		throw new Error("mine");
	}
}

describe("Connection", () => {
	it("makes the next client although the one before throws out of its close", () => {
		const rig = new DeliveryRig({}, StubbornMQTTClient).connected();
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		throws(() => rig.client.fail(new Error("gone")), Error, "mine");
		deepEqual(rig.told(), ["waiting gone"]);
		rig.clock.advance(1000);
		rig.client.accept();
		deepEqual(rig.sent(), ["2 m again"]);
	});

	it("closes the store although the client throws out of its close", () => {
		let isClosed = false;
		const store = {
			load: () => 1,
			add() {},
			mark() {},
			remove() {},
			close() {
				isClosed = true;
			},
		};
		const rig = new DeliveryRig({ outbox: { store } }, StubbornMQTTClient);
		throws(() => rig.delivery.close(), Error, "mine");
		ok(isClosed);
	});

	it("takes a second CONNACK for nothing", () => {
		const rig = new DeliveryRig().connected();
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		rig.client.accept();
		rig.client.control(PlainMQTTClient.CONNACK, { returnCode: 0 });
		deepEqual(rig.told(), []);
		deepEqual(rig.sent(), ["1 m"]);
		equal(rig.delivery.counters.connections, 1);
	});

	it("holds nothing of a delivery that could not be made, whether its client or its store is at fault", () => {
		PlainMQTTClient.reset();
		const clock = new VirtualClock();
		const client = { io: PlainMQTTClient, host: "broker", clock, random: new SeededRandom(1) };
		let loads = 0;
		const store = {
			load(): number {
				loads++;
				throw new Error("no card");
			},
			add() {},
			mark() {},
			remove() {},
			close() {},
		};
		PlainMQTTClient.failure = new SyntaxError("closed");
		throws(() => new Delivery({ client, outbox: { store } }), SyntaxError, "closed");
		equal(loads, 0);
		equal(clock.alarms, 0);
		throws(() => new Delivery({ client, outbox: { store } }), Error, "no card");
		equal(clock.alarms, 0);
		equal(PlainMQTTClient.made.length, 1);
		ok(PlainMQTTClient.last.isClosed);
	});
});
