import { toBytes, toCharacters } from "../bytes.js";
import type { ResultFaults } from "../faults/result-faults.js";
import type { Latency } from "../latency.js";
import type { Network, NetworkSocket } from "../network.js";
import type { PacketDomain } from "../packet-domain.js";
import type { MqttProfile } from "../profile.js";
import type { Appointment, Timeline } from "../timeline.js";
import type { Configuration } from "./configuration.js";
import { KeepAlive } from "./keep-alive.js";
import { connectPacket, type LogIn, versionOf } from "./log-in.js";
import type { Message } from "./message.js";
import { OPEN_RESULT, Opening, type Secure } from "./opening.js";
import { encode, type Packet, PacketReader, payloadOf } from "./packets.js";
import { Receiver } from "./receiver.js";
import { RESULT, type Report, Requests } from "./requests.js";

/** `opening` and `open` are about TCP, `connecting` and `connected` about MQTT. */
export type ClientState = "idle" | "opening" | "open" | "connecting" | "connected" | "disconnecting" | "closing";

/** `<err_code>` of +QMTSTAT (note 4.1, table 3). */
export const STATUS = Object.freeze({
	closedByPeer: 1,
	pingFailed: 2,
	connectNotSent: 3,
	notAccepted: 4,
	disconnected: 5,
	sendingFailed: 6,
	linkDead: 7,
	closedByClient: 8,
} as const);

export interface ClientParts {
	timeline: Timeline;
	latency: Latency;
	network: Network;
	packetDomain: PacketDomain;
	profile: MqttProfile;
	configuration: Configuration;
	faults: ResultFaults;
	/** The module's clock, ms since 1970. */
	time: () => number;
	secure: Secure;
	/** The connection has ended by itself: +QMTSTAT. */
	onStatus: (code: number) => void;
	/** The broker does not answer PINGREQ: +QMTPING. */
	onPingFailed: () => void;
	onMessage: (message: Message) => void;
	/** The client has become idle, for whatever reason. */
	onIdle: () => void;
}

/** One of the module's MQTT clients. Its methods may be called only in the states that their comments name. */
export class Client {
	readonly #parts: ClientParts;
	readonly #requests: Requests;
	readonly #receiver: Receiver;
	#state: ClientState = "idle";
	#host = "";
	#port = 0;
	#context = 1;
	#socket: NetworkSocket | undefined;
	#opening: Opening | undefined;
	#keepAlive: KeepAlive | undefined;
	/** What ends the present step when nothing else does. */
	#limit: Appointment | undefined;
	#onConnected: ((result: number, code?: number) => void) | undefined;
	#onDisconnected: ((result: number) => void) | undefined;
	/** QoS 0 messages that have not gone out yet. */
	#leaving = 0;
	#failures = 0;
	/** Counts openings, so that an answer for an earlier one is known as such. */
	#generation = 0;

