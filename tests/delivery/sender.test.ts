import { deepEqual, equal, ok } from "../support/assert.js";
import { DeliveryRig, TellingMQTTClient } from "../support/delivery-rig.js";
import { shortened } from "../support/effort.js";
import { PlainMQTTClient } from "../support/plain-mqtt-client.js";

/** Longest wait for the next client, ms. */
const LONGEST = 300_000;

describe("Sender, with a message for which the broker ends the connection", () => {
	/** A broker that takes everything but `bad`, on one connection after the other. @returns how many it took */
	function run(rig: DeliveryRig, bad: string, connections: number): number {
		for (let count = 1; count <= connections; count++) {
			rig.client.accept(1000);
			for (;;) {
				rig.clock.advance(0);
				const written = rig.client.written();
				if (written.length === 0) return count;
				if (written.some(({ data }) => data === bad)) break;
				for (const { id } of written) rig.client.control(PlainMQTTClient.PUBACK, { id: id as number });
			}
			rig.client.fail(new Error("closed by the broker"));
			rig.clock.advance(LONGEST);
		}
		return connections;
	}

	it("gets it out of the way of all others, and blames none of these", () => {
		const rig = new DeliveryRig({ outbox: { attempts: 4 } });
		rig.told();
		for (const data of ["bad", "b", "c", "d", "e", "f"]) rig.delivery.publish(data, { topic: "t", QoS: 1 });
		equal(run(rig, "bad", 20), 5);
		deepEqual(
			rig.told().filter((it) => !it.startsWith("waiting") && it !== "connecting" && it !== "connected"),
			["1 unknown disconnected", ...[2, 3, 4, 5, 6].map((ticket) => `${ticket} published`)],
		);
	});

	it("sends it alone once it has cost two connections, and the others together again thereafter", () => {
		const rig = new DeliveryRig();
		const publish = (data: string) => rig.delivery.publish(data, { topic: "t", QoS: 1 });
		for (const data of ["a", "b"]) publish(data);
		for (let round = 0; round < 2; round++) {
			rig.client.accept();
			equal(rig.sent().length, 2);
			rig.client.fail();
			rig.clock.advance(LONGEST);
		}
		rig.client.accept();
		publish("c");
		publish("d");
		deepEqual(rig.sent(), ["5 a again"]);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 5 });
		rig.clock.advance(1);
		deepEqual(rig.sent(), ["6 b again"]);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 6 });
		rig.clock.advance(1);
		deepEqual(rig.sent(), ["7 c", "8 d"]);
	});

	it("tries it sixteen times, and keeps a message for as long as no connection was made for it", () => {
		const rig = new DeliveryRig();
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		for (let round = 0; round < 100; round++) {
			rig.client.fail(new Error("no network"));
			rig.clock.advance(LONGEST);
		}
		equal(rig.delivery.pending, 1);
		equal(run(rig, "m", 30), 17);
		equal(rig.delivery.pending, 0);
		equal(rig.delivery.counters.unknown, 1);
	});

	it("ends one as failed that no client will send", () => {
		const rig = new DeliveryRig({ outbox: { attempts: 2 } }, TellingMQTTClient);
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		rig.delivery.publish("n", { topic: "t", QoS: 1 });
		for (let round = 0, id = 1; round < 2; round++) {
			rig.client.accept(1);
			for (let failure = 0; failure < 3; failure++, id++) {
				deepEqual(rig.sent(), [`${id} m`]);
				rig.client.result(id, "failed", new Error("final"));
				// Room for one more, but not before the wait is over.
				rig.client.canTake(1);
				if (failure < 2) rig.clock.advance(60_000);
			}
			rig.clock.advance(LONGEST);
		}
		rig.client.accept(1);
		deepEqual(rig.sent(), ["7 n"]);
		ok(rig.told().includes("1 failed final"));
	});
});

describe("Sender", () => {
	it("has a thousand messages on their way at most, also for a client that takes any number", () => {
		const waiting = Math.max(1200, shortened(6000));
		const rig = new DeliveryRig({ outbox: { messages: waiting, bytes: 100_000 } });
		for (let count = 0; count < waiting; count++) rig.delivery.publish("m", { topic: "t", QoS: 1 });
		rig.client.accept(1_000_000);
		equal(rig.client.written().length, 1000);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 1 });
		rig.clock.advance(1);
		equal(rig.client.written().length, 1);
	});
});
