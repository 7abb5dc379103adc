import type { Alarm, Clock } from "./clock.js";
import { Connection, type ConnectionTimes, type DeliveryState } from "./delivery/connection.js";
import { DeliveryCounters } from "./delivery/counters.js";
import { Incoming } from "./delivery/incoming.js";
import { Keeper, type KeeperOwner } from "./delivery/keeper.js";
import { type DeliveryOutcome, Message, Stage } from "./delivery/message.js";
import { Outbox } from "./delivery/outbox.js";
import { Sender } from "./delivery/sender.js";
import type { OutboxStore, SlowOutboxStore } from "./delivery/store.js";
import { type Subscription, Subscriptions } from "./delivery/subscriptions.js";
import type { ByteBuffer, MQTTClientSpecifier } from "./io.js";
import type { Random } from "./random.js";
import { byteLength, encode } from "./text.js";

export type { DeliveryOutcome, DeliveryState };

/** Constructor options of {@link Delivery}. Durations are ms, sizes bytes. */
export interface DeliveryOptions {
	/** An ECMA-419 MQTT client class with its options. Hosts put `clock` and `random` in as well. */
	client: MQTTClientSpecifier;
	/** Default: those of `client`. */
	clock?: Clock;
	random?: Random;
	/** Subscribed on every connection; more with {@link Delivery.subscribe}. */
	subscriptions?: readonly Subscription[];
	outbox?: {
		/** Messages at most, 1 to 65535; default 64. */
		messages?: number;
		/** Bytes of payload and topics at most, 1 or more; default 16384. */
		bytes?: number;
		/**
		 * What a full outbox does with a new message: `"oldest"` (default) drops the oldest of the least urgent for it, and
		 * refuses it when all are more urgent or under way; `"newest"` refuses it.
		 */
		drop?: "oldest" | "newest";
		/**
		 * Connections that may be lost in a row over one message at QoS 1, or at QoS 2 with `resend`, 1 to 65535; default 16. Then
		 * it ends as `unknown`, or as `failed` where no client ever sent it: some brokers close the connection for a message that
		 * they do not allow, and it would keep back all others for ever.
		 */
		attempts?: number;
		/**
		 * Where messages survive a restart of the host; default: nowhere. A `Journal` on files of the host keeps each before
		 * `publish` returns; a `SlowJournal`, as on the flash of the module, soon after: see `onKept`.
		 */
		store?: OutboxStore | SlowOutboxStore;
	};
	/** Longest message taken, 1 or more; default 16384. */
	receive?: number;
	/** Default: first 1000, longest 300000, grace 30000, connect 600000. */
	times?: Partial<ConnectionTimes>;
	/** Whether a message of QoS 2 that ended `unknown` is sent again, as one of QoS 1 is; default false: it might arrive twice. */
	resend?: boolean;
	/** A message has come. */
	onMessage?(this: Delivery, payload: ArrayBuffer, message: { topic: string; QoS: number }): void;
	/** A message has ended. Exactly once for each ticket, unless the delivery is closed first. */
	onOutcome?(this: Delivery, ticket: number, outcome: DeliveryOutcome, error?: Error): void;
	/** `error`: why it waits. */
	onState?(this: Delivery, state: DeliveryState, error?: Error): void;
	/** A message survives a restart of the host from now on; only with a store. */
	onKept?(this: Delivery, ticket: number): void;
	/**
	 * The store has failed. A fast one did not note that a message was sent or has ended: after a restart it may be sent, or told
	 * of, once more. A slow one tries again, and messages wait for it.
	 */
	onStoreError?(this: Delivery, error: Error): void;
	/** The broker, or the client, will not subscribe this topic. */
	onRefused?(this: Delivery, topic: string, error?: Error): void;
}

function checkRange(what: string, value: unknown, low: number, high: number): number {
	if (typeof value !== "number") throw new TypeError(`${what}: not a number`);
	if (!Number.isInteger(value) || value < low || value > high) throw new RangeError(`${what}: ${low} to ${high}`);
	return value;
}

function copyOf(data: unknown): Uint8Array {
	if (typeof data === "string") {
		const bytes = new Uint8Array(byteLength(data));
		encode(data, bytes, 0);
		return bytes;
	}
	if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
	throw new TypeError("data: not a Byte Buffer or a string");
}