	constructor(parts: ClientParts) {
		this.#parts = parts;
		this.#receiver = new Receiver((packet) => this.#write(packet), parts.onMessage);
		this.#requests = new Requests({
			timeline: parts.timeline,
			write: (packet) => this.#write(packet),
			onFail: () => {
				if (++this.#failures >= parts.profile.failuresToClose) {
					this.#lose(STATUS.sendingFailed);
				}
			},
		});
	}

	get state(): ClientState {
		return this.#state;
	}

	/** The host and port of the last opening. */
	get host(): string {
		return this.#host;
	}

	get port(): number {
		return this.#port;
	}

	/** Messages under way: AT+QMTPUBEX has a window for them. */
	get publishes(): number {
		return this.#requests.publishes + this.#leaving;
	}

	/** AT+QMTOPEN, when `idle`. `done` gets an {@link OPEN_RESULT}, not from inside the call. */
	open(host: string, port: number, done: (result: number) => void): void {
		this.#state = "opening";
		this.#host = host;
		this.#port = port;
		const { configuration } = this.#parts;
		this.#context = configuration.number("pdpcid");
		const sslContext = configuration.number("ssl") === 1 ? configuration.number("ssl", 1) : undefined;
		this.#opening = new Opening(this.#parts, { context: this.#context, host, port, sslContext }, (result, socket) => {
			this.#opening = undefined;
			if (socket === undefined) {
				this.#idle();
			} else {
				this.#use(socket);
			}
			done(result);
		});
	}

	/** AT+QMTCONN, when `open`. `done` gets a result and the broker's return code, not from inside the call. */
	connect(logIn: LogIn, done: (result: number, code?: number) => void): void {
		this.#state = "connecting";
		this.#onConnected = done;
		this.#limit = this.#parts.timeline.after(this.#parts.latency.draw("logIn"), () => this.#sendConnect(logIn));
	}

	/** AT+QMTDISC, when `connected`. */
	disconnect(done: (result: number) => void): void {
		this.#requests.fail();
		this.#write({ cmd: "disconnect" });
		this.#leave("disconnecting", done);
	}

	/** AT+QMTCLOSE, in any state but `idle`, `closing` and `disconnecting`. */
	close(done: (result: number) => void): void {
		this.#opening?.end(OPEN_RESULT.failed);
		this.#abandon();
		this.#leave("closing", done);
	}

	/** AT+QMTSUB, when `connected`. */
	subscribe(identifier: number, topics: readonly { topic: string; qos: 0 | 1 | 2 }[], report: Report): void {
		const subscriptions = topics.map(({ topic, qos }) => ({ topic: toCharacters(topic), qos }));
		this.#requests.send({ cmd: "subscribe", messageId: identifier, subscriptions }, "suback", this.#timeout, report);
	}

	/** AT+QMTUNS, when `connected`. */
	unsubscribe(identifier: number, topics: readonly string[], report: Report): void {
		const unsubscriptions = topics.map(toCharacters);
		this.#requests.send(
			{ cmd: "unsubscribe", messageId: identifier, unsubscriptions },
			"unsuback",
			this.#timeout,
			report,
		);
	}

	/** AT+QMTPUBEX, when `connected`. At QoS 0 the message goes out a moment later, and that is its result. */
	publish(message: Message, qos: 0 | 1 | 2, retain: boolean, report: Report): void {
		const packet = {
			cmd: "publish" as const,
			messageId: message.identifier,
			topic: toCharacters(message.topic),
			payload: payloadOf(toBytes(message.payload)),
			qos,
			retain,
			dup: false,
		};
		if (qos > 0) {
			this.#requests.send(packet, qos === 1 ? "puback" : "pubcomp", this.#timeout, report);
			return;
		}
		this.#leaving++;
		const generation = this.#generation;
		this.#parts.timeline.after(this.#parts.latency.draw("sent"), () => {
			this.#leaving--;
			const alive = generation === this.#generation && this.#state === "connected";
			if (alive) {
				this.#write(packet);
			}
			report(alive ? RESULT.done : RESULT.failed);
		});
	}

	/** The PDP context has gone down. */
	contextDown(context: number): void {
		if (this.#state !== "idle" && context === this.#context) {
			this.#lose(STATUS.linkDead);
		}
	}

	get #timeout(): { packetTimeout: number; retryTimes: number; notice: boolean } {
		const { configuration } = this.#parts;
		return {
			packetTimeout: configuration.number("timeout", 0),
			retryTimes: configuration.number("timeout", 1),
			notice: configuration.number("timeout", 2) === 1,
		};
	}

	#use(socket: NetworkSocket): void {
		this.#state = "open";
		this.#socket = socket;
		const reader = new PacketReader(
			versionOf(this.#parts.configuration),
			(packet) => this.#take(packet),
			() => this.#lose(STATUS.closedByClient),
		);
		socket.onData = (bytes) => reader.push(bytes);
		socket.onClose = () => this.#lose(STATUS.closedByPeer);
		socket.onError = () => this.#lose(STATUS.closedByPeer);
	}

	#sendConnect(logIn: LogIn): void {
		const { configuration, timeline, faults } = this.#parts;
		const packet = connectPacket(configuration, logIn, this.#parts.time());
		if (packet === undefined || faults.strikes("connect-not-sent")) {
			this.#lose(STATUS.connectNotSent);
			return;
		}
		const wait = (action: () => void) => {
			this.#limit = timeline.after(configuration.number("timeout") * 1000, action);
		};
		const send = () => {
			this.#socket?.write(packet);
			wait(() => this.#lose(STATUS.notAccepted));
		};
		if (faults.strikes("connect-repeated")) {
			wait(() => {
				this.#onConnected?.(RESULT.retransmission, 1);
				send();
			});
		} else {
			send();
		}
	}

	#take(packet: Packet): void {
		if (packet.cmd === "connack") {
			this.#accepted(packet.returnCode ?? 0, packet.sessionPresent);
		} else if (this.#state !== "connected") {
			return;
		} else if (packet.cmd === "pingresp") {
			this.#keepAlive?.answered();
		} else if (this.#requests.take(packet)) {
			this.#failures = 0;
		} else {
			this.#receiver.take(packet);
		}
	}

	#accepted(code: number, sessionPresent: boolean): void {
		if (this.#state !== "connecting") {
			return;
		}
		this.#limit?.cancel();
		const done = this.#onConnected;
		this.#onConnected = undefined;
		if (code !== 0) {
			done?.(RESULT.done, code);
			this.#lose(STATUS.notAccepted);
			return;
		}
		this.#state = "connected";
		this.#failures = 0;
		// MQTT 3.1 cannot tell whether the session is the old one; a client that asked for it goes on with it.
		const { configuration } = this.#parts;
		const kept = versionOf(configuration) === 3 ? configuration.number("session") === 0 : sessionPresent;
		if (!kept) {
			this.#receiver.clear();
		}
		const { timeline, profile, onPingFailed } = this.#parts;
		this.#keepAlive = new KeepAlive(timeline, {
			interval: configuration.number("keepalive"),
			retry: configuration.number("qmtping"),
			pings: profile.pings,
			onPing: () => this.#write({ cmd: "pingreq" }),
			onDead: () => {
				onPingFailed();
				this.#lose(STATUS.pingFailed);
			},
		});
		done?.(RESULT.done, 0);
	}

	#write(packet: Packet): void {
		const bytes = encode(packet);
		if (bytes === undefined) {
			throw new Error(`${packet.cmd} cannot be expressed`);
		}
		this.#socket?.write(bytes);
		this.#keepAlive?.sent();
	}

	/** Leaves in good order; the result comes when the module has let go of the connection. */
	#leave(state: "disconnecting" | "closing", done: (result: number) => void): void {
		this.#state = state;
		this.#keepAlive?.end();
		this.#socket?.close();
		this.#socket = undefined;
		this.#onDisconnected = done;
		this.#limit = this.#parts.timeline.after(this.#parts.latency.draw("disconnect"), () => this.#left());
	}

	#left(): void {
		const done = this.#onDisconnected;
		this.#idle();
		done?.(0);
	}

	/** The connection is gone, or never came about. */
	#lose(code: number): void {
		if (this.#state === "opening") {
			this.#opening?.end(code === STATUS.linkDead ? OPEN_RESULT.noPdp : OPEN_RESULT.network);
			return;
		}
		if (this.#state === "disconnecting" || this.#state === "closing") {
			this.#left();
			return;
		}
		if (this.#state !== "idle") {
			this.#abandon();
			this.#idle();
			this.#parts.onStatus(code);
		}
	}

	/** Tells the truth about everything under way. */
	#abandon(): void {
		this.#limit?.cancel();
		const connected = this.#onConnected;
		this.#onConnected = undefined;
		connected?.(RESULT.failed);
		this.#requests.fail();
	}

	#idle(): void {
		this.#limit?.cancel();
		this.#state = "idle";
		this.#generation++;
		this.#onDisconnected = undefined;
		this.#keepAlive?.end();
		this.#keepAlive = undefined;
		this.#requests.drop();
		this.#socket?.abort();
		this.#socket = undefined;
		this.#parts.onIdle();
	}
}
