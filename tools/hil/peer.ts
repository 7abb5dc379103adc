import { createServer, type Server, type Socket } from "node:net";
import { CommandError, Exit } from "../cli/command.js";

/** What happens at the peer, of the connection with this number, in the order of arrival. */
export interface PeerEvent {
	readonly event: "arrived" | "data" | "ended";
	readonly connection: number;
	readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** Whom a module connects to: it keeps what comes, sends and ends what it is asked to. */
export class OwnPeer {
	readonly port: number;
	onEvent: (event: PeerEvent) => void = () => {};
	readonly #server: Server;
	readonly #connections: Socket[];

	private constructor(server: Server, connections: Socket[]) {
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("the peer has no port");
		this.port = address.port;
		this.#server = server;
		this.#connections = connections;
		server.on("connection", (socket) => this.#accept(socket));
	}

	/** @throws CommandError (environment) when the port cannot be had */
	static async start(host: string, port: number): Promise<OwnPeer> {
		const server = createServer({ noDelay: true });
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, host, resolve);
			});
		} catch (error) {
			throw new CommandError(Exit.environment, `--own-peer: ${(error as Error).message}`);
		}
		return new OwnPeer(server, []);
	}

	/** @param data characters up to U+00FF */
	send(connection: number, data: string): void {
		this.#of(connection).write(data, "latin1");
	}

	/** Ends a connection, behind all that was sent. */
	drop(connection: number): void {
		this.#of(connection).end();
	}

	async close(): Promise<void> {
		for (const socket of this.#connections) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}

	#of(connection: number): Socket {
		const socket = this.#connections[connection];
		if (socket === undefined) throw new Error(`nobody has come as number ${connection}`);
		return socket;
	}

	#accept(socket: Socket): void {
		const connection = this.#connections.push(socket) - 1;
		const tell = (event: PeerEvent["event"], bytes = NOTHING) => this.onEvent({ event, connection, bytes });
		tell("arrived");
		socket.on("data", (bytes) => tell("data", Uint8Array.from(bytes)));
		let isEnded = false;
		const end = () => {
			if (!isEnded) tell("ended");
			isEnded = true;
		};
		socket.on("end", end);
		socket.on("close", end);
		// A reset is an end too: "close" follows.
		socket.on("error", () => {});
	}
}
