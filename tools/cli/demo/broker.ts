import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";

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

	static async start(): Promise<LocalBroker> {
		const aedes = await Aedes.createBroker();
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

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.#aedes.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}
