import { checkInteger, checkQuotable } from "../at/quoting.js";
import type { ModemError } from "../errors.js";
import type { ByteBuffer } from "../io.js";
import type { Link } from "../modem/link.js";
import { decode } from "../text.js";
import type { MQTTClient } from "./mqtt.js";

/** How a publish ended: the broker has it (at QoS 0: the module sent it), it never will, or nobody can say. */
export type PublishResult = "published" | "failed" | "unknown";

/** What the module can do beyond the standard. */
export interface QuectelOptions {
	/** MQTT protocol version: 3 is 3.1, 4 is 3.1.1 (default). MQTT Application Note 3.2.1, "version". */
	version?: 3 | 4;
	/** PDP context, 1 to 15; default the modem's. */
	pdpcid?: number;
	/** Time-out of one packet, ms, in whole seconds from 1000 to 60000; default 5000. */
	packetTimeout?: number;
	/** Retransmissions of one packet, 0 to 10; default 3. */
	retries?: number;
	/**
	 * Whether the module sends received messages at once, or stores up to five until they are fetched one by one, each when
	 * the one before it was read. Default: pushed where the host's Serial takes such bursts. Application Note 4.2.
	 */
	receive?: "pushed" | "stored";
	/** Longest message that is received in one piece, bytes, 1 to 65535; default 1500. Longer ones come in fragments. */
	receiveStore?: number;
	/** Bytes of payload that wait for the module, 1 to 65535; default 1500. */
	transmitStore?: number;
	/** The end of every PUBLISH, QoS 0 too, with the id that was given to `write`; before `onControl`. */
	onResult?(this: MQTTClient, id: number, result: PublishResult, error?: ModemError): void;
	/** A message was dropped whole: the one before it had not been read. At QoS 1 and 2 the module had acknowledged it. */
	onDrop?(this: MQTTClient, topic: string, byteLength: number): void;
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
	password?: string | ByteBuffer;
	/** 0 to 3600000, rounded up to whole seconds; default 0: never dropped. */
	keepAlive?: number;
	clean?: boolean;
	will?: { topic: string; message?: string | ByteBuffer; QoS?: number; retain?: boolean };
	/** Accepted and ignored, but for `tls`: the module has its own sockets and resolver. */
	socket?: { tls?: unknown };
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

/** The options, checked, with their defaults. Times in seconds, as the module takes them. */
export interface MQTTSettings {
	host: string;
	port: number;
	id: string;
	user: string;
	password: string;
	hasCredentials: boolean;
	keepAlive: number;
	clean: boolean;
	willTopic: string | undefined;
	willMessage: string;
	willQoS: number;
	willRetain: boolean;
	version: number;
	context: number;
	packetTimeout: number;
	retries: number;
	isStored: boolean;
	receiveStore: number;
	transmitStore: number;
}

/** The bytes of a Byte Buffer, without copying. @throws TypeError for anything else */
export function bytesOf(what: string, data: unknown): Uint8Array {
	if (data instanceof Uint8Array) return data;
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	throw new TypeError(`${what}: not a Byte Buffer`);
}

function textOf(what: string, value: unknown): string {
	if (typeof value === "string") return value;
	const bytes = bytesOf(what, value);
	for (const byte of bytes) if (byte > 127) throw new RangeError(`${what}: not ASCII`);
	return decode(bytes, 0, bytes.length);
}

function flag(what: string, value: unknown, otherwise: boolean): boolean {
	if (value === undefined) return otherwise;
	if (typeof value !== "boolean") throw new TypeError(`${what}: not a boolean`);
	return value;
}

function seconds(what: string, value: unknown, low: number, high: number): number {
	if (typeof value !== "number" || !(value >= low * 1000 && value <= high * 1000)) {
		throw new RangeError(`${what}: ${low * 1000} to ${high * 1000}`);
	}
	return Math.ceil(value / 1000);
}

/**
 * Checks everything before anything is changed.
 * @throws TypeError wrong kind or missing; RangeError a value that cannot be sent, naming option and range
 */
export function checkMQTTOptions(options: MQTTClientOptions, { profile, context, takesBursts }: Link): MQTTSettings {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const { mqtt } = profile;
	const { host, port = 1883, id = "", user = "", password = "", keepAlive = 0, will, quectel = {} } = options;
	checkQuotable("host", host, mqtt.host);
	if (host === "") throw new RangeError("host: empty");
	checkInteger("port", port, 1, 65535);
	checkQuotable("id", id, mqtt.credential);
	checkQuotable("user", user, mqtt.credential);
	const passwordText = textOf("password", password);
	checkQuotable("password", passwordText, mqtt.credential);
	if (options.socket?.tls !== undefined) throw new Error("socket.tls: not supported");
	if (will !== undefined) {
		checkQuotable("will.topic", will.topic, mqtt.topic);
		if (will.topic === "") throw new RangeError("will.topic: empty");
		checkInteger("will.QoS", will.QoS ?? 0, 0, 2);
	}
	const willMessage = will?.message === undefined ? "" : textOf("will.message", will.message);
	checkQuotable("will.message", willMessage, 256);
	const { version = 4, pdpcid = context, packetTimeout = 5000, retries = 3 } = quectel;
	const { receive = takesBursts ? "pushed" : "stored" } = quectel;
	if (receive !== "pushed" && receive !== "stored") throw new RangeError('quectel.receive: "pushed" or "stored"');
	checkInteger("quectel.version", version, 3, 4);
	checkInteger("quectel.pdpcid", pdpcid, 1, 15);
	const { receiveStore = mqtt.payload, transmitStore = mqtt.payload } = quectel;
	checkInteger("quectel.receiveStore", receiveStore, 1, 65535);
	checkInteger("quectel.transmitStore", transmitStore, 1, 65535);
	checkInteger("quectel.retries", retries, mqtt.retries[0], mqtt.retries[1]);
	return {
		host,
		port,
		id,
		user,
		password: passwordText,
		hasCredentials: options.user !== undefined || options.password !== undefined,
		keepAlive: seconds("keepAlive", keepAlive, 0, mqtt.keepAlive),
		clean: flag("clean", options.clean, true),
		willTopic: will?.topic,
		willMessage,
		willQoS: will?.QoS ?? 0,
		willRetain: flag("will.retain", will?.retain, false),
		version,
		context: pdpcid,
		packetTimeout: seconds("quectel.packetTimeout", packetTimeout, mqtt.packetTimeout[0], mqtt.packetTimeout[1]),
		retries,
		isStored: receive === "stored",
		receiveStore,
		transmitStore,
	};
}
