import type { MessagePort } from "node:worker_threads";
import { Modem } from "../../modules/modem-provider.js";
import { Hand } from "./hand.js";
import type { ToBench } from "./messages.js";
import type { PeerEvent, PeerPlaces, Place } from "./peer.js";
import { Pump } from "./pump.js";
import { Quiet } from "./quiet.js";
import type { WorkerSettings } from "./settings.js";

/** How long a modem that did not get ready once is waited for, ms. */
const AGAIN = 1000;

/** Something that this bench does not have: the test that needs it is skipped, and says so. */
export class Missing extends Error {}

/** What has been published to the broker: `topic payload`, payload as text of U+0000 to U+00FF. */
interface Published {
	readonly topic: string;
	readonly payload: string;
}

/** A connection at the peer of sockets: what has come, characters up to U+00FF, and how much of it was looked at. */
interface PeerConnection {
	received: string;
	seen: number;
	isEnded: boolean;
}

/** A datagram that has come to an end of the peer, characters up to U+00FF. */
interface PeerDatagram {
	readonly end: 0 | 1;
	readonly from: Place;
	readonly data: string;
}

/** A real module at the end of a wire, as suites see it: they let things happen until the wire is silent, and look. */
export class Bench {
	readonly settings: WorkerSettings;
	readonly pump: Pump;
	readonly quiet = new Quiet();
	readonly hand: Hand;
	/** Connections at the peer of sockets since the run began, in the order of their arrival. */
	readonly peers: PeerConnection[] = [];
	/** Datagrams that came to the peer since the run began, in the order of their arrival. */
	readonly datagrams: PeerDatagram[] = [];
	/** What this bench did not have when it was asked for, since somebody has set it back. */
	missing: Missing | undefined;
	#modem: Modem | undefined;
	/** What the present test uses. */
	#subject: { close(): void } | undefined;
	#published: Published[] = [];
	#error: string | undefined;
	/** It was waited for in vain once: nobody waits as long again. */
	#isNeverReady = false;

	constructor(settings: WorkerSettings, port: MessagePort, signal: SharedArrayBuffer) {
		this.settings = settings;
		this.pump = new Pump(port, signal);
		this.pump.onTraffic = (direction, bytes) => this.quiet.pass(direction, bytes, performance.now());
		this.hand = new Hand(this.pump, this.quiet, settings.patience);
		this.pump.onMessage = (message) => this.#take(message);
	}

	/**
	 * The modem, ready. Made when it is first asked for, and again after it has failed.
	 * @throws Error when it does not get there; Missing when it did not get there before, and does not do so now
	 */
	get modem(): Modem {
		const modem = this.#modem ?? this.#make();
		const isOver = () => modem.state === "ready" || this.#error !== undefined;
		if (this.#isNeverReady && !this.pump.until(isOver, AGAIN)) {
			this.lack(`a module that gets ready: it is ${modem.state}, and did not get further before`);
		}
		this.#isNeverReady = true;
		this.until("ready", isOver);
		this.#isNeverReady = false;
		if (this.#error !== undefined) throw new Error(this.#error);
		return modem;
	}

	/** How the modem names itself; empty until it was ready once. */
	get identity(): readonly string[] {
		return this.#modem?.identity ?? [];
	}

	/** A modem that has just been made: it may be anything but ready. */
	remake(): Modem {
		this.#modem?.close();
		this.settle();
		return this.#make();
	}

	/** Makes a subject that nobody has used: what the one before it has left is gone. */
	follow<Subject extends { close(): void }>(make: () => Subject): Subject {
		const before = this.#subject;
		this.#subject = undefined;
		before?.close();
		const subject = make();
		this.#subject = subject;
		return subject;
	}

	/** Ends the modem; its module is left as it is. */
	close(): void {
		this.#subject?.close();
		this.#subject = undefined;
		this.#modem?.close();
		this.#modem = undefined;
	}

	/** Lets things happen until nothing is under way, and the wire is silent. @param ignored a command whose result may stay away */
	settle(ignored?: string): void {
		const { quiet, patience } = this.settings;
		const isSettled = () =>
			this.pump.gone !== undefined ||
			(this.quiet.silence(performance.now()) >= quiet && this.quiet.pending(ignored) === undefined);
		// What has just been asked for may be due at once.
		this.pump.turn(0);
		const start = performance.now();
		const rests = () => isSettled() && performance.now() - start >= quiet;
		let isDone = false;
		while (!isDone && performance.now() - start < patience) {
			this.pump.turn(Math.max(1, Math.min(quiet, patience)));
			isDone = rests();
		}
		this.#check();
		if (!isDone) throw new Error(`does not settle: ${this.quiet.pending(ignored) ?? "the wire is never silent"}`);
	}

	/** Lets things happen until something is so. @throws Error when it is not in time */
	until(what: string, isDone: () => boolean, limit: number = this.settings.patience): void {
		const isIn = this.pump.until(() => this.pump.gone !== undefined || isDone(), limit);
		this.#check();
		if (!isIn) throw new Error(`not ${what} after ${limit / 1000} s: the modem is ${this.#modem?.state}`);
	}

	/** Lets time pass until something is so, or until it has to be believed that it never will be. */
	wait(isDone: () => boolean, limit: number): boolean {
		return this.pump.until(() => this.pump.gone !== undefined || isDone(), limit);
	}

	/** Where the peer of sockets is. @throws Missing when there is none */
	get peerPlaces(): PeerPlaces {
		return this.settings.peer ?? this.lack("a peer (--peer, --own-peer)");
	}

	/** What is asked for and is not here: the test is skipped. */
	lack(what: string): never {
		this.missing = new Missing(what);
		throw this.missing;
	}

	/** What was published since the last call, oldest first. */
	takePublished(): Published[] {
		return this.#published.splice(0);
	}

	get publishedCount(): number {
		return this.#published.length;
	}

	/** The module is switched off and on. @throws Missing where there is no way to */
	restart(): void {
		if (!this.settings.canRestart) this.lack("no way to restart the module (--reset-line, --power-command)");
		this.pump.ask({ name: "restart" }, this.settings.patience);
	}

	#make(): Modem {
		const { baud, flowControl, modem: options } = this.settings;
		this.#error = undefined;
		const bench = this;
		this.#modem = new Modem({
			serial: { io: this.pump.Serial, baud, flowControl },
			clock: this.pump.clock,
			receiveStore: 4095,
			...options,
			onState(state) {
				bench.pump.tell({ kind: "state", text: state });
			},
			onError(error) {
				bench.#error = `the modem has failed: ${error.message}`;
			},
		});
		return this.#modem;
	}

	#take(message: ToBench): void {
		if (message.kind === "peer") this.#follow(message.event);
		if (message.kind !== "published") return;
		const { topic, payload } = message;
		this.#published.push({ topic, payload: Buffer.from(payload).toString("latin1") });
	}

	#follow(event: PeerEvent): void {
		if (event.event === "refused") return;
		if (event.event === "datagram") {
			this.datagrams.push({ end: event.end, from: event.from, data: Buffer.from(event.bytes).toString("latin1") });
			return;
		}
		this.peers[event.connection] ??= { received: "", seen: 0, isEnded: false };
		const peer = this.peers[event.connection] as PeerConnection;
		if (event.event === "data") peer.received += Buffer.from(event.bytes).toString("latin1");
		if (event.event === "ended") peer.isEnded = true;
	}

	#check(): void {
		if (this.pump.gone !== undefined) throw new Error(`the wire is gone: ${this.pump.gone}`);
	}
}
