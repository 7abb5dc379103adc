import type { Alarm, Clock } from "../clock.js";
import type { MQTTClientInstance, MQTTClientSpecifier, MQTTControlMessage, MQTTMessageOptions } from "../io.js";
import type { Random } from "../random.js";
import { BackOff } from "./back-off.js";
import type { DeliveryOutcome } from "./message.js";

/** What a delivery does about its connection. */
export type DeliveryState = "connecting" | "connected" | "waiting" | "closed";

/** Times of a connection, ms. */
export interface ConnectionTimes {
	/** Longest first wait before the next attempt; each further one is twice as long. */
	first: number;
	/** Longest wait of all. */
	longest: number;
	/** A connection that lasts this long was a good one: the next wait is the first again. */
	grace: number;
	/** From an attempt to CONNACK; then the client is given up. */
	connect: number;
}

/** Who lives on a connection. Nothing of this is called from inside a call of the connection's user. */
export interface ConnectionOwner {
	onState(state: DeliveryState, error?: Error): void;
	/** CONNACK has come. */
	onConnected(): void;
	/** What was connected is so no more. */
	onLost(error: Error | undefined): void;
	onWritable(count: number): void;
	onReadable(client: MQTTClientInstance, count: number, options: MQTTMessageOptions): void;
	onControl(opcode: number, message: MQTTControlMessage): void;
	onResult(id: number, result: DeliveryOutcome, error: Error | undefined): void;
}

/** Keep-alive of an application that names none, ms: a dead link must be noticed some time. */
const KEEP_ALIVE = 60_000;

/** One MQTT client after the other: whenever one is lost, the next is made, after a wait. */
export class Connection {
	readonly #specifier: MQTTClientSpecifier;
	readonly #owner: ConnectionOwner;
	readonly #times: ConnectionTimes;
	readonly #backOff: BackOff;
	readonly #alarm: Alarm;
	#client: MQTTClientInstance | undefined;
	#state: DeliveryState = "waiting";

	constructor(
		specifier: MQTTClientSpecifier,
		clock: Clock,
		random: Random,
		times: ConnectionTimes,
		owner: ConnectionOwner,
	) {
		this.#specifier = specifier;
		this.#owner = owner;
		this.#times = times;
		this.#backOff = new BackOff(random, times.first, times.longest);
		this.#alarm = clock.alarm(() => this.#onAlarm());
	}

	get state(): DeliveryState {
		return this.#state;
	}

	/** The client that is connected. */
	get client(): MQTTClientInstance | undefined {
		return this.#state === "connected" ? this.#client : undefined;
	}

	/** Makes the first client. @throws whatever its constructor does: its options are wrong */
	open(): void {
		this.#alarm.set(this.#times.connect);
		this.#client = this.#make();
	}

	/** Goes on with it. */
	start(): void {
		this.#tell("connecting");
	}

	/** Gives the client up that is not answering; the next one follows. */
	drop(error: Error): void {
		this.#lose(error);
	}

	close(): void {
		this.#alarm.close();
		this.#state = "closed";
		const client = this.#client;
		this.#client = undefined;
		client?.close();
	}

	#make(): MQTTClientInstance {
		const connection = this;
		const owner = this.#owner;
		const { io: Client, ...options } = this.#specifier;
		const given = {
			keepAlive: KEEP_ALIVE,
			...options,
			onReadable(this: MQTTClientInstance, count: number, message: MQTTMessageOptions) {
				if (this === connection.#client) owner.onReadable(this, count, message);
			},
			onWritable(this: MQTTClientInstance, count: number) {
				if (this === connection.#client) owner.onWritable(count);
			},
			onControl(this: MQTTClientInstance, opcode: number, message: MQTTControlMessage) {
				if (this !== connection.#client) return;
				if (opcode === Client.CONNACK) connection.#onAnswer(message.returnCode ?? 0);
				else owner.onControl(opcode, message);
			},
			onError(this: MQTTClientInstance, error?: Error) {
				if (this === connection.#client) connection.#lose(error);
			},
			quectel: {
				...(options.quectel as object | undefined),
				onResult(this: MQTTClientInstance, id: number, result: DeliveryOutcome, error?: Error) {
					if (this === connection.#client) owner.onResult(id, result, error);
				},
			},
		};
		return new Client(given as never);
	}

	#onAnswer(returnCode: number): void {
		// A refusal is followed by onError with some clients, and by nothing with others.
		if (returnCode !== 0) {
			this.#lose(new Error(`refused ${returnCode}`));
			return;
		}
		if (this.#state !== "connecting") return;
		this.#alarm.set(this.#times.grace);
		this.#tell("connected");
		this.#owner.onConnected();
	}

	#lose(error: Error | undefined): void {
		const client = this.#client;
		if (client === undefined) return;
		this.#client = undefined;
		this.#alarm.set(this.#backOff.next());
		const wasConnected = this.#state === "connected";
		this.#tell("waiting", error);
		if (wasConnected) this.#owner.onLost(error);
		// Last: one that throws here must not keep the next one from being made.
		client.close();
	}

	#onAlarm(): void {
		if (this.#state === "connected") this.#backOff.reset();
		else if (this.#state === "connecting") this.#lose(new Error("timeout"));
		else if (this.#state === "waiting") this.#again();
	}

	#again(): void {
		this.#alarm.set(this.#times.connect);
		try {
			this.#client = this.#make();
		} catch (error) {
			// All clients taken, or the provider is closed: perhaps not for ever.
			this.#alarm.set(this.#backOff.next());
			this.#tell("waiting", error as Error);
			return;
		}
		this.#tell("connecting");
	}

	#tell(state: DeliveryState, error?: Error): void {
		this.#state = state;
		this.#owner.onState(state, error);
	}
}
