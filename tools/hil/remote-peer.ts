import { connect, type Socket } from "node:net";
import { CommandError, Exit } from "../cli/command.js";
import type { Peer, PeerEvent, PeerPlaces, PeerRequest, Place } from "./peer.js";
import { type FromPeer, hear, proofOf, type ToPeer, tell, VERSION } from "./peer-link.js";

/** For the peer to answer, ms. */
const PATIENCE = 10_000;

/** A peer in another process: `xs-quectel peer`, somewhere that the module reaches. */
export class RemotePeer implements Peer {
	onEvent: (event: PeerEvent) => void = () => {};
	readonly places: PeerPlaces;
	readonly #socket: Socket;
	readonly #waiting = new Map<number, (error: Error | undefined) => void>();
	#last = 0;
	#isGone = false;

	private constructor(socket: Socket, places: PeerPlaces) {
		this.#socket = socket;
		this.places = places;
		socket.on("close", () => {
			this.#isGone = true;
			for (const done of this.#waiting.values()) done(new Error("the peer is gone"));
			this.#waiting.clear();
		});
	}

	/** @throws CommandError (environment) when it is not there, or refuses us */
	static async connect({ host, port }: Place, token: string): Promise<RemotePeer> {
		const socket = connect({ host, port, family: 4, noDelay: true, keepAlive: true, timeout: PATIENCE });
		let peer: RemotePeer | undefined;
		try {
			peer = await new Promise<RemotePeer>((resolve, reject) => {
				const fail = (reason: string) => reject(new Error(reason));
				socket.once("error", reject);
				socket.once("timeout", () => fail("no answer"));
				socket.once("close", () => fail("it has ended the connection"));
				hear<FromPeer>(
					socket,
					(message) => {
						if (peer !== undefined) peer.#take(message);
						else if (message.kind === "refusal") fail(message.reason);
						else if (message.kind === "greeting" && message.version !== VERSION) fail("it is of another version");
						else if (message.kind === "greeting") {
							const proof = proofOf(token, message.challenge);
							tell(socket, { kind: "proof", proof, host, address: socket.remoteAddress ?? host });
						} else if (message.kind === "ready") {
							peer = new RemotePeer(socket, message.places);
							resolve(peer);
						}
					},
					fail,
				);
			});
		} catch (error) {
			socket.destroy();
			throw new CommandError(Exit.environment, `--peer: ${host}:${port}: ${(error as Error).message}`);
		}
		socket.setTimeout(0);
		// What was asked for is told by "close".
		socket.on("error", () => {});
		return peer;
	}

	async do(request: PeerRequest): Promise<void> {
		if (this.#isGone) throw new Error("the peer is gone");
		const id = ++this.#last;
		await new Promise<void>((resolve, reject) => {
			this.#waiting.set(id, (error) => (error === undefined ? resolve() : reject(error)));
			tell(this.#socket, { kind: "request", id, request } satisfies ToPeer);
		});
	}

	async close(): Promise<void> {
		this.#socket.destroy();
	}

	#take(message: FromPeer): void {
		if (message.kind === "event") this.onEvent(message.event);
		if (message.kind !== "done") return;
		const done = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		done?.(message.error === undefined ? undefined : new Error(message.error));
	}
}
