import type { Alarm, Clock } from "../clock.js";
import type { MQTTClientClass, MQTTClientInstance } from "../io.js";
import type { Random } from "../random.js";
import { BackOff } from "./back-off.js";
import type { DeliveryCounters } from "./counters.js";
import { Identifiers } from "./identifiers.js";
import { type DeliveryOutcome, type Message, Stage } from "./message.js";
import type { Outbox } from "./outbox.js";

/** Who hears of messages. */
export interface SenderOwner {
	onEnd(message: Message, outcome: DeliveryOutcome, error: Error | undefined): void;
	/** These are the next ones. */
	onNext(messages: readonly Message[]): void;
	/** Whether the first byte of a message may be given to the client. If not, `pump` is called again once it may. */
	maySend(message: Message): boolean;
	/** The last byte of a message is about to be given to the client. */
	onSending(message: Message): void;
	/** The client acknowledges nothing any more, or sends nothing. */
	onDead(error: Error): void;
}

export interface SenderOptions {
	Client: MQTTClientClass;
	clock: Clock;
	random: Random;
	outbox: Outbox;
	counters: DeliveryCounters;
	/** Whether the broker forgets the session with the connection. */
	isClean: boolean;
	/** Whether QoS 2 is sent again after `unknown`, as QoS 1 is. */
	resend: boolean;
	/** Connections that one message may cost before it ends. */
	attempts: number;
	owner: SenderOwner;
}

/** Wait after a message that the client could not send, ms: the first and the longest. */
const HOLD = Object.freeze([1000, 60_000] as const);
/** From the last byte of a message to its acknowledgement, ms, with a client that tells no results itself. */
const ACKNOWLEDGE_LIMIT = 120_000;
/** Messages that a client fails to send, one after the other, until it is given up: it may not know that it is cut off. */
const FAILURES = 3;
/**
 * Connections that a message may cost before it is sent alone. Brokers close the connection for a message that they do not
 * allow: then it is found out which one it is, and the others are not blamed for it.
 */
const CUTS = 2;
/** Messages on their way at most, also for a client that takes any number: well below the number of identifiers. */
const MOST_UNDER_WAY = 1000;
/** What a client may need beside payload and topic in front of a first fragment, bytes. */
const OVERHEAD = 16;
/** How many messages are looked ahead: what clients have under way at once. */
const AHEAD = 5;

/** Gives the outbox to the client, as much as it takes at a time, and makes out what became of each message. */
export class Sender {
	/** Bytes that the client can take. */
	room = 0;
	readonly #options: SenderOptions;
	/** Whether the client tells how each message ended. If not, acknowledgements do, and QoS 0 ends when it is written. */
	readonly #isTold: boolean;
	readonly #hold: BackOff;
	readonly #holdAlarm: Alarm;
	readonly #silence: Alarm;
	#isHeld = false;
	/** Since the connection began, or since a message was published. */
	#failures = 0;
	/** Why the client is to be given up. From the clock: where a client tells of a failure, a device's small stack is half full. */
	#fatal: Error | undefined;
	#client: MQTTClientInstance | undefined;
	/** The message whose fragments are being written. */
	#writing: Message | undefined;
	readonly #ids: Identifiers;

