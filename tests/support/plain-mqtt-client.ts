import type { MQTTClientCallbacks, MQTTClientInstance, MQTTWriteOptions } from "../../modules/io.js";

/** One call of `write` on a {@link PlainMQTTClient}. */
export interface Written extends MQTTWriteOptions {
	data: string;
}

/** An MQTT client of ECMA-419's shape and nothing more, whose broker is the test. */
export class PlainMQTTClient implements MQTTClientInstance {
	static readonly CONNACK = 2;
	static readonly PUBACK = 4;
	static readonly PUBCOMP = 7;
	static readonly SUBSCRIBE = 8;
	static readonly SUBACK = 9;
	static readonly UNSUBSCRIBE = 10;
	/** All that were made since the test emptied it. */
	static readonly made: PlainMQTTClient[] = [];
	/** Identifiers in the order in which they were first used: a test calls the first one 1, the second one 2. */
	static readonly ids: number[] = [];
	/** Where they are among {@link ids}, from 1: tests use thousands. */
	static readonly #places = new Map<number, number>();
	/** Thrown by the next constructor. */
	static failure: Error | undefined;
	readonly options: Partial<MQTTClientCallbacks> & Record<string, unknown>;
	isClosed = false;
	/** Thrown by the next `write`. */
	failure: Error | undefined;
	#written: Written[] = [];
	#room = 0;
	#incoming = "";

	constructor(options: Partial<MQTTClientCallbacks>) {
		const { failure } = PlainMQTTClient;
		PlainMQTTClient.failure = undefined;
		if (failure !== undefined) throw failure;
		this.options = { ...options };
		PlainMQTTClient.made.push(this);
	}

	/** Nothing was made yet. */
	static reset(): void {
		PlainMQTTClient.made.length = 0;
		PlainMQTTClient.takeIds();
	}

	/** The identifiers up to here; the next one is the first again. */
	static takeIds(): number[] {
		PlainMQTTClient.#places.clear();
		return PlainMQTTClient.ids.splice(0);
	}

	static #placeOf(id: number): number {
		const places = PlainMQTTClient.#places;
		let place = places.get(id);
		if (place === undefined) {
			place = PlainMQTTClient.ids.push(id);
			places.set(id, place);
		}
		return place;
	}

	/** The one that was made last. */
	static get last(): PlainMQTTClient {
		return PlainMQTTClient.made[PlainMQTTClient.made.length - 1] as PlainMQTTClient;
	}

	read(byteLength: number): ArrayBuffer | undefined {
		const text = this.#incoming.slice(0, byteLength);
		this.#incoming = this.#incoming.slice(byteLength);
		return text === "" ? undefined : (Uint8Array.from(text, (it) => it.charCodeAt(0)).buffer as ArrayBuffer);
	}

	write(data: ArrayBuffer | ArrayBufferView | undefined, options: MQTTWriteOptions = {}): number {
		if (this.isClosed) throw new SyntaxError("closed");
		const { failure } = this;
		this.failure = undefined;
		if (failure !== undefined) throw failure;
		let text = "";
		if (data !== undefined) for (const it of data as Uint8Array) text += String.fromCharCode(it);
		if (text.length > this.#room) throw new Error("would block");
		this.#room -= text.length;
		const { id } = options;
		this.#written.push({ data: text, ...options, ...(id === undefined ? {} : { id: PlainMQTTClient.#placeOf(id) }) });
		return this.#room;
	}

	close(): void {
		this.isClosed = true;
	}

	/** What was written since the last call. */
	written(): Written[] {
		return this.#written.splice(0);
	}

	accept(room = 1000): void {
		this.control(PlainMQTTClient.CONNACK, { returnCode: 0 });
		this.canTake(room);
	}

	canTake(room: number): void {
		this.#room = room;
		this.options.onWritable?.call(this, room);
	}

	/** @param message its `id` is a place among `ids` */
	control(opcode: number, message: { id?: number; [more: string]: unknown }): void {
		const { id, ...more } = message;
		const known = id === undefined ? {} : { id: PlainMQTTClient.ids[id - 1] as number };
		this.options.onControl?.call(this, opcode, { operation: opcode, ...more, ...known });
	}

	fail(error?: Error): void {
		this.options.onError?.call(this, error);
	}

	/** A message comes in, in fragments. */
	give(topic: string, fragments: readonly string[], byteLength = fragments.join("").length): void {
		fragments.forEach((it, at) => {
			this.#incoming += it;
			const more = at < fragments.length - 1;
			this.options.onReadable?.call(this, it.length, at === 0 ? { topic, QoS: 1, byteLength, more } : { more });
		});
	}
}
