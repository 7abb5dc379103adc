import { generate, type Packet, parser } from "mqtt-packet";
import type { Alarm, Clock } from "../../modules/clock.js";
import type { ByteBuffer, MQTTClientCallbacks, MQTTWriteOptions } from "../../modules/io.js";
import type { Network, NetworkSocket } from "../../tools/sim/network.js";

/** Constructor options: those of ECMA-419, clause 25; `socket` and `dns` are one port. */
export interface SocketMQTTOptions extends Partial<MQTTClientCallbacks> {
	clock: Clock;
	socket: { network: Network };
	host: string;
	port?: number;
	id?: string;
	user?: string;
	password?: string | ByteBuffer;
	/** ms; 0: none. */
	keepAlive?: number;
	clean?: boolean;
	will?: { topic: string; message?: string | ByteBuffer; QoS?: number; retain?: boolean };
	target?: unknown;
}

/** Bytes of payload that wait for the socket, at most. */
const STORE = 4096;
/** Publishes at QoS 1 and 2 that are not acknowledged, at most. */
const WINDOW = 8;
const LARGEST_ID = 65535;

const types = Object.freeze({
	...{ CONNECT: 1, CONNACK: 2, PUBLISH: 3, PUBACK: 4, PUBREC: 5, PUBREL: 6, PUBCOMP: 7, SUBSCRIBE: 8, SUBACK: 9 },
	...{ UNSUBSCRIBE: 10, UNSUBACK: 11, PINGREQ: 12, PINGRESP: 13, DISCONNECT: 14 },
} as const);

function check(isKind: boolean, isValue: boolean, what: string): void {
	if (!isKind) throw new TypeError(what);
	if (!isValue) throw new RangeError(what);
}