/** What the options say, checked. Apart from the constructor, which makes the client, deep in a device's small stack. */
function checkOptions(options: DeliveryOptions) {
	if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
	const { client, receive = 16384 } = options;
	if (typeof client?.io !== "function") throw new TypeError("client.io: not a class");
	const { clock = client.clock as Clock, random = client.random as Random } = options;
	if (typeof clock?.now !== "function") throw new TypeError("clock: not a Clock");
	if (typeof random?.next !== "function") throw new TypeError("random: not a Random");
	const { first = 1000, longest = 300_000, grace = 30_000, connect = 600_000 } = options.times ?? {};
	checkRange("times.first", first, 1, 0x3fffffff);
	checkRange("times.longest", longest, first, 0x3fffffff);
	checkRange("times.grace", grace, 1, 0x7fffffff);
	checkRange("times.connect", connect, 1, 0x7fffffff);
	checkRange("receive", receive, 1, 0x7fffffff);
	return { client, clock, random, receive, times: { first, longest, grace, connect } };
}

function outboxOf({ outbox = {} }: DeliveryOptions): Outbox {
	const { messages = 64, bytes = 16384, drop = "oldest" } = outbox;
	if (drop !== "oldest" && drop !== "newest") throw new RangeError('outbox.drop: "oldest" or "newest"');
	return new Outbox(
		checkRange("outbox.messages", messages, 1, 65535),
		checkRange("outbox.bytes", bytes, 1, 0x7fffffff),
	);
}

/**
 * What stands above an MQTT client and keeps messages: stays connected, subscribes again, holds what is to be sent in a
 * bounded outbox, and tells of each message once how it ended.
 *
 * `published`: the broker has it (at QoS 0: the client has sent it). `failed`: it never will. `unknown`: the link was lost
 * between sending and answer. At QoS 1 such a message is sent again, and ends later; at QoS 0 and 2 it ends so.
 *
 * Works with any client of ECMA-419 (4th edition, clause 25). No callback is called from inside a call of the user's; every
 * method may be called in every callback.
 */
export class Delivery {
	readonly counters = new DeliveryCounters();
	readonly #options: DeliveryOptions;
	readonly #outbox: Outbox;
	readonly #keeper: Keeper;
	readonly #connection: Connection;
	readonly #subscriptions: Subscriptions;
	readonly #incoming: Incoming;
	readonly #sender: Sender;
	readonly #alarm: Alarm;
	/** What is still to be told, in order. */
	#untold: (() => void)[] = [];
	#isPumpDue = false;
	#isClosed = false;

