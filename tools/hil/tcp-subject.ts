import type { Instance, Options, TCPClass, TCPSubject } from "../../tests/conformance/tcp/subject.js";
import type { Bench } from "./bench.js";

/** How long what must come through the network may take, ms; behind that it is taken for lost. */
const DELIVERY = 10_000;
/** What may never come is waited for this many times as long as the wire has to be silent. */
const REACH = 8;

/** From where the driver hears no more of what became of its data. */
const taken = /\r\nSEND OK/;

/** How a kind of sockets looks on the wire. */
export interface StreamKind {
	/** Its class in the modem. */
	readonly name: "TCP" | "TLS";
	/** Every command of it begins with this. */
	readonly commands: string;
	readonly send: RegExp;
	/** What the driver has got, and that a connection has ended. */
	readonly data: RegExp;
	readonly closed: RegExp;
	/** How many there can be at once. */
	readonly limit: number;
}

/** EC600S and EG912Y have twelve numbers of sockets (TCP/IP Application Note, AT+QIOPEN). */
const plain: StreamKind = {
	name: "TCP",
	commands: "AT+QI",
	send: /^AT\+QISEND=\d+,(\d+)/,
	data: /^\+QIRD: (\d+)(?: |$)/,
	closed: /^\+QIURC: "closed",/,
	limit: 12,
};

/** TCP of a real module, with the peer at its other end. What passes between them is counted on the wire. */
export class BenchTCPSubject implements TCPSubject {
	readonly TCP: TCPClass;
	onStep: (() => void) | undefined = undefined;
	readonly limit: number;
	/** The default of the class. */
	readonly receiveStore = 1460;
	protected readonly bench: Bench;
	readonly #kind: StreamKind;
	readonly #made: Instance[] = [];
	/** Connections at the peer that were there before. */
	readonly #base: number;
	/** Bytes that the module has taken for the peer, and those of the command that is under way. */
	#sent = 0;
	#sending = 0;
	/** Bytes that the peer has sent, and that the driver has got from the module. */
	#expected = 0;
	#pulled = 0;
	/** Connections that the peer has ended, and of which the module has said so. */
	#dropped = 0;
	#closed = 0;

	constructor(bench: Bench, kind: StreamKind = plain) {
		this.bench = bench;
		this.#kind = kind;
		this.limit = kind.limit;
		this.TCP = this.#boundClass();
		this.#base = bench.peers.length;
		bench.quiet.onLine = (line) => this.#read(line);
		bench.quiet.onCommand = (line) => {
			if (bench.hand.isBusy || !line.startsWith(kind.commands)) return;
			this.#sending = Number(kind.send.exec(line)?.[1] ?? 0);
			this.onCommand(line);
			// Not from inside the class under test, which is just writing.
			const step = bench.pump.clock.alarm(() => {
				step.close();
				this.onStep?.();
			});
			step.set(0);
		};
	}

	readonly options = (): Options => this.place();

	protected place(): Options {
		const { host, tcp } = this.bench.peerPlaces;
		return { address: host, port: tcp };
	}

	/** Told each command of this kind of sockets. */
	protected onCommand(_line: string): void {}

	async settle(): Promise<void> {
		const bench = this.bench;
		bench.settle();
		const isAll = () => this.#pulled >= this.#expected && this.#closed >= this.#dropped;
		// What the driver has no room for stays in the module.
		if (!isAll()) bench.wait(isAll, REACH * bench.settings.quiet);
		bench.settle();
	}

	receive(socket: number, data: string): void {
		const connection = this.#connection(socket);
		this.#expected += data.length;
		this.bench.pump.ask({ name: "peer send", connection, data }, DELIVERY);
	}

	drop(socket: number): void {
		const connection = this.#connection(socket);
		this.#dropped++;
		this.bench.pump.ask({ name: "peer drop", connection }, DELIVERY);
	}

	sent(socket: number): string {
		const bench = this.bench;
		bench.wait(() => this.#arrived() >= this.#sent, DELIVERY);
		const peer = bench.peers[this.#base + socket];
		if (peer === undefined) return "";
		const text = peer.received.slice(peer.seen);
		peer.seen = peer.received.length;
		return text;
	}

	isEnded(socket: number): boolean {
		const isEnded = () => this.bench.peers[this.#base + socket]?.isEnded === true;
		return this.bench.wait(isEnded, DELIVERY);
	}

	/** On the way from the module: the driver does not hear that its data was taken. */
	stall(isStalled: boolean): void {
		this.bench.pump.withhold(isStalled ? taken : undefined);
	}

	close(): void {
		this.onStep = undefined;
		this.stall(false);
		for (const socket of this.#made) socket.close();
		this.bench.settle();
		this.bench.quiet.onLine = () => {};
		this.bench.quiet.onCommand = () => {};
	}

	/** Its number at the peer, which may hear of it later than the module does. */
	#connection(socket: number): number {
		const connection = this.#base + socket;
		const isThere = () => this.bench.peers[connection] !== undefined;
		if (!this.bench.wait(isThere, DELIVERY)) throw new Error(`socket ${socket} has not come to the peer`);
		return connection;
	}

	#arrived(): number {
		let count = 0;
		for (const { received } of this.bench.peers.slice(this.#base)) count += received.length;
		return count;
	}

	#read(line: string): void {
		if (line === "SEND OK") this.#sent += this.#sending;
		else if (this.#kind.closed.test(line)) this.#closed++;
		else this.#pulled += Number(this.#kind.data.exec(line)?.[1] ?? 0);
	}

	/** The class of the modem, with its instances known here. */
	#boundClass(): TCPClass {
		const made = this.#made;
		const Parent = this.bench.modem[this.#kind.name] as unknown as TCPClass;
		class TCP extends Parent {
			constructor(options?: unknown) {
				super(options);
				made.push(this);
			}
		}
		return TCP as unknown as TCPClass;
	}
}
