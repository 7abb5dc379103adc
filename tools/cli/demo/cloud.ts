import { EventEmitter } from "node:events";
import mqtt, { type MqttClient } from "mqtt";
import { CommandError, Exit } from "../command.js";
import { Numbers } from "./numbers.js";

export interface CloudOptions {
	/** mqtt://host:port */
	readonly url: string;
	readonly prefix: string;
	/** Messages that the firmware is going to publish. */
	readonly messages: number;
	/** Commands to send. */
	readonly commands: number;
	readonly user?: string | undefined;
	readonly password?: string | undefined;
}

/** How long a command may stay unanswered before it is sent again, ms. */
const PATIENCE = 3000;

/** What message `n` of the firmware must hold; the same rule as in the application, written anew. */
export function expectedPayload(n: number): Buffer {
	const payload = Buffer.alloc(20 + ((37 * n) % 256));
	payload.writeUInt32BE(n, 0);
	for (let at = 4; at < payload.length; at++) payload[at] = (n + at) % 256;
	return payload;
}

/**
 * The cloud's side of the main job, an ordinary MQTT client: checks every message byte for byte, and sends commands until
 * each is answered.
 */
export class Cloud extends EventEmitter<{
	message: [n: number, isNew: boolean];
	taken: [command: string];
	wrong: [why: string];
	/** Its own connection has ended: it sees nothing any more. */
	gone: [];
}> {
	/** Numbers of the messages seen. */
	readonly seen = new Numbers();
	readonly taken = new Set<string>();
	sent = 0;
	doubles = 0;
	wrong = 0;
	readonly #options: CloudOptions;
	readonly #client: MqttClient;
	#again: NodeJS.Timeout | undefined;

	private constructor(options: CloudOptions, client: MqttClient) {
		super();
		this.#options = options;
		this.#client = client;
		client.on("message", (topic, payload) => this.#onMessage(topic, payload));
		// What went wrong is told by "error", if anything is; "close" follows.
		client.on("error", (error) => this.emit("wrong", `the cloud's own connection failed: ${error.message}`));
		client.on("close", () => this.emit("gone"));
	}

	/** Connects and subscribes. @throws CommandError with exit 3 when there is no broker, or it refuses */
	static async connect(options: CloudOptions): Promise<Cloud> {
		const { url, user, password, prefix } = options;
		let client: MqttClient;
		try {
			client = await mqtt.connectAsync(
				url,
				{
					connectTimeout: 5000,
					reconnectPeriod: 0,
					...(user === undefined ? {} : { username: user }),
					...(password === undefined ? {} : { password }),
				},
				false,
			);
		} catch (error) {
			throw new CommandError(
				Exit.environment,
				`the cloud's side cannot connect to ${url}: ${(error as Error).message || (error as { code?: string }).code}`,
			);
		}
		try {
			await client.subscribeAsync([`${prefix}/up/+`, `${prefix}/taken`], { qos: 2 });
		} catch (error) {
			await client.endAsync(true);
			throw new CommandError(Exit.environment, `${url} refuses subscriptions: ${(error as Error).message}`);
		}
		const cloud = new Cloud(options, client);
		return cloud;
	}

	/** Whether everything has been seen and taken. */
	get isComplete(): boolean {
		return this.seen.size >= this.#options.messages && this.taken.size >= this.#options.commands;
	}

	/** Tells the firmware to end. */
	async stop(): Promise<void> {
		clearTimeout(this.#again);
		await this.#client.publishAsync(`${this.#options.prefix}/down`, "stop", { qos: 1 });
	}

	async close(): Promise<void> {
		clearTimeout(this.#again);
		this.removeAllListeners();
		await this.#client.endAsync(true);
	}

	#onMessage(topic: string, payload: Buffer): void {
		const { prefix, messages, commands } = this.#options;
		if (topic === `${prefix}/taken`) {
			const command = payload.toString();
			if (this.taken.has(command)) return;
			this.taken.add(command);
			this.emit("taken", command);
			if (this.sent < commands) this.#command();
			else clearTimeout(this.#again);
			return;
		}
		const n = payload.length >= 4 ? payload.readUInt32BE(0) : -1;
		if (topic !== `${prefix}/up/${n % 3}` || n < 0 || n >= messages || !payload.equals(expectedPayload(n))) {
			this.wrong++;
			this.emit("wrong", `message on ${topic} is not what was sent: ${payload.length} bytes`);
			return;
		}
		const isNew = this.seen.add(n);
		if (!isNew) this.doubles++;
		this.emit("message", n, isNew);
		if (this.sent === 0 && commands > 0) this.#command();
	}

	/** Sends the next command, and again until it is answered: the module may lose its supply with it in hand. */
	#command(): void {
		const command = `command-${this.sent++}`;
		const send = () => {
			this.#client.publish(`${this.#options.prefix}/down`, command, { qos: 1 });
			this.#again = setTimeout(send, PATIENCE);
		};
		clearTimeout(this.#again);
		send();
	}
}
