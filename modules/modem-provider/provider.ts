import { Scheduler } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import { type Fault, faultOf } from "../modem/fault.js";
import { Lifecycle, type LifecycleState } from "../modem/lifecycle.js";
import type { Link, SecurityClass } from "../modem/link.js";
import { lexicon, probes, special, success } from "../modem/names.js";
import { Power } from "../modem/power.js";
import { Sleep } from "../modem/sleep.js";
import { Counters } from "../uart/counters.js";
import { Port } from "../uart/port.js";
import { type Bound, bind, type NetworkClass } from "./bound.js";
import { ModemLink } from "./modem-link.js";
import { lifecycleSettingsOf, type ModemSettings, type ModemOptions as Options, settingsOf } from "./options.js";
import { PortWire, record } from "./wire.js";

/** Constructor options of a {@link ModemProvider}. */
export type ProviderOptions = Options<ModemProvider>;

/**
 * A Quectel module as an IO Provider (ECMA-419, clause 11): owns the wire, keeps the module alive, and publishes classes
 * that are bound to it. They may be constructed at any time; what is constructed while the module is down waits for it.
 *
 * A module that restarts takes its instances with it (they get onError); the provider and its classes survive.
 *
 * Which classes it publishes is up to whoever extends it, with an accessor for each: only those are in a build.
 */
export class ModemProvider {
	/** What happened on the wire so far. */
	readonly counters = new Counters();
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #options: ProviderOptions;
	readonly #port: Port;
	readonly #scheduler: Scheduler;
	readonly #power: Power;
	readonly #recorder: ReturnType<typeof record>;
	readonly #wire: PortWire;
	readonly #lifecycle: Lifecycle;
	readonly #link: ModemLink;
	/** Classes that were asked for, and bound: a class that nobody uses takes no RAM. */
	readonly #bound = new Map<object, unknown>();
	#hasBeenReady = false;
	#isClosed = false;

