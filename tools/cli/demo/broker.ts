import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

/** A message as the broker took it. */
export interface Taken {
	readonly topic: string;
	readonly payload: Buffer;
}

/** An MQTT broker of our own, in this process, on a free loopback port. */
export class LocalBroker {
	readonly port: number;
	readonly #server: Server;
	readonly #aedes: Aedes;
	readonly #sockets: Set<Socket>;

	private constructor(port: number, server: Server, aedes: Aedes, sockets: Set<Socket>) {
		this.port = port;
		this.#server = server;
		this.#aedes = aedes;
		this.#sockets = sockets;
	}

	/** @param onPublish told of each message that a client has published */
	static async start(onPublish?: (message: Taken) => void): Promise<LocalBroker> {
		const aedes = await Aedes.createBroker();
		aedes.on("publish", ({ topic, payload }, client) => {
			if (client !== null) onPublish?.({ topic, payload: Buffer.from(payload) });
		});
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			sockets.add(socket);
			socket.on("close", () => sockets.delete(socket));
			aedes.handle(socket);
		});
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", resolve);
		});
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("the broker has no port");
		return new LocalBroker(address.port, server, aedes, sockets);
	}

	/** Cannot be reached from now on: connections end, and new ones are refused. */
	async leave(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}

	/** Is there again, at the same port. */
	async comeBack(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.#server.once("error", reject);
			this.#server.listen(this.port, "127.0.0.1", resolve);
		});
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.#aedes.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}
