import type { PeerWords } from "../hil/peer-words.js";
import type { Endpoint, Network, NetworkDatagrams, NetworkListener, NetworkSocket, Target } from "../sim/network.js";
import { notate } from "../sim/transcript/notation.js";
import type { Difference } from "../sim/transcript/player.js";
import type { Arrival, PeerScript } from "./peer-script.js";
import { ReplayDatagrams, ReplayStream } from "./replay-streams.js";
import type { Release } from "./track.js";

/**
 * The peer of sockets as a recording tells of it, in front of the rest of a network: connections lead to it without a network between,
 * and without TLS. What it sends comes to the module when, and in as many pieces as, the recording shows.
 */
export class ReplayPeer implements Network {
	readonly #network: Network;
	readonly #script: PeerScript;
	/** By the number of their arrival. */
	readonly #streams: ReplayStream[] = [];
	readonly #ports = new Map<number, ReplayDatagrams>();
	readonly #listeners = new Map<number, NetworkListener>();
	/** What has come to each end, and from which port of the module. */
	readonly #took: readonly [string[], string[]] = [[], []];
	/** Ports of the module by the places that the peer saw them at. */
	readonly #seen = new Map<string, number>();
	#visits = 0;

	constructor(network: Network, script: PeerScript) {
		this.#network = network;
		this.#script = script;
	}

	// ---- Network

	resolve(host: string, callback: (address: string | undefined) => void): void {
		const { places } = this.#script;
		if (host === places.host) setImmediate(callback, places.address);
		else this.#network.resolve(host, callback);
	}

	connect(target: Target): NetworkSocket {
		const { address, tcp, tls } = this.#script.places;
		if (target.host !== address || ![tcp, tls].includes(target.port)) return this.#network.connect(target);
		const stream = new ReplayStream();
		setImmediate(() => {
			if (stream.isOver) return;
			this.#streams.push(stream);
			stream.onOpen();
		});
		return stream;
	}

	openListener(port: number): NetworkListener {
		const isTaken = this.#listeners.has(port);
		const listener: NetworkListener = {
			onOpen() {},
			onError() {},
			onConnection() {},
			close: () => {
				if (this.#listeners.get(port) === listener) this.#listeners.delete(port);
			},
		};
		if (!isTaken) this.#listeners.set(port, listener);
		setImmediate(() => (isTaken ? listener.onError() : listener.onOpen()));
		return listener;
	}

	openDatagrams(port: number): NetworkDatagrams {
		// A port that nobody was told of is for questions of the module's own.
		if (port === 0) return this.#network.openDatagrams(port);
		const isTaken = this.#ports.has(port);
		const datagrams = new ReplayDatagrams(
			(bytes, to) => this.#take(port, bytes, to),
			() => {
				if (this.#ports.get(port) === datagrams) this.#ports.delete(port);
			},
		);
		if (!isTaken) this.#ports.set(port, datagrams);
		setImmediate(() => (isTaken ? datagrams.onError() : datagrams.onOpen()));
		return datagrams;
	}

	ping(host: string, callback: () => void): () => void {
		return this.#network.ping(host, callback);
	}

	// ---- the peer

	/** @throws Error when the module is not where the recording has it */
	do(words: PeerWords): void {
		switch (words.name) {
			case "peer send":
				this.#stream(words.connection).send(words.data);
				break;
			case "peer datagram": {
				const { host, port } = words.to;
				const { address, udp } = this.#script.places;
				const from = { host: address, port: udp[words.end] };
				this.#ports.get(this.#seen.get(`${host} ${port}`) ?? port)?.receive(words.data, from);
				break;
			}
			case "peer visit":
				this.#visit(words.to.port);
				break;
			default:
				// When it ended a connection is seen by what the module said; the rest is what is compared.
				break;
		}
	}

	release(release: Release): void {
		if ("port" in release.of) this.#ports.get(release.of.port)?.release(release);
		else this.#streams[release.of.connection]?.release(release);
	}

	/** What came to the peer, and is not what the recording has. */
	differences(): Difference[] {
		const all: Difference[] = [];
		for (const [connection, arrivals] of this.#script.got) {
			const got = this.#streams[connection]?.received ?? "";
			all.push(...compare(arrivals, got, `connection ${connection} of the peer: `));
		}
		for (const [connection, { received }] of this.#streams.entries()) {
			if (received === "" || this.#script.got.has(connection)) continue;
			all.push({ line: 1, expected: `connection ${connection} of the peer: nothing`, got: notate(received) });
		}
		for (const end of [0, 1] as const) {
			const took = this.#took[end];
			const wanted = this.#script.took[end];
			for (const [at, { data, line }] of wanted.entries()) {
				const got = took[at];
				if (got !== data) all.push({ line, expected: describe(end, data), got: describe(end, got) });
			}
			for (const got of took.slice(wanted.length))
				all.push({ line: wanted.at(-1)?.line ?? 1, expected: describe(end, undefined), got: describe(end, got) });
		}
		return all.sort((a, b) => a.line - b.line);
	}

	#stream(connection: number): ReplayStream {
		const stream = this.#streams[connection];
		if (stream === undefined) throw new Error(`connection ${connection} of the recording has not come to the peer`);
		return stream;
	}

	#visit(port: number): void {
		// Behind a router the port may be another.
		const listener = this.#listeners.get(port) ?? [...this.#listeners.values()].at(-1);
		if (listener === undefined) throw new Error(`the module does not listen at ${port}`);
		const from = this.#script.visitors[this.#visits++] ?? { host: this.#script.places.address, port: 1 };
		const stream = new ReplayStream();
		this.#streams.push(stream);
		listener.onConnection(stream, from);
	}

	#take(port: number, bytes: Uint8Array, to: Endpoint): void {
		const { address, udp } = this.#script.places;
		const end = to.host === address ? udp.indexOf(to.port) : -1;
		if (end !== 0 && end !== 1) return;
		const from = this.#script.took[end][this.#took[end].length]?.from;
		if (from !== undefined) this.#seen.set(`${from.host} ${from.port}`, port);
		this.#took[end].push(Buffer.from(bytes).toString("latin1"));
	}
}

function describe(end: 0 | 1, data: string | undefined): string {
	return data === undefined
		? `no datagram at end ${end} of the peer`
		: `datagram at end ${end} of the peer: ${notate(data)}`;
}

/** Where a stream is not what it was; it may have been cut otherwise. */
function compare(arrivals: readonly Arrival[], got: string, what: string): Difference[] {
	let at = 0;
	for (const { data, line } of arrivals) {
		const piece = got.slice(at, at + data.length);
		at += data.length;
		if (piece !== data)
			return [{ line, expected: what + notate(data), got: what + (piece === "" ? "nothing" : notate(piece)) }];
	}
	if (at === got.length) return [];
	return [{ line: arrivals.at(-1)?.line ?? 1, expected: `${what}nothing more`, got: what + notate(got.slice(at)) }];
}
