import type { ListenerSubject, Visitor } from "../../tests/conformance/listener/suite.js";
import type { Instance, TCPClass } from "../../tests/conformance/tcp/subject.js";
import type { Bench } from "./bench.js";

/** How long what must come through the network may take, ms; behind that it is taken for lost. */
const DELIVERY = 10_000;
/** What may never come is waited for this many times as long as the wire has to be silent. */
const REACH = 8;
/** The driver keeps so many connections until they are read. */
const BACKLOG = 4;

/** Somebody has come, by a URC of the module. */
const incoming = /^\+QIURC: "incoming",/;
const closed = /^\+QIURC: "closed",/;
const data = /^\+QIRD: (\d+)(?: |$)/;

/** A listener of a real module, with the peer as the one who comes. */
export class BenchListenerSubject implements ListenerSubject {
	readonly Listener: ListenerSubject["Listener"];
	readonly TCP: TCPClass;
	readonly address: string;
	readonly backlog = BACKLOG;
	readonly port: number;
	readonly #bench: Bench;
	readonly #made: { close(): void }[] = [];
	/** What is expected of the module because of the peer, and has been seen: visits, ends, bytes. */
	readonly #expected = { visits: 0, ends: 0, bytes: 0 };
	readonly #seen = { visits: 0, ends: 0, bytes: 0 };
	/** Connections at the peer that were there before. */
	readonly #base: number;
	/** Bytes that the module has taken for visitors, and those of the command that is under way. */
	#sent = 0;
	#sending = 0;

	constructor(bench: Bench) {
		this.#bench = bench;
		this.#base = bench.peers.length;
		this.address = bench.peerPlaces.address;
		this.port = (bench.settings.inbound ?? bench.lack("an address that the peer reaches (--module-address)")).port;
		const made = this.#made;
		const ParentListener = bench.modem.Listener as unknown as ListenerSubject["Listener"];
		const ParentTCP = bench.modem.TCP as unknown as TCPClass;
		this.Listener = class extends ParentListener {
			constructor(options?: unknown) {
				super(options);
				made.push(this);
			}

			override read(): Instance | undefined {
				const socket = super.read();
				if (socket !== undefined) made.push(socket);
				return socket;
			}
		};
		class TCP extends ParentTCP {
			constructor(options?: unknown) {
				super(options);
				made.push(this);
			}

			/** What a listener gives is of the modem's own class. */
			static override [Symbol.hasInstance](instance: unknown): boolean {
				return instance instanceof ParentTCP;
			}
		}
		this.TCP = TCP as unknown as TCPClass;
		bench.quiet.onCommand = (line) => {
			this.#sending = Number(/^AT\+QISEND=\d+,(\d+)/.exec(line)?.[1] ?? 0);
		};
		bench.quiet.onLine = (line) => {
			if (line === "SEND OK") this.#sent += this.#sending;
			else if (incoming.test(line)) this.#seen.visits++;
			else if (closed.test(line)) this.#seen.ends++;
			else this.#seen.bytes += Number(data.exec(line)?.[1] ?? 0);
		};
	}

	async settle(): Promise<void> {
		const bench = this.#bench;
		bench.settle();
		const { visits, ends, bytes } = this.#expected;
		const isAll = () => this.#seen.visits >= visits && this.#seen.ends >= ends && this.#seen.bytes >= bytes;
		// Who is not read yet keeps his bytes in the module.
		if (!isAll()) bench.wait(isAll, REACH * bench.settings.quiet);
		bench.settle();
	}

	arrive(port: number): Visitor {
		const bench = this.#bench;
		const { host } = bench.settings.inbound ?? bench.lack("an address that the peer reaches (--module-address)");
		const connection = bench.peers.length;
		this.#expected.visits++;
		bench.pump.ask({ name: "peer visit", to: { host, port } }, 2 * DELIVERY);
		const peer = () => bench.peers[connection];
		if (!bench.wait(() => peer() !== undefined, DELIVERY)) throw new Error("the visit was not told");
		const short = REACH * bench.settings.quiet;
		return {
			send: (text) => {
				this.#expected.bytes += text.length;
				bench.pump.ask({ name: "peer send", connection, data: text }, DELIVERY);
			},
			end: () => {
				this.#expected.ends++;
				bench.pump.ask({ name: "peer drop", connection }, DELIVERY);
			},
			received: () => {
				const count = () => bench.peers.slice(this.#base).reduce((sum, { received }) => sum + received.length, 0);
				bench.wait(() => count() >= this.#sent, DELIVERY);
				return peer()?.received ?? "";
			},
			isEnded: () => bench.wait(() => peer()?.isEnded === true, short),
		};
	}

	close(): void {
		for (const it of this.#made) it.close();
		this.#bench.settle();
		this.#bench.quiet.onLine = () => {};
		this.#bench.quiet.onCommand = () => {};
	}
}
