import { Direction, FlightRecorder } from "./at/flight-recorder.js";
import { checkInteger, checkQuotable } from "./at/quoting.js";
import { Scheduler } from "./at/scheduler.js";
import type { Alarm, Clock } from "./clock.js";
import { ModemError } from "./errors.js";
import type { SerialSpecifier } from "./io.js";
import { type Fault, faultOf } from "./modem/fault.js";
import { Files } from "./modem/files.js";
import { Lifecycle, type LifecycleState } from "./modem/lifecycle.js";
import type { Link, LinkUser } from "./modem/link.js";
import { lexicon, probes, success } from "./modem/names.js";
import { Power, type PowerOptions } from "./modem/power.js";
import { ec600s } from "./modem/profiles/ec600s.js";
import type { Profile } from "./modem/profiles/profile.js";
import { SSLContexts } from "./modem/ssl-contexts.js";
import { MQTTClient } from "./network/mqtt.js";
import { MQTTClients } from "./network/mqtt-clients.js";
import type { MQTTClientOptions } from "./network/mqtt-options.js";
import { Counters } from "./uart/counters.js";
import { Port } from "./uart/port.js";

/** What the host's Serial must hold for messages that come unasked: the longest payload, topic and line around it. */
const BURST = 2048;

/** Constructor options of {@link Modem}. Hosts fill in what is the platform's; an application gives the rest. */
export interface ModemOptions extends PowerOptions {
	serial: SerialSpecifier;
	clock: Clock;
	/** Access point name, up to 99 bytes; default: what the network gives. */
	apn?: string;
	/** For the access point, up to 127 bytes each. */
	user?: string;
	password?: string;
	/** Of the SIM, 4 to 8 digits. */
	pin?: string;
	/** PDP context, 1 to 15; default 1. */
	context?: number;
	/** Receive ring, bytes, 512 to 65535; default 2048. */
	receiveRing?: number;
	/**
	 * Bytes that the host's Serial holds until script reads them, 16 or more; default 128. With less than 2048 and without
	 * hardware flow control, received messages are stored in the module and fetched one by one.
	 */
	receiveStore?: number;
	/** Longest command line, bytes, 256 to 4096; default 1024. */
	commandLine?: number;
	/** Bytes of the flight recorder, 512 to 65535, of which twice as many are used; default 1024, 0 for none. */
	flightRecorder?: number;
	/** Command records, 6 to 64; default 12. Each publish and each request holds one until its result. */
	records?: number;
	target?: unknown;
	/** Ready for use, the first time. Called once; {@link onState} tells of later times. */
	onReady?(this: Modem): void;
	onState?(this: Modem, state: LifecycleState): void;
	/** The provider cannot be used any more: the Serial has failed. */
	onError?(this: Modem, error: ModemError): void;
	/** All bytes of the wire, with the clock's time, as they pass. Costs nothing when absent. Secrets are in it. */
	onTrace?(direction: "in" | "out", bytes: Uint8Array, time: number): void;
}

/** The class that a modem publishes: MQTTClient bound to it. */
export type BoundMQTTClient = (new (options: MQTTClientOptions) => MQTTClient) & typeof MQTTClient;

/**
 * A Quectel module as an IO Provider (ECMA-419, clause 11): owns the wire, keeps the module alive, and publishes classes
 * that are bound to it. They may be constructed at any time; what is constructed while the module is down waits for it.
 *
 * A module that restarts takes its instances with it (they get onError); the provider and its classes survive.
 */
export class Modem {
	/** ECMA-419, clause 25. Gone after {@link close}. */
	MQTTClient: BoundMQTTClient | undefined;
	/** What happened on the wire so far. */
	readonly counters = new Counters();
	target: unknown;
	readonly #options: ModemOptions;
	readonly #port: Port;
	readonly #scheduler: Scheduler;
	readonly #power: Power;
	readonly #recorder: FlightRecorder | undefined;
	readonly #lifecycle: Lifecycle;
	readonly #later: Alarm;
	#work: (() => void)[] = [];
	#users: LinkUser[] = [];
	#hasBeenReady = false;
	#isClosed = false;

	/** @throws TypeError, RangeError for bad options; whatever the constructors of the Serial and the pins throw */
	constructor(options: ModemOptions) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { serial, clock, apn, user = "", password = "", pin, context = 1 } = options;
		const { receiveRing = 2048, receiveStore = 128, commandLine = 1024, records = 12 } = options;
		const { flightRecorder = 1024 } = options;
		if (typeof serial?.io !== "function") throw new TypeError("serial.io: not a class");
		if (typeof clock?.now !== "function") throw new TypeError("clock: not a Clock");
		if (apn !== undefined) checkQuotable("apn", apn, 99);
		checkQuotable("user", user, 127);
		checkQuotable("password", password, 127);
		if (pin !== undefined && !/^[0-9]{4,8}$/.test(pin)) throw new RangeError("pin: 4 to 8 digits");
		checkInteger("context", context, 1, 15);
		checkInteger("receiveRing", receiveRing, 512, 65535);
		checkInteger("receiveStore", receiveStore, 16, 0x7fffffff);
		checkInteger("commandLine", commandLine, 256, 4096);
		checkInteger("records", records, 6, 64);
		if (flightRecorder !== 0) checkInteger("flightRecorder", flightRecorder, 512, 65535);
		checkInteger("serial.baud", serial.baud, 4800, 4000000);
		this.#options = { ...options };
		this.target = options.target;
		const profile: Profile = ec600s;
		const { counters } = this;

