import { checkInteger } from "../at/quoting.js";
import type { ByteBuffer } from "../io.js";
import type { Link } from "../modem/link.js";
import { MQTTClients } from "./mqtt-clients.js";
import { Opcode } from "./mqtt-opcodes.js";
import { bytesOf, type MQTTClientOptions, type WriteOptions } from "./mqtt-options.js";
import { MQTTSession } from "./mqtt-session.js";

/**
 * The MQTT client of ECMA-419 (4th edition, clause 25) on the module's own MQTT (Application Note, chapter 3).
 *
 * Constructed by scripts as `new modem.MQTTClient(options)`; see {@link MQTTClientOptions}. `onControl` with CONNACK comes
 * first, then `onWritable`. The module answers PUBLISH, PUBREC and PUBREL by itself, so `write` refuses these operations.
 */
export class MQTTClient {
	/** Every PUBLISH is told of by `quectel.onResult`. */
	static get tellsResults(): boolean {
		return true;
	}
	static get CONNECT(): number {
		return Opcode.CONNECT;
	}
	static get CONNACK(): number {
		return Opcode.CONNACK;
	}
	static get PUBLISH(): number {
		return Opcode.PUBLISH;
	}
	static get PUBACK(): number {
		return Opcode.PUBACK;
	}
	static get PUBREC(): number {
		return Opcode.PUBREC;
	}
	static get PUBREL(): number {
		return Opcode.PUBREL;
	}
	static get PUBCOMP(): number {
		return Opcode.PUBCOMP;
	}
	static get SUBSCRIBE(): number {
		return Opcode.SUBSCRIBE;
	}
	static get SUBACK(): number {
		return Opcode.SUBACK;
	}
	static get UNSUBSCRIBE(): number {
		return Opcode.UNSUBSCRIBE;
	}
	static get UNSUBACK(): number {
		return Opcode.UNSUBACK;
	}
	static get PINGREQ(): number {
		return Opcode.PINGREQ;
	}
	static get PINGRESP(): number {
		return Opcode.PINGRESP;
	}
	static get DISCONNECT(): number {
		return Opcode.DISCONNECT;
	}

	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #session: MQTTSession;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError, RangeError for bad options; Error("busy") when all of the module's clients are taken
	 */
	constructor(options: MQTTClientOptions, link: Link) {
		// First: where an option's getter throws, nothing may have been taken.
		this.target = (options as MQTTClientOptions | undefined)?.target;
		this.#session = new MQTTSession(this, options, link, link.part(MQTTClients));
	}

	/** Always `"buffer"`. */
	get format(): string {
		this.#checkOpen();
		return "buffer";
	}

	set format(value: string) {
		this.#checkOpen();
		if (value !== "buffer") throw new RangeError('format: "buffer"');
	}

	/**
	 * Closes without DISCONNECT. No callback is called any more; publishes under way are not told of.
	 * May be called in every state, inside every callback, and twice.
	 */
	close(): void {
		this.#session.close();
	}

	/**
	 * Reads what has arrived of the present message.
	 * @param into how many bytes at most, or the buffer to fill; default everything that is there
	 * @returns an ArrayBuffer, or for a buffer the count; undefined when nothing is there
	 */
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		this.#checkOpen();
		const session = this.#session;
		if (into === undefined) return session.read(undefined);
		if (typeof into !== "number") return session.read(bytesOf("buffer", into));
		checkInteger("byteLength", into, 1, 0x7fffffff);
		return session.read(into);
	}

	/**
	 * Sends a message or a control message. Nothing has been sent when it throws.
	 * @param data payload of a PUBLISH, 1 to 1500 bytes in all; ignored for other operations
	 * @param options required, but for the further fragments of a PUBLISH
	 * @returns bytes of payload that may be written now, 0 while five publishes are under way
	 * @throws Error("bad state") before CONNACK; Error("would block") over the last count; RangeError, TypeError
	 */
	write(data: ByteBuffer | undefined, options?: WriteOptions): number {
		this.#checkOpen();
		const session = this.#session;
		const { publisher } = session;
		if (!session.isConnected) throw new Error("bad state");
		if (publisher.isCollecting) {
			publisher.append(bytesOf("data", data));
			return publisher.tell();
		}
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { operation = Opcode.PUBLISH } = options;
		if (operation === Opcode.PUBLISH) session.publish(bytesOf("data", data), options);
		else if (operation === Opcode.SUBSCRIBE || operation === Opcode.UNSUBSCRIBE) session.request(operation, options);
		else if (operation === Opcode.DISCONNECT) session.disconnect();
		else throw new RangeError("operation: PUBLISH, SUBSCRIBE, UNSUBSCRIBE or DISCONNECT");
		return publisher.tell();
	}

	#checkOpen(): void {
		if (this.#session.isClosed) throw new SyntaxError("closed");
	}
}