	/**
	 * @param Security what secures the connections of the classes; absent: none of them does TLS
	 * @throws TypeError, RangeError for bad options; whatever the constructors of the Serial and the pins throw
	 */
	constructor(options: ProviderOptions, Security?: SecurityClass) {
		const settings = settingsOf(options);
		const { serial, clock, commandLine, context, receiveStore, records } = settings;
		this.#options = settings;
		this.target = settings.target;
		this.#power = new Power(settings);
		const { counters } = this;
		const port = new Port(serial, this.#portOwner(), counters, settings.receiveRing, commandLine);
		this.#port = port;
		const { onTrace } = settings;
		const recorder = record(port, clock, settings.flightRecorder, onTrace?.bind(this));
		this.#recorder = recorder;
		const scheduler = new Scheduler({
			clock,
			ring: port.ring,
			transmitter: port.transmitter,
			lexicon,
			counters,
			success,
			special,
			probes,
			longestPayload: 65535,
			records,
			recorder,
		});
		this.#scheduler = scheduler;
		const wire = new PortWire(port);
		if (settings.sleep > 0) wire.sleep = this.#sleepOf(settings);
		this.#wire = wire;
		const lifecycle = new Lifecycle(
			{
				clock,
				scheduler,
				power: this.#power,
				wire,
				counters,
				recorder,
				settings: lifecycleSettingsOf(settings),
				resetsPerHour: settings.resetsPerHour,
			},
			{
				onState: (state) => this.#onState(state),
				// From the clock: what users do then is deep enough for a device's small stack.
				onLost: () => this.#link.later(() => this.#link.onDown(new ModemError("reset", 0, "", true))),
				onContextLost: () => this.#link.onContextDown(),
				onStatus: () => this.#link.onStatus(),
				onBroken: () => this.#onBroken(),
			},
		);
		this.#lifecycle = lifecycle;
		this.#link = new ModemLink({
			...{ clock, scheduler, lifecycle, counters, context, receiveStore, Security },
			bound: ((Class: NetworkClass<never, object>) => this.publish(Class)) as Link["bound"],
		});
		try {
			port.open(serial.baud);
			wire.keepAwake();
		} catch (error) {
			this.#release(error as ModemError, true);
			throw error;
		}
		this.#link.later(() => lifecycle.fire("start"));
	}

	/** Whether it was closed, or its Serial has failed: then it publishes nothing any more. */
	get isClosed(): boolean {
		return this.#isClosed;
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
		return this.#lifecycle.situation.identity;
	}

	/** Received signal strength as +CSQ gives it: 0 to 31, 99 not known. */
	get signal(): number {
		return this.#lifecycle.signal;
	}

	/** The network's name; empty while not registered. */
	get operator(): string {
		return this.#lifecycle.operator;
	}

	/** IP address of the PDP context; empty while it is down. Of a context with two, the IPv4 address. */
	get address(): string {
		return this.#lifecycle.address;
	}

	/** All addresses of the PDP context: IPv4, IPv6 or both. */
	get addresses(): readonly string[] {
		return this.#lifecycle.situation.addresses;
	}

	/** State of the SIM card as +CPIN gives it: `READY`, `SIM PIN`, `SIM PUK` ...; empty while it is not known. */
	get simState(): string {
		return this.#lifecycle.situation.simState;
	}

	/** `<stat>` of the registration (TS 27.007, 10.1.22): 1 at home, 5 roaming, 2 searching, 3 denied. */
	get registration(): number {
		return this.#lifecycle.registration;
	}

	/** The port's present baud. */
	get baud(): number {
		return this.#lifecycle.situation.baud;
	}

	/**
	 * Switches the module off, in good order (AT+QPOWD), or with the power key where it does not do so; `onState` with `off` tells
	 * when. What is constructed meanwhile waits for {@link powerUp}.
	 */
	powerDown(): void {
		this.#ask("stop", false);
	}

	/** Switches a module on again that was switched off by {@link powerDown}; otherwise nothing. */
	powerUp(): void {
		this.#ask("start", false);
	}

	/** Switches the module off in good order and on again; without a power key by AT+CFUN=1,1. */
	restart(): void {
		this.#ask("stop", true);
	}

	/** Closes the wire and takes the classes away. Instances that are open get onError, soon after. */
	close(): void {
		if (!this.#isClosed) this.#release(new ModemError("reset", 0, "", false), true);
	}

	/** Lets something happen soon: nothing is told inside a call of the user's. */
	#ask(event: "start" | "stop", restarts: boolean): void {
		if (this.#isClosed) throw new SyntaxError("closed");
		this.#link.later(() => {
			const lifecycle = this.#lifecycle;
			if (event === "stop") lifecycle.situation.restarts = restarts;
			lifecycle.fire(event);
		});
	}

	#sleepOf({ clock, dtr, sleep }: ModemSettings<ModemProvider>): Sleep {
		return new Sleep({
			clock,
			scheduler: this.#scheduler,
			transmitter: this.#port.transmitter,
			counters: this.counters,
			idle: sleep,
			wakeTime: () => this.#lifecycle.profile.power.wake,
			hold: (isHeld) => {
				if (dtr === "serial") this.#port.setTerminalReady(isHeld);
				else this.#power.dtr(isHeld);
			},
		});
	}

	/** The subclass of `Class` that is bound to this modem, the same one each time; undefined after close and after onError. */
	protected publish<Class extends NetworkClass<never, object>>(Class: Class): Bound<Class> | undefined {
		if (this.#isClosed) return undefined;
		let bound = this.#bound.get(Class) as Bound<Class> | undefined;
		if (bound === undefined) this.#bound.set(Class, (bound = bind(Class, this.#link)));
		return bound;
	}

	/** @param isCalled whether a call of the user's led here: nobody is told anything before it returns */
	#release(error: ModemError, isCalled: boolean): void {
		this.#isClosed = true;
		this.#bound.clear();
		this.#lifecycle.fire("close");
		this.#wire.sleep?.close();
		this.#scheduler.close();
		try {
			this.#port.close();
			this.#power.close();
		} finally {
			// Whatever the host's Serial or pins throw.
			this.#link.close(error, isCalled);
		}
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

	#onState(state: LifecycleState): void {
		// A callback that throws is the application's; that others hear nothing of it would be ours.
		try {
			this.#options.onState?.call(this, state);
		} finally {
			if (!this.#isClosed) this.#link.onStatus();
			if (state === "ready" && !this.#isClosed) this.#onUp();
		}
	}

	#onUp(): void {
		const isFirst = !this.#hasBeenReady;
		this.#hasBeenReady = true;
		try {
			if (isFirst) this.#options.onReady?.call(this);
		} finally {
			if (!this.#isClosed) this.#link.onUp();
		}
	}

	/** The Serial has failed: the provider and all that came from it are over (clause 11, onError). */
	#onBroken(): void {
		const error = new ModemError("framing", 0, "", false);
		try {
			this.#release(error, false);
		} finally {
			this.#options.onError?.call(this, error);
		}
	}
}
