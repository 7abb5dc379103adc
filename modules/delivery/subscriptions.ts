import type { MQTTClientClass, MQTTClientInstance } from "../io.js";

/** A topic filter and the QoS wanted for it. */
export interface Subscription {
	topic: string;
	/** 0 to 2; default 0. */
	QoS?: number;
}

/** What is to be subscribed: all of it again on every connection, changes at once. */
export class Subscriptions {
	readonly #Client: MQTTClientClass;
	readonly #wanted = new Map<string, number>();
	/** Topics to subscribe or unsubscribe, not yet asked of the client. */
	readonly #pending = new Set<string>();
	/** Topics of the SUBSCRIBE messages under way, by id. */
	readonly #asked = new Map<number, string[]>();

	constructor(Client: MQTTClientClass) {
		this.#Client = Client;
	}

	/** @throws TypeError, RangeError for what no broker takes */
	add({ topic, QoS = 0 }: Subscription): void {
		checkTopic(topic);
		if (!Number.isInteger(QoS) || QoS < 0 || QoS > 2) throw new RangeError("QoS: 0 to 2");
		this.#wanted.set(topic, QoS);
		this.#pending.add(topic);
	}

	/** @throws TypeError, RangeError for what no broker takes */
	remove(topic: string): void {
		checkTopic(topic);
		if (this.#wanted.delete(topic)) this.#pending.add(topic);
	}

	/** A connection has begun: nothing of the one before counts. */
	restart(): void {
		this.#asked.clear();
		this.#pending.clear();
		for (const topic of this.#wanted.keys()) this.#pending.add(topic);
	}

	/**
	 * Asks the client for what is pending.
	 * @param nextId gives an id that is not in use
	 * @param onRefused hears of a topic that the client will never take
	 * @returns false when the client cannot take it now
	 */
	flush(client: MQTTClientInstance, nextId: () => number, onRefused: (topic: string, error: Error) => void): boolean {
		if (this.#pending.size === 0) return true;
		const { SUBSCRIBE, UNSUBSCRIBE } = this.#Client;
		const topics = [...this.#pending];
		const wanted = topics.filter((topic) => this.#wanted.has(topic));
		const unwanted = topics.filter((topic) => !this.#wanted.has(topic));
		const ask = (operation: number, batch: string[]): boolean => {
			if (batch.length === 0) return true;
			const id = nextId();
			const items = batch.map((topic) => ({ topic, QoS: this.#wanted.get(topic) ?? 0 }));
			try {
				client.write(undefined, { operation, id, items });
			} catch (error) {
				if (!(error instanceof TypeError || error instanceof RangeError)) return false;
				// One of them cannot be sent: each by itself, to find it.
				if (batch.length > 1) return batch.every((topic) => ask(operation, [topic]));
				this.#pending.delete(batch[0] as string);
				this.#wanted.delete(batch[0] as string);
				onRefused(batch[0] as string, error);
				return true;
			}
			if (operation === SUBSCRIBE) this.#asked.set(id, batch);
			for (const topic of batch) this.#pending.delete(topic);
			return true;
		};
		return ask(SUBSCRIBE, wanted) && ask(UNSUBSCRIBE, unwanted);
	}

	/** What the broker granted. @returns the topics it refused */
	onSubscribed(id: number, granted: readonly number[]): string[] {
		const topics = this.#asked.get(id) ?? [];
		this.#asked.delete(id);
		return topics.filter((_topic, at) => granted[at] === 128);
	}
}

function checkTopic(topic: unknown): void {
	if (typeof topic !== "string") throw new TypeError("topic: not a string");
	if (topic === "" || topic.includes("\0")) throw new RangeError("topic: empty, or holds NUL");
	// MQTT 3.1.1, 4.7.1. A broker ends the connection for it, and would do so again on each one.
	const levels = topic.split("/");
	levels.forEach((level, at) => {
		const isAlone = level === "+" || (level === "#" && at === levels.length - 1);
		if (!isAlone && /[+#]/.test(level))
			throw new RangeError("topic: wildcard beside something else, or # not at the end");
	});
}
