import { generate, type Packet, type Parser, parser } from "mqtt-packet";

export type { Packet };

/** The bytes of an MQTT packet; undefined when MQTT knows no such packet, as a CONNECT without client identifier and without clean session. */
export function encode(packet: Packet): Uint8Array | undefined {
	try {
		return generate(packet);
	} catch {
		// The library reports what cannot be expressed by throwing; there is nothing else in it that can fail.
		return undefined;
	}
}

/** Bytes as the library wants them. It is built on Buffer, so that wherever it runs there is one. */
export function payloadOf(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Cuts a TCP stream into MQTT packets. */
export class PacketReader {
	readonly #parser: Parser;
	#failed = false;

	/** @param onError the stream is no MQTT any more; nothing is called afterwards */
	constructor(version: 3 | 4, onPacket: (packet: Packet) => void, onError: () => void) {
		this.#parser = parser({ protocolVersion: version });
		this.#parser.on("packet", (packet) => {
			if (this.#failed) {
				return;
			}
			// The library takes a packet that ends inside its identifier, or has none, as one with a number that is none.
			if (isIdentified(packet) && !((packet.messageId ?? 0) > 0)) {
				this.#failed = true;
				onError();
				return;
			}
			onPacket(packet);
		});
		this.#parser.on("error", () => {
			if (!this.#failed) {
				this.#failed = true;
				onError();
			}
		});
	}

	push(bytes: Uint8Array): void {
		if (!this.#failed) {
			this.#parser.parse(payloadOf(bytes));
		}
	}
}

/** Whether a packet has to have an identifier (MQTT 3.1.1, 2.3.1). */
function isIdentified(packet: Packet): boolean {
	if (packet.cmd === "publish") {
		return packet.qos > 0;
	}
	return /^(pub|sub|unsub)/.test(packet.cmd);
}
