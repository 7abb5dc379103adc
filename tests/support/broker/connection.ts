import { generate, type IConnectPacket, type IPublishPacket, type Packet, parser, type QoS } from "mqtt-packet";
import type { Alarm, Clock } from "../../../modules/clock.js";
import type { Faults, Stallable } from "./faults.js";
import type { Peer } from "./memory-network.js";
import type { Message, Outgoing, PublishRecord, Session } from "./session.js";
import { isTopicFilter, isTopicName } from "./topics.js";

/** What a connection asks of its broker. */
export interface ConnectionOwner {
	readonly clock: Clock;
	readonly faults: Faults;
	/** Whether somebody may come in; a CONNACK return code. */
	judge(packet: IConnectPacket): number;
	/** Somebody has come in. @returns the session, and whether it was there before */
	open(connection: Connection, packet: IConnectPacket): { session: Session; isPresent: boolean };
	/** The connection has ended; told once. */
	end(connection: Connection): void;
	record(record: PublishRecord): void;
	distribute(message: Message): void;
	/** Retained messages that match. */
	retained(filter: string): readonly Message[];
	/** A client has taken a message upon itself. */
	acknowledged(client: string, message: Message): void;
	/** A client did what MQTT 3.1.1 forbids. */
	violation(text: string): void;
}

/** One network connection of a client to the broker: MQTT 3.1.1, seen from the server. */
export class Connection {
	/** Set from CONNECT to the end. */
	session: Session | undefined;
	will: Message | undefined;
	readonly #owner: ConnectionOwner;
	readonly #peer: Peer;
	readonly #alarm: Alarm;
	/** Longest silence that is tolerated, ms; 0: any. */
	#patience = 0;
	#held: { kind: Stallable; packet: Packet }[] = [];
	#isOver = false;

