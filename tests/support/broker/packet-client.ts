import { generate, type Packet, parser } from "mqtt-packet";
import type { Network, NetworkSocket } from "../../../tools/sim/network.js";

/** A client that sends exactly the packets it is given and writes down what comes: to test a broker with. */
export class PacketClient {
	/** What came since {@link take}, in order; `open`, `end` and `error NAME` for the connection itself. */
	#told: string[] = [];
	readonly packets: Packet[] = [];
	readonly #socket: NetworkSocket;

	constructor(network: Network, host: string, port: number) {
		const socket = network.connect({ host, port });
		const packets = parser();
		packets.on("packet", (packet) => {
			this.packets.push(packet);
			this.#told.push(describePacket(packet));
		});
		socket.onOpen = () => this.#told.push("open");
		socket.onData = (bytes) => packets.parse(Buffer.from(bytes));
		socket.onClose = () => this.#told.push("end");
		socket.onError = (failure) => this.#told.push(`error ${failure}`);
		this.#socket = socket;
	}

	/** Sends a packet. */
	send(packet: Packet): void {
		this.#socket.write(generate(packet));
	}

	/** Sends bytes, MQTT or not. */
	sendBytes(...bytes: number[]): void {
		this.#socket.write(Uint8Array.from(bytes));
	}

	connect(clientId: string, more: object = {}): void {
		this.send({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clientId, clean: true, keepalive: 0, ...more });
	}

	publish(topic: string, payload: string, qos: 0 | 1 | 2 = 0, messageId = 1, more: object = {}): void {
		this.send({ cmd: "publish", topic, payload, qos, messageId, dup: false, retain: false, ...more });
	}

	subscribe(topic: string, qos: 0 | 1 | 2, messageId = 1): void {
		this.send({ cmd: "subscribe", messageId, subscriptions: [{ topic, qos }] });
	}

	close(): void {
		this.#socket.close();
	}

	abort(): void {
		this.#socket.abort();
	}

	/** What came since the last call. */
	take(): string[] {
		return this.#told.splice(0);
	}
}

function describePacket(packet: Packet): string {
	const id = packet.messageId === undefined ? "" : ` ${packet.messageId}`;
	switch (packet.cmd) {
		case "connack":
			return `connack ${packet.returnCode}${packet.sessionPresent ? " present" : ""}`;
		case "publish":
			return `publish${id} ${packet.topic} ${packet.payload} QoS ${packet.qos}${packet.dup ? " dup" : ""}${packet.retain ? " retain" : ""}`;
		case "suback":
			return `suback${id} ${packet.granted.join(" ")}`;
		default:
			return `${packet.cmd}${id}`;
	}
}
