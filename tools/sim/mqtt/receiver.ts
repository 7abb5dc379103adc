import { fromBytes, fromCharacters, toBytes } from "../bytes.js";
import type { Message } from "./message.js";
import type { Packet } from "./packets.js";

/** The receiving side of a client: acknowledges messages and delivers each QoS 2 message once (MQTT 3.1.1, 4.3). */
export class Receiver {
	readonly #write: (packet: Packet) => void;
	readonly #deliver: (message: Message) => void;
	/** QoS 2 messages delivered, and not released by the broker yet. */
	readonly #delivered = new Set<number>();

	constructor(write: (packet: Packet) => void, deliver: (message: Message) => void) {
		this.#write = write;
		this.#deliver = deliver;
	}

	/** The session is a new one. */
	clear(): void {
		this.#delivered.clear();
	}

	/** A packet of the broker, if it belongs here. */
	take(packet: Packet): void {
		const identifier = packet.messageId ?? 0;
		if (packet.cmd === "pubrel") {
			this.#delivered.delete(identifier);
			this.#write({ cmd: "pubcomp", messageId: identifier });
		}
		if (packet.cmd !== "publish") {
			return;
		}
		const payload = typeof packet.payload === "string" ? toBytes(fromCharacters(packet.payload)) : packet.payload;
		const message: Message = {
			identifier: packet.qos === 0 ? 0 : identifier,
			topic: fromCharacters(packet.topic),
			payload: fromBytes(payload),
		};
		if (packet.qos !== 2 || !this.#delivered.has(identifier)) {
			this.#deliver(message);
		}
		if (packet.qos === 1) {
			this.#write({ cmd: "puback", messageId: identifier });
		} else if (packet.qos === 2) {
			this.#delivered.add(identifier);
			this.#write({ cmd: "pubrec", messageId: identifier });
		}
	}
}