	/** @throws TypeError, RangeError for bad options, those of the client included; whatever the store throws */
	constructor(options: DeliveryOptions) {
		const { client, clock, random, times, receive } = checkOptions(options);
		this.#options = { ...options };
		this.#outbox = outboxOf(options);
		this.#subscriptions = new Subscriptions(client.io);
		options.subscriptions?.forEach((it) => {
			this.#subscriptions.add(it);
		});
		this.#incoming = new Incoming(receive, {
			onMessage: (payload, topic, QoS) => {
				this.counters.received = (this.counters.received + 1) | 0;
				this.#options.onMessage?.call(this, payload, { topic, QoS });
			},
			onLost: () => {
				this.counters.lost = (this.counters.lost + 1) | 0;
			},
		});
		const attempts = checkRange("outbox.attempts", options.outbox?.attempts ?? 16, 1, 65535);
		this.#alarm = clock.alarm(() => this.#onAlarm());
		const { counters } = this;
		this.#sender = new Sender({
			Client: client.io,
			clock,
			random,
			outbox: this.#outbox,
			counters,
			isClean: client.clean !== false,
			resend: options.resend === true,
			attempts,
			owner: {
				onEnd: (message, outcome, error) => this.#end(message, outcome, error),
				onNext: (messages) => this.#keeper.prepare(messages),
				maySend: (message) => this.#keeper.maySend(message),
				onSending: (message) => this.#keeper.mark(message),
				onDead: (error) => this.#connection.drop(error),
			},
		});
		this.#connection = new Connection(client, clock, random, times, {
			onState: (state, error) => this.#tell(() => this.#options.onState?.call(this, state, error)),
			onConnected: () => {
				counters.connections = (counters.connections + 1) | 0;
				this.#subscriptions.restart();
			},
			onLost: () => {
				counters.disconnections = (counters.disconnections + 1) | 0;
				this.#incoming.cut();
				this.#sender.stop();
			},
			onWritable: (count) => {
				this.#sender.room = count;
				this.#pump();
			},
			onReadable: (it, count, message) => this.#incoming.take(it, count, message),
			onControl: (opcode, message) => {
				const { PUBACK, PUBCOMP, SUBACK } = client.io;
				const { id = 0 } = message;
				if (opcode === PUBACK || opcode === PUBCOMP) this.#sender.onResult(id, "published", undefined);
				else if (opcode === SUBACK) this.#onSubscribed(id, message.payload ?? []);
				this.#pumpSoon();
			},
			onResult: (id, result, error) => {
				this.#sender.onResult(id, result, error);
				this.#pumpSoon();
			},
		});
		try {
			// The client first: where it cannot be made, the store is as it was, and may be used for another try.
			this.#connection.open();
			this.#keeper = new Keeper(options.outbox?.store, clock, () => random.next(), this.#keeperOwner());
		} catch (error) {
			this.#alarm.close();
			this.#sender.close();
			this.#connection.close();
			throw error;
		}
		// Within the constructor of the keeper there is none yet.
		this.#endRestarted();
		this.#connection.start();
	}

	#keeperOwner(): KeeperOwner {
		return {
			onLoaded: (them) => {
				this.counters.storeUnread = this.#options.outbox?.store?.unread ?? 0;
				this.#restore(them);
			},
			onKept: ({ ticket }) => {
				if (this.#options.onKept !== undefined) this.#tell(() => this.#options.onKept?.call(this, ticket));
			},
			onProgress: () => this.#pump(),
			onStoreError: (error) => {
				this.counters.storeErrors = (this.counters.storeErrors + 1) | 0;
				this.#tell(() => this.#options.onStoreError?.call(this, error));
			},
		};
	}

	get state(): DeliveryState {
		return this.#connection.state;
	}

	/** Messages that have not ended. */
	get pending(): number {
		return this.#outbox.count;
	}

	/**
	 * Takes a message. It stays in the outbox until it has ended, whatever becomes of the connection.
	 * @param data payload, copied; a string is sent in UTF-8
	 * @param options QoS 0 to 2, default 0; `priority`, a whole number, higher goes first, default 0
	 * @returns a ticket, 1 or more
	 * @throws TypeError, RangeError for what cannot be sent; Error("would block") when the outbox is full; SyntaxError after close
	 */
	publish(
		data: ByteBuffer | string,
		options: { topic: string; QoS?: number; retain?: boolean; priority?: number },
	): number {
		const ticket = this.#take(data, options);
		this.#pump();
		return ticket;
	}

	/** Checks a message, and puts it into the outbox. Apart from what sends it, which is deep enough for a device's small stack. */
	#take(
		data: ByteBuffer | string,
		options: { topic: string; QoS?: number; retain?: boolean; priority?: number },
	): number {
		this.#checkOpen();
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { topic, QoS = 0, retain = false, priority = 0 } = options;
		if (typeof topic !== "string") throw new TypeError("topic: not a string");
		if (topic === "" || /[+#\0]/.test(topic)) throw new RangeError("topic: empty, or holds +, # or NUL");
		checkRange("QoS", QoS, 0, 2);
		checkRange("priority", priority, -0x80000000, 0x7fffffff);
		if (typeof retain !== "boolean") throw new TypeError("retain: not a boolean");
		const bytes = copyOf(data);
		const size = Outbox.sizeOf(topic, bytes);
		if (!this.#outbox.canHold(size)) throw new RangeError("data: larger than the outbox");
		const message = new Message(this.#keeper.nextTicket, topic, QoS, retain, priority, bytes);
		this.#makeRoom(size, priority);
		this.#keeper.add(message);
		this.#keeper.nextTicket++;
		this.#outbox.add(message);
		return message.ticket;
	}

	/**
	 * Takes a message back that is not on its way; it ends as `failed`, or as `unknown` when it was sent before.
	 * @returns false when it is on its way or has ended
	 */
	cancel(ticket: number): boolean {
		this.#checkOpen();
		const message = this.#outbox.find(ticket);
		if (message === undefined || message.stage !== Stage.queued) return false;
		this.#end(message, "failed", new Error("cancelled"));
		return true;
	}

	/** Subscribes now and on every connection to come. */
	subscribe(subscription: Subscription): void {
		this.#checkOpen();
		this.#subscriptions.add(subscription);
		this.#pump();
	}

	/** Undoes it. */
	unsubscribe(topic: string): void {
		this.#checkOpen();
		this.#subscriptions.remove(topic);
		this.#pump();
	}

	/**
	 * Closes the client. No callback is called any more. What has not ended stays in the store, if there is one; otherwise it
	 * is gone. May be called in every callback, and twice.
	 */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#alarm.close();
		this.#sender.close();
		this.#keeper.close();
		this.#connection.close();
	}

	#checkOpen(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}

	/** What a store has kept of before. */
	#restore(messages: readonly Message[]): void {
		if (this.#isClosed) return;
		this.#outbox.restore(messages);
		// Told of within the constructor where the store is a fast one.
		if (this.#keeper === undefined) return;
		this.#endRestarted();
		this.#pump();
	}

	/** What was on its way when the host went down: nobody can say. */
	#endRestarted(): void {
		for (const message of this.#outbox.waiting(this.#outbox.count)) {
			if (message.mayBeThere && this.#sender.endsUnknown(message)) {
				this.#end(message, "unknown", new Error("restarted"));
			}
		}
	}

	#makeRoom(size: number, priority: number): void {
		const victims = this.#outbox.victims(size, priority);
		if (victims === undefined || (victims.length > 0 && this.#options.outbox?.drop === "newest")) {
			throw new Error("would block");
		}
		for (const victim of victims) {
			this.counters.dropped = (this.counters.dropped + 1) | 0;
			this.#end(victim, "failed", new Error("dropped"));
		}
	}

	#pump(): void {
		const { client } = this.#connection;
		if (client === undefined || this.#isClosed) return;
		const isTaken = this.#subscriptions.flush(
			client,
			() => this.#sender.nextId(),
			(topic, error) => this.#refuse(topic, error),
		);
		if (isTaken) this.#sender.pump(client);
	}

	#onSubscribed(id: number, granted: readonly number[]): void {
		for (const topic of this.#subscriptions.onSubscribed(id, granted)) this.#refuse(topic, undefined);
	}

	#refuse(topic: string, error: Error | undefined): void {
		this.counters.refused = (this.counters.refused + 1) | 0;
		this.#tell(() => this.#options.onRefused?.call(this, topic, error));
	}

	/** The end of a message. One that may have arrived earlier never ends as failed. */
	#end(message: Message, outcome: DeliveryOutcome, error: Error | undefined): void {
		const it = outcome === "failed" && message.mayBeThere ? "unknown" : outcome;
		this.#outbox.remove(message);
		this.counters[it] = (this.counters[it] + 1) | 0;
		const { ticket } = message;
		this.#keeper.remove(message, () => this.#tell(() => this.#options.onOutcome?.call(this, ticket, it, error)));
	}

	/** From the clock: what a client calls when a message has ended stands deep in a device's small stack. */
	#pumpSoon(): void {
		if (!this.#isPumpDue && this.#untold.length === 0) this.#alarm.set(0);
		this.#isPumpDue = true;
	}

	/** Calls back from the clock, never from inside a call of the user's. */
	#tell(callback: () => void): void {
		this.#untold.push(callback);
		if (this.#untold.length === 1 && !this.#isPumpDue) this.#alarm.set(0);
	}

	#onAlarm(): void {
		if (this.#isPumpDue) {
			this.#isPumpDue = false;
			// Set first, as below.
			if (this.#untold.length > 0) this.#alarm.set(0);
			this.#pump();
			return;
		}
		const callback = this.#untold.shift();
		// Set first: a callback that throws must not take the others with it.
		if (this.#untold.length > 0) this.#alarm.set(0);
		callback?.();
	}
}

export default Delivery;
