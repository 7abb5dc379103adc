import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { CommandError, Exit } from "../cli/command.js";
import { Traffic } from "../cli/traffic.js";
import { openWire, type WireEnd, type WirePlace } from "../cli/wire-end.js";
import { Recording } from "../recording/recording.js";
import { Attention } from "./attention.js";
import { BenchThread } from "./bench-thread.js";
import { CostCounter, type Costs, costText, type MeasuredCosts, noCosts, sumOfCosts } from "./costs.js";
import { describeFarSide, isFarSide } from "./far-side.js";
import { LeftBehind } from "./left-behind.js";
import type { FromBench, Request } from "./messages.js";
import { OwnPeer } from "./own-peer.js";
import type { Peer, Place } from "./peer.js";
import { describePeer, wordsOf } from "./peer-words.js";
import { Quiet } from "./quiet.js";
import { recover } from "./recovery.js";
import { RemotePeer } from "./remote-peer.js";
import { type RestartWay, restart } from "./restart.js";
import type { HilResult, SuiteCosts, TestResult, TrafficLine } from "./result.js";
import type { WorkerSettings } from "./settings.js";
import { type BrokerPlace, OwnBroker, Shore } from "./shore.js";
import { simTrouble } from "./sim-trouble.js";
import { type BenchSuite, NEEDS, type Need } from "./suites.js";

/** What a run is asked for. */
export interface HilPlan {
	readonly wire: WirePlace;
	readonly suites: readonly BenchSuite[];
	/** Of somebody else, or at a port of our own. */
	readonly broker:
		| ({ readonly kind: "other" } & BrokerPlace)
		| { readonly kind: "own"; readonly host: string; readonly port: number }
		| undefined;
	/** The peer of sockets: a process on another machine, or one of our own, which listens on this machine. */
	readonly peer:
		| ({ readonly kind: "other"; readonly token: string } & Place)
		| ({
				readonly kind: "own" /** What the module finds it under, where that is not `host`. */;
				readonly publicHost?: string;
		  } & Place)
		| undefined;
	/** Where the peer finds a port of the module. */
	readonly inbound: Place | undefined;
	readonly restart: RestartWay | undefined;
	readonly modem: WorkerSettings["modem"];
	readonly names: WorkerSettings["names"];
	readonly timeServer: WorkerSettings["timeServer"];
	readonly quiet: number;
	readonly patience: number;
	readonly profile: WorkerSettings["profile"];
	/** The file of the recording. */
	readonly record: string | undefined;
	readonly reveal: boolean;
	/** Resolves when somebody wants it to end. */
	readonly interrupted: Promise<void>;
	readonly onProgress: (text: string) => void;
	readonly onTest: (test: TestResult) => void;
}

/** How long an interrupted run may take to leave the module in order, ms. */
const LEAVING = 20_000;

