import { Message } from "../../modules/delivery/message.js";
import type { OutboxStore } from "../../modules/delivery/store.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { DeliveryRig, TellingMQTTClient } from "../support/delivery-rig.js";
import { shortened } from "../support/effort.js";
import { PlainMQTTClient } from "../support/plain-mqtt-client.js";

/** A store that keeps messages in a map, as a device keeps them through a restart. */
class MapStore implements OutboxStore {
	readonly kept = new Map<number, { message: Message; isMarked: boolean }>();
	failure: Error | undefined;
	isClosed = false;

	load(take: (message: Message) => void): number {
		let last = 0;
		for (const { message: it, isMarked } of this.kept.values()) {
			const message = new Message(it.ticket, it.topic, it.QoS, it.retain, it.priority, it.data);
			message.mayBeThere = isMarked;
			last = Math.max(last, message.ticket);
			take(message);
		}
		return last + 1;
	}
	add(message: Message): void {
		this.#mayFail();
		this.kept.set(message.ticket, { message, isMarked: false });
	}
	mark(message: Message): void {
		this.#mayFail();
		(this.kept.get(message.ticket) as { isMarked: boolean }).isMarked = true;
	}
	remove(message: Message): void {
		this.#mayFail();
		this.kept.delete(message.ticket);
	}
	close(): void {
		this.isClosed = true;
	}
	#mayFail(): void {
		if (this.failure !== undefined) throw this.failure;
	}
}