	constructor(owner: ConnectionOwner, peer: Peer) {
		this.#owner = owner;
		this.#peer = peer;
		this.#alarm = owner.clock.alarm(() => this.#fail("was silent for one and a half times its keep-alive"));
		const packets = parser();
		packets.on("packet", (packet) => this.#take(packet));
		packets.on("error", (error) => this.#fail(`sent what is no MQTT: ${error.message}`));
		peer.onData = (bytes) => {
			if (this.#isOver) return;
			if (this.#patience > 0) this.#alarm.set(this.#patience);
			packets.parse(Buffer.from(bytes));
		};
		peer.onEnd = () => this.#end();
	}

	get client(): string {
		return this.session?.client ?? "";
	}

	/** Ends the connection from this side; the will is published unless the client had said DISCONNECT. */
	close(how: "close" | "abort"): void {
		if (this.#isOver) return;
		this.#peer[how]();
		this.#end();
	}

	/** Sends what was kept back, as far as it is no longer stalled. */
	release(): void {
		const held = this.#held;
		this.#held = [];
		for (const { kind, packet } of held) this.#answer(kind, packet);
	}

	/** Sends a message to the client at the lower of both QoS. */
	deliver(message: Message, granted: QoS, retain = false): void {
		const session = this.session as Session;
		const QoS = Math.min(message.QoS, granted) as QoS;
		if (QoS === 0) {
			this.#send({ cmd: "publish", ...wire(message), qos: 0, dup: false, retain });
			return;
		}
		const outgoing: Outgoing = { id: session.nextId(), message, QoS, awaits: "nothing" };
		session.outgoing.push(outgoing);
		this.#transmit(outgoing, retain);
	}

	#transmit(outgoing: Outgoing, retain = false): void {
		const { id, message, QoS, awaits } = outgoing;
		if (awaits === "pubcomp") {
			this.#send({ cmd: "pubrel", messageId: id });
			return;
		}
		const dup = awaits !== "nothing";
		outgoing.awaits = QoS === 1 ? "puback" : "pubrec";
		this.#send({ cmd: "publish", ...wire(message), qos: QoS, dup, retain, messageId: id });
	}

	#send(packet: Packet): void {
		if (!this.#isOver) this.#peer.write(generate(packet));
	}

	/** Sends an answer, unless its kind is stalled. */
	#answer(kind: Stallable, packet: Packet): void {
		if (this.#owner.faults.stalled.has(kind)) this.#held.push({ kind, packet });
		else this.#send(packet);
	}

	#fail(text: string): void {
		if (this.#isOver) return;
		this.#owner.violation(`${this.client || "somebody"} ${text}`);
		this.close("close");
	}

	#end(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#alarm.close();
		this.#owner.end(this);
	}

	#take(packet: Packet): void {
		if (this.#isOver) return;
		if (packet.cmd === "connect") {
			this.#connect(packet);
			return;
		}
		const { session } = this;
		if (session === undefined) {
			this.#fail(`sent ${packet.cmd} before CONNECT`);
			return;
		}
		const id = packet.messageId ?? 0;
		switch (packet.cmd) {
			case "publish":
				this.#publish(packet, session);
				break;
			case "pubrel": {
				const record = session.incoming.get(id);
				session.incoming.delete(id);
				if (record !== undefined) {
					record.isComplete = true;
					this.#owner.distribute(record);
				}
				this.#answer("pubcomp", { cmd: "pubcomp", messageId: id });
				break;
			}
			case "puback":
			case "pubcomp":
				this.#finish(session, id, packet.cmd);
				break;
			case "pubrec": {
				const outgoing = session.outgoing.find((it) => it.id === id && it.QoS === 2);
				if (outgoing === undefined) {
					this.#fail(`sent pubrec for ${id}, which is not in flight`);
					break;
				}
				if (outgoing.awaits === "pubrec") this.#owner.acknowledged(session.client, outgoing.message);
				outgoing.awaits = "pubcomp";
				this.#send({ cmd: "pubrel", messageId: id });
				break;
			}
			case "subscribe":
				this.#subscribe(packet.subscriptions, session, id);
				break;
			case "unsubscribe":
				for (const filter of packet.unsubscriptions) session.subscriptions.delete(filter);
				this.#answer("unsuback", { cmd: "unsuback", messageId: id, granted: [] });
				break;
			case "pingreq":
				this.#answer("pingresp", { cmd: "pingresp" });
				break;
			case "disconnect":
				this.will = undefined;
				this.close("close");
				break;
			default:
				this.#fail(`sent ${packet.cmd}, which clients do not send`);
		}
	}

	#connect(packet: IConnectPacket): void {
		if (this.session !== undefined) {
			this.#fail("sent CONNECT twice");
			return;
		}
		const returnCode = this.#owner.judge(packet);
		if (returnCode !== 0) {
			this.#answer("connack", { cmd: "connack", returnCode, sessionPresent: false });
			if (!this.#owner.faults.stalled.has("connack")) this.close("close");
			return;
		}
		const { will } = packet;
		if (will !== undefined) {
			const payload = Uint8Array.from(will.payload as Buffer);
			this.will = { topic: will.topic, payload, QoS: will.qos ?? 0, retain: will.retain ?? false };
		}
		const { session, isPresent } = this.#owner.open(this, packet);
		this.session = session;
		this.#patience = (packet.keepalive ?? 0) * 1500;
		if (this.#patience > 0) this.#alarm.set(this.#patience);
		this.#answer("connack", { cmd: "connack", returnCode: 0, sessionPresent: isPresent });
		for (const outgoing of session.outgoing) this.#transmit(outgoing);
	}

	#publish(packet: IPublishPacket, session: Session): void {
		const { topic, qos: QoS, dup, retain, messageId: id } = packet;
		if (!isTopicName(topic)) {
			this.#fail(`published to ${JSON.stringify(topic)}, which is no topic name`);
			return;
		}
		const earlier = QoS === 2 ? session.incoming.get(id as number) : undefined;
		if (earlier !== undefined) {
			if (!dup) this.#owner.violation(`${this.client} used packet identifier ${id} again before PUBREL`);
			earlier.copies++;
		} else {
			const record: PublishRecord = {
				...{ client: this.client, id, topic, QoS, dup, retain, copies: 1, isComplete: QoS < 2 },
				time: this.#owner.clock.now(),
				payload: Uint8Array.from(packet.payload as Buffer),
			};
			this.#owner.record(record);
			if (QoS === 2) session.incoming.set(id as number, record);
			else this.#owner.distribute(record);
		}
		if (QoS === 1) this.#answer("puback", { cmd: "puback", messageId: id as number });
		if (QoS === 2) this.#answer("pubrec", { cmd: "pubrec", messageId: id as number });
	}

	#finish(session: Session, id: number, kind: "puback" | "pubcomp"): void {
		const at = session.outgoing.findIndex((it) => it.id === id && it.awaits === kind);
		if (at < 0) this.#fail(`sent ${kind} for ${id}, which does not wait for it`);
		else {
			const [outgoing] = session.outgoing.splice(at, 1) as [Outgoing];
			if (kind === "puback") this.#owner.acknowledged(session.client, outgoing.message);
		}
	}

	#subscribe(items: readonly { topic: string; qos: QoS }[], session: Session, id: number): void {
		const { faults } = this.#owner;
		const granted: number[] = [];
		const retained: { message: Message; QoS: QoS }[] = [];
		for (const { topic: filter, qos } of items) {
			if (!isTopicFilter(filter)) {
				this.#fail(`subscribed to ${JSON.stringify(filter)}, which is no topic filter`);
				return;
			}
			if (faults.refusedFilters.has(filter)) {
				granted.push(128);
				continue;
			}
			const QoS = Math.min(qos, faults.grantedQoS) as QoS;
			session.subscriptions.set(filter, QoS);
			granted.push(QoS);
			for (const message of this.#owner.retained(filter)) retained.push({ message, QoS });
		}
		this.#answer("suback", { cmd: "suback", messageId: id, granted });
		for (const { message, QoS } of retained) this.deliver(message, QoS, true);
	}
}

function wire({ topic, payload }: Message): { topic: string; payload: Buffer } {
	return { topic, payload: Buffer.from(payload) };
}
