import type { ModemError } from "../errors.js";
import type { ByteBuffer } from "../io.js";
import type { MQTTClient } from "./mqtt.js";
import type { TLSOptions } from "./tls-options.js";

/** How a publish ended: the broker has it (at QoS 0: the module sent it), it never will, or nobody can say. */
export type PublishResult = "published" | "failed" | "unknown";

/** What the module can do beyond the standard. */
export interface QuectelOptions {
	/** MQTT protocol version: 3 is 3.1, 4 is 3.1.1 (default). This and what follows: MQTT Application Note 3.2.1. */
	version?: 3 | 4;
	/** PDP context, 1 to 15; default the modem's. */
	pdpcid?: number;
	/** Time-out of one packet, ms, in whole seconds from 1000 to 60000; default 5000. */
	packetTimeout?: number;
	/** Retransmissions of one packet, 0 to 10; default 3. */
	retries?: number;
	/** Until a PINGREQ without an answer is sent again, ms, in whole seconds from 5000 to 60000; default the module's, 5000. */
	qmtping?: number;
	/** How payloads are given to `write`: as they are (default), or in hex, two digits for each byte that is published. */
	sendMode?: "string" | "hex";
	/** Whether the module shows data in its transparent mode, which nothing here enters; default false. */
	viewMode?: boolean;
	/** Log-in that the module makes itself, instead of `user` and `password`; one of the three. */
	alibaba?: { productKey: string; deviceName: string; deviceSecret: string };
	oneNET?: { productId: string; accessKey: string };
	huawei?: { deviceId: string; deviceSecret: string } | { productId: string; productSecret: string; nodeId: string };
	/**
	 * Whether the module sends received messages at once, or stores up to five until they are fetched one by one, each when
	 * the one before it was read. Default: pushed where the host's Serial takes such bursts. Application Note 4.2.
	 */
	receive?: "pushed" | "stored";
	/** With TLS: whether certificates count that are not in force by the module's clock, for a module without one; default false. */
	ignoreTime?: boolean;
	/** Longest message that is received in one piece, bytes, 1 to 65535; default 1500. Longer ones come in fragments. */
	receiveStore?: number;
	/** Bytes of payload that wait for the module, 1 to 65535; default 1500. */
	transmitStore?: number;
	/** The end of every PUBLISH, QoS 0 too, with the id that was given to `write`; before `onControl`. */
	onResult?(this: MQTTClient, id: number, result: PublishResult, error?: ModemError): void;
	/**
	 * A message was dropped whole: the one before it had not been read, or it came damaged. At QoS 1 and 2 the module had
	 * acknowledged it. Of one that never came to the driver, `topic` is empty and `byteLength` 0.
	 */
	onDrop?(this: MQTTClient, topic: string, byteLength: number): void;
	/**
	 * With `receive: "stored"`: all places for messages in the module are taken. What comes before one is read, the module
	 * acknowledges and loses without a word (Application Note 3.2.9).
	 */
	onFull?(this: MQTTClient): void;
	/** The module sent packet `id` once more; `count` times so far. */
	onNotice?(this: MQTTClient, id: number, count: number): void;
}

/** What comes with `onControl`: `operation` is the same as the first argument. */
export interface ControlMessage {
	operation: number;
	/** CONNACK: 0 accepted, 1 to 5 refused (MQTT 3.1.1, 3.2.2.3). */
	returnCode?: number;
	id?: number;
	/** SUBACK: granted QoS per item, 128 refused. */
	payload?: number[];
}

/** What comes with `onReadable`. */
export interface MessageOptions {
	/** First fragment only. */
	topic?: string;
	/** First fragment only. 0 or 1: the module does not tell 2 from 1. */
	QoS?: number;
	/** First fragment only: length of the whole message. */
	byteLength?: number;
	/** Whether another fragment of the same message follows. */
	more: boolean;
}

/** Constructor options (ECMA-419, clause 25). Durations are ms. */
export interface MQTTClientOptions {
	host: string;
	/** 1 to 65535; default 1883. */
	port?: number;
	id?: string;
	user?: string;
	/** A Byte Buffer must hold UTF-8 text: that is all that the module takes. */
	password?: string | ByteBuffer;
	/** 0 to 3600000, rounded up to whole seconds; default 0: never dropped. */
	keepAlive?: number;
	clean?: boolean;
	/** `topic` and `message` up to 256 bytes each; the message may hold any bytes. */
	will?: { topic: string; message?: string | ByteBuffer; QoS?: number; retain?: boolean };
	/** Accepted and ignored, but for `tls`: the module has its own sockets and resolver. */
	socket?: { tls?: TLSOptions; io?: unknown };
	dns?: unknown;
	target?: unknown;
	quectel?: QuectelOptions;
	onReadable?(this: MQTTClient, count: number, options: MessageOptions): void;
	onWritable?(this: MQTTClient, count: number): void;
	onControl?(this: MQTTClient, opcode: number, message: ControlMessage): void;
	/** The connection is gone; `error` is absent when that was asked for with DISCONNECT. */
	onError?(this: MQTTClient, error?: ModemError): void;
}

/** What `write` sends, behind the payload. */
export interface WriteOptions {
	/** Default PUBLISH. */
	operation?: number;
	/** 1 to 65535; default one that is not in use. */
	id?: number;
	topic?: string;
	QoS?: number;
	retain?: boolean;
	/** Accepted and ignored: the module retransmits by itself. */
	duplicate?: boolean;
	byteLength?: number;
	items?: readonly { topic: string; QoS?: number }[];
}

/** The bytes of a Byte Buffer, without copying. @throws TypeError for anything else */
export function bytesOf(what: string, data: unknown): Uint8Array {
	if (data instanceof Uint8Array) return data;
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	throw new TypeError(`${what}: not a Byte Buffer`);
}
