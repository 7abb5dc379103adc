import { CommandError, Exit } from "../cli/command.js";
import { Traffic } from "../cli/traffic.js";
import { openWire, type WireEnd } from "../cli/wire-end.js";
import { Recording } from "../recording/recording.js";
import { Attention } from "./attention.js";
import { BenchThread } from "./bench-thread.js";
import { Bill } from "./bill.js";
import { chooseSuites } from "./choice.js";
import { CostCounter } from "./costs.js";
import { FarEnd } from "./far-end.js";
import { LeftBehind } from "./left-behind.js";
import type { FromBench, Request } from "./messages.js";
import { type HilPlan, withoutSecrets } from "./plan.js";
import { Quiet } from "./quiet.js";
import { recover } from "./recovery.js";
import { type RestartWay, restart } from "./restart.js";
import type { HilResult, TestResult, TrafficLine } from "./result.js";
import type { WorkerSettings } from "./settings.js";
import { simTrouble } from "./sim-trouble.js";
import type { BenchSuite } from "./suites.js";

/** How long an interrupted run may take to leave the module in order, ms. */
const LEAVING = 20_000;

/** One run of the suites on a module. */
export class HilRun {
	readonly #plan: HilPlan;
	readonly #start = performance.now();
	readonly #began = new Date().toISOString();
	readonly #traffic: TrafficLine[] = [];
	readonly #tests: TestResult[] = [];
	readonly #notes: string[] = [];
	readonly #quiet = new Quiet();
	readonly #costs = new CostCounter();
	readonly #bill: Bill;
	readonly #farEnd: FarEnd;
	/** What the module says of its SIM when that is not ready. */
	#withoutSIM: string | undefined;
	#wire: WireEnd | undefined;
	#recording: Recording | undefined;
	#identity: readonly string[] = [];
	#problem: string | undefined;
	/** Who hears the module. */
	#onBytes: (bytes: Uint8Array) => void = () => {};
	#testStart = 0;

	constructor(plan: HilPlan) {
		this.#plan = plan;
		this.#bill = new Bill(plan, this.#costs);
		this.#farEnd = new FarEnd(plan, (words) => this.#recording?.event(words, this.#now));
		this.#quiet.onCommand = (line) => this.#costs.sent(line);
		this.#quiet.onPayload = (bytes) => this.#costs.sentPayload(bytes);
		this.#quiet.onLine = (line) => this.#costs.received(line);
	}

