import { type Message, Stage } from "./message.js";

/** Messages from `publish` to their end, bounded in number and bytes. Order: priority, then arrival. */
export class Outbox {
	/** Bytes of payload and topics. */
	bytes = 0;
	/** Most there ever were. */
	highWater = 0;
	readonly #limit: number;
	readonly #byteLimit: number;
	readonly #messages: Message[] = [];

	/** @param limit messages at most; @param byteLimit bytes of payload and topics (code units) at most */
	constructor(limit: number, byteLimit: number) {
		this.#limit = limit;
		this.#byteLimit = byteLimit;
	}

	get count(): number {
		return this.#messages.length;
	}

	/** What a message costs of the byte limit. */
	static sizeOf(topic: string, data: Uint8Array): number {
		return topic.length + data.length;
	}

	/** Whether a message of `size` bytes could ever be taken. */
	canHold(size: number): boolean {
		return size <= this.#byteLimit;
	}

	add(message: Message): void {
		// Behind the last one that is not less urgent.
		let at = this.#messages.length;
		while (at > 0 && (this.#messages[at - 1] as Message).priority < message.priority) at--;
		this.#messages.splice(at, 0, message);
		this.bytes += Outbox.sizeOf(message.topic, message.data);
		if (this.count > this.highWater) this.highWater = this.count;
	}

	remove(message: Message): void {
		const at = this.#messages.indexOf(message);
		if (at < 0) return;
		this.#messages.splice(at, 1);
		this.bytes -= Outbox.sizeOf(message.topic, message.data);
	}

	/** Puts messages of before in front of those that are as urgent. They may be more than the limits allow. */
	restore(messages: readonly Message[]): void {
		const others = this.#messages.splice(0);
		for (const it of [...messages, ...others]) {
			const { bytes } = this;
			this.add(it);
			if (others.includes(it)) this.bytes = bytes;
		}
	}

	/** The next ones to be sent, `count` at most. */
	waiting(count: number): Message[] {
		const found: Message[] = [];
		for (const it of this.#messages) {
			if (it.stage === Stage.queued && found.length < count) found.push(it);
		}
		return found;
	}

	/** The next one to be sent; undefined when all are on their way. */
	next(): Message | undefined {
		return this.#messages.find(({ stage }) => stage === Stage.queued);
	}

	/**
	 * Which messages would make room for one of `size` bytes and this priority: the least urgent first, of those the oldest,
	 * never one that was sent before. Undefined when all of them would not do.
	 */
	victims(size: number, priority: number): Message[] | undefined {
		const victims: Message[] = [];
		const candidates = this.#messages.filter(
			(it) => it.stage === Stage.queued && !it.mayBeThere && it.priority <= priority,
		);
		candidates.sort((a, b) => a.priority - b.priority);
		let { count, bytes } = this;
		while (count >= this.#limit || bytes + size > this.#byteLimit) {
			const victim = candidates[victims.length];
			if (victim === undefined) return undefined;
			victims.push(victim);
			count--;
			bytes -= Outbox.sizeOf(victim.topic, victim.data);
		}
		return victims;
	}

	find(ticket: number): Message | undefined {
		return this.#messages.find((it) => it.ticket === ticket);
	}

	/** The one on its way with this id. */
	withId(id: number): Message | undefined {
		return this.#messages.find((it) => it.id === id && it.stage !== Stage.queued);
	}

	/** All that are on their way, in order. */
	underWay(): Message[] {
		return this.#messages.filter(({ stage }) => stage !== Stage.queued);
	}
}
