import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { DeviceSerial, type SerialEnd } from "../../hosts/node/device-serial.js";
import type { Alarm, Clock } from "../../modules/clock.js";
import { elapsed } from "../../modules/clock.js";
import type { Serial, SerialOptions } from "../../modules/io.js";
import type { FromBench, Request, ToBench } from "./messages.js";

interface Due {
	at: number | undefined;
	readonly callback: () => void;
}

/** Longest sleep, ms: a clock's ticks wrap, and a sleeper who misses a call must not sleep for ever. */
const NAP = 1000;
/** Longest beginning of what is withheld that may have been heard in a piece before, characters. */
const LOOKBACK = 32;

/**
 * The event loop of a thread that may not return to Node's: suites are plain functions that let things happen and look at
 * what happened, as they do in virtual time. Here {@link turn} lets them happen in real time: it sleeps until another
 * thread, which has the serial port, sends something, or until an alarm is due.
 */
export class Pump implements SerialEnd {
	readonly hasLines = false;
	/** Told what is no business of the wire's. */
	onMessage: (message: ToBench) => void = () => {};
	/** Told every byte, as it comes and goes. */
	onTraffic: (direction: "host" | "module", bytes: Uint8Array) => void = () => {};
	readonly #port: MessagePort;
	readonly #signal: Int32Array;
	readonly #alarms = new Set<Due>();
	readonly #sent: { left: number; readonly done: () => void }[] = [];
	readonly #replies = new Map<number, (error: string | undefined) => void>();
	#lastRequest = 0;
	#serial: DeviceSerial | undefined;
	#gone: string | undefined;
	/** Whoever hears the module in place of the Serial, and what that wanted to send meanwhile. */
	#aside: ((bytes: Uint8Array) => void) | undefined;
	readonly #waiting: { readonly bytes: Uint8Array; readonly done: () => void }[] = [];
	/** What the Serial does not hear yet: from where this begins, all that comes; and the last of what it has heard. */
	#withheld: RegExp | undefined;
	#kept: Uint8Array[] | undefined;
	#heard = "";

	constructor(port: MessagePort, signal: SharedArrayBuffer) {
		this.#port = port;
		this.#signal = new Int32Array(signal);
	}

	/** Real time; alarms ring inside {@link turn}. */
	readonly clock: Clock = {
		now: () => Math.floor(performance.now()) | 0,
		alarm: (callback): Alarm => {
			const due: Due = { at: undefined, callback };
			this.#alarms.add(due);
			return {
				set: (delay) => {
					due.at = (this.clock.now() + delay) | 0;
					this.#alarms.add(due);
				},
				cancel: () => {
					due.at = undefined;
				},
				close: () => {
					due.at = undefined;
					this.#alarms.delete(due);
				},
			};
		},
	};

