import type { MQTTClientInstance, MQTTMessageOptions } from "../io.js";

/** Who is given messages. */
export interface IncomingOwner {
	onMessage(payload: ArrayBuffer, topic: string, QoS: number): void;
	/** A message was longer than the limit, or was cut off by the end of the connection. */
	onLost(topic: string): void;
}

/** Puts the fragments of messages together. */
export class Incoming {
	readonly #limit: number;
	readonly #owner: IncomingOwner;
	#topic = "";
	#QoS = 0;
	#bytes: Uint8Array | undefined;
	#length = 0;
	#isInside = false;

	/** @param limit longest message, bytes */
	constructor(limit: number, owner: IncomingOwner) {
		this.#limit = limit;
		this.#owner = owner;
	}

	/** `count` bytes can be read from the client. */
	take(client: MQTTClientInstance, count: number, { topic, QoS, byteLength, more }: MQTTMessageOptions): void {
		if (topic !== undefined) {
			this.cut();
			this.#topic = topic;
			this.#QoS = QoS ?? 0;
			const length = byteLength ?? count;
			this.#bytes = length <= this.#limit ? new Uint8Array(length) : undefined;
			this.#length = 0;
			this.#isInside = true;
		}
		for (let left = count; left > 0; ) {
			const piece = client.read(left);
			if (!(piece instanceof ArrayBuffer) || piece.byteLength === 0) break;
			// A client that gives more than it announced is not to be believed.
			if (this.#length + piece.byteLength > (this.#bytes?.length ?? 0)) this.#bytes = undefined;
			this.#bytes?.set(new Uint8Array(piece), this.#length);
			this.#length += piece.byteLength;
			left -= piece.byteLength;
		}
		if (more || !this.#isInside) return;
		const bytes = this.#bytes;
		this.#isInside = false;
		this.#bytes = undefined;
		if (bytes === undefined || bytes.length !== this.#length) this.#owner.onLost(this.#topic);
		else this.#owner.onMessage(bytes.buffer as ArrayBuffer, this.#topic, this.#QoS);
	}

	/** Nothing more comes of the message at hand. */
	cut(): void {
		if (!this.#isInside) return;
		this.#isInside = false;
		this.#bytes = undefined;
		this.#owner.onLost(this.#topic);
	}
}
