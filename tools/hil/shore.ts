import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { CommandError, Exit } from "../cli/command.js";

/** How long a broker may take for anything, ms. */
const PATIENCE = 10_000;

export interface BrokerPlace {
	/** `mqtt://HOST:PORT` or `mqtts://HOST:PORT`, as both sides reach it. */
	readonly url: string;
	readonly user: string | undefined;
	readonly password: string | undefined;
	/** File with certificates of the authorities that answer for it, PEM. */
	readonly ca: string | undefined;
}

const wordsOf = (error: unknown) => (error as Error).message || String((error as { code?: unknown }).code);

/** The far end of the network: an ordinary client of the broker, which sees what the module publishes and publishes for it. */
export class Shore {
	/** Told each message under the prefix but our own. */
	onPublished: (topic: string, payload: Uint8Array) => void = () => {};
	readonly #place: BrokerPlace;
	readonly #client: MqttClient;
	/** What we have published and not heard yet. */
	readonly #own: string[] = [];

	private constructor(place: BrokerPlace, client: MqttClient) {
		this.#place = place;
		this.#client = client;
		client.on("message", (topic, payload) => {
			const at = this.#own.indexOf(`${topic} ${payload.toString("latin1")}`);
			if (at < 0) this.onPublished(topic, payload);
			else this.#own.splice(at, 1);
		});
		// It connects again by itself; what was lost meanwhile is seen by the test that waits for it.
		client.on("error", () => {});
	}

	/** @throws CommandError (environment) when there is no broker, or it refuses us */
	static async connect(place: BrokerPlace, prefix: string): Promise<Shore> {
		let client: MqttClient;
		try {
			client = await mqtt.connectAsync(place.url, optionsOf(place), false);
			await client.subscribeAsync(`${prefix}#`, { qos: 2 });
		} catch (error) {
			throw new CommandError(Exit.environment, `--broker: cannot connect to ${place.url}: ${wordsOf(error)}`);
		}
		return new Shore(place, client);
	}

	async publish(topic: string, payload: string, qos: 0 | 1 | 2): Promise<void> {
		this.#own.push(`${topic} ${payload}`);
		await this.#client.publishAsync(topic, Buffer.from(payload, "latin1"), { qos });
	}

	/** Has the broker end a client's connection, by coming with its identifier (MQTT 3.1.1, 3.1.4). */
	async drop(clientId: string): Promise<void> {
		const other = await mqtt.connectAsync(this.#place.url, { ...optionsOf(this.#place), clientId, clean: true }, false);
		await other.endAsync();
	}

	async close(): Promise<void> {
		await this.#client.endAsync(true);
	}
}

function optionsOf({ user, password, ca }: BrokerPlace): IClientOptions {
	return {
		connectTimeout: PATIENCE,
		reconnectPeriod: 1000,
		...(user === undefined ? {} : { username: user }),
		...(password === undefined ? {} : { password }),
		...(ca === undefined ? {} : { ca: readFileSync(ca) }),
	};
}

/** A broker of our own, for modules that can reach this machine: one that can be told to leave a PUBLISH without an answer. */
export class OwnBroker {
	readonly port: number;
	readonly #server: Server;
	readonly #aedes: Aedes;
	readonly #sockets: Set<Socket>;
	#isStalled = false;
	#held: (() => void)[] = [];

	private constructor(server: Server, aedes: Aedes, sockets: Set<Socket>) {
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("the broker has no port");
		this.port = address.port;
		this.#server = server;
		this.#aedes = aedes;
		this.#sockets = sockets;
		aedes.authorizePublish = (client, _packet, done) => this.#authorize(client?.id, done);
	}

	/** @throws CommandError (environment) when the port cannot be had */
	static async start(host: string, port: number): Promise<OwnBroker> {
		const aedes = await Aedes.createBroker();
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.on("close", () => sockets.delete(socket));
			aedes.handle(socket);
		});
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, host, resolve);
			});
		} catch (error) {
			await new Promise<void>((resolve) => aedes.close(resolve));
			throw new CommandError(Exit.environment, `--own-broker: ${(error as Error).message}`);
		}
		return new OwnBroker(server, aedes, sockets);
	}

	/** Whether what modules publish stays without an answer. */
	stall(isStalled: boolean): void {
		this.#isStalled = isStalled;
		if (isStalled) return;
		for (const go of this.#held.splice(0)) go();
	}

	async close(): Promise<void> {
		this.stall(false);
		await new Promise<void>((resolve) => this.#aedes.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#authorize(id: string | undefined, done: (error?: Error | null) => void): void {
		if (this.#isStalled && id?.startsWith("hil-")) this.#held.push(() => done(null));
		else done(null);
	}
}