function isWhole(value: unknown, low: number, high: number): value is number {
	return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

/** The bytes of a Byte Buffer, as mqtt-packet wants them; a copy. */
function bytesOf(what: string, data: unknown): Buffer {
	if (data instanceof ArrayBuffer) return Buffer.from(data.slice(0));
	if (!ArrayBuffer.isView(data)) throw new TypeError(`${what}: not a Byte Buffer`);
	return Buffer.from(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer);
}

function textOrBytes(what: string, data: unknown): Buffer {
	return typeof data === "string" ? Buffer.from(data) : bytesOf(what, data);
}

function checkFilter(topic: unknown): void {
	check(typeof topic === "string", (topic as string) !== "" && !String(topic).includes("\0"), "topic");
}

/** A PUBLISH and what has been written of it. */
interface Outgoing {
	readonly options: MQTTWriteOptions;
	readonly id: number;
	readonly length: number;
	readonly parts: Buffer[];
}

/** What has arrived and is not read. */
interface Incoming {
	readonly topic: string;
	readonly QoS: number;
	readonly payload: Uint8Array;
}

/**
 * An MQTT client of ECMA-419 (4th edition, clause 25) that knows nothing of modems: MQTT 3.1.1 over a TCP connection, the
 * packets made and read by mqtt-packet. The second implementation by which the conformance suite, and the delivery, are
 * tried.
 */
export class SocketMQTTClient {
	target: unknown;
	readonly #options: SocketMQTTOptions;
	readonly #alarm: Alarm;
	readonly #keepAlive: Alarm;
	readonly #network: Network;
	#socket: NetworkSocket | undefined;
	#state: "connecting" | "connected" | "ended" | "closed" = "connecting";
	/** What is to be told, in order. */
	#untold: (() => void)[] = [];
	/** Packets for the socket, and the bytes of payload in them. */
	#outgoing: Packet[] = [];
	#used = 0;
	/** Room as the application knows it. */
	#told = 0;
	/** By packet identifier, what it waits for. */
	readonly #awaited = new Map<number, "puback" | "pubrec" | "pubcomp" | "suback" | "unsuback">();
	readonly #taken = new Set<number>();
	#id = 0;
	/** A PUBLISH of which fragments are to come. */
	#collecting: Outgoing | undefined;
	readonly #incoming: Incoming[] = [];
	#readAt = 0;
	#isTold = false;
	#isPinging = false;

	constructor(options: SocketMQTTOptions) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { clock, socket, host, port = 1883, id = "", user, password, keepAlive = 0, clean = true, will } = options;
		check(typeof host === "string", /^[A-Za-z0-9.:_-]+$/.test(String(host)), "host");
		check(true, isWhole(port, 1, 65535), "port");
		check(typeof id === "string", true, "id");
		check(user === undefined || typeof user === "string", true, "user");
		if (password !== undefined) textOrBytes("password", password);
		check(true, typeof keepAlive === "number" && keepAlive >= 0 && keepAlive <= 65_535_000, "keepAlive");
		check(typeof clean === "boolean", true, "clean");
		if (will !== undefined) {
			check(typeof will === "object" && will !== null, true, "will");
			check(typeof will.topic === "string", will.topic !== "", "will.topic");
			check(true, isWhole(will.QoS ?? 0, 0, 2), "will.QoS");
			textOrBytes("will.message", will.message ?? "");
		}
		this.#options = { ...options };
		this.target = options.target;
		this.#network = socket.network;
		this.#alarm = clock.alarm(() => this.#run());
		this.#keepAlive = clock.alarm(() => this.#onQuiet());
		this.#later(() => this.#resolve());
	}

	get format(): string {
		this.#checkOpen();
		return "buffer";
	}

	set format(value: string) {
		this.#checkOpen();
		if (value !== "buffer") throw new RangeError('format: "buffer"');
	}

	close(): void {
		if (this.#state === "closed") return;
		this.#state = "closed";
		this.#release("abort");
		this.#alarm.close();
		this.#keepAlive.close();
	}

	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		this.#checkOpen();
		let buffer: Uint8Array | undefined;
		if (typeof into === "number") check(true, isWhole(into, 1, 0x7fffffff), "byteLength");
		else if (into instanceof ArrayBuffer) buffer = new Uint8Array(into);
		else if (ArrayBuffer.isView(into)) buffer = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
		else if (into !== undefined) throw new TypeError("buffer: not a Byte Buffer");
		const [message] = this.#incoming;
		if (message === undefined || !this.#isTold) return undefined;
		const left = message.payload.length - this.#readAt;
		const count = Math.min(left, buffer?.length ?? (typeof into === "number" ? into : left));
		const piece = message.payload.slice(this.#readAt, this.#readAt + count);
		this.#readAt += count;
		if (count === left) this.#next();
		if (count === 0) return undefined;
		buffer?.set(piece);
		return buffer === undefined ? (piece.buffer as ArrayBuffer) : count;
	}

	write(data: ByteBuffer | undefined, options?: MQTTWriteOptions): number {
		this.#checkOpen();
		if (this.#state !== "connected") throw new Error("bad state");
		if (this.#collecting !== undefined) return this.#collect(bytesOf("data", data));
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { operation = types.PUBLISH } = options;
		if (operation === types.PUBLISH) return this.#publish(bytesOf("data", data), options);
		if (operation === types.SUBSCRIBE || operation === types.UNSUBSCRIBE) this.#request(operation, options);
		else if (operation === types.DISCONNECT) {
			this.#send({ cmd: "disconnect" });
			this.#later(() => this.#end(undefined));
		} else throw new RangeError("operation");
		return this.#room;
	}

	get #room(): number {
		if (this.#collecting !== undefined) return this.#told;
		const isFull = this.#awaited.size >= WINDOW;
		this.#told = isFull ? 0 : STORE - this.#used;
		return this.#told;
	}

	#checkOpen(): void {
		if (this.#state === "closed") throw new SyntaxError("closed");
	}

	// ---- what is told comes from the clock, one thing at a time

	#later(work: () => void): void {
		this.#untold.push(work);
		if (this.#untold.length === 1) this.#alarm.set(0);
	}

	#run(): void {
		const work = this.#untold.shift();
		if (this.#untold.length > 0) this.#alarm.set(0);
		work?.();
	}

	#tellControl(operation: number, more: object): void {
		this.#later(() => this.#options.onControl?.call(this, operation, { operation, ...more }));
	}

	#tellRoom(): void {
		const room = this.#awaited.size >= WINDOW ? 0 : STORE - this.#used;
		if (this.#state !== "connected" || this.#collecting !== undefined || room <= this.#told) return;
		this.#options.onWritable?.call(this, this.#room);
	}

	// ---- the connection

	#resolve(): void {
		this.#network.resolve(this.#options.host, (address) => {
			if (this.#state !== "connecting") return;
			if (address === undefined) this.#end(new Error("no such host"));
			else this.#connect(address);
		});
	}

	#connect(host: string): void {
		const { port = 1883, id = "", user, password, keepAlive = 0, clean = true, will } = this.#options;
		const socket = this.#network.connect({ host, port });
		this.#socket = socket;
		const packets = parser();
		packets.on("packet", (packet) => this.#take(packet));
		packets.on("error", (error) => this.#later(() => this.#end(error)));
		socket.onData = (bytes) => packets.parse(Buffer.from(bytes));
		socket.onClose = () => this.#later(() => this.#end(new Error("closed by the server")));
		socket.onError = (failure) => this.#later(() => this.#end(new Error(failure)));
		socket.onOpen = () => {
			socket.write(
				generate({
					...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clientId: id, clean },
					keepalive: Math.ceil(keepAlive / 1000),
					...(user === undefined ? {} : { username: user }),
					...(password === undefined ? {} : { password: textOrBytes("password", password) }),
					...(will === undefined
						? {}
						: {
								will: {
									...{ topic: will.topic, payload: textOrBytes("will.message", will.message ?? "") },
									...{ qos: (will.QoS ?? 0) as 0 | 1 | 2, retain: will.retain === true },
								},
							}),
				}),
			);
			if (keepAlive > 0) this.#keepAlive.set(keepAlive);
		};
	}

	/** Nothing was sent for so long that the server wants a sign of life; it has to answer that. */
	#onQuiet(): void {
		if (this.#isPinging) {
			this.#end(new Error("timeout"));
			return;
		}
		this.#isPinging = true;
		this.#send({ cmd: "pingreq" });
		this.#keepAlive.set(this.#options.keepAlive as number);
	}

	#end(error: Error | undefined): void {
		if (this.#state === "ended" || this.#state === "closed") return;
		this.#state = "ended";
		this.#release("close");
		this.#options.onError?.call(this, error);
	}

	#release(how: "close" | "abort"): void {
		this.#socket?.[how]();
		this.#socket = undefined;
		this.#untold = [];
		this.#alarm.cancel();
		this.#keepAlive.cancel();
		this.#incoming.length = 0;
	}

	// ---- up

	#nextId(asked: number | undefined): number {
		if (asked !== undefined) {
			check(true, isWhole(asked, 1, LARGEST_ID) && !this.#awaited.has(asked), "id");
			return asked;
		}
		do this.#id = (this.#id % LARGEST_ID) + 1;
		while (this.#awaited.has(this.#id));
		return this.#id;
	}

	#publish(data: Buffer, options: MQTTWriteOptions): number {
		const { topic, QoS = 0, retain = false, byteLength = data.length, id } = options;
		check(typeof topic === "string", topic !== "" && !/[+#\0]/.test(String(topic)), "topic");
		check(true, isWhole(QoS, 0, 2), "QoS");
		check(typeof retain === "boolean", true, "retain");
		check(true, isWhole(byteLength, 0, STORE) && data.length <= byteLength, "byteLength");
		const number = this.#nextId(id);
		if (byteLength > this.#room) throw new Error("would block");
		this.#used += byteLength;
		this.#collecting = { options, id: number, length: byteLength, parts: [] };
		return this.#collect(data);
	}

	/** A fragment; the last one lets the message go. */
	#collect(data: Buffer): number {
		const collecting = this.#collecting as Outgoing;
		const { options, id, length, parts } = collecting;
		const got = parts.reduce((sum, it) => sum + it.length, 0) + data.length;
		if (got > length) throw new RangeError(`data: over ${length} bytes`);
		parts.push(data);
		if (got < length) {
			this.#told = length - got;
			return this.#told;
		}
		this.#collecting = undefined;
		const { topic, QoS = 0, retain = false, duplicate = false } = options;
		const qos = QoS as 0 | 1 | 2;
		if (qos > 0) this.#awaited.set(id, qos === 1 ? "puback" : "pubrec");
		const payload = Buffer.concat(parts);
		this.#send(
			{ cmd: "publish", topic: topic as string, payload, qos, retain, dup: duplicate, messageId: id },
			payload.length,
		);
		return this.#room;
	}

	#request(operation: number, { items, id }: MQTTWriteOptions): void {
		if (!Array.isArray(items) || items.length === 0) throw new TypeError("items: not an array with an element");
		for (const { topic, QoS = 0 } of items) {
			checkFilter(topic);
			check(true, isWhole(QoS, 0, 2), "QoS");
		}
		const messageId = this.#nextId(id);
		const isSubscribe = operation === types.SUBSCRIBE;
		this.#awaited.set(messageId, isSubscribe ? "suback" : "unsuback");
		if (isSubscribe) {
			const subscriptions = items.map(({ topic, QoS = 0 }) => ({ topic, qos: QoS as 0 | 1 | 2 }));
			this.#send({ cmd: "subscribe", messageId, subscriptions });
		} else this.#send({ cmd: "unsubscribe", messageId, unsubscriptions: items.map(({ topic }) => topic) });
	}

	/** Nothing goes out inside a call. */
	#send(packet: Packet, payload = 0): void {
		this.#outgoing.push(packet);
		this.#later(() => {
			this.#outgoing.shift();
			this.#used -= payload;
			const { keepAlive = 0 } = this.#options;
			if (keepAlive > 0 && !this.#isPinging) this.#keepAlive.set(keepAlive);
			this.#socket?.write(generate(packet));
			if (payload > 0) this.#later(() => this.#tellRoom());
		});
	}

	// ---- down

	#take(packet: Packet): void {
		const { cmd, messageId = 0 } = packet;
		if (cmd === "connack") {
			const returnCode = packet.returnCode ?? 0;
			if (returnCode === 0) this.#state = "connected";
			this.#tellControl(types.CONNACK, { returnCode });
			this.#later(() => {
				if (returnCode !== 0) this.#end(new Error(`refused ${returnCode}`));
				// The first time it is told whatever was written in onControl.
				this.#told = 0;
				this.#tellRoom();
			});
		} else if (cmd === "publish") this.#onPublish(packet.topic, packet.payload as Buffer, packet.qos, messageId);
		else if (cmd === "pubrel") {
			this.#taken.delete(messageId);
			this.#send({ cmd: "pubcomp", messageId });
		} else if (cmd === "pingresp") this.#isPinging = false;
		else if (cmd === this.#awaited.get(messageId)) this.#onAcknowledged(cmd, messageId, packet);
	}

	#onAcknowledged(cmd: Packet["cmd"], id: number, packet: Packet): void {
		const operation = types[cmd.toUpperCase() as keyof typeof types];
		if (cmd === "pubrec") {
			this.#awaited.set(id, "pubcomp");
			this.#send({ cmd: "pubrel", messageId: id });
		} else this.#awaited.delete(id);
		this.#tellControl(operation, { id, ...(packet.cmd === "suback" ? { payload: packet.granted } : {}) });
		this.#later(() => this.#tellRoom());
	}

	#onPublish(topic: string, payload: Buffer, QoS: number, messageId: number): void {
		const isNew = QoS < 2 || !this.#taken.has(messageId);
		if (QoS === 1) this.#send({ cmd: "puback", messageId });
		if (QoS === 2) {
			this.#taken.add(messageId);
			this.#send({ cmd: "pubrec", messageId });
		}
		if (!isNew) return;
		this.#incoming.push({ topic, QoS, payload: Uint8Array.from(payload) });
		if (this.#incoming.length === 1) this.#announce();
	}

	#next(): void {
		this.#incoming.shift();
		this.#readAt = 0;
		this.#isTold = false;
		if (this.#incoming.length > 0) this.#announce();
	}

	/** Tells of the message in front. One without payload cannot be read, and makes room for the next at once. */
	#announce(): void {
		this.#later(() => {
			const [message] = this.#incoming;
			if (message === undefined) return;
			const { topic, QoS, payload } = message;
			this.#isTold = true;
			this.#options.onReadable?.call(this, payload.length, { topic, QoS, byteLength: payload.length, more: false });
			if (payload.length === 0 && this.#incoming[0] === message) this.#next();
		});
	}
}

// Read-only, as the clause has them.
for (const [name, value] of Object.entries(types)) {
	Object.defineProperty(SocketMQTTClient, name, { get: () => value, enumerable: true });
}

/** The class with its constants, as TypeScript cannot see what is defined at run time. */
export type SocketMQTTClass = typeof SocketMQTTClient & { readonly [Name in keyof typeof types]: number };
