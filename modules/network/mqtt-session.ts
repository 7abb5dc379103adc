import { type Command, type CommandKind, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { checkInteger } from "../at/quoting.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { Alarm } from "../clock.js";
import { ModemError } from "../errors.js";
import type { Link, LinkUser } from "../modem/link.js";
import type { SSLContext, SSLContextOwner } from "../modem/ssl-context.js";
import type { Ring } from "../uart/ring.js";
import { Transmitter } from "../uart/transmitter.js";
import type { MQTTClient } from "./mqtt.js";
import type { MQTTClients, MQTTIndexOwner } from "./mqtt-clients.js";
import { type ConfigurationOwner, MQTTConfiguration } from "./mqtt-configuration.js";
import { type InboxOwner, MQTTInbox } from "./mqtt-inbox.js";
import { mqtt } from "./mqtt-kinds.js";
import { Opcode } from "./mqtt-opcodes.js";
import type { ControlMessage, MessageOptions, MQTTClientOptions, PublishResult, WriteOptions } from "./mqtt-options.js";
import { MQTTPublisher, type PublisherOwner } from "./mqtt-publisher.js";
import { MQTTReceiver, type ReceiverOwner } from "./mqtt-receiver.js";
import { MQTTRequests, type RequestsOwner } from "./mqtt-requests.js";
import { checkMQTTOptions, type MQTTSettings } from "./mqtt-settings.js";
import { checkFilter, checkTopic } from "./mqtt-topic.js";

const State = Object.freeze({
	waiting: 0, // for the modem
	configuring: 1,
	opening: 2,
	connecting: 3,
	connected: 4,
	disconnecting: 5,
	failed: 6,
	closed: 7,
} as const);

/** +QMTOPEN: no network, or no connection (MQTT Application Note 3.2.2). So a handshake that has failed is told too. */
const FAILED = -1;
const NETWORK_FAILED = 5;
/** +QMTSTAT: sending CONNECT timed out or failed (MQTT Application Note 4.1). */
const CONNECT_FAILED = 3;
/** Within this, ms, +QMTSTAT follows a result that says that sending failed, if the connection is gone. */
const STATUS_LIMIT = 500;
/** Within this, ms, +QMTSTAT follows the loss of a PDP context, if the module tells of it at all. */
const CONTEXT_LIMIT = 10_000;
/** Behind the last packet time-out, ms. */
const MARGIN = 5000;

/** What it keeps of its options. */
type Callbacks = Pick<MQTTClientOptions, "onReadable" | "onWritable" | "onControl" | "onError" | "quectel">;

/**
 * What an MQTTClient is inside: its commands on the way up and down, and what the module tells of it. Kept apart from the
 * class that scripts see, so that nothing of this can be called or overridden by them.
 */
export class MQTTSession
	implements
		CommandOwner,
		ConfigurationOwner,
		LinkUser,
		RecordWaiter,
		MQTTIndexOwner,
		PublisherOwner,
		ReceiverOwner,
		RequestsOwner,
		InboxOwner,
		SSLContextOwner
{
	readonly publisher: MQTTPublisher;
	readonly receiver: MQTTReceiver;
	/** For the link: the PDP context that the connection goes over. */
	readonly context: number;
	readonly isStored: boolean;
	readonly #isClean: boolean;
	readonly #instance: MQTTClient;
	readonly #link: Link;
	readonly #clients: MQTTClients;
	/** Only while it connects: kept, they would be a tenth of what a client takes. */
	#settings: MQTTSettings | undefined;
	#configuration: MQTTConfiguration | undefined;
	/** With TLS only. */
	readonly #secure: SSLContext | undefined;
	readonly #callbacks: Callbacks;
	readonly #index: number;
	readonly #inbox: MQTTInbox;
	readonly #requests: MQTTRequests;
	/** Packet time-outs and retries, and the margin, ms. */
	readonly #packetLimit: number;
	#state: number = State.waiting;
	#command: Command | undefined;
	/** Whether the module may hold something of this client. */
	#isOpen = false;
	/** Whether what a former client may have left there was closed already. */
	#hasCleared = false;
	/** What to go on with behind that. */
	#resumed: CommandKind = mqtt.configure;
	/** Goes off when no +QMTSTAT has come. */
	#verdict: Alarm | undefined;
	/** Whether the module is asked for this client now and then. */
	#isListed = false;
	#returnCode = -1;

	/** @throws TypeError, RangeError for bad options; Error("busy") when all of the module's clients are taken */
	constructor(instance: MQTTClient, options: MQTTClientOptions, link: Link, clients: MQTTClients) {
		const settings = checkMQTTOptions(options, link);
		this.#instance = instance;
		const { onReadable, onWritable, onControl, onError, quectel } = options;
		this.#callbacks = { onReadable, onWritable, onControl, onError, quectel };
		this.context = settings.context;
		this.isStored = settings.isStored;
		this.#isClean = settings.clean;
		this.#link = link;
		this.#clients = clients;
		this.#packetLimit = settings.packetTimeout * 1000 * (settings.retries + 1) + MARGIN;
		const { receiveStore, transmitStore } = settings;
		// One for both ways: its views are a third of what a small one takes.
		const store = Transmitter.store(transmitStore + receiveStore);
		this.receiver = new MQTTReceiver(store, transmitStore, link.counters, this);
		this.#index = clients.take(this);
		this.#inbox = new MQTTInbox(link, this.#index, this);
		this.#requests = new MQTTRequests(link, this.#index, this.#packetLimit, this);
		this.publisher = new MQTTPublisher(link, this.#index, store, transmitStore, this.#packetLimit, this);
		try {
			if (settings.tls !== undefined) {
				this.#secure = link.security.hold(settings.tls, this);
			}
			link.add(this);
		} catch (error) {
			this.#secure?.close();
			clients.release(this.#index, false);
			throw error;
		}
		this.#settings = { ...settings, sslContext: this.#secure?.index ?? -1 };
		this.#configuration = new MQTTConfiguration(link, this.#index, this.#settings, clients, this);
		if (link.isReady) this.#begin();
	}

	get isClosed(): boolean {
		return this.#state === State.closed;
	}

	get isConnected(): boolean {
		return this.#state === State.connected;
	}

	get isConnecting(): boolean {
		return this.#state === State.connecting;
	}

	close(): void {
		if (this.#state === State.closed) return;
		const hasFailed = this.#state === State.failed;
		this.#state = State.closed;
		if (!hasFailed) this.#release();
		this.publisher.close();
	}

	disconnect(): void {
		if (this.#link.scheduler.free <= 0) throw new Error("would block");
		this.#state = State.disconnecting;
		this.#submit(mqtt.disconnect);
	}

	hasIdentifier(id: number): boolean {
		return this.publisher.has(id) || this.#requests.has(id);
	}

	#checkId(id: number | undefined): number {
		if (id === undefined) return this.#clients.ids.next(this);
		checkInteger("id", id, 1, 65535);
		if (this.hasIdentifier(id)) throw new RangeError("id: in use");
		return id;
	}

	publish(data: Uint8Array, options: WriteOptions): void {
		const { topic, QoS = 0, retain = false, byteLength = data.length } = options;
		const { profile } = this.#link;
		checkTopic("topic", topic, Math.min(profile.mqtt.topic, this.#requests.longestTopic));
		checkInteger("QoS", QoS, 0, 2);
		if (typeof retain !== "boolean") throw new TypeError("retain: not a boolean");
		// What the module does with an announced length of 0 is not documented.
		checkInteger("byteLength", byteLength, 1, Math.min(profile.mqtt.payload, this.publisher.capacity));
		if (data.length > byteLength) throw new RangeError(`data: over ${byteLength} bytes`);
		this.publisher.begin(topic, byteLength, QoS, retain, this.#checkId(options.id));
		this.publisher.append(data);
	}

	request(operation: number, { items, id }: WriteOptions): void {
		if (!Array.isArray(items) || items.length === 0) throw new TypeError("items: not an array with an element");
		const limit = Math.min(this.#link.profile.mqtt.topic, this.#requests.longestTopic);
		const checked = items.map((item) => {
			const { topic, QoS = 0 } = item ?? {};
			checkFilter("topic", topic, limit);
			checkInteger("QoS", QoS, 0, 2);
			return { topic, QoS };
		});
		if (!this.#requests.hasRoom) throw new Error("would block");
		this.#requests.begin(operation, this.#checkId(id), checked);
	}

	// ---- the way up

	onLinkUp(): void {
		if (this.#state === State.waiting) this.#begin();
	}

	onRecordFree(): void {
		if (this.#state === State.waiting && this.#link.isReady) this.#begin();
	}

	onLinkDown(error: ModemError): void {
		this.#isOpen = false;
		this.#end(error);
	}

	/** What the module does with a connection that is lost so, it tells by +QMTSTAT, or never. */
	onContextDown(error: ModemError): void {
		const isOut = this.#command?.kind === mqtt.open && this.#command.isOut;
		const isOver = this.#state === State.opening ? isOut : this.isConnecting || this.isConnected;
		// What has not begun goes on, over the context that comes back.
		if (isOver) this.#endSoon(error, CONTEXT_LIMIT);
	}

	#begin(): void {
		const { scheduler } = this.#link;
		// Within the constructor nothing can be told: it waits as for the modem.
		if (scheduler.free <= 0) {
			this.#state = State.waiting;
			scheduler.waitForRecord(this);
			return;
		}
		this.#state = State.configuring;
		if (this.#secure === undefined) this.#configuration?.begin();
		else this.#attempt("+QSSLCFG", () => this.#secure?.prepare());
	}

	onSecured(): void {
		if (this.#state === State.configuring) this.#configuration?.begin();
	}

	onInsecure(error: ModemError): void {
		if (error.source !== "reset") this.#end(error); // after a reset onLinkDown follows
	}

	onConfigured(): void {
		this.#state = State.opening;
		this.#isOpen = true;
		this.#next(mqtt.open);
	}

	onOccupied(error: ModemError): void {
		if (this.#hasCleared) this.#end(error);
		else this.#clear(mqtt.configure);
	}

	onConfigurationFailed(error: ModemError): void {
		this.#end(error);
	}

	/** Closes what is left over from before, once, and goes on with `kind`. */
	#clear(kind: CommandKind): void {
		this.#hasCleared = true;
		this.#resumed = kind;
		this.#next(mqtt.close);
	}

	/** The one command of the client's own that is under way: set-up, open, connect, disconnect. */
	#submit(kind: CommandKind): void {
		this.#command = this.#link.scheduler.submit(kind, this, 0, this.#index);
		if (kind === mqtt.connect) this.#command.resultLimit = this.#packetLimit;
		this.#link.scheduler.start();
	}

	#next(kind: CommandKind): void {
		this.#attempt(kind.name, () => this.#submit(kind));
	}

	/** Sends a command. */
	#attempt(name: string, send: () => void): void {
		try {
			send();
		} catch {
			// All records in use: told like any other failure, the user may try again.
			this.#end(new ModemError("timeout", 0, name, true));
		}
	}

	compose(command: Command, writer: ParamWriter): void {
		const { kind } = command;
		writer.begin(kind?.name ?? "");
		writer.integer(this.#index);
		const settings = this.#settings;
		if (settings === undefined) return;
		if (kind === mqtt.open) {
			writer.string(settings.host);
			writer.integer(settings.port);
		} else if (kind === mqtt.connect) {
			writer.string(settings.id);
			if (settings.hasCredentials) {
				writer.string(settings.user);
				writer.string(settings.password);
			}
		}
	}

	onResult(command: Command, line: Line): boolean {
		const { kind } = command;
		const result = line.integer(1);
		if (kind !== mqtt.connect) {
			this.#returnCode = result;
			return true;
		}
		if (result === 1) {
			this.#link.counters.retransmissions = (this.#link.counters.retransmissions + 1) | 0;
			this.onRetransmission(0, line.integer(2) || 0);
			return false;
		}
		// Older firmware leaves the return code out when it is 0.
		this.#returnCode = result === 0 ? line.integer(2) || 0 : -result;
		return true;
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const { kind } = command;
		const name = kind?.name ?? "";
		if (outcome === Outcome.reset) return; // onLinkDown follows
		if (kind === mqtt.close) {
			if (this.#resumed === mqtt.configure) this.#begin();
			else this.#next(this.#resumed);
		} else if (outcome === Outcome.refused) {
			this.#end(new ModemError("framing", 0, name, false));
		} else if (outcome !== Outcome.ok && outcome !== Outcome.error) {
			this.#end(new ModemError("timeout", 0, name, true));
		} else if (outcome === Outcome.error) {
			this.#end(new ModemError(code === 0 ? "final" : "CME", code, name, true));
		} else this.#advance(kind);
	}

	#advance(kind: CommandKind | undefined): void {
		const code = this.#returnCode;
		if (kind === mqtt.open) {
			if (code === 0) {
				this.#state = State.connecting;
				this.#next(mqtt.connect);
			} else if (code === 2 && !this.#hasCleared) {
				this.#clear(mqtt.open);
			} else if (this.#secure !== undefined && (code === FAILED || code === NETWORK_FAILED)) {
				this.#attempt("+CCLK", () => this.#secure?.explain(code, mqtt.open.name));
			} else this.#end(new ModemError("mqtt", code, mqtt.open.name, code !== 1));
		} else if (kind === mqtt.connect) {
			if (code < 0) {
				// The same number as a return code would mean something else.
				this.#endSoon(new ModemError("mqtt", CONNECT_FAILED, "+QMTSTAT", true));
				return;
			}
			if (code === 0) {
				this.#state = State.connected;
				this.#settings = this.#configuration = undefined;
				this.#isListed = true;
				this.#clients.audit.enter();
				this.#inbox.pull();
			}
			try {
				this.#tell(Opcode.CONNACK, { operation: Opcode.CONNACK, returnCode: code });
			} finally {
				if (code !== 0) this.#end(new ModemError("mqtt", code, mqtt.connect.name, code === 3));
				else if (this.#state === State.connected) this.publisher.greet();
			}
		} else if (kind === mqtt.disconnect) {
			this.#end(code === 0 ? undefined : new ModemError("mqtt", code, mqtt.disconnect.name, false));
		}
	}

	onAcknowledged(opcode: number, message: ControlMessage): void {
		if (message.payload?.includes(128) === true) this.#clients.audit.doubt();
		this.#tell(opcode, message);
	}

	onRequestFailed(error: ModemError): void {
		if (error.source === "mqtt") this.#endSoon(error);
		else this.#end(error);
	}

	// ---- the way down

	onStat(code: number): void {
		if (this.#state === State.disconnecting) return; // asked for: its result follows
		this.#isOpen = false;
		this.#end(new ModemError("mqtt", code, "+QMTSTAT", true));
	}

	onGone(): void {
		this.#end(new ModemError("mqtt", 0, mqtt.connect.name, true));
	}

	/** The connection is in doubt: ends with what +QMTSTAT says about it, or with `error` if that has not come within `limit` ms. */
	#endSoon(error: ModemError, limit: number = STATUS_LIMIT): void {
		if (this.#state >= State.failed || this.#verdict !== undefined) return;
		this.#verdict = this.#link.clock.alarm(() => this.#end(error));
		this.#verdict.set(limit);
	}

	/** Ends what is under way, gives everything back, tells once. */
	#end(error: ModemError | undefined): void {
		if (this.#state >= State.failed) return;
		this.#state = State.failed;
		this.#release();
		try {
			this.publisher.end(error ?? new ModemError("mqtt", 5, "+QMTSTAT", true));
		} finally {
			// A callback of the publisher's may have closed the client.
			if (this.#state === State.failed) this.#callbacks.onError?.call(this.#instance, error);
		}
	}

	#release(): void {
		const { scheduler } = this.#link;
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
		this.#verdict?.close();
		this.#verdict = undefined;
		this.#requests.close();
		scheduler.stopWaiting(this);
		this.#configuration?.close();
		this.#inbox.close();
		this.#secure?.close();
		if (this.#isListed) this.#clients.audit.leave();
		this.#isListed = false;
		this.#link.remove(this);
		this.#clients.release(this.#index, this.#isOpen);
	}

	// ---- what comes in

	get hasRoom(): boolean {
		return this.isConnected && this.receiver.available === 0;
	}

	read(into: Uint8Array | number | undefined): ArrayBuffer | number | undefined {
		const data = this.receiver.read(into);
		this.#inbox.pull();
		return data;
	}

	onStored(place: number, isNew: boolean): boolean {
		return this.#inbox.add(place, isNew);
	}

	onEmpty(place: number): void {
		this.#inbox.empty(place);
	}

	onFull(): void {
		const { counters } = this.#link;
		counters.fullStores = (counters.fullStores + 1) | 0;
		if (this.#state < State.failed) this.#callbacks.quectel?.onFull?.call(this.#instance);
	}

	onVanished(): void {
		const { counters } = this.#link;
		counters.drops = (counters.drops + 1) | 0;
		this.onDropped("", 0);
	}

	onSwallowed(): void {
		this.#clients.audit.urge();
	}

	onMessage(line: Line, QoS: number, length: number): void {
		this.#inbox.begin();
		this.receiver.begin(line, QoS, length);
	}

	onPayload(ring: Ring, start: number, end: number): void {
		this.receiver.take(ring, start, end);
	}

	onPayloadEnd(isWhole: boolean): void {
		this.receiver.end(isWhole);
		if (!isWhole && this.#state === State.connected && this.isStored) this.onSwallowed();
	}

	onFragment(count: number, options: MessageOptions): void {
		if (this.#state < State.failed) this.#callbacks.onReadable?.call(this.#instance, count, options);
	}

	onDropped(topic: string, byteLength: number): void {
		if (this.#state < State.failed) this.#callbacks.quectel?.onDrop?.call(this.#instance, topic, byteLength);
	}

	onBroken(): void {
		this.#end(new ModemError("framing", 0, "+QMTRECV", true));
	}

	onPublished(id: number, QoS: number, result: PublishResult, error: ModemError | undefined): void {
		if (this.#state === State.closed) return;
		if (QoS === 2 && result === "unknown" && !this.#isClean) this.#clients.ids.spoil(id);
		// A plain refusal may mean that the connection is gone, and that +QMTSTAT was lost.
		if (error?.source === "final") this.#clients.audit.doubt();
		// All publishes of QoS 0 share one msgid: a result that is owed could be taken for that of any later one.
		if (QoS === 0 && result === "unknown" && error?.source === "timeout") {
			try {
				this.#tellResult(id, result, error);
			} finally {
				this.#end(error);
			}
		} else this.#tellResult(id, result, error);
		if (result !== "published" || QoS === 0 || (this.#state as number) === State.closed) return;
		const operation = QoS === 1 ? Opcode.PUBACK : Opcode.PUBCOMP;
		this.#tell(operation, { operation, id });
	}

	#tellResult(id: number, result: PublishResult, error: ModemError | undefined): void {
		this.#callbacks.quectel?.onResult?.call(this.#instance, id, result, error);
	}

	onRetransmission(id: number, count: number): void {
		if (this.#state < State.failed) this.#callbacks.quectel?.onNotice?.call(this.#instance, id, count);
	}

	onRoom(): void {
		if (this.#state === State.connected) this.#callbacks.onWritable?.call(this.#instance, this.publisher.tell());
	}

	#tell(opcode: number, message: ControlMessage): void {
		if (this.#state < State.failed) this.#callbacks.onControl?.call(this.#instance, opcode, message);
	}
}
