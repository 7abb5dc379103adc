import { checkInteger, checkQuotable, isQuotable } from "../at/quoting.js";
import type { Link } from "../modem/link.js";
import type { SSLSettings } from "../modem/ssl-context.js";
import { byteLength, decode, encode } from "../text.js";
import { type CloudLogIn, checkLogIn } from "./mqtt-log-in.js";
import { bytesOf, type MQTTClientOptions } from "./mqtt-options.js";
import { checkTopic } from "./mqtt-topic.js";

/** Longest will message, bytes (MQTT Application Note 3.2.1, "will" and "willex"). */
const WILL = 256;
/** Of a command line: all that is neither a string nor its quotes, at most. */
const AROUND = 48;

export interface WillSettings {
	readonly topic: string;
	/** What can be quoted; undefined: it goes out as `bytes`, behind a prompt. */
	readonly text: string | undefined;
	readonly bytes: Uint8Array;
	readonly QoS: number;
	readonly retain: boolean;
}

/** The options, checked, with their defaults. Times in seconds, as the module takes them. */
export interface MQTTSettings {
	readonly host: string;
	readonly port: number;
	readonly id: string;
	readonly user: string;
	readonly password: string;
	readonly hasCredentials: boolean;
	readonly keepAlive: number;
	readonly clean: boolean;
	readonly will: WillSettings | undefined;
	readonly tls: SSLSettings | undefined;
	/** Of the session: 0 to 5; -1: no TLS. */
	readonly sslContext: number;
	readonly version: number;
	readonly context: number;
	readonly packetTimeout: number;
	readonly retries: number;
	/** undefined: as the module has it. */
	readonly pingInterval: number | undefined;
	readonly isHex: boolean;
	readonly isShown: boolean;
	readonly logIn: CloudLogIn | undefined;
	readonly isStored: boolean;
	readonly receiveStore: number;
	readonly transmitStore: number;
	/** What the application asked for itself, by the names of the module's options: without these there is no connection. */
	readonly asked: readonly string[];
}

/** The text in a Byte Buffer; undefined when it is not UTF-8. */
function textIn(bytes: Uint8Array): string | undefined {
	const text = decode(bytes, 0, bytes.length);
	if (byteLength(text) !== bytes.length) return undefined;
	const again = new Uint8Array(bytes.length);
	encode(text, again, 0);
	return again.every((byte, at) => byte === bytes[at]) ? text : undefined;
}

