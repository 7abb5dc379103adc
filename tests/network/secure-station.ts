import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import { Aedes } from "aedes";
import type { ModemError } from "../../modules/errors.js";
import { meaning } from "../../modules/meanings.js";
import { type BoundMQTTClient, Modem } from "../../modules/modem-provider.js";
import type { MQTTClientOptions } from "../../modules/network/mqtt-options.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";
import type { Storage } from "../../tools/sim/files/storage.js";
import { NodeClock } from "../../tools/sim/node/clock.js";
import { Simulator } from "../../tools/sim/simulator.js";
import { BenchWiring } from "../support/bench-wiring.js";

/** What the broker is called; its address is known to the simulated network. */
export const HOST = "broker.example";

/** A broker with TLS on a loopback port: aedes. */
export class SecureBroker {
	readonly port: number;
	/** Common names of the certificates that clients have shown. */
	readonly shown: string[] = [];
	/** TLS versions and server names (SNI) of the connections. */
	readonly versions: (string | null)[] = [];
	readonly names: unknown[] = [];
	readonly #server: Server;
	readonly #aedes: Aedes;
	readonly #sockets = new Set<TLSSocket>();

	private constructor(server: Server, aedes: Aedes) {
		this.#server = server;
		this.#aedes = aedes;
		this.port = (server.address() as AddressInfo).port;
		server.on("secureConnection", (socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			socket.on("error", () => socket.destroy());
			this.versions.push(socket.getProtocol());
			this.names.push((socket as { servername?: unknown }).servername);
			this.shown.push(String(socket.getPeerCertificate().subject?.CN ?? ""));
			aedes.handle(socket);
		});
	}

	static async start(options: TlsOptions): Promise<SecureBroker> {
		const server = createServer(options).listen(0, "127.0.0.1");
		await once(server, "listening");
		return new SecureBroker(server, await Aedes.createBroker());
	}

	async close(): Promise<void> {
		this.#aedes.close();
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, "close");
	}
}

export interface SecureStationOptions {
	readonly port: number;
	readonly files?: Storage;
	/** Whether the network tells the time. */
	readonly hasTime?: boolean;
}

/** The driver and the simulated module in one process, in real time, with real sockets. */
export class SecureStation {
	readonly simulator: Simulator;
	readonly modem: Modem;
	/** What the driver has sent since it was last cleared. */
	sent = "";
	/** Called with all that the module says. */
	#onSaid = (_text: string) => {};

	constructor({ port, files, hasTime = true }: SecureStationOptions) {
		const clock = new NodeClock();
		this.simulator = new Simulator({
			profile: "ec600s",
			powered: true,
			pacing: false,
			latency: "none",
			map: { [`${HOST}:8883`]: `127.0.0.1:${port}` },
			...(files === undefined ? {} : { files }),
			...(hasTime ? { networkTime: () => Date.now() } : {}),
			onTrace: (sender, bytes) => {
				const text = Buffer.from(bytes).toString("latin1");
				if (sender === "host") this.sent += text;
				else this.#onSaid(text);
			},
		});
		const { Serial } = new BenchWiring(this.simulator.connector, clock);
		this.modem = new Modem({ serial: { io: Serial, baud: 115200 }, clock, receiveStore: 4096 });
	}

	/** Names of the commands sent, `AT` left out. */
	get commands(): string[] {
		return [...this.sent.matchAll(/AT(\+QF\w+)/g)].map(([, name = ""]) => name);
	}

	/** Connects, receives its own message, and closes. @returns the error in words; undefined: it went well */
	async talk(tls: TLSOptions, more: Partial<MQTTClientOptions> = {}): Promise<string | undefined> {
		const Client = this.modem.MQTTClient as BoundMQTTClient;
		const error = await new Promise<ModemError | undefined>((resolve) => {
			new Client({
				host: HOST,
				port: 8883,
				id: "mast",
				...more,
				socket: { tls },
				onControl(opcode) {
					if (opcode === Client.CONNACK) {
						this.write(undefined, { operation: Client.SUBSCRIBE, items: [{ topic: "t", QoS: 1 }] });
					} else if (opcode === Client.SUBACK) this.write(new Uint8Array([1, 2, 3]), { topic: "t", QoS: 1 });
				},
				onReadable() {
					this.close();
					resolve(undefined);
				},
				onError: (it) => resolve(it),
			});
		});
		return error === undefined ? undefined : `${error.source} ${error.code} ${error.command}: ${meaning(error)}`;
	}

	/** Resolves when the module has said something that ends so. */
	said(end: string): Promise<void> {
		let all = "";
		return new Promise((resolve) => {
			this.#onSaid = (text) => {
				all += text;
				if (all.endsWith(end)) resolve();
			};
		});
	}

	close(): void {
		this.modem.close();
		this.simulator.close();
	}
}
