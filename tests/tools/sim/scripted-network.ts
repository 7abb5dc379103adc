import { generate, type Packet, parser } from "mqtt-packet";
import type {
	Endpoint,
	Network,
	NetworkDatagrams,
	NetworkListener,
	NetworkSocket,
	SocketFailure,
	Target,
} from "../../../tools/sim/network.js";
import type { Timeline } from "../../../tools/sim/timeline.js";

const NOTHING = () => {};

/** The broker's end of a connection, in the hands of a test. */
export class Peer {
	/** Every packet that came, and when; the clock's ms. */
	readonly packets: { packet: Packet; time: number }[] = [];
	/** Every byte that came, as Latin-1. */
	received = "";
	/** How the module ended the connection. */
	ended: "closed" | "aborted" | undefined;
	readonly socket: NetworkSocket;
	readonly #timeline: Timeline;
	readonly #parser = parser({ protocolVersion: 4 });

	/** @param onPacket takes MQTT packets; without it bytes are only gathered */
	constructor(timeline: Timeline, onPacket?: (packet: Packet, peer: Peer) => void) {
		this.#timeline = timeline;
		this.#parser.on("packet", (packet) => {
			this.packets.push({ packet: { ...packet }, time: timeline.now });
			onPacket?.(packet, this);
		});
		// What is no packet is the end, as for any broker.
		this.#parser.on("error", () => this.close());
		const later = (action: () => void) => timeline.after(0, action);
		this.socket = {
			onOpen: NOTHING,
			onData: NOTHING,
			onClose: NOTHING,
			onError: NOTHING,
			write: (bytes) => {
				const own = Buffer.from(bytes);
				later(() => {
					this.received += own.toString("latin1");
					if (onPacket !== undefined) {
						this.#parser.parse(own);
					}
				});
			},
			close: () => later(() => (this.ended = "closed")),
			abort: () => {
				this.ended = "aborted";
			},
		};
	}

	/** Packets of one kind. */
	got(kind: Packet["cmd"]): Packet[] {
		return this.packets.map(({ packet }) => packet).filter((packet) => packet.cmd === kind);
	}

	/** Times at which packets of one kind came. */
	times(kind: Packet["cmd"]): number[] {
		return this.packets.filter(({ packet }) => packet.cmd === kind).map(({ time }) => time);
	}

	send(packet: Packet): void {
		this.sendBytes(generate(packet));
	}

	sendBytes(bytes: Uint8Array): void {
		this.#tell(() => this.socket.onData(bytes));
	}

	close(): void {
		this.#tell(() => this.socket.onClose());
	}

	fail(failure: SocketFailure): void {
		this.#tell(() => this.socket.onError(failure));
	}

	#tell(action: () => void): void {
		this.#timeline.after(0, () => {
			if (this.ended === undefined) {
				action();
			}
		});
	}
}

/**
 * A network of one broker, whose answers a test writes. `nowhere` has no address, port 1 refuses, port 2 never answers, port 3
 * fails the handshake; at port 7 is no broker, only somebody who listens.
 */
export class ScriptedNetwork implements Network {
	readonly peers: Peer[] = [];
	/** Where every connection was to go, and how it was to be secured. */
	readonly targets: Target[] = [];
	/** What the broker does with a packet; {@link obliging} unless a test sets another. */
	onPacket: (packet: Packet, peer: Peer) => void = obliging;
	/** What is done with a datagram of the module; nothing unless a test sets something. */
	onDatagram: (bytes: Uint8Array, to: Endpoint, from: ScriptedDatagrams) => void = NOTHING;
	/** Ports on which the module listens, and UDP ports of it, the latest last. */
	readonly listeners: { port: number; listener: NetworkListener; closed: boolean }[] = [];
	readonly datagrams: ScriptedDatagrams[] = [];
	/** Hosts that show no sign of life. */
	readonly dead = new Set<string>();
	readonly #timeline: Timeline;

	constructor(timeline: Timeline) {
		this.#timeline = timeline;
	}

	/** The latest connection. */
	get peer(): Peer {
		const peer = this.peers.at(-1);
		if (peer === undefined) {
			throw new Error("nobody has connected");
		}
		return peer;
	}

	resolve(host: string, callback: Parameters<Network["resolve"]>[1]): void {
		const address = /^[\d.]+$/.test(host) ? host : "192.0.2.1";
		this.#timeline.after(0, () => callback(host === "nowhere" ? undefined : address));
	}

