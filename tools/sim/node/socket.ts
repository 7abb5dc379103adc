import type { Socket } from "node:net";
import type { NetworkSocket, SocketFailure } from "../network.js";

/** A TCP connection of Node as the module sees it. */
export class NodeSocket implements NetworkSocket {
	onOpen: () => void = () => {};
	onData: NetworkSocket["onData"] = () => {};
	onClose: () => void = () => {};
	onError: NetworkSocket["onError"] = () => {};
	readonly #socket: Socket;
	#over = false;

	constructor(socket: Socket) {
		this.#socket = socket;
		socket.on("connect", () => this.#unlessOver(() => this.onOpen()));
		socket.on("data", (bytes: Buffer) => this.#unlessOver(() => this.onData(bytes)));
		socket.on("end", () => this.#last(() => this.onClose()));
		socket.on("close", () => this.#last(() => this.onClose()));
		socket.on("error", (error: NodeJS.ErrnoException) => this.#last(() => this.onError(failureOf(error))));
	}

	write(bytes: Uint8Array): void {
		if (!this.#over) {
			this.#socket.write(bytes);
		}
	}

	close(): void {
		this.#over = true;
		this.#socket.end();
	}

	abort(): void {
		this.#over = true;
		if (this.#socket.connecting) {
			this.#socket.destroy();
		} else {
			this.#socket.resetAndDestroy();
		}
	}

	#unlessOver(tell: () => void): void {
		if (!this.#over) {
			tell();
		}
	}

	#last(tell: () => void): void {
		if (!this.#over) {
			this.#over = true;
			this.#socket.destroy();
			tell();
		}
	}
}

/** What the module can tell of an error of a socket. */
export function failureOf(error: NodeJS.ErrnoException): SocketFailure {
	switch (error.code) {
		case "ECONNREFUSED":
			return "refused";
		case "ETIMEDOUT":
			return "timeout";
		case "ENETUNREACH":
		case "EHOSTUNREACH":
		case "ENOTFOUND":
			return "unreachable";
		default:
			return "reset";
	}
}
