import { createServer, type Server, type Socket } from "node:net";
import type { NetworkListener } from "../network.js";
import { NodeSocket } from "./socket.js";

/** A listening TCP port of Node as the module sees it. */
export class NodeListener implements NetworkListener {
	onOpen: () => void = () => {};
	onError: () => void = () => {};
	onConnection: NetworkListener["onConnection"] = () => {};
	readonly #server: Server;
	#over = false;

	constructor(port: number, host: string) {
		this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
		this.#server.once("listening", () => {
			if (!this.#over) {
				this.onOpen();
			}
		});
		this.#server.on("error", () => {
			if (!this.#over) {
				this.#over = true;
				this.onError();
			}
		});
		this.#server.listen({ port, host });
	}

	close(): void {
		if (!this.#over) {
			this.#over = true;
			this.#server.close();
		}
	}

	#accept(socket: Socket): void {
		const { remoteAddress, remotePort } = socket;
		if (this.#over || remoteAddress === undefined || remotePort === undefined) {
			socket.destroy();
			return;
		}
		this.onConnection(new NodeSocket(socket), { host: remoteAddress, port: remotePort });
	}
}
