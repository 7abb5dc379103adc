import type { ModemError } from "xs-quectel/errors";
import type { MQTTClient } from "xs-quectel/network/mqtt";
import type { PublishResult } from "xs-quectel/network/mqtt-options";
import { decode } from "xs-quectel/text";
import { tellWords } from "./telling.js";

/** One message on its way. */
interface Message {
	/** Its number, or `answer`. */
	readonly name: string;
	readonly topic: string;
	readonly QoS: number;
	readonly payload: Uint8Array;
	began: number;
}

/**
 * What is to be published, until it is: a message whose result is not `published` is sent again. So none is lost, and one
 * whose result is `unknown` may arrive twice; the receiver tells doubles by their number.
 */
export class Outbox {
	readonly #prefix: string;
	readonly #count: number;
	readonly #waiting: Message[] = [];
	readonly #underWay = new Map<number, Message>();
	#made = 0;
	#id = 0;
	/** Bytes that may be written now. */
	#room = 0;

	/** @param count numbered messages to publish in all, at QoS 0, 1 and 2 in turn */
	constructor(prefix: string, count: number) {
		this.#prefix = prefix;
		this.#count = count;
	}

	/** Publishes as much as there is room for. */
	send(client: MQTTClient, room: number): void {
		this.#room = room;
		for (;;) {
			if (this.#waiting.length === 0 && this.#made < this.#count) this.#waiting.push(this.#message(this.#made++));
			const next = this.#waiting[0];
			if (next === undefined || next.payload.length > this.#room) return;
			this.#waiting.shift();
			// Five are under way at most: an id is free again long before its turn comes.
			this.#id = (this.#id % 60_000) + 1;
			next.began = Date.now();
			this.#underWay.set(this.#id, next);
			this.#room = client.write(next.payload, { topic: next.topic, QoS: next.QoS, id: this.#id });
		}
	}

	/**
	 * Answers a command with its own words, before everything else; `stop` is not answered.
	 * @param command what `read` gave; an empty message is no command
	 * @returns the command
	 */
	answer(client: MQTTClient, command: ReturnType<MQTTClient["read"]>): string {
		if (!(command instanceof ArrayBuffer)) return "";
		const payload = new Uint8Array(command);
		const words = decode(payload, 0, payload.length);
		tellWords("command", JSON.stringify(words));
		if (words === "stop") return words;
		this.#waiting.unshift({ name: "answer", topic: `${this.#prefix}/taken`, QoS: 1, payload, began: 0 });
		this.send(client, this.#room);
		return words;
	}

	/** The result of a publish; what is not published goes to the front again. */
	settle(id: number, result: PublishResult, error: ModemError | undefined): void {
		const message = this.#underWay.get(id);
		if (message === undefined) throw new Error(`result of publish ${id}, which is not under way`);
		this.#underWay.delete(id);
		tellWords(result, message.QoS, message.name, Date.now() - message.began, error?.message ?? "");
		if (result !== "published") this.#waiting.unshift(message);
	}

	/** Message `n`: its number, then every byte value in turn, 20 to 275 bytes in all. The cloud's side knows the rule. */
	#message(n: number): Message {
		const payload = new Uint8Array(20 + ((n * 37) % 256));
		for (let at = 0; at < payload.length; at++) payload[at] = at < 4 ? n >> (24 - 8 * at) : n + at;
		return { name: `${n}`, topic: `${this.#prefix}/up/${n % 3}`, QoS: n % 3, payload, began: 0 };
	}
}