	connect(target: Target): NetworkSocket {
		const { port } = target;
		this.targets.push(target);
		const peer = new Peer(this.#timeline, port === 7 ? undefined : (packet, from) => this.onPacket(packet, from));
		this.peers.push(peer);
		this.#timeline.after(0, () => {
			if (port === 1) {
				peer.socket.onError("refused");
			} else if (port === 3) {
				peer.socket.onError("handshake");
			} else if (port !== 2 && peer.ended === undefined) {
				peer.socket.onOpen();
			}
		});
		return peer.socket;
	}

	openListener(port: number): NetworkListener {
		const listener: NetworkListener = {
			onOpen: NOTHING,
			onError: NOTHING,
			onConnection: NOTHING,
			close: () => {
				entry.closed = true;
			},
		};
		const entry = { port, listener, closed: false };
		const taken = this.listeners.some((other) => other.port === port && !other.closed);
		this.listeners.push(entry);
		this.#timeline.after(0, () => (taken ? listener.onError() : listener.onOpen()));
		return listener;
	}

	openDatagrams(port: number): NetworkDatagrams {
		const datagrams = new ScriptedDatagrams(this.#timeline, port, (...sent) => this.onDatagram(...sent));
		const taken = port !== 0 && this.datagrams.some((other) => other.port === port && !other.closed);
		this.datagrams.push(datagrams);
		this.#timeline.after(0, () => (taken ? datagrams.onError() : datagrams.onOpen()));
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		const answer = this.#timeline.after(0, () => {
			if (!this.dead.has(host)) {
				callback();
			}
		});
		return () => answer.cancel();
	}

	/** Somebody connects to the module. Undefined when nobody listens there. */
	arrive(port: number, from: Endpoint): Peer | undefined {
		const entry = this.listeners.findLast((one) => one.port === port && !one.closed);
		if (entry === undefined) {
			return undefined;
		}
		const peer = new Peer(this.#timeline);
		this.peers.push(peer);
		this.#timeline.after(0, () => entry.listener.onConnection(peer.socket, from));
		return peer;
	}
}

/** A UDP port of the module, in the hands of a test. */
export class ScriptedDatagrams implements NetworkDatagrams {
	onOpen: () => void = NOTHING;
	onError: () => void = NOTHING;
	onDatagram: NetworkDatagrams["onDatagram"] = NOTHING;
	readonly port: number;
	/** What the module has sent, and to whom, as `bytes host:port`. */
	readonly sent: string[] = [];
	closed = false;
	readonly #timeline: Timeline;
	readonly #onSent: (bytes: Uint8Array, to: Endpoint, from: ScriptedDatagrams) => void;

	constructor(
		timeline: Timeline,
		port: number,
		onSent: (bytes: Uint8Array, to: Endpoint, from: ScriptedDatagrams) => void,
	) {
		this.#onSent = onSent;
		this.#timeline = timeline;
		this.port = port;
	}

	send(bytes: Uint8Array, to: Endpoint): void {
		const own = Buffer.from(bytes);
		this.sent.push(`${own.toString("latin1")} ${to.host}:${to.port}`);
		this.#timeline.after(0, () => this.#onSent(own, to, this));
	}

	close(): void {
		this.closed = true;
	}

	/** A datagram comes for the module. */
	arrive(bytes: Uint8Array, from: Endpoint): void {
		this.#timeline.after(0, () => {
			if (!this.closed) {
				this.onDatagram(bytes, from);
			}
		});
	}
}

/** Answers everything at once and well. */
export function obliging(packet: Packet, peer: Peer): void {
	const messageId = packet.messageId ?? 0;
	switch (packet.cmd) {
		case "connect":
			peer.send({ cmd: "connack", returnCode: 0, sessionPresent: false });
			break;
		case "subscribe":
			peer.send({ cmd: "suback", messageId, granted: packet.subscriptions.map(({ qos }) => qos) });
			break;
		case "unsubscribe":
			peer.send({ cmd: "unsuback", messageId, granted: [] });
			break;
		case "publish":
			if (packet.qos > 0) {
				peer.send({ cmd: packet.qos === 1 ? "puback" : "pubrec", messageId });
			}
			break;
		case "pubrel":
			peer.send({ cmd: "pubcomp", messageId });
			break;
		case "pingreq":
			peer.send({ cmd: "pingresp" });
			break;
		case "disconnect":
			peer.close();
			break;
	}
}

/** What a time server answers (RFC 4330): the mark of the question, and the time. */
export function timeAnswer(question: Uint8Array, utc: number): Uint8Array {
	const answer = Buffer.alloc(48);
	answer[0] = 0x24;
	answer[1] = 1;
	answer.set(question.subarray(40, 48), 24);
	answer.writeUInt32BE((Math.floor(utc / 1000) + 2_208_988_800) % 2 ** 32, 40);
	answer.writeUInt32BE(Math.round(((utc % 1000) / 1000) * 2 ** 32), 44);
	return answer;
}
