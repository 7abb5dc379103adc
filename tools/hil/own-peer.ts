import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, type Server as SecureServer } from "node:tls";
import { CommandError, Exit } from "../cli/command.js";
import { RunAuthority } from "./certificates.js";
import type { Peer, PeerEvent, PeerPlaces, PeerRequest, Place } from "./peer.js";

/** For a connection to the module, ms. */
const PATIENCE = 10_000;
/** All addresses of this machine. */
const ANY = "0.0.0.0";

async function listen(server: Server, host: string, port: number): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, resolve);
	});
	return (server.address() as AddressInfo).port;
}

/** A peer in this process: a TCP server, a TLS server, and two ends for datagrams. */
export class OwnPeer implements Peer {
	onEvent: (event: PeerEvent) => void = () => {};
	/** Whether whoever comes is let in. */
	isOpen = true;
	readonly #host: string;
	readonly #plain: Server;
	readonly #secure: SecureServer;
	readonly #authority = new RunAuthority();
	readonly #ends: readonly [DatagramSocket, DatagramSocket];
	readonly #all = new Set<Socket>();
	#connections: Socket[] = [];
	#places: PeerPlaces;

	private constructor(address: string) {
		this.#host = address;
		this.#plain = createServer({ noDelay: true }, (socket) => this.#accept(socket));
		this.#secure = createSecureServer({ noDelay: true }, (socket) => this.#accept(socket));
		this.#secure.on("tlsClientError", ({ message }) => this.onEvent({ event: "refused", reason: message }));
		this.#ends = [createSocket("udp4"), createSocket("udp4")];
		for (const server of [this.#plain, this.#secure]) {
			server.on("connection", (socket) => {
				this.#all.add(socket);
				socket.on("close", () => this.#all.delete(socket));
				socket.on("error", () => {});
			});
		}
		this.#places = { host: address, address, tcp: 0, tls: 0, udp: [0, 0], authority: this.#authority.certificate };
	}

	/**
	 * Listens: TCP and the first end of datagrams at `port`, TLS and the second end at the one behind it; at free ports for 0.
	 * @param option that asks for it, for messages
	 * @throws CommandError (environment) when a port cannot be had
	 */
	static async start(host: string, port: number, option: string): Promise<OwnPeer> {
		let peer: OwnPeer | undefined;
		try {
			const { address } = await lookup(host, { family: 4 });
			peer = new OwnPeer(address);
			await peer.#begin(port);
			// What listens everywhere is at least here; who knows better says so with `answerTo`.
			await peer.answerTo(address === ANY ? "127.0.0.1" : host);
		} catch (error) {
			await peer?.close();
			throw new CommandError(Exit.environment, `--${option}: ${(error as Error).message}`);
		}
		return peer;
	}

	get places(): PeerPlaces {
		return this.#places;
	}

	/** The module finds it under this name or address. @param address the same as an address, where nobody should look it up here */
	async answerTo(host: string, address?: string): Promise<void> {
		const known = address ?? (await lookup(host, { family: 4 })).address;
		const { certificate, key } = this.#authority.issue([host, known]);
		this.#secure.setSecureContext({ cert: certificate, key, minVersion: "TLSv1.2" });
		this.#places = { ...this.#places, host, address: known };
	}

	async do(request: PeerRequest): Promise<void> {
		switch (request.name) {
			case "peer send":
				this.#of(request.connection).write(request.data, "latin1");
				break;
			case "peer drop":
				this.#of(request.connection).end();
				break;
			case "peer datagram":
				await this.#send(request.end, request.data, request.to);
				break;
			case "peer visit":
				await this.#visit(request.to);
				break;
		}
	}

	/** Ends all connections, and counts anew. */
	forget(): void {
		for (const socket of this.#all) socket.destroy();
		this.#connections = [];
	}

	async close(): Promise<void> {
		this.forget();
		for (const end of this.#ends) await new Promise<void>((resolve) => end.close(resolve));
		for (const server of [this.#plain, this.#secure]) {
			if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
		}
	}

	async #begin(port: number): Promise<void> {
		const next = port === 0 ? 0 : port + 1;
		const tcp = await listen(this.#plain, this.#host, port);
		const tls = await listen(this.#secure, this.#host, next);
		const [first, second] = this.#ends;
		const udp = [await this.#bind(first, port), await this.#bind(second, next)] as const;
		this.#places = { ...this.#places, tcp, tls, udp };
	}

	async #bind(end: DatagramSocket, port: number): Promise<number> {
		const at = this.#ends.indexOf(end) as 0 | 1;
		end.bind(port, this.#host);
		await once(end, "listening");
		// Behind the beginning an error is about one datagram, which may get lost.
		end.on("error", () => {});
		end.on("message", (bytes, { address, port: from }) => {
			const place = { host: address, port: from };
			if (this.isOpen) this.onEvent({ event: "datagram", end: at, from: place, bytes: Uint8Array.from(bytes) });
		});
		return end.address().port;
	}

	async #send(end: 0 | 1, data: string, { host, port }: Place): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.#ends[end].send(Buffer.from(data, "latin1"), port, host, (error) => (error ? reject(error) : resolve()));
		});
	}

	async #visit({ host, port }: Place): Promise<void> {
		const from = this.#host === ANY ? {} : { localAddress: this.#host };
		const socket = connect({ host, port, family: 4, noDelay: true, timeout: PATIENCE, ...from });
		this.#all.add(socket);
		socket.on("close", () => this.#all.delete(socket));
		await new Promise<void>((resolve, reject) => {
			socket.once("connect", resolve);
			socket.once("error", reject);
			socket.once("timeout", () => socket.destroy(new Error(`${host}:${port} does not answer`)));
		});
		socket.setTimeout(0);
		this.#accept(socket);
	}

	#of(connection: number): Socket {
		const socket = this.#connections[connection];
		if (socket === undefined) throw new Error(`nobody has come as number ${connection}`);
		return socket;
	}

	#accept(socket: Socket): void {
		// A reset is an end too: "close" follows.
		socket.on("error", () => {});
		if (!this.isOpen) {
			socket.destroy();
			return;
		}
		const connection = this.#connections.push(socket) - 1;
		const isKnown = () => this.#connections[connection] === socket;
		this.onEvent({ event: "arrived", connection });
		socket.on("data", (bytes) => {
			if (isKnown()) this.onEvent({ event: "data", connection, bytes: Uint8Array.from(bytes) });
		});
		let isEnded = false;
		const end = () => {
			if (!isEnded && isKnown()) this.onEvent({ event: "ended", connection });
			isEnded = true;
		};
		socket.on("end", end);
		socket.on("close", end);
	}
}