		const port = new Port(serial, this.#portOwner(), counters, receiveRing, commandLine);
		this.#port = port;
		const recorder = flightRecorder === 0 ? undefined : new FlightRecorder(flightRecorder);
		this.#recorder = recorder;
		const { onTrace } = options;
		if (onTrace !== undefined) port.onReceived = (bytes) => onTrace.call(this, "in", bytes, clock.now());
		if (recorder !== undefined) {
			port.ring.onPiece = (piece, length) => recorder.take(Direction.in, piece, length, clock.now());
		}
		if (onTrace !== undefined || recorder !== undefined) {
			port.transmitter.onPiece = (piece) => {
				recorder?.take(recorder.outgoing, piece, piece.length, clock.now());
				onTrace?.call(this, "out", piece.slice(), clock.now());
			};
		}
		this.#scheduler = new Scheduler({
			clock,
			ring: port.ring,
			transmitter: port.transmitter,
			lexicon,
			counters,
			success,
			probes,
			longestPayload: 65535,
			records,
			recorder,
		});
		this.#later = clock.alarm(() => this.#runLater());
		this.#power = new Power(options);
		this.#lifecycle = new Lifecycle(
			{
				clock,
				scheduler: this.#scheduler,
				power: this.#power,
				profile,
				counters,
				recorder,
				apn,
				user,
				password,
				pin,
				context,
				hasFlowControl: serial.flowControl === "hardware",
			},
			{ onState: (state) => this.#onState(state), onLost: () => this.#onLost() },
		);
		const takesBursts = receiveStore >= BURST || serial.flowControl === "hardware";
		const link = this.#link(clock, profile, context, takesBursts);
		const clients = new MQTTClients(link);
		this.MQTTClient = class extends MQTTClient {
			constructor(options: MQTTClientOptions) {
				super(options, link, clients);
			}
		};
		try {
			port.open(serial.baud);
		} catch (error) {
			this.#release();
			throw error;
		}
		link.later(() => this.#lifecycle.start());
	}

	/** What the modem is going through. */
	get state(): LifecycleState {
		return this.#lifecycle.state;
	}

	/**
	 * What was on the wire when something last went wrong; undefined while nothing has. Made anew each time, secrets hidden.
	 * Of one trouble the last step of the ladder counts: proof, set-up, reset.
	 */
	get lastFault(): Fault | undefined {
		const recording = this.#recorder?.recording;
		return recording === undefined ? undefined : faultOf(recording);
	}

	/** Maker, model and revision, as the module says; empty until it was asked. */
	get identity(): readonly string[] {
		return this.#lifecycle.identity;
	}

	/** Received signal strength as +CSQ gives it: 0 to 31, 99 not known. */
	get signal(): number {
		return this.#lifecycle.signal;
	}

	/** The network's name; empty while not registered. */
	get operator(): string {
		return this.#lifecycle.operator;
	}

	/** IP address of the PDP context; empty while it is down. */
	get address(): string {
		return this.#lifecycle.address;
	}

	/** Closes the wire and takes the classes away. Instances that are open get onError, soon after. */
	close(): void {
		if (this.#isClosed) return;
		const users = this.#users;
		this.#users = [];
		const alarm = this.#options.clock.alarm(() => {
			alarm.close();
			for (const user of users) user.onLinkDown(new ModemError("reset", 0, "", false));
		});
		alarm.set(0);
		this.#release();
	}

	#release(): void {
		this.#isClosed = true;
		this.MQTTClient = undefined;
		this.#lifecycle.close();
		this.#scheduler.close();
		this.#port.close();
		this.#power.close();
		this.#later.close();
		this.#work = [];
	}

	#portOwner() {
		return {
			onBytes: () => this.#scheduler.onBytes(),
			onFault: (hasLost: boolean) => {
				if (hasLost) this.#scheduler.distrust();
				else this.#onBroken();
			},
		};
	}

	#link(clock: Clock, profile: Profile, context: number, takesBursts: boolean): Link {
		const modem = this;
		/** Made for the first connection with TLS. */
		let sslContexts: SSLContexts | undefined;
		return {
			clock,
			profile,
			context,
			takesBursts,
			scheduler: this.#scheduler,
			counters: this.counters,
			get sslContexts() {
				sslContexts ??= new SSLContexts(new Files(modem.#scheduler), profile.sslContexts);
				return sslContexts;
			},
			get isReady() {
				return modem.state === "ready";
			},
			add: (user) => {
				if (this.#isClosed) throw new Error("bad state");
				this.#users.push(user);
			},
			remove: (user) => {
				const at = this.#users.indexOf(user);
				if (at >= 0) this.#users.splice(at, 1);
			},
			later: (work) => {
				this.#work.push(work);
				this.#later.set(0);
			},
		};
	}

	#runLater(): void {
		const work = this.#work;
		this.#work = [];
		for (const it of work) if (!this.#isClosed) it();
	}

	#onState(state: LifecycleState): void {
		this.#options.onState?.call(this, state);
		if (state !== "ready" || this.#isClosed) return;
		if (!this.#hasBeenReady) {
			this.#hasBeenReady = true;
			this.#options.onReady?.call(this);
		}
		for (const user of [...this.#users]) if (this.#users.includes(user)) user.onLinkUp();
	}

	#onLost(): void {
		const users = this.#users;
		this.#users = [];
		for (const user of users) user.onLinkDown(new ModemError("reset", 0, "", true));
	}

	/** The Serial has failed: the provider and all that came from it are over (clause 11, onError). */
	#onBroken(): void {
		const users = this.#users;
		this.#users = [];
		this.#release();
		const error = new ModemError("framing", 0, "", false);
		for (const user of users) user.onLinkDown(error);
		this.#options.onError?.call(this, error);
	}
}

export default Modem;