describe("Delivery", () => {
	it("connects, and publishes in order what was given before", () => {
		const rig = new DeliveryRig();
		equal(rig.delivery.publish("a", { topic: "t", QoS: 1 }), 1);
		equal(rig.delivery.publish(Uint8Array.of(98), { topic: "u", QoS: 2, retain: true }), 2);
		deepEqual(rig.told(), ["connecting"]);
		deepEqual(rig.client.written(), []);
		rig.client.accept();
		deepEqual(rig.client.written(), [
			{ data: "a", topic: "t", QoS: 1, retain: false, id: 1, duplicate: false },
			{ data: "b", topic: "u", QoS: 2, retain: true, id: 2, duplicate: false },
		]);
		deepEqual(rig.told(), ["connected"]);
		rig.client.control(PlainMQTTClient.PUBCOMP, { id: 2 });
		rig.client.control(PlainMQTTClient.PUBACK, { id: 1 });
		rig.client.control(PlainMQTTClient.PUBACK, { id: 1 });
		deepEqual(rig.told(), ["2 published", "1 published"]);
		equal(rig.delivery.pending, 0);
		equal(rig.delivery.counters.published, 2);
	});

	it("calls nobody back inside a call", () => {
		const rig = new DeliveryRig({ outbox: { messages: 1 } }).connected();
		rig.delivery.publish("a", { topic: "t" });
		rig.delivery.publish("b", { topic: "t", QoS: 1 });
		deepEqual(rig.log, []);
		deepEqual(rig.told(), ["1 published"]);
	});

	it("sends QoS 1 again after a lost connection, and ends QoS 2 as unknown", () => {
		const rig = new DeliveryRig().connected();
		for (const QoS of [1, 2]) rig.delivery.publish(`m${QoS}`, { topic: "t", QoS });
		deepEqual(rig.sent(), ["1 m1", "2 m2"]);
		const first = rig.client;
		first.fail(new Error("gone"));
		ok(first.isClosed);
		deepEqual(rig.told(), ["waiting gone", "2 unknown disconnected"]);
		rig.clock.advance(1000);
		rig.client.accept();
		deepEqual(rig.sent(), ["3 m1 again"]);
		equal(rig.delivery.counters.resent, 1);
		first.control(PlainMQTTClient.PUBACK, { id: 3 });
		equal(rig.delivery.pending, 1);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 3 });
		deepEqual(rig.told(), ["connecting", "connected", "1 published"]);
	});

	it("sends QoS 2 again where the application wants that", () => {
		const rig = new DeliveryRig({ resend: true }).connected();
		rig.delivery.publish("m", { topic: "t", QoS: 2 });
		rig.sent();
		rig.client.fail();
		rig.clock.advance(1000);
		rig.client.accept();
		deepEqual(rig.sent(), ["2 m again"]);
	});

	it("goes by the results of a client that tells them", () => {
		const rig = new DeliveryRig({}, TellingMQTTClient).connected();
		for (const QoS of [0, 0, 1, 2, 1]) rig.delivery.publish(`q${QoS}`, { topic: "t", QoS });
		deepEqual(rig.sent(), ["1 q0", "2 q0", "3 q1", "4 q2", "5 q1"]);
		rig.client.result(1, "published");
		rig.client.result(2, "unknown", new Error("reset"));
		rig.client.result(4, "unknown", new Error("reset"));
		rig.client.result(3, "unknown", new Error("reset"));
		deepEqual(rig.told(), ["1 published", "2 unknown reset", "4 unknown reset"]);
		deepEqual(rig.sent(), ["6 q1 again"]);
		rig.client.result(5, "failed", Object.assign(new Error("too long"), { retry: false }));
		deepEqual(rig.told(), ["5 failed too long"]);
	});

	it("waits before it tries again what the client could not send", () => {
		const rig = new DeliveryRig({}, TellingMQTTClient).connected();
		rig.delivery.publish("m", { topic: "t", QoS: 2 });
		rig.sent();
		for (let round = 0; round < 2; round++) {
			rig.client.result(round + 1, "failed", new Error("busy"));
			rig.clock.advance((500 << round) - 1);
			deepEqual(rig.sent(), []);
			rig.clock.advance((500 << round) + 1);
			deepEqual(rig.sent(), [`${round + 2} m`]);
		}
		rig.client.result(3, "published");
		deepEqual(rig.told(), ["1 published"]);
	});

	it("gives a client up that sends nothing three times", () => {
		const rig = new DeliveryRig({}, TellingMQTTClient).connected();
		rig.delivery.publish("m", { topic: "t", QoS: 0 });
		for (let id = 1; id <= 3; id++) {
			deepEqual(rig.sent(), [`${id} m`]);
			rig.client.result(id, "failed", new Error("final"));
			if (id < 3) rig.clock.advance(60_000);
		}
		deepEqual(rig.told(), ["waiting final"]);
		rig.clock.advance(1000);
		rig.client.accept();
		deepEqual(rig.sent(), ["4 m"]);
	});

	it("never ends as failed what may have arrived", () => {
		const rig = new DeliveryRig({}, TellingMQTTClient).connected(1);
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		rig.client.result(1, "unknown");
		equal(rig.delivery.cancel(1), true);
		deepEqual(rig.told(), ["1 unknown cancelled"]);
	});

	it("gives ids that differ in two digits, and none again that a broker may take for another message", () => {
		for (const clean of [false, true]) {
			const rig = new DeliveryRig({}, PlainMQTTClient, { clean }).connected(100_000);
			const { ids } = PlainMQTTClient;
			rig.delivery.publish("m", { topic: "t", QoS: 2 });
			rig.client.fail();
			rig.clock.advance(1000);
			rig.client.accept(100_000);
			const [cutShort] = PlainMQTTClient.takeIds() as [number];
			// Once round all that there are, where there is the time for it.
			const rounds = shortened(5048);
			const isRound = rounds === 5048;
			for (let round = 0; round < rounds; round++) {
				rig.delivery.publish("m", { topic: "t", QoS: 1 });
				rig.client.written();
				rig.client.control(PlainMQTTClient.PUBACK, { id: ids.length });
			}
			ok(ids.every((id) => id % 11 === 0 && id >= 10010 && id <= 65527));
			equal(new Set(ids).size, isRound && !clean ? 5047 : rounds);
			equal(ids.includes(cutShort), clean && isRound);
		}
	});

	it("cancels what waits, and nothing else", () => {
		const rig = new DeliveryRig();
		const ticket = rig.delivery.publish("m", { topic: "t", QoS: 1 });
		equal(rig.delivery.cancel(ticket + 1), false);
		equal(rig.delivery.cancel(ticket), true);
		equal(rig.delivery.cancel(ticket), false);
		const next = rig.delivery.publish("n", { topic: "t", QoS: 1 });
		rig.connected();
		equal(rig.delivery.cancel(next), false);
		deepEqual(rig.sent(), ["1 n"]);
		deepEqual(rig.told(), []);
	});

	it("keeps to the room of the client, and writes large messages in fragments", () => {
		const rig = new DeliveryRig().connected(50);
		rig.delivery.publish("x".repeat(40), { topic: "t", QoS: 1 });
		rig.delivery.publish("y".repeat(80), { topic: "t", QoS: 1 });
		equal(rig.sent().length, 1);
		rig.client.canTake(50);
		deepEqual(rig.sent(), []);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 1 });
		// From the clock, not from inside the client's callback.
		deepEqual(rig.client.written(), []);
		rig.clock.advance(1);
		const first = rig.client.written();
		deepEqual(
			first.map(({ data, byteLength }) => [data.length, byteLength]),
			[
				[31, 80],
				[19, undefined],
			],
		);
		rig.client.canTake(100);
		deepEqual(
			rig.client.written().map(({ data }) => data.length),
			[30],
		);
		rig.client.control(PlainMQTTClient.PUBACK, { id: 2 });
		deepEqual(rig.told(), ["1 published", "2 published"]);
	});

	it("sends a message anew that was cut off between fragments", () => {
		const rig = new DeliveryRig({}, TellingMQTTClient).connected(50);
		rig.delivery.publish("y".repeat(80), { topic: "t", QoS: 2 });
		equal(rig.client.written().length, 2);
		rig.client.fail();
		rig.clock.advance(1000);
		rig.client.accept();
		const again = rig.client.written();
		deepEqual([again.length, again[0]?.data.length, again[0]?.duplicate], [1, 80, false]);
	});

	it("backs off longer each time, until a connection has lasted", () => {
		const rig = new DeliveryRig({ times: { first: 1000, longest: 4000, grace: 30_000 } });
		const waits: number[] = [];
		for (let round = 0; round < 5; round++) {
			rig.client.accept();
			rig.clock.advance(29_999);
			rig.client.fail();
			const start = rig.clock.time;
			const count = PlainMQTTClient.made.length;
			rig.clock.runUntil(() => PlainMQTTClient.made.length > count, 10_000);
			waits.push(rig.clock.time - start);
		}
		waits.forEach((wait, at) => {
			const limit = Math.min(1000 << at, 4000);
			ok(wait >= limit / 2 && wait <= limit, `${wait} of ${limit}`);
		});
		rig.client.accept();
		rig.clock.advance(30_000);
		rig.client.fail();
		const count = PlainMQTTClient.made.length;
		rig.clock.advance(1000);
		equal(PlainMQTTClient.made.length, count + 1);
	});

	it("tries again when it is refused, when there is no answer, and when no client can be made", () => {
		const rig = new DeliveryRig({ times: { connect: 5000 } });
		rig.client.control(PlainMQTTClient.CONNACK, { returnCode: 5 });
		rig.clock.advance(1000);
		rig.clock.advance(5000);
		PlainMQTTClient.failure = new Error("busy");
		rig.clock.advance(60_000);
		deepEqual(rig.told().slice(0, 6), [
			"connecting",
			"waiting refused 5",
			"connecting",
			"waiting timeout",
			"waiting busy",
			"connecting",
		]);
		equal(rig.delivery.counters.disconnections, 0);
	});

	it("gives a client up that acknowledges nothing", () => {
		const rig = new DeliveryRig().connected();
		rig.delivery.publish("m", { topic: "t", QoS: 1 });
		rig.clock.advance(119_999);
		deepEqual(rig.told(), []);
		rig.clock.advance(1);
		deepEqual(rig.told(), ["waiting timeout"]);
		rig.clock.advance(1000);
		rig.client.accept();
		rig.client.control(PlainMQTTClient.PUBACK, { id: 2 });
		rig.told();
		rig.clock.advance(1_000_000);
		deepEqual(rig.told(), []);
	});

	it("subscribes on every connection, and changes at once", () => {
		const rig = new DeliveryRig({ subscriptions: [{ topic: "a/#", QoS: 1 }, { topic: "b" }] });
		rig.client.accept();
		const items = [
			{ topic: "a/#", QoS: 1 },
			{ topic: "b", QoS: 0 },
		];
		deepEqual(rig.client.written(), [{ data: "", operation: 8, id: 1, items }]);
		rig.client.control(PlainMQTTClient.SUBACK, { id: 1, payload: [1, 128] });
		rig.delivery.unsubscribe("b");
		rig.delivery.unsubscribe("never");
		rig.delivery.subscribe({ topic: "c", QoS: 2 });
		deepEqual(rig.client.written(), [
			{ data: "", operation: 10, id: 2, items: [{ topic: "b", QoS: 0 }] },
			{ data: "", operation: 8, id: 3, items: [{ topic: "c", QoS: 2 }] },
		]);
		rig.client.fail();
		rig.clock.advance(1000);
		rig.client.accept();
		equal(rig.client.written()[0]?.items?.length, 2);
		ok(rig.told().includes("refused b"));
	});

	it("finds the one topic that a client cannot take, and asks again when it is busy", () => {
		const rig = new DeliveryRig({ subscriptions: [{ topic: "bad" }, { topic: "good" }] });
		const { write } = rig.client;
		rig.client.write = function (data, options) {
			if (options?.items?.some(({ topic }) => topic === "bad")) throw new RangeError("topic: bad");
			return write.call(this, data, options);
		};
		rig.client.failure = new Error("busy");
		rig.client.accept();
		deepEqual(rig.client.written(), []);
		rig.client.canTake(100);
		deepEqual(
			rig.client.written().map(({ items }) => items?.[0]?.topic),
			["good"],
		);
		deepEqual(rig.told(), ["connecting", "connected", "refused bad"]);
	});

	it("drops the oldest of the least urgent, or refuses, when it is full", () => {
		const rig = new DeliveryRig({ outbox: { messages: 3, bytes: 20 } });
		const publish = (priority: number, data = "m") => rig.delivery.publish(data, { topic: "t", QoS: 1, priority });
		publish(1);
		publish(0);
		publish(0);
		publish(0);
		publish(5, "x".repeat(17));
		rig.told();
		equal(rig.delivery.pending, 2);
		throws(() => publish(4, "x".repeat(18)), Error, "would block");
		throws(() => publish(9, "x".repeat(20)), RangeError, "data");
		rig.client.accept();
		deepEqual(rig.sent(), [`1 ${"x".repeat(17)}`, "2 m"]);
		equal(rig.delivery.counters.dropped, 3);

		const strict = new DeliveryRig({ outbox: { messages: 1, drop: "newest" } });
		strict.delivery.publish("a", { topic: "t" });
		throws(() => strict.delivery.publish("b", { topic: "t" }), Error, "would block");
	});

	it("ends a message that the client will never take", () => {
		const rig = new DeliveryRig().connected();
		rig.client.failure = new RangeError("data: over 1500 bytes");
		rig.delivery.publish("a", { topic: "t" });
		rig.delivery.publish("b", { topic: "t" });
		deepEqual(rig.told(), ["1 failed data: over 1500 bytes", "2 published"]);
		deepEqual(rig.sent(), ["1 b"]);
	});

	it("puts fragments together, and counts what it cannot", () => {
		const rig = new DeliveryRig({ receive: 8 }).connected();
		rig.client.give("a", ["ab", "cd"]);
		rig.client.give("b", [""]);
		rig.client.give("c", ["12345", "6789"]);
		rig.client.give("d", ["1234"], 3);
		rig.client.options.onReadable?.call(rig.client, 1, { topic: "e", byteLength: 5, more: true });
		rig.client.give("f", ["ok"]);
		rig.client.options.onReadable?.call(rig.client, 1, { topic: "g", byteLength: 5, more: true });
		rig.client.fail();
		rig.told();
		equal(rig.delivery.counters.received, 3);
		equal(rig.delivery.counters.lost, 4);
	});

	it("goes on after a restart of the host where the store says", () => {
		const store = new MapStore();
		const rig = new DeliveryRig({ outbox: { store } }).connected(2);
		for (const QoS of [1, 2, 1]) rig.delivery.publish(`${QoS}`, { topic: "t", QoS });
		deepEqual(rig.sent(), ["1 1", "2 2"]);
		rig.delivery.close();
		ok(store.isClosed);
		const after = new DeliveryRig({ outbox: { store } });
		deepEqual(after.told(), ["2 unknown restarted", "connecting"]);
		after.client.accept();
		deepEqual(after.sent(), ["1 1 again", "2 1"]);
		equal(after.delivery.publish("x", { topic: "t", QoS: 1 }), 4);
		for (const id of [1, 2, 3]) after.client.control(PlainMQTTClient.PUBACK, { id });
		after.told();
		equal(store.kept.size, 0);
	});

	it("refuses what the store cannot keep, and tells when it fails later", () => {
		const store = new MapStore();
		const rig = new DeliveryRig({ outbox: { store } });
		store.failure = new Error("full");
		throws(() => rig.delivery.publish("a", { topic: "t" }), Error, "full");
		equal(rig.delivery.pending, 0);
		store.failure = undefined;
		rig.delivery.publish("a", { topic: "t" });
		store.failure = new Error("worn out");
		rig.client.accept();
		deepEqual(rig.told(), ["connecting", "connected", "store worn out", "store worn out", "1 published"]);
		equal(rig.delivery.counters.storeErrors, 2);
	});

	it("is silent after close, wherever it is called", () => {
		const rig = new DeliveryRig({
			onState() {
				rig.log.push("state");
				this.close();
				this.close();
			},
		});
		deepEqual(rig.told(), ["state"]);
		const { client } = rig;
		ok(client.isClosed);
		client.accept();
		client.fail();
		rig.clock.advance(1_000_000);
		deepEqual(rig.told(), []);
		throws(() => rig.delivery.publish("a", { topic: "t" }), SyntaxError);
		throws(() => rig.delivery.cancel(1), SyntaxError);
		equal(rig.delivery.state, "closed");
	});

	it("tells everything although a callback throws", () => {
		const rig = new DeliveryRig({
			onOutcome(ticket) {
				if (ticket === 1) throw new Error("mine");
				rig.log.push(`${ticket}`);
			},
		}).connected();
		rig.delivery.publish("a", { topic: "t" });
		rig.delivery.publish("b", { topic: "t" });
		throws(() => rig.clock.advance(0), Error, "mine");
		deepEqual(rig.told(), ["2"]);
	});

	it("refuses what is wrong", () => {
		const rig = new DeliveryRig();
		const { delivery } = rig;
		throws(() => delivery.publish(7 as never, { topic: "t" }), TypeError, "data");
		throws(() => delivery.publish("a", undefined as never), TypeError, "options");
		for (const topic of ["", "a/+", "#", "a\0"]) throws(() => delivery.publish("a", { topic }), RangeError, "topic");
		throws(() => delivery.publish("a", { topic: 7 as never }), TypeError, "topic");
		throws(() => delivery.publish("a", { topic: "t", QoS: 3 }), RangeError, "QoS");
		throws(() => delivery.publish("a", { topic: "t", retain: 1 as never }), TypeError, "retain");
		throws(() => delivery.publish("a", { topic: "t", priority: 0.5 }), RangeError, "priority");
		throws(() => delivery.subscribe({ topic: "" }), RangeError, "topic");
		throws(() => delivery.subscribe({ topic: "a", QoS: 3 }), RangeError, "QoS");
		throws(() => delivery.unsubscribe(7 as never), TypeError, "topic");
		throws(() => new DeliveryRig({ outbox: { messages: 0 } }), RangeError, "outbox.messages");
		throws(() => new DeliveryRig({ outbox: { drop: "all" as never } }), RangeError, "outbox.drop");
		throws(() => new DeliveryRig({ times: { longest: 1 } }), RangeError, "times.longest");
		throws(() => new DeliveryRig({ client: {} as never }), TypeError, "client.io");
		throws(() => new DeliveryRig({ client: { io: PlainMQTTClient } }), TypeError, "clock");
		PlainMQTTClient.failure = new RangeError("host: empty");
		throws(() => new DeliveryRig(), RangeError, "host");
	});
});