/** The address of what listens at all addresses of this machine. */
function reachable(host: string): string {
	return host === "0.0.0.0" ? "127.0.0.1" : host;
}

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
	/** Of the suites that are run. */
	#estimate: Costs = noCosts;
	readonly #suites: SuiteCosts[] = [];
	/** The suite that is being run, and what had passed before. */
	#suite: { readonly name: string; readonly before: MeasuredCosts } | undefined;
	/** What the module says of its SIM when that is not ready. */
	#withoutSIM: string | undefined;
	#wire: WireEnd | undefined;
	#recording: Recording | undefined;
	#broker: OwnBroker | undefined;
	#shore: Shore | undefined;
	#peer: Peer | undefined;
	#identity: readonly string[] = [];
	#problem: string | undefined;
	/** Who hears the module. */
	#onBytes: (bytes: Uint8Array) => void = () => {};
	#testStart = 0;

	constructor(plan: HilPlan) {
		this.#plan = plan;
		this.#quiet.onCommand = (line) => this.#costs.sent(line);
		this.#quiet.onPayload = (bytes) => this.#costs.sentPayload(bytes);
		this.#quiet.onLine = (line) => this.#costs.received(line);
	}

	/** Runs everything. @throws CommandError (environment) when it cannot begin */
	async play(): Promise<{ result: HilResult; isInterrupted: boolean }> {
		const plan = this.#plan;
		try {
			this.#recording = this.#openRecording();
			await this.#connectBroker();
			await this.#startPeer();
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
			await this.#shore?.close();
			await this.#broker?.close();
			await this.#peer?.close();
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

	async #connectBroker(): Promise<void> {
		const { broker, onProgress } = this.#plan;
		if (broker === undefined) return;
		if (broker.kind === "own") {
			this.#broker = await OwnBroker.start(broker.host, broker.port);
			onProgress(`broker of our own at ${broker.host}:${this.#broker.port}`);
		}
		const place: BrokerPlace =
			broker.kind === "other"
				? broker
				: { url: this.#urlOf(broker.host), user: undefined, password: undefined, ca: undefined };
		this.#shore = await Shore.connect(place, this.#prefix);
		if (broker.kind === "other") onProgress(`connected to ${place.url}, topics under ${this.#prefix}`);
	}

	async #startPeer(): Promise<void> {
		const { peer, onProgress } = this.#plan;
		if (peer === undefined) return;
		if (peer.kind === "other") this.#peer = await RemotePeer.connect(peer, peer.token);
		else {
			const own = await OwnPeer.start(peer.host, peer.port, "own-peer");
			this.#peer = own;
			if (peer.publicHost !== undefined) await own.answerTo(peer.publicHost);
		}
		const { host, address, tcp, tls, udp } = this.#peer.places;
		const name = host === address ? host : `${host} (${address})`;
		this.#recording?.event(describePeer({ name: "peer at", places: this.#peer.places }), this.#now);
		onProgress(`peer at ${name}: TCP ${tcp}, TLS ${tls}, UDP ${udp.join(" and ")}`);
	}

	readonly #prefix = `xs-quectel-${randomBytes(4).toString("hex")}/`;

	#urlOf(host: string): string {
		return `mqtt://${reachable(host)}:${this.#broker?.port}`;
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
		const { suites, interrupted } = this.#plan;
		const { broker, restart: way } = this.#plan;
		const has: Readonly<Record<Need, boolean>> = {
			sim: this.#withoutSIM === undefined,
			broker: broker !== undefined,
			peer: this.#peer !== undefined,
			inbound: this.#plan.inbound !== undefined,
			restart: way !== undefined,
		};
		const lacking = (suite: BenchSuite) => suite.needs.find((need) => !has[need]);
		for (const suite of suites) {
			const need = lacking(suite);
			if (need === undefined) continue;
			const more = need === "sim" ? `: ${this.#withoutSIM}` : "";
			this.#tell(suite.name, "all of it", "skipped", `needs ${NEEDS[need]}${more}`, this.#now);
		}
		const able = suites.filter((suite) => lacking(suite) === undefined);
		if (able.length === 0) return false;
		this.#estimate = sumOfCosts(able.map((suite) => this.#estimateOf(suite)));
		this.#plan.onProgress(`to be run: ${able.map(({ name }) => name).join(", ")}`);
		this.#plan.onProgress(`will cost about: ${costText(this.#estimate)}`);
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
		const shore = this.#shore;
		if (shore !== undefined) {
			shore.onPublished = (topic, payload) =>
				thread.tell({ kind: "published", topic, payload: Uint8Array.from(payload) });
		}
		const peer = this.#peer;
		if (peer !== undefined) {
			peer.onEvent = (event) => {
				if (event.event === "refused") this.#plan.onProgress(`the peer has refused somebody: ${event.reason}`);
				const words = wordsOf(event);
				if (words !== undefined) this.#recording?.event(describePeer(words), this.#now);
				thread.tell({ kind: "peer", event });
			};
		}
		const first = await Promise.race([ended, interrupted.then(() => "interrupted" as const)]);
		if (first === "interrupted") await thread.stop();
		else if (first !== undefined) this.#problem = `the suites have ended early: ${first.message}`;
		this.#onBytes = () => {};
		this.#endSuite();
		return first === "interrupted";
	}

	/** What a suite costs, as far as that can be known before; with a broker at mqtts:// each connection has a handshake. */
	#estimateOf({ estimate }: BenchSuite): Costs {
		const { broker } = this.#plan;
		const isSecure = broker?.kind === "other" && broker.url.startsWith("mqtts:");
		return isSecure ? { ...estimate, handshakes: estimate.handshakes + estimate.connections } : estimate;
	}

	#beginSuite(name: string): void {
		if (this.#suite?.name === name) return;
		this.#endSuite();
		const suite = this.#plan.suites.find((it) => it.name === name);
		if (suite === undefined) return;
		this.#suite = { name, before: this.#costs.costs };
		this.#plan.onProgress(`${name} will cost about: ${costText(this.#estimateOf(suite))}`);
	}

	#endSuite(): void {
		if (this.#suite === undefined) return;
		const { name, before } = this.#suite;
		this.#suite = undefined;
		const suite = this.#plan.suites.find((it) => it.name === name) as BenchSuite;
		const costs = this.#costs.since(before);
		this.#suites.push({ suite: name, estimate: this.#estimateOf(suite), costs });
		this.#plan.onProgress(`${name} has cost: ${costText(costs)}`);
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
		return {
			baud: wire.baud,
			flowControl: wire.flowControl,
			suites: able.map(({ name }) => name),
			quiet,
			patience,
			modem,
			peer: this.#peer?.places,
			inbound,
			names,
			timeServer,
			broker: this.#brokerSettings(),
			canRestart: way !== undefined,
			profile,
		};
	}

	#brokerSettings(): WorkerSettings["broker"] {
		const { broker } = this.#plan;
		if (broker === undefined) return undefined;
		const prefix = this.#prefix;
		if (broker.kind === "own") {
			const { hostname, port } = new URL(this.#urlOf(broker.host));
			return { host: hostname, port: Number(port), prefix, client: {}, canStall: true };
		}
		const { protocol, hostname, port } = new URL(broker.url);
		const isSecure = protocol === "mqtts:";
		const { user, password, ca } = broker;
		return {
			host: hostname,
			port: port === "" ? (isSecure ? 8883 : 1883) : Number(port),
			prefix,
			client: {
				...(user === undefined ? {} : { user, password: password ?? "" }),
				...(isSecure
					? { socket: { tls: { ca: ca === undefined ? undefined : new Uint8Array(readFileSync(ca)) } } }
					: {}),
			},
			canStall: false,
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
				this.#beginSuite(message.suite);
				this.#testStart = this.#now;
				break;
			case "outcome": {
				const { title, state, message: why } = message.outcome;
				this.#tell(message.suite, title, state, why, this.#testStart);
				break;
			}
			case "end":
				this.#endSuite();
				this.#identity = message.identity;
				if (message.problem !== undefined) this.#problem = `the wire is gone: ${message.problem}`;
				break;
		}
	}

	async #do(request: Request, wire: WireEnd): Promise<void> {
		const { restart: way } = this.#plan;
		// What the far side does is no secret, and a replay has to do it too.
		if (isFarSide(request)) this.#recording?.event(describeFarSide(request), this.#now);
		switch (request.name) {
			case "publish":
				await this.#shore?.publish(request.topic, request.payload, request.qos);
				break;
			case "drop":
				await this.#shore?.drop(request.client);
				break;
			case "stall":
				this.#broker?.stall(request.isStalled);
				break;
			case "restart":
				if (way !== undefined) await this.#restart(way, wire);
				break;
			default:
				this.#recording?.event(describePeer(request), this.#now);
				await this.#peer?.do(request);
				break;
		}
	}

	#tell(suite: string, title: string, state: TestResult["state"], message: string | undefined, start: number): void {
		const test = { suite, title, state, message: message && this.#masked(message), start, end: this.#now };
		this.#tests.push(test);
		this.#plan.onTest(test);
	}

	/** What a test says may hold what it was given. */
	#masked(text: string): string {
		const { modem, broker, peer, reveal } = this.#plan;
		if (reveal) return text;
		const log = broker?.kind === "other" ? [broker.password] : [];
		const secrets = [modem.pin, modem.password, ...log, peer?.kind === "other" ? peer.token : undefined].filter(
			(it) => it !== undefined && it !== "",
		);
		return secrets.reduce<string>((all, secret = "") => all.replaceAll(secret, "*".repeat(secret.length)), text);
	}

	#result(): HilResult {
		return {
			place: `${this.#plan.wire.name}, ${this.#plan.wire.baud} baud`,
			identity: this.#identity,
			began: this.#began,
			duration: this.#now,
			recovery: this.#notes,
			tests: this.#tests,
			estimate: this.#estimate,
			costs: this.#costs.costs,
			suites: this.#suites,
			traffic: this.#traffic,
			problem: this.#problem,
		};
	}
}