	constructor(options: SenderOptions) {
		this.#options = options;
		this.#ids = new Identifiers(options.random);
		this.#isTold = options.Client.tellsResults === true;
		this.#hold = new BackOff(options.random, HOLD[0], HOLD[1]);
		this.#holdAlarm = options.clock.alarm(() => {
			this.#isHeld = false;
			const fatal = this.#fatal;
			this.#fatal = undefined;
			if (fatal !== undefined) options.owner.onDead(fatal);
			else if (this.#client !== undefined) this.pump(this.#client);
		});
		this.#silence = options.clock.alarm(() => options.owner.onDead(new Error("timeout")));
	}

	/** An id that no message is using. */
	nextId(): number {
		return this.#ids.next((id) => this.#options.outbox.withId(id) !== undefined);
	}

	/** Whether a message ends when nobody can say what became of it; otherwise it is sent again. */
	endsUnknown({ QoS }: Message): boolean {
		return QoS === 0 || (QoS === 2 && !this.#options.resend);
	}

	/** Writes what the client takes. */
	pump(client: MQTTClientInstance): void {
		this.#client = client;
		const { outbox, owner } = this.#options;
		if (!this.#isHeld) owner.onNext(outbox.waiting(AHEAD));
		while (!this.#isHeld && this.room > 0) {
			const message = this.#writing ?? outbox.next();
			if (message === undefined || !owner.maySend(message) || !this.#write(client, message)) return;
		}
	}

	/** What became of the message with this id. Told twice, the second time is nothing new. */
	onResult(id: number, result: DeliveryOutcome, error: Error | undefined): void {
		const message = this.#options.outbox.withId(id);
		if (message === undefined) return;
		if (result === "unknown") this.#unknown(message, error);
		else if (result === "published") {
			this.#hold.reset();
			this.#failures = 0;
			this.#options.owner.onEnd(message, "published", undefined);
		} else if ((error as { retry?: boolean } | undefined)?.retry === false) {
			this.#options.owner.onEnd(message, "failed", error);
		} else {
			// It was not sent. The same again at once would fail the same way.
			this.#requeue(message);
			this.#isHeld = true;
			const wait = this.#hold.next();
			if (++this.#failures === FAILURES) {
				this.#fatal = error ?? new Error("not sent");
				if (this.#isWornOut(message)) this.#options.owner.onEnd(message, "failed", this.#fatal);
			}
			this.#holdAlarm.set(this.#fatal === undefined ? wait : 0);
		}
		this.#listen();
	}

	/** The connection is gone. */
	stop(): void {
		this.#client = undefined;
		this.#writing = undefined;
		this.room = 0;
		this.#isHeld = false;
		this.#failures = 0;
		this.#fatal = undefined;
		this.#holdAlarm.cancel();
		this.#silence.cancel();
		for (const message of this.#options.outbox.underWay()) {
			// No broker has a message whose last byte was never written.
			if (message.stage === Stage.writing) this.#requeue(message);
			else this.#unknown(message, new Error("disconnected"), this.#isWornOut(message));
		}
	}

	close(): void {
		this.#holdAlarm.close();
		this.#silence.close();
	}

	/** @returns whether to go on */
	#write(client: MQTTClientInstance, message: Message): boolean {
		const { topic, QoS, retain, data } = message;
		const isFirst = message.stage === Stage.queued;
		const left = data.length - message.written;
		let count = Math.min(left, this.room);
		if (isFirst && !this.#mayFollow(message)) return false;
		if (isFirst && left > this.room) {
			// A client with a small buffer takes it in fragments, but only when it is empty: others send each in one piece.
			if (this.#options.outbox.underWay().length > 0) return false;
			count = this.room - topic.length * 3 - OVERHEAD;
			if (count <= 0) return false;
		}
		const isLast = count === left;
		const { owner } = this.#options;
		if (isLast) owner.onSending(message);
		if (isFirst) message.id = this.nextId();
		const fragment = data.subarray(message.written, message.written + count);
		try {
			const options = { topic, QoS, retain, id: message.id, duplicate: QoS > 0 && message.mayBeThere };
			this.room = isFirst
				? client.write(fragment, isLast ? options : { ...options, byteLength: data.length })
				: client.write(fragment);
		} catch (error) {
			return this.#refused(message, error as Error);
		}
		if (isFirst && message.mayBeThere) this.#options.counters.resent = (this.#options.counters.resent + 1) | 0;
		message.written += count;
		message.stage = isLast ? Stage.written : Stage.writing;
		this.#writing = isLast ? undefined : message;
		if (isLast && QoS === 0 && !this.#isTold) owner.onEnd(message, "published", undefined);
		else if (isLast) this.#listen();
		return true;
	}

	/** The client did not take it, and nothing was sent. @returns whether to go on */
	#refused(message: Message, error: Error): boolean {
		const { owner } = this.#options;
		if (message.stage === Stage.writing) {
			owner.onDead(error);
			return false;
		}
		message.id = 0;
		if (error instanceof RangeError || error instanceof TypeError) {
			owner.onEnd(message, "failed", error);
			return true;
		}
		this.room = 0;
		return false;
	}

	/** Whether it may be sent beside those that are on their way. */
	#mayFollow(message: Message): boolean {
		const before = this.#options.outbox.underWay();
		if (before.length === 0) return true;
		return before.length < MOST_UNDER_WAY && message.cuts < CUTS && before.every(({ cuts }) => cuts < CUTS);
	}

	/** It has cost a connection once more. @returns whether that was the last time */
	#isWornOut(message: Message): boolean {
		return ++message.cuts >= this.#options.attempts;
	}

	#unknown(message: Message, error: Error | undefined, isLast = false): void {
		message.mayBeThere = true;
		if (message.QoS === 2 && !this.#options.isClean) this.#ids.spoil(message.id);
		if (isLast || this.endsUnknown(message)) this.#options.owner.onEnd(message, "unknown", error);
		else this.#requeue(message);
	}

	#requeue(message: Message): void {
		message.stage = Stage.queued;
		message.written = 0;
		message.id = 0;
	}

	/** Something was heard, or something is to be heard from now on. */
	#listen(): void {
		if (this.#isTold) return;
		if (this.#options.outbox.underWay().some(({ stage }) => stage === Stage.written)) {
			this.#silence.set(ACKNOWLEDGE_LIMIT);
		} else this.#silence.cancel();
	}
}
