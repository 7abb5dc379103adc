import type { Place as SuitePlace, UDPInstance, UDPSubject } from "../../tests/conformance/udp/suite.js";
import type { Bench } from "./bench.js";
import type { Place } from "./peer.js";

/** How long what must come through the network may take, ms; behind that it is taken for lost. */
const DELIVERY = 10_000;
/** What may never come is waited for this many times as long as the wire has to be silent. */
const REACH = 8;
/** Longest datagram of AT+QISEND (TCP/IP Application Note). */
const LONGEST = 1460;

/** A socket has been opened; its number. */
const opening = /^AT\+QIOPEN=\d+,(\d+),"UDP SERVICE"/;
/** A datagram that the driver has got; without an address there was none. */
const got = /^\+QIRD: \d+,"/;

/** UDP of a real module, with the two ends of the peer as those it speaks to. */
export class BenchUDPSubject implements UDPSubject {
	readonly UDP: UDPSubject["UDP"];
	readonly longest = LONGEST;
	readonly places: readonly SuitePlace[];
	readonly #bench: Bench;
	readonly #made: UDPInstance[] = [];
	/** Numbers of sockets in the order in which they were opened. */
	readonly #ids: number[] = [];
	/** Where a socket is, as an end of the peer sees it: behind a network's address translation each may see another place. */
	readonly #seen = new Map<string, Place>();
	/** Datagrams at the peer that were looked at. */
	#looked: number;
	/** Of them, those that were sent by hand. */
	readonly #own = new Set<string>();
	/** Datagrams that the module has taken; whether another is under way. */
	#sent = 0;
	#isSending = false;
	/** Datagrams that the peer has sent, and that the driver has got from the module. */
	#expected = 0;
	#pulled = 0;

	constructor(bench: Bench) {
		this.#bench = bench;
		const { address, udp } = bench.peerPlaces;
		this.places = udp.map((port) => ({ address, port }));
		const made = this.#made;
		const Parent = bench.modem.UDP as unknown as UDPSubject["UDP"];
		this.UDP = class extends Parent {
			constructor(options?: unknown) {
				super(options);
				made.push(this);
			}
		};
		this.#looked = bench.datagrams.length;
		bench.quiet.onCommand = (line) => {
			if (bench.hand.isBusy) return;
			const id = opening.exec(line)?.[1];
			if (id !== undefined) this.#ids.push(Number(id));
			this.#isSending = line.startsWith("AT+QISEND=");
		};
		bench.quiet.onLine = (line) => {
			if (bench.hand.isBusy) return;
			if (line === "SEND OK" && this.#isSending) this.#sent++;
			else if (got.test(line)) this.#pulled++;
		};
	}

	async settle(): Promise<void> {
		const bench = this.#bench;
		bench.settle();
		const isAll = () => this.#pulled >= this.#expected;
		if (!isAll()) bench.wait(isAll, REACH * bench.settings.quiet);
		bench.settle();
	}

	receive(socket: number, data: string, address: string, port: number): void {
		const end = this.places.findIndex((it) => it.address === address && it.port === port);
		if (end !== 0 && end !== 1) throw new Error(`nobody sends from ${address} ${port}`);
		const to = this.#placeOf(socket, end);
		this.#expected++;
		this.#bench.pump.ask({ name: "peer datagram", end, to, data }, DELIVERY);
	}

	sent(): string[] {
		const bench = this.#bench;
		const arrived = () => bench.datagrams.slice(this.#looked).filter(({ data }) => !this.#own.has(data));
		bench.wait(() => arrived().length >= this.#sent, DELIVERY);
		const all = arrived().map(({ end, data }) => {
			const place = this.places[end];
			return `${place?.address} ${place?.port} ${data}`;
		});
		this.#looked = bench.datagrams.length;
		this.#sent = 0;
		return all;
	}

	/** Whether the module knows nothing of it any more. */
	isGone(socket: number): boolean {
		const id = this.#ids[Math.min(socket, this.#ids.length - 1)];
		return id === undefined || !this.#bench.hand.command(`AT+QISTATE=1,${id}`).includes("+QISTATE:");
	}

	close(): void {
		for (const socket of this.#made) socket.close();
		this.#bench.settle();
		this.#bench.quiet.onLine = () => {};
		this.#bench.quiet.onCommand = () => {};
	}

	/** Where `end` of the peer has to send to: what it gets from the socket, sent by hand, shows it, and opens the way back. */
	#placeOf(socket: number, end: 0 | 1): Place {
		const key = `${socket} ${end}`;
		const known = this.#seen.get(key);
		if (known !== undefined) return known;
		const bench = this.#bench;
		const id = this.#ids[socket];
		if (id === undefined) throw new Error(`socket ${socket} was not opened`);
		const { host, udp } = bench.peerPlaces;
		const mark = `xs-hil ${bench.datagrams.length} ${key}`;
		this.#own.add(mark);
		bench.hand.sendDatagram(id, mark, { host: this.places[end]?.address ?? host, port: udp[end] });
		const found = () => bench.datagrams.find((it) => it.data === mark && it.end === end)?.from;
		bench.wait(() => found() !== undefined, DELIVERY);
		const place = found();
		if (place === undefined) throw new Error(`a datagram of socket ${socket} has not come to the peer`);
		this.#seen.set(key, place);
		return place;
	}
}
