import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { FrameReader, FrameType, frame, type HostLine, type WireModule } from "../wire.js";
import { type LaunchOptions, launch, type RunningEngine } from "./engine.js";
import type { Recording } from "./recording.js";

/** The virtual clock under which the module lives. */
export interface LockstepClock {
	/** Milliseconds until the next alarm; undefined when none is set. */
	nextAlarm(): number | undefined;
	/** Moves on by `ms`, through every alarm that is due on the way. */
	advance(ms: number): void;
}

export interface LockstepOptions extends Omit<LaunchOptions, "serial" | "lockstep"> {
	/** Who is at the other end of the wire: what `embedded:io/serial` and `embedded:io/digital` reach. */
	module: WireModule;
	/** Moved by the run alone, from its start to its end. */
	clock: LockstepClock;
	/** Real milliseconds that the engine may take for one turn; default 60 000. Beyond them it is killed. */
	patience?: number | undefined;
	/** How often something may be due without any time passing, before it is held that none ever will; default 100 000. */
	mostAtOnce?: number | undefined;
	/** Each turn of the engine's when it is at its end: see {@link Recording}. */
	recording?: Recording | undefined;
	/** Answers what the script asks (`ask` of the module `host`), with no time passing. Without it a question ends the run. */
	onAsk?: ((question: string) => string) | undefined;
	/**
	 * What lives outside of virtual time and is not done yet, for example a handshake of Node's own TLS: time waits for it.
	 * Asked before time moves; undefined when nothing is under way.
	 */
	outside?: (() => Promise<void> | undefined) | undefined;
	/** Each line that the script traces, with the virtual time at which it did. Unlike `onLine`, always at the same turn. */
	onTrace?: ((line: string, time: number) => void) | undefined;
}

/** Why {@link Lockstep.run} came back: what it waited for is true, the time has passed, or the script has ended. */
export type LockstepStop = "done" | "limit" | "exit";

interface Run {
	readonly end: number;
	readonly isDone: () => boolean;
	readonly resolve: (stop: LockstepStop) => void;
	readonly reject: (error: Error) => void;
}

const PATIENCE = 60_000;
/** The most that one `advance` can tell. */
const LONGEST_STEP = 0x7fffffff;
const LONGEST_FRAME = 65535;
const MOST_AT_ONCE = 100_000;
const nobody = (): void => {};
const nothing = (): undefined => undefined;
const lines: ReadonlySet<string> = new Set<HostLine>(["VBAT", "PWRKEY", "RESET_N", "DTR", "RTS"]);

/** An advance by `ms`. */
function advance(ms: number): Uint8Array {
	return frame(FrameType.advance, Uint8Array.of(ms, ms >> 8, ms >> 16, ms >>> 24));
}