function textOf(what: string, value: unknown): string {
	if (typeof value === "string") return value;
	const text = textIn(bytesOf(what, value));
	if (text === undefined) throw new RangeError(`${what}: not UTF-8`);
	return text;
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

/** @param room bytes of one command line for topic and message */
function willOf(will: MQTTClientOptions["will"], longestTopic: number, room: number): WillSettings | undefined {
	if (will === undefined) return undefined;
	if (typeof will !== "object" || will === null) throw new TypeError("will: not an object");
	const { topic, message = "", QoS = 0 } = will;
	checkTopic("will.topic", topic, Math.min(longestTopic, room));
	checkInteger("will.QoS", QoS, 0, 2);
	let bytes: Uint8Array;
	if (typeof message === "string") {
		bytes = new Uint8Array(byteLength(message));
		encode(message, bytes, 0);
	} else bytes = bytesOf("will.message", message).slice();
	if (bytes.length > WILL) throw new RangeError(`will.message: over ${WILL} bytes`);
	const text = typeof message === "string" ? message : textIn(bytes);
	const fits = text !== undefined && isQuotable(text) && byteLength(topic) + bytes.length <= room;
	const retain = flag("will.retain", will.retain, false);
	return { topic, text: fits ? text : undefined, bytes, QoS, retain };
}

/** Options of the module that are set only when the application names them. */
const askable = Object.freeze([
	"version",
	"pdpcid",
	"keepalive",
	"session",
	"timeout",
	"will",
	"qmtping",
	"send/mode",
	"view/mode",
] as const);

/** Those of {@link askable} that the application named. */
function askedOf({ keepAlive, clean, will, quectel = {} }: MQTTClientOptions): string[] {
	const { version, pdpcid, packetTimeout, retries, qmtping, sendMode, viewMode } = quectel;
	const timeout = packetTimeout ?? retries;
	const values = [version, pdpcid, keepAlive, clean, timeout, will, qmtping, sendMode, viewMode];
	const asked: string[] = [];
	// No functions within functions: a client is made deep in a device's small stack.
	for (let at = 0; at < values.length; at++) if (values[at] !== undefined) asked.push(askable[at] as string);
	return asked;
}

/**
 * Checks everything before anything is changed.
 * @throws TypeError wrong kind or missing; RangeError a value that cannot be sent, naming option and range
 */
export function checkMQTTOptions(options: MQTTClientOptions, link: Link): MQTTSettings {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const { mqtt } = link.profile;
	const room = link.scheduler.longestLine - AROUND;
	const { host, port = 1883, id = "", user = "", password = "", keepAlive = 0, quectel = {} } = options;
	if (typeof quectel !== "object" || quectel === null) throw new TypeError("quectel: not an object");
	checkQuotable("host", host, mqtt.host);
	if (host === "") throw new RangeError("host: empty");
	checkInteger("port", port, 1, 65535);
	checkQuotable("id", id, mqtt.credential);
	checkQuotable("user", user, mqtt.credential);
	const passwordText = textOf("password", password);
	checkQuotable("password", passwordText, mqtt.credential);
	if (byteLength(id) + byteLength(user) + byteLength(passwordText) > room) {
		throw new RangeError(`id, user, password: over ${room} bytes in all`);
	}
	const ignoresTime = flag("quectel.ignoreTime", quectel.ignoreTime, false);
	const asks = options.socket?.tls;
	const tls = asks === undefined ? undefined : link.security.settingsOf(asks, host, ignoresTime);
	const will = willOf(options.will, mqtt.topic, room);
	const { version = 4, pdpcid = link.context, packetTimeout = 5000, retries = 3, qmtping } = quectel;
	checkInteger("quectel.version", version, 3, 4);
	checkInteger("quectel.pdpcid", pdpcid, 1, 15);
	const { receive = link.takesBursts ? "pushed" : "stored", sendMode = "string" } = quectel;
	if (receive !== "pushed" && receive !== "stored") throw new RangeError('quectel.receive: "pushed" or "stored"');
	if (sendMode !== "string" && sendMode !== "hex") throw new RangeError('quectel.sendMode: "string" or "hex"');
	const { receiveStore = mqtt.payload, transmitStore = mqtt.payload } = quectel;
	checkInteger("quectel.receiveStore", receiveStore, 1, 65535);
	checkInteger("quectel.transmitStore", transmitStore, 1, 65535);
	checkInteger("quectel.retries", retries, mqtt.retries[0], mqtt.retries[1]);
	const hasCredentials = options.user !== undefined || options.password !== undefined;
	const logIn = checkLogIn(quectel, mqtt.credential, room);
	if (logIn !== undefined && hasCredentials) {
		throw new RangeError(`quectel.${logIn.option}: makes user and password itself`);
	}
	const asked = askedOf(options);
	if (logIn !== undefined) asked.push(logIn.name);
	if (pdpcid !== 1) asked.push("pdpcid");
	if (tls !== undefined) asked.push("ssl");
	return {
		host,
		port,
		id,
		user,
		password: passwordText,
		hasCredentials,
		keepAlive: seconds("keepAlive", keepAlive, 0, mqtt.keepAlive),
		clean: flag("clean", options.clean, true),
		will,
		tls,
		sslContext: -1,
		version,
		context: pdpcid,
		packetTimeout: seconds("quectel.packetTimeout", packetTimeout, mqtt.packetTimeout[0], mqtt.packetTimeout[1]),
		retries,
		pingInterval:
			qmtping === undefined
				? undefined
				: seconds("quectel.qmtping", qmtping, mqtt.pingInterval[0], mqtt.pingInterval[1]),
		isHex: sendMode === "hex",
		isShown: flag("quectel.viewMode", quectel.viewMode, false),
		logIn,
		isStored: receive === "stored",
		receiveStore,
		transmitStore,
		asked,
	};
}