	/** Runs everything. @throws CommandError (environment) when it cannot begin */
	async play(): Promise<{ result: HilResult; isInterrupted: boolean }> {
		const plan = this.#plan;
		try {
			this.#recording = this.#openRecording();
			await this.#farEnd.start();
			const wire = await this.#openWire();
			const left = new LeftBehind(plan.wire.name);
			const first = await Promise.race([
				this.#recover(wire, left.isThere, true),
				plan.interrupted.then(() => "interrupted" as const),
			]);
			if (first === "interrupted") return { result: this.#result(), isInterrupted: true };
			left.begin();
			const isInterrupted = await this.#runSuites(wire);
			if (this.#problem === undefined) await this.#leave(wire);
			if (this.#problem === undefined) left.end();
			return { result: this.#result(), isInterrupted };
		} finally {
			await this.#farEnd.close();
			await this.#wire?.close();
			this.#recording?.close();
		}
	}

	get #now(): number {
		return performance.now() - this.#start;
	}

	#openRecording(): Recording | undefined {
		const { record, reveal } = this.#plan;
		if (record === undefined) return undefined;
		try {
			return new Recording(record, reveal);
		} catch (error) {
			throw new CommandError(Exit.environment, `--record: ${(error as Error).message}`);
		}
	}

	async #openWire(): Promise<WireEnd> {
		const wire = await openWire(this.#plan.wire);
		this.#wire = wire;
		const traffic = new Traffic((sender, time, text) => this.#traffic.push({ sender, time, text }), this.#plan.reveal);
		const pass = (sender: "host" | "module", bytes: Uint8Array) => {
			this.#costs.pass(sender, bytes.length);
			traffic.pass(sender, bytes, this.#now);
			this.#quiet.pass(sender, bytes, this.#now);
			this.#recording?.pass(sender, bytes, this.#now);
		};
		const { send } = wire;
		wire.send = (bytes, done) => {
			pass("host", bytes);
			send.call(wire, bytes, done);
		};
		wire.onBytes = (bytes) => {
			pass("module", bytes);
			this.#onBytes(bytes);
		};
		return wire;
	}

	/** By hand, with nobody else on the wire. */
	async #recover(wire: WireEnd, wasCutShort: boolean, isFirst: boolean): Promise<void> {
		const { restart: way, onProgress } = this.#plan;
		const run = this;
		const attention = new Attention({
			set onBytes(listener: (bytes: Uint8Array) => void) {
				run.#onBytes = listener;
			},
			send: (bytes) => wire.send(bytes),
		});
		onProgress("looking for the module");
		const isThere = await recover(attention, {
			wasCutShort,
			restart: way === undefined ? undefined : () => this.#restart(way, wire),
			onNote: (text) => {
				this.#notes.push(text);
				onProgress(text);
			},
		});
		if (isThere && isFirst) this.#withoutSIM = await simTrouble(attention, this.#plan.modem.pin);
		this.#onBytes = () => {};
		if (!isThere) {
			throw new CommandError(
				Exit.environment,
				`no module answers at ${this.#plan.wire.name}, ${this.#plan.wire.baud} baud`,
			);
		}
	}

	async #restart(way: RestartWay, wire: WireEnd): Promise<void> {
		this.#costs.restart();
		this.#recording?.event("restart", this.#now);
		await restart(way, wire);
	}

	/** @returns whether it was interrupted */
	async #runSuites(wire: WireEnd): Promise<boolean> {
		const { suites, broker, inbound, restart: way, interrupted, onProgress } = this.#plan;
		const { able, unable } = chooseSuites(suites, {
			simTrouble: this.#withoutSIM,
			broker: broker !== undefined,
			peer: this.#farEnd.peer !== undefined,
			inbound: inbound !== undefined,
			restart: way !== undefined,
		});
		for (const { suite, reason } of unable) this.#tell(suite.name, "all of it", "skipped", reason, this.#now);
		if (able.length === 0) return false;
		onProgress(`to be run: ${able.map(({ name }) => name).join(", ")}`);
		this.#bill.open(able);
		let end: (error: Error | undefined) => void = () => {};
		const ended = new Promise<Error | undefined>((resolve) => {
			end = resolve;
		});
		const thread = new BenchThread(
			this.#settings(able),
			(message) => this.#take(message, thread, wire),
			(error) => end(error),
		);
		this.#onBytes = (bytes) => thread.tell({ kind: "bytes", bytes: bytes.slice() });
		wire.onGone = (error) => thread.tell({ kind: "gone", message: error.message });
		this.#farEnd.onPublished = (topic, payload) =>
			thread.tell({ kind: "published", topic, payload: Uint8Array.from(payload) });
		this.#farEnd.onPeer = (event) => thread.tell({ kind: "peer", event });
		const first = await Promise.race([ended, interrupted.then(() => "interrupted" as const)]);
		if (first === "interrupted") await thread.stop();
		else if (first !== undefined) this.#problem = `the suites have ended early: ${first.message}`;
		this.#onBytes = () => {};
		this.#bill.end();
		return first === "interrupted";
	}

	/** Puts the module in order for whoever comes next. */
	async #leave(wire: WireEnd): Promise<void> {
		this.#plan.onProgress("leaving the module in order");
		const limit = new Promise<void>((resolve) => setTimeout(resolve, LEAVING).unref());
		await Promise.race([
			this.#recover(wire, true, false).catch((error: Error) => {
				this.#problem = error.message;
			}),
			limit,
		]);
	}

	#settings(able: readonly BenchSuite[]): WorkerSettings {
		const { wire, modem, inbound, names, timeServer, quiet, patience, profile, restart: way } = this.#plan;
		const { peer, broker } = this.#farEnd;
		return {
			...{ baud: wire.baud, flowControl: wire.flowControl, suites: able.map(({ name }) => name) },
			...{ quiet, patience, modem, peer, inbound, names, timeServer, broker, profile },
			canRestart: way !== undefined,
		};
	}

	#take(message: FromBench, thread: BenchThread, wire: WireEnd): void {
		switch (message.kind) {
			case "bytes":
				wire.send(message.bytes, () => thread.tell({ kind: "sent", count: message.bytes.length }));
				break;
			case "request":
				this.#do(message.request, wire).then(
					() => thread.tell({ kind: "reply", id: message.id, error: undefined }),
					(error: Error) => thread.tell({ kind: "reply", id: message.id, error: error.message }),
				);
				break;
			case "state":
				this.#plan.onProgress(`the modem is ${message.text}`);
				break;
			case "begins":
				this.#bill.begin(message.suite);
				this.#testStart = this.#now;
				break;
			case "outcome": {
				const { title, state, message: why } = message.outcome;
				this.#tell(message.suite, title, state, why, this.#testStart);
				break;
			}
			case "end":
				this.#bill.end();
				this.#identity = message.identity;
				if (message.problem !== undefined) this.#problem = `the wire is gone: ${message.problem}`;
				break;
		}
	}

	async #do(request: Request, wire: WireEnd): Promise<void> {
		if (request.name !== "restart") return this.#farEnd.do(request);
		const { restart: way } = this.#plan;
		if (way !== undefined) await this.#restart(way, wire);
	}

	#tell(suite: string, title: string, state: TestResult["state"], why: string | undefined, start: number): void {
		const message = why === undefined ? undefined : withoutSecrets(why, this.#plan);
		const test = { suite, title, state, message, start, end: this.#now };
		this.#tests.push(test);
		this.#plan.onTest(test);
	}

	#result(): HilResult {
		return {
			place: `${this.#plan.wire.name}, ${this.#plan.wire.baud} baud`,
			identity: this.#identity,
			began: this.#began,
			duration: this.#now,
			recovery: this.#notes,
			tests: this.#tests,
			estimate: this.#bill.estimate,
			costs: this.#costs.costs,
			suites: this.#bill.suites,
			traffic: this.#traffic,
			problem: this.#problem,
		};
	}
}