	/** The Serial of the wire; one at a time. */
	get Serial(): new (
		options: SerialOptions,
	) => Serial {
		const pump = this;
		return class extends DeviceSerial {
			constructor(options: SerialOptions) {
				if (pump.#serial !== undefined) throw new Error("in use");
				super(options, pump);
				pump.#serial = this;
				const start = pump.clock.alarm(() => {
					start.close();
					this.start();
				});
				start.set(0);
			}
		};
	}

	/** Why the wire is gone; undefined while it is there. */
	get gone(): string | undefined {
		return this.#gone;
	}

	/** Sleeps until something happens, for `limit` ms at most, and lets it happen. */
	turn(limit: number): void {
		const seen = Atomics.load(this.#signal, 0);
		if (this.#work()) return;
		let nap = Math.min(limit, NAP);
		for (const { at } of this.#alarms) if (at !== undefined) nap = Math.min(nap, elapsed(this.clock.now(), at));
		if (nap > 0) Atomics.wait(this.#signal, 0, seen, nap);
		this.#work();
	}

	/** Lets things happen until `isDone`. @returns whether it was so within `limit` ms */
	until(isDone: () => boolean, limit: number): boolean {
		const end = performance.now() + limit;
		while (!isDone()) {
			const left = end - performance.now();
			if (left <= 0) return false;
			this.turn(left);
		}
		return true;
	}

	tell(message: FromBench): void {
		this.#port.postMessage(message);
	}

	/** Has something done by the other thread. @throws Error that says why it could not be */
	ask(request: Request, limit: number): void {
		const id = ++this.#lastRequest;
		let error: string | undefined;
		let isAnswered = false;
		this.#replies.set(id, (it) => {
			error = it;
			isAnswered = true;
		});
		this.tell({ kind: "request", id, request });
		if (!this.until(() => isAnswered, limit)) throw new Error(`${request.name}: not done after ${limit} ms`);
		if (error !== undefined) throw new Error(`${request.name}: ${error}`);
	}

	/**
	 * Gives the wire to somebody else while `work` lasts: what the Serial sends waits, and what comes is not its business.
	 * @param work gets what sends, and lets things happen until it has its answer
	 */
	aside<Result>(listener: (bytes: Uint8Array) => void, work: (send: (bytes: Uint8Array) => void) => Result): Result {
		this.#aside = listener;
		try {
			return work((bytes) => this.#send(bytes, () => {}));
		} finally {
			this.#aside = undefined;
			for (const { bytes, done } of this.#waiting.splice(0)) this.#send(bytes, done);
		}
	}

	/** From where `pattern` begins the Serial hears nothing, as if the module were silent; undefined: it hears all of it now. */
	withhold(pattern: RegExp | undefined): void {
		this.#withheld = pattern;
		this.#heard = "";
		const kept = this.#kept ?? [];
		this.#kept = undefined;
		for (const bytes of kept) this.hear(bytes);
	}

	// ---- SerialEnd

	send(bytes: Uint8Array, done: () => void): void {
		if (this.#aside === undefined) this.#send(bytes, done);
		else this.#waiting.push({ bytes, done });
	}

	#send(bytes: Uint8Array, done: () => void): void {
		this.#sent.push({ left: bytes.length, done });
		this.onTraffic("host", bytes);
		this.tell({ kind: "bytes", bytes });
	}

	/** What comes waits in this process: there is room for all of it. */
	hold(): void {}

	release(serial: DeviceSerial): void {
		if (this.#serial === serial) this.#serial = undefined;
	}

	setLines(): Promise<void> {
		return Promise.reject(new Error("no control lines"));
	}

	// ----

	/** @returns whether there was anything to do */
	#work(): boolean {
		let hasWorked = false;
		for (;;) {
			const received = receiveMessageOnPort(this.#port) as { message: ToBench } | undefined;
			if (received === undefined) break;
			hasWorked = true;
			this.#take(received.message);
		}
		const now = this.clock.now();
		for (const due of [...this.#alarms]) {
			if (due.at === undefined || elapsed(now, due.at) > 0) continue;
			due.at = undefined;
			hasWorked = true;
			due.callback();
		}
		return hasWorked;
	}

	#take(message: ToBench): void {
		switch (message.kind) {
			case "bytes":
				this.onTraffic("module", message.bytes);
				if (this.#aside === undefined) this.hear(message.bytes);
				else this.#aside(message.bytes);
				break;
			case "sent":
				this.#acknowledge(message.count);
				break;
			case "gone":
				this.#gone = message.message;
				this.#serial?.fail(new Error(message.message));
				break;
			case "reply": {
				const reply = this.#replies.get(message.id);
				this.#replies.delete(message.id);
				reply?.(message.error);
				break;
			}
			default:
				this.onMessage(message);
		}
	}

	/** The Serial hears this, as if it came just now. */
	hear(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		if (this.#kept !== undefined) {
			this.#kept.push(bytes);
			return;
		}
		if (this.#withheld === undefined) {
			this.#serial?.receive(bytes);
			return;
		}
		const text = this.#heard + Buffer.from(bytes).toString("latin1");
		// What has been heard cannot be taken back: then it is the rest of it that is withheld.
		const found = text.search(this.#withheld);
		if (found < 0) {
			this.#heard = text.slice(-LOOKBACK);
			this.#serial?.receive(bytes);
			return;
		}
		const before = bytes.subarray(0, Math.max(found - this.#heard.length, 0));
		this.#kept = [bytes.subarray(before.length)];
		if (before.length > 0) this.#serial?.receive(before);
	}

	#acknowledge(count: number): void {
		for (let left = count; left > 0; ) {
			const first = this.#sent[0];
			if (first === undefined) return;
			const part = Math.min(left, first.left);
			first.left -= part;
			left -= part;
			if (first.left > 0) return;
			this.#sent.shift();
			first.done();
		}
	}
}