/** Engines that wait for a connection: one server for each, since it is closed with the first that comes. */
async function listen(onConnection: (socket: Socket) => void): Promise<{ target: string; close(): void }> {
	const server = createServer((socket) => {
		server.close();
		onConnection(socket);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the wire has no port");
	return { target: `wire:127.0.0.1:${address.port}`, close: () => server.close() };
}

/**
 * A script on the XS engine and an object of this process that plays its module, in virtual time.
 *
 * Time moves only while both are idle, and only within {@link run}; it moves to whichever alarm is next. Each side is told
 * of the other's bytes and line states in the order in which they came about, and frames are handled one by one, so that
 * no cut of the connection and no speed of either process shows: the same script, module and seed make the same run.
 *
 * At one point of time the engine's own timers come first, then what the module has sent.
 */
export class Lockstep {
	readonly #clock: LockstepClock;
	readonly #module: WireModule;
	readonly #patience: number;
	readonly #mostAtOnce: number;
	readonly #recording: Recording | undefined;
	readonly #onTrace: (line: string, time: number) => void;
	readonly #onAsk: ((question: string) => string) | undefined;
	readonly #outside: () => Promise<void> | undefined;
	readonly #reader = new FrameReader((type, payload) => this.#onFrame(type, payload));
	readonly #text = new TextDecoder();
	#engine: RunningEngine | undefined;
	#socket: Socket | undefined;
	#run: Run | undefined;
	/** What the engine has sent before the first run: heard in it, so that nothing happens before. */
	#early: Uint8Array[] = [];
	/** The process has ended and the connection is read to its end. */
	#isGone = false;
	#hasEnded = false;
	#failure: Error | undefined;
	/** Frames for the engine's next turn. */
	#waiting: Uint8Array[] = [];
	/** Idle frames to come until the engine has done its turn; at first the one with which it begins. */
	#owed = 1;
	/** Milliseconds that passed and that the engine has not been told, since it had nothing to do in them. */
	#lag = 0;
	/** Milliseconds until the engine's next timer; Infinity: it has none. */
	#next = 0;
	#time = 0;
	#turns = 0;
	#atOnce = 0;
	#traced = "";

	private constructor({
		clock,
		module,
		patience = PATIENCE,
		mostAtOnce = MOST_AT_ONCE,
		recording,
		onTrace = nobody,
		onAsk,
		outside = nothing,
	}: LockstepOptions) {
		this.#clock = clock;
		this.#module = module;
		this.#patience = patience;
		this.#mostAtOnce = mostAtOnce;
		this.#recording = recording;
		this.#onTrace = onTrace;
		this.#onAsk = onAsk;
		this.#outside = outside;
		module.onBytes = (bytes) => {
			for (let at = 0; at < bytes.length; at += LONGEST_FRAME) {
				this.#waiting.push(frame(FrameType.bytes, bytes.subarray(at, at + LONGEST_FRAME)));
			}
		};
		module.onLine = (line, level) => this.#waiting.push(frame(FrameType.line, Buffer.from(`${line}=${level}`)));
	}

	/**
	 * Starts `entry` on the engine (see `launch`), at time 0 and before its first instruction as far as the module can tell.
	 * @throws EngineUnavailable where there can be no engine; Error when an import leads nowhere
	 */
	static async launch(entry: string, options: LockstepOptions): Promise<Lockstep> {
		const it = new Lockstep(options);
		const wire = await listen((socket) => it.#join(socket));
		try {
			it.#engine = await launch(entry, { ...options, serial: wire.target, lockstep: true });
		} catch (error) {
			wire.close();
			throw error;
		}
		void it.#engine.exit.then(async () => {
			wire.close();
			if (it.#socket !== undefined && !it.#socket.closed) await once(it.#socket, "close");
			it.#isGone = true;
			if (it.#run !== undefined) it.#ended();
		});
		return it;
	}

	/** The engine's process: how it ended is in its `exit`. */
	get engine(): RunningEngine {
		return this.#engine as RunningEngine;
	}

	/** Virtual milliseconds since the start. */
	get time(): number {
		return this.#time;
	}

	/** How often the engine has been given something to do. */
	get turns(): number {
		return this.#turns;
	}

	/**
	 * Lets at most `limit` virtual milliseconds pass. Whatever is due by then is done when this comes back, and everything
	 * stands still until the next call.
	 * @param isDone asked whenever both sides are idle; true ends the run. MUST depend on nothing but the run itself
	 * @throws Error when the engine takes longer than `patience` (it is killed then), when time cannot move because something
	 * is always due, and whatever the module's own code throws. The run cannot go on after that
	 */
	run(limit: number, isDone: () => boolean = () => false): Promise<LockstepStop> {
		if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`limit: ${limit}`);
		if (this.#run !== undefined) throw new Error("busy");
		const guard = this.#guard();
		return new Promise<LockstepStop>((resolve, reject) => {
			this.#run = { end: this.#time + limit, isDone, resolve, reject };
			if (this.#failure !== undefined) this.#fail(this.#failure);
			else this.#attempt(() => this.#begin());
		}).finally(() => clearInterval(guard));
	}

	/** Ends the engine from outside, whatever it is doing. */
	async close(): Promise<void> {
		this.#engine?.process.kill("SIGKILL");
		await this.#engine?.exit;
		this.#socket?.destroy();
	}

	#join(socket: Socket): void {
		this.#socket = socket;
		socket.setNoDelay(true);
		socket.on("data", (bytes: Buffer) => {
			if (this.#run === undefined) this.#early.push(bytes);
			else this.#attempt(() => this.#reader.push(bytes));
		});
		// How the engine ended is told by its process; a reset of the connection adds nothing.
		socket.on("error", nobody);
	}

	#begin(): void {
		const isIdle = this.#owed === 0;
		for (const bytes of this.#early.splice(0)) this.#reader.push(bytes);
		if (this.#isGone) this.#ended();
		if (this.#hasEnded) this.#stop("exit");
		else if (isIdle) this.#proceed();
	}

	#onFrame(type: number, payload: Uint8Array): void {
		if (this.#failure !== undefined) return;
		this.#recording?.sent(type, payload);
		if (type === FrameType.bytes) this.#module.write(payload);
		else if (type === FrameType.line) this.#onLine(Buffer.from(payload).toString("latin1"));
		else if (type === FrameType.trace) this.#trace(payload);
		else if (type === FrameType.ask) this.#answer(Buffer.from(payload).toString());
		else if (type === FrameType.idle) this.#onIdle(Buffer.from(payload).readInt32LE());
		else if (type === FrameType.exit) this.#ended();
		else throw new Error(`wire: frame of type ${type}`);
	}

	#answer(question: string): void {
		if (this.#onAsk === undefined) throw new Error(`wire: nobody answers ${question}`);
		this.#socket?.write(frame(FrameType.answer, Buffer.from(this.#onAsk(question))));
	}

	#onIdle(next: number): void {
		if (this.#owed === 0) throw new Error("wire: an idle frame that was not asked for");
		this.#next = next < 0 ? Number.POSITIVE_INFINITY : next;
		if (--this.#owed === 0) this.#proceed();
	}

	#onLine(text: string): void {
		const [, name = "", value = ""] = /^([A-Z_]+)=(\d+)$/.exec(text) ?? [];
		if (name === "BAUD") this.#module.setBaud(Number(value));
		else if (lines.has(name)) this.#module.setLine(name as HostLine, value === "0" ? 0 : 1);
		else throw new Error(`wire: line state ${text}`);
	}

	#trace(payload: Uint8Array): void {
		const parts = (this.#traced + this.#text.decode(payload, { stream: true })).split("\n");
		this.#traced = parts.pop() as string;
		for (const line of parts) this.#onTrace(line, this.#time);
	}

	/** The engine is idle: goes on until it has something to do, or the run is at its end. */
	#proceed(): void {
		const run = this.#run;
		if (run === undefined) return;
		while (!run.isDone()) {
			if (this.#atOnce++ > this.#mostAtOnce)
				throw new Error(`time stands still at ${this.#time} ms: something is always due`);
			if (this.#waiting.length > 0 || this.#next === 0 || this.#lag === LONGEST_STEP) {
				this.#turn();
				return;
			}
			const alarm = this.#clock.nextAlarm() ?? Number.POSITIVE_INFINITY;
			const left = run.end - this.#time;
			if (left === 0 && alarm > 0) {
				this.#stop("limit");
				return;
			}
			const outside = this.#outside();
			if (outside !== undefined) {
				void outside.then(
					() => this.#attempt(() => this.#proceed()),
					(error: Error) => this.#fail(error),
				);
				return;
			}
			const step = Math.min(alarm, this.#next, left, LONGEST_STEP - this.#lag);
			if (step > 0) this.#atOnce = 0;
			this.#time += step;
			this.#lag += step;
			this.#next -= step;
			this.#clock.advance(step);
		}
		this.#stop("done");
	}

	/** Gives the engine what is there for it: the time that has passed, then what the module has sent. */
	#turn(): void {
		const frames = this.#lag > 0 || this.#waiting.length === 0 ? [advance(this.#lag)] : [];
		if (this.#waiting.length > 0) frames.push(...this.#waiting, advance(0));
		this.#owed = frames.length - this.#waiting.length;
		this.#waiting = [];
		this.#lag = 0;
		this.#turns++;
		const given = Buffer.concat(frames);
		this.#recording?.given(given);
		this.#socket?.write(given);
	}

	/** Watches in real time that the engine does its turns. */
	#guard(): NodeJS.Timeout {
		let seen = -1;
		return setInterval(() => {
			if (this.#owed > 0 && seen === this.#turns) {
				this.#fail(new Error(`the engine has been busy for ${this.#patience} ms of real time at ${this.#time} ms`));
				this.#engine?.process.kill("SIGKILL");
			}
			seen = this.#turns;
		}, this.#patience);
	}

	#ended(): void {
		if (this.#hasEnded) return;
		this.#hasEnded = true;
		if (this.#traced !== "") this.#onTrace(this.#traced, this.#time);
		this.#stop("exit");
	}

	#stop(stop: LockstepStop): void {
		const run = this.#run;
		this.#run = undefined;
		run?.resolve(stop);
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		const run = this.#run;
		this.#run = undefined;
		run?.reject(error);
	}

	#attempt(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#fail(error as Error);
		}
	}
}
