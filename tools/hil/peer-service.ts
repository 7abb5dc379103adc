import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer, isIPv4, type Server, type Socket } from "node:net";
import { CommandError, Exit } from "../cli/command.js";
import { OwnPeer } from "./own-peer.js";
import type { PeerRequest } from "./peer.js";
import { type FromPeer, hear, isProof, type ToPeer, tell, VERSION } from "./peer-link.js";

/** For somebody who has come to prove who he is, ms. */
const PATIENCE = 10_000;

/** How many may be on their way to that at once. */
const STRANGERS = 16;

/** A peer for runs elsewhere, one after the other: each proves that it knows the token, and nobody else is let in. */
export class PeerService {
	readonly port: number;
	readonly #server: Server;
	readonly #peer: OwnPeer;
	readonly #token: string;
	readonly #onNote: (text: string) => void;
	readonly #sockets = new Set<Socket>();
	/** Whose run it is. */
	#user: Socket | undefined;

	private constructor(server: Server, peer: OwnPeer, token: string, onNote: (text: string) => void) {
		this.port = (server.address() as AddressInfo).port;
		this.#server = server;
		this.#peer = peer;
		this.#token = token;
		this.#onNote = onNote;
		peer.isOpen = false;
		server.maxConnections = STRANGERS;
		server.on("connection", (socket) => this.#greet(socket));
	}

	/**
	 * Runs are waited for at `port`, modules at the ports behind it, see {@link OwnPeer.start}; for 0 at free ones.
	 * @throws CommandError (environment) when a port cannot be had
	 */
	static async start(host: string, port: number, token: string, onNote: (text: string) => void): Promise<PeerService> {
		const server = createServer({ noDelay: true, keepAlive: true });
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, host, resolve);
			});
		} catch (error) {
			throw new CommandError(Exit.environment, `--port: ${(error as Error).message}`);
		}
		try {
			const peer = await OwnPeer.start(host, port === 0 ? 0 : port + 1, "port");
			return new PeerService(server, peer, token, onNote);
		} catch (error) {
			server.close();
			throw error;
		}
	}

	/** Where modules find it: ports. */
	get places(): OwnPeer["places"] {
		return this.#peer.places;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
		await this.#peer.close();
	}

	#greet(socket: Socket): void {
		this.#sockets.add(socket);
		const from = socket.remoteAddress ?? "somewhere";
		const challenge = randomBytes(32).toString("hex");
		const limit = setTimeout(() => socket.destroy(), PATIENCE);
		socket.on("error", () => {});
		socket.on("close", () => {
			clearTimeout(limit);
			this.#sockets.delete(socket);
			if (this.#user === socket) this.#leave(from);
		});
		const refuse = (reason: string) => {
			this.#onNote(`refused ${from}: ${reason}`);
			tell(socket, { kind: "refusal", reason } satisfies FromPeer);
			socket.removeAllListeners("data").destroySoon();
		};
		hear<ToPeer>(
			socket,
			(message) => {
				if (this.#user === socket) {
					if (message.kind === "request") this.#do(socket, message.id, message.request);
					return;
				}
				clearTimeout(limit);
				if (message.kind !== "proof" || !isProof(message.proof, this.#token, challenge)) {
					refuse("it does not know the token (XS_QUECTEL_PEER_TOKEN)");
				} else if (this.#user !== undefined) refuse("another run has the peer just now");
				else if (!isIPv4(message.address)) refuse("it came by no IPv4 address");
				else this.#begin(socket, from, message.host, message.address);
			},
			refuse,
		);
		tell(socket, { kind: "greeting", version: VERSION, challenge } satisfies FromPeer);
	}

	#begin(socket: Socket, from: string, host: string, address: string): void {
		this.#user = socket;
		this.#onNote(`a run from ${from}`);
		this.#peer.forget();
		this.#peer.onEvent = (event) => tell(socket, { kind: "event", event } satisfies FromPeer);
		this.#peer.isOpen = true;
		this.#peer.answerTo(host, address).then(
			() => tell(socket, { kind: "ready", places: this.#peer.places } satisfies FromPeer),
			(error: Error) => {
				tell(socket, { kind: "refusal", reason: error.message } satisfies FromPeer);
				socket.end();
			},
		);
	}

	#leave(from: string): void {
		this.#user = undefined;
		this.#peer.isOpen = false;
		this.#peer.onEvent = () => {};
		this.#peer.forget();
		this.#onNote(`the run from ${from} is over`);
	}

	#do(socket: Socket, id: number, request: PeerRequest): void {
		this.#peer.do(request).then(
			() => tell(socket, { kind: "done", id } satisfies FromPeer),
			(error: Error) => tell(socket, { kind: "done", id, error: error.message } satisfies FromPeer),
		);
	}
}
