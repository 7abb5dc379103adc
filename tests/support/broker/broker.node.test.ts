import { bytes, deepEqual, equal, throws } from "../assert.js";
import { VirtualClock } from "../virtual-clock.js";
import { Broker } from "./broker.js";
import { MemoryNetwork } from "./memory-network.js";
import { PacketClient } from "./packet-client.js";

const host = "10.0.0.1";
const port = 1883;

describe("Broker", () => {
	function rig(delay = 0) {
		const clock = new VirtualClock();
		const network = new MemoryNetwork(clock, { delay });
		const broker = new Broker(clock);
		network.listen(host, port, broker.accept);
		/** Lets everything happen that is due now. */
		const settle = () => clock.advance(4 * delay);
		/** A client that is connected already. */
		const client = (name: string, more: object = {}) => {
			const it = new PacketClient(network, host, port);
			settle();
			it.connect(name, more);
			settle();
			return it;
		};
		const joined = (name: string, more: object = {}) => {
			const it = client(name, more);
			it.take();
			return it;
		};
		return { clock, network, broker, settle, client, joined };
	}

	describe("connecting", () => {
		it("lets a client in, and out", () => {
			const { broker, client, settle } = rig();
			const a = client("a");
			deepEqual(a.take(), ["open", "connack 0"]);
			deepEqual(broker.clients, ["a"]);
			a.send({ cmd: "disconnect" });
			settle();
			deepEqual(a.take(), ["end"]);
			deepEqual(broker.clients, []);
			deepEqual(broker.violations, []);
		});

		it("takes its time", () => {
			const { clock, broker, network } = rig(100);
			const a = new PacketClient(network, host, port);
			clock.advance(200);
			a.connect("a");
			clock.advance(199);
			deepEqual(broker.clients, ["a"]);
			deepEqual(a.take(), ["open"]);
			clock.advance(1);
			deepEqual(a.take(), ["connack 0"]);
		});

		it("knows MQTT 3.1, but not MQTT 5", () => {
			const { client } = rig();
			deepEqual(client("a", { protocolId: "MQIsdp", protocolVersion: 3 }).take(), ["open", "connack 0"]);
			deepEqual(client("b", { protocolVersion: 5 }).take(), ["open", "connack 1", "end"]);
		});

		it("asks who is there", () => {
			const { broker, client } = rig();
			broker.authorize = (_client, user, password) => (user === "u" ? (password === "p" ? 0 : 4) : 5);
			deepEqual(client("a").take(), ["open", "connack 5", "end"]);
			deepEqual(client("a", { username: "u", password: Buffer.from("x") }).take(), ["open", "connack 4", "end"]);
			deepEqual(client("a", { username: "u", password: Buffer.from("p") }).take(), ["open", "connack 0"]);
		});

		it("closes the older connection of a client", () => {
			const { broker, joined } = rig();
			const older = joined("a");
			joined("a");
			deepEqual(older.take(), ["end"]);
			deepEqual(broker.clients, ["a"]);
		});

		it("gives a clean client without a name one of its own", () => {
			const { broker, client } = rig();
			client("");
			deepEqual(broker.clients, ["anonymous-1"]);
		});

		it("closes a connection that is silent for one and a half times its keep-alive", () => {
			const { clock, broker, joined } = rig();
			const a = joined("a", { keepalive: 10 });
			clock.advance(14_000);
			a.send({ cmd: "pingreq" });
			clock.advance(14_999);
			deepEqual(a.take(), ["pingresp"]);
			clock.advance(1);
			deepEqual(a.take(), ["end"]);
			equal(broker.violations.length, 1);
		});
	});

	describe("as the judge", () => {
		it("writes down what was published, once it is there, and whether it is complete", () => {
			const { clock, broker, joined, settle } = rig();
			const a = joined("a");
			clock.advance(7);
			a.publish("t/0", "zero");
			a.publish("t/1", "\xff\0", 1, 11);
			a.publish("t/2", "two", 2, 12);
			settle();
			deepEqual(a.take(), ["puback 11", "pubrec 12"]);
			deepEqual(
				broker.log.map(({ client, id, topic, QoS, time, isComplete }) => [client, id, topic, QoS, time, isComplete]),
				[
					["a", undefined, "t/0", 0, 7, true],
					["a", 11, "t/1", 1, 7, true],
					["a", 12, "t/2", 2, 7, false],
				],
			);
			bytes(broker.log[0]?.payload as Uint8Array, "zero");
			a.send({ cmd: "pubrel", messageId: 12 });
			settle();
			deepEqual(a.take(), ["pubcomp 12"]);
			equal(broker.log[2]?.isComplete, true);
		});

		it("counts copies at QoS 2 until PUBREL, and takes the identifier again afterwards", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.publish("t", "x", 2, 5);
			a.publish("t", "x", 2, 5, { dup: true });
			settle();
			equal(broker.log.length, 1);
			equal(broker.log[0]?.copies, 2);
			a.send({ cmd: "pubrel", messageId: 5 });
			a.send({ cmd: "pubrel", messageId: 5 });
			a.publish("t", "y", 2, 5);
			settle();
			equal(broker.log.length, 2);
			deepEqual(a.take(), ["pubrec 5", "pubrec 5", "pubcomp 5", "pubcomp 5", "pubrec 5"]);
			deepEqual(broker.violations, []);
		});

		it("writes down each copy at QoS 1, with its DUP flag", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.publish("t", "x", 1, 5);
			a.publish("t", "x", 1, 5, { dup: true });
			settle();
			deepEqual(
				broker.log.map(({ dup }) => dup),
				[false, true],
			);
		});

		it("writes down violations and ends the connection", () => {
			const { broker, network, joined, settle } = rig();
			const wild = joined("wild");
			wild.publish("a/+", "x");
			const twice = joined("twice");
			twice.connect("twice");
			const early = new PacketClient(network, host, port);
			settle();
			early.send({ cmd: "pingreq" });
			const odd = joined("odd");
			odd.sendBytes(0x36, 0);
			const filter = joined("filter");
			filter.subscribe("a/#/b", 1);
			const stray = joined("stray");
			stray.send({ cmd: "puback", messageId: 9 });
			settle();
			for (const it of [wild, twice, odd, filter, stray]) deepEqual(it.take(), ["end"]);
			deepEqual(early.take(), ["open", "end"]);
			equal(broker.violations.length, 6);
			equal(broker.log.length, 0);
			deepEqual(broker.clients, []);
		});

		it("notices an identifier that is used again while it is in flight", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.publish("t", "x", 2, 5);
			a.publish("t", "other", 2, 5);
			settle();
			equal(broker.violations.length, 1);
		});
	});

	describe("delivery", () => {
		it("goes to who has subscribed, at the lower QoS, once", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.subscribe("t/#", 1, 1);
			a.subscribe("t/+", 2, 2);
			a.subscribe("u", 0, 3);
			settle();
			deepEqual(a.take(), ["suback 1 1", "suback 2 2", "suback 3 0"]);
			deepEqual([...broker.subscriptionsOf("a")].flat(), ["t/#", 1, "t/+", 2, "u", 0]);
			broker.publish("t/x", Uint8Array.of(49), { QoS: 2 });
			broker.publish("t/x/y", Uint8Array.of(50), { QoS: 2 });
			broker.publish("u", Uint8Array.of(51), { QoS: 2 });
			broker.publish("v", Uint8Array.of(52), { QoS: 2 });
			settle();
			deepEqual(a.take(), ["publish 1 t/x 1 QoS 2", "publish 2 t/x/y 2 QoS 1", "publish u 3 QoS 0"]);
			a.send({ cmd: "pubrec", messageId: 1 });
			a.send({ cmd: "puback", messageId: 2 });
			settle();
			deepEqual(a.take(), ["pubrel 1"]);
			a.send({ cmd: "pubcomp", messageId: 1 });
			settle();
			deepEqual(broker.violations, []);
		});

		it("ends with unsubscribing", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.subscribe("t", 0);
			a.send({ cmd: "unsubscribe", messageId: 2, unsubscriptions: ["t", "never"] });
			settle();
			deepEqual(a.take(), ["suback 1 0", "unsuback 2"]);
			broker.publish("t", Uint8Array.of(49));
			settle();
			deepEqual(a.take(), []);
		});

		it("of what clients publish: QoS 2 when it is complete", () => {
			const { broker, joined, settle } = rig();
			const heard: string[] = [];
			broker.listen("t/+", ({ topic }) => heard.push(topic));
			const a = joined("a");
			a.publish("t/0", "x");
			a.publish("t/2", "x", 2, 3);
			a.publish("other", "x");
			settle();
			deepEqual(heard, ["t/0"]);
			a.send({ cmd: "pubrel", messageId: 3 });
			settle();
			deepEqual(heard, ["t/0", "t/2"]);
		});

		it("of retained messages when somebody subscribes, until an empty one", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			a.publish("t", "kept", 1, 1, { retain: true });
			settle();
			a.take();
			a.subscribe("#", 0, 2);
			settle();
			deepEqual(a.take(), ["suback 2 0", "publish t kept QoS 0 retain"]);
			broker.publish("t", new Uint8Array(0), { retain: true });
			a.subscribe("#", 0, 3);
			settle();
			deepEqual(a.take(), ["publish t  QoS 0", "suback 3 0"]);
		});

		it("of the will, unless the client said DISCONNECT", () => {
			const { broker, joined, settle } = rig();
			const heard: string[] = [];
			broker.listen("#", ({ topic, payload }) => heard.push(`${topic} ${payload.length}`));
			const will = { topic: "gone", payload: Buffer.from("xyz"), qos: 1, retain: false };
			joined("a", { will }).close();
			settle();
			joined("b", { will }).send({ cmd: "disconnect" });
			settle();
			joined("c", { will }).abort();
			settle();
			deepEqual(heard, ["gone 3", "gone 3"]);
		});
	});

	describe("sessions", () => {
		it("keep subscriptions and messages for a client that is not clean", () => {
			const { broker, client, joined, settle } = rig();
			const first = joined("a", { clean: false });
			first.subscribe("t", 2);
			settle();
			broker.publish("t", Uint8Array.of(49), { QoS: 1 });
			settle();
			first.abort();
			settle();
			broker.publish("t", Uint8Array.of(50), { QoS: 2 });
			broker.publish("t", Uint8Array.of(51), { QoS: 0 });
			const second = client("a", { clean: false });
			deepEqual(second.take(), ["open", "connack 0 present", "publish 1 t 1 QoS 1 dup", "publish 2 t 2 QoS 2"]);
			second.send({ cmd: "puback", messageId: 1 });
			second.send({ cmd: "pubrec", messageId: 2 });
			settle();
			second.abort();
			settle();
			deepEqual(client("a", { clean: false }).take(), ["open", "connack 0 present", "pubrel 2"]);
		});

		it("keep unfinished QoS 2 messages of the client", () => {
			const { broker, joined, settle } = rig();
			const first = joined("a", { clean: false });
			first.publish("t", "x", 2, 8);
			settle();
			first.abort();
			settle();
			const second = joined("a", { clean: false });
			second.publish("t", "x", 2, 8, { dup: true });
			second.send({ cmd: "pubrel", messageId: 8 });
			settle();
			equal(broker.log.length, 1);
			equal(broker.log[0]?.copies, 2);
			equal(broker.log[0]?.isComplete, true);
		});

		it("end with a clean connection", () => {
			const { broker, client, joined, settle } = rig();
			joined("a", { clean: false }).subscribe("t", 1);
			settle();
			broker.drop("a", "close");
			const clean = joined("a");
			settle();
			broker.publish("t", Uint8Array.of(49), { QoS: 1 });
			settle();
			deepEqual(clean.take(), []);
			clean.close();
			settle();
			deepEqual(client("a", { clean: false }).take(), ["open", "connack 0"]);
		});
	});

	describe("faults", () => {
		it("refuses with any return code", () => {
			const { broker, client } = rig();
			for (const code of [1, 2, 3, 4, 5]) {
				broker.faults.refusal = code;
				deepEqual(client("a").take(), ["open", `connack ${code}`, "end"]);
			}
		});

		it("keeps answers back until they are released", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			for (const kind of ["puback", "pubrec", "pubcomp", "suback", "unsuback", "pingresp"] as const) {
				broker.faults.stalled.add(kind);
			}
			a.publish("t", "x", 1, 1);
			a.publish("t", "x", 2, 2);
			a.send({ cmd: "pubrel", messageId: 2 });
			a.subscribe("t", 0, 3);
			a.send({ cmd: "unsubscribe", messageId: 4, unsubscriptions: ["t"] });
			a.send({ cmd: "pingreq" });
			settle();
			deepEqual(a.take(), []);
			broker.faults.stalled.delete("puback");
			broker.release();
			settle();
			deepEqual(a.take(), ["puback 1"]);
			broker.faults.stalled.clear();
			broker.release();
			settle();
			deepEqual(a.take(), ["pubrec 2", "pubcomp 2", "suback 3 0", "unsuback 4", "pingresp"]);
		});

		it("never answers CONNECT", () => {
			const { broker, clock, client } = rig();
			broker.faults.stalled.add("connack");
			const a = client("a");
			clock.advance(1_000_000);
			deepEqual(a.take(), ["open"]);
		});

		it("refuses subscriptions, and grants less", () => {
			const { broker, joined, settle } = rig();
			broker.faults.refusedFilters.add("secret/#");
			broker.faults.grantedQoS = 1;
			const a = joined("a");
			a.send({
				cmd: "subscribe",
				messageId: 1,
				subscriptions: [
					{ topic: "secret/#", qos: 1 },
					{ topic: "t", qos: 2 },
				],
			});
			settle();
			deepEqual(a.take(), ["suback 1 128 1"]);
		});

		it("drops a client in good order or with a reset", () => {
			const { broker, joined, settle } = rig();
			const a = joined("a");
			const b = joined("b");
			broker.drop("a", "close");
			broker.drop("b", "abort");
			settle();
			deepEqual(a.take(), ["end"]);
			deepEqual(b.take(), ["error reset"]);
			throws(() => broker.drop("a", "close"), Error, "not connected");
		});
	});
});
