import { generate, type Packet, parser } from "mqtt-packet";
import { MemoryNetwork, type Peer } from "../../support/broker/memory-network.js";
import { SocketMQTTClient } from "../../support/socket-mqtt-client.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { closeSuite } from "./close.js";
import { constructorSuite } from "./constructor.js";
import { orderSuite } from "./order.js";
import type { MQTTClass, MQTTSubject } from "./subject.js";
import { transferSuite } from "./transfer.js";

/** A client that has no modem, and a server that says what the suites want. */
function make(): MQTTSubject {
	const clock = new VirtualClock();
	const network = new MemoryNetwork(clock);
	const published: string[] = [];
	const peers: Peer[] = [];
	const stalled: (() => void)[] = [];
	let isStalled = false;
	let made = 0;
	/** Whose connection has ended hears nothing more. */
	const gone = new Set<Peer>();
	const send = (peer: Peer | undefined, packet: Packet) => {
		if (peer !== undefined && !gone.has(peer)) peer.write(generate(packet));
	};
	const answer = (peer: Peer, packet: Packet) => {
		if (isStalled) stalled.push(() => send(peer, packet));
		else send(peer, packet);
	};
	const take = (peer: Peer, packet: Packet) => {
		const { messageId = 0 } = packet;
		subject.onStep?.();
		if (packet.cmd === "connect") {
			peers[Number(packet.clientId)] = peer;
			send(peer, { cmd: "connack", returnCode: 0, sessionPresent: false });
		} else if (packet.cmd === "publish") {
			published.push(`${packet.topic} ${packet.payload}`);
			if (packet.qos > 0) answer(peer, { cmd: packet.qos === 1 ? "puback" : "pubrec", messageId });
		} else if (packet.cmd === "pubrel") answer(peer, { cmd: "pubcomp", messageId });
		else if (packet.cmd === "subscribe") {
			answer(peer, { cmd: "suback", messageId, granted: packet.subscriptions.map(({ qos }) => qos) });
		} else if (packet.cmd === "unsubscribe") answer(peer, { cmd: "unsuback", messageId, granted: [] });
	};
	network.listen("broker.test", 1883, (peer) => {
		subject.onStep?.();
		const packets = parser();
		packets.on("packet", (packet) => take(peer, packet));
		peer.onData = (bytes) => packets.parse(Buffer.from(bytes));
		peer.onEnd = () => gone.add(peer);
	});
	const { resolve } = network;
	network.resolve = (host, callback) => {
		subject.onStep?.();
		resolve.call(network, host, callback);
	};
	const settle = () => clock.advance(0);
	const subject: MQTTSubject = {
		Client: SocketMQTTClient as unknown as MQTTClass,
		options: () => ({ clock, socket: { network }, host: "broker.test", id: `${made++}` }),
		settle,
		receive(client, topic, payload, QoS = 0) {
			const qos = QoS as 0 | 1 | 2;
			send(peers[client], { cmd: "publish", topic, payload, qos, dup: false, retain: false, messageId: 1 });
			settle();
		},
		drop(client) {
			const peer = peers[client] as Peer;
			gone.add(peer);
			peer.close();
			settle();
		},
		published: () => published.splice(0),
		stall(it) {
			isStalled = it;
			if (!it) for (const work of stalled.splice(0)) work();
		},
		window: 8,
		onStep: undefined,
		limit: undefined,
	};
	return subject;
}

describe("ECMA-419, clause 25: a second MQTTClient, over a socket", () => {
	describe("constructor", () => constructorSuite(make));
	describe("close", () => closeSuite(make));
	describe("transfer", () => transferSuite(make));
	describe("callbacks", () => orderSuite(make));
});
