import { type Fault, faultOf } from "../modem/fault.js";
import type { LifecycleState } from "../modem/lifecycle.js";
import type { SecurityClass } from "../modem/link.js";
import type { Counters } from "../uart/counters.js";
import { Assembly } from "./assembly.js";
import type { Bound, NetworkClass } from "./bound.js";
import { type ModemOptions as Options, settingsOf } from "./options.js";

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
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #assembly: Assembly<ModemProvider>;

	/**
	 * @param Security what secures the connections of the classes; absent: none of them does TLS
	 * @throws TypeError, RangeError for bad options; whatever the constructors of the Serial and the pins throw
	 */
	constructor(options: ProviderOptions, Security?: SecurityClass) {
		const settings = settingsOf(options);
		this.target = settings.target;
		this.#assembly = new Assembly(this, settings, Security);
	}

	/** What happened on the wire so far. */
	get counters(): Counters {
		return this.#assembly.counters;
	}

	/** Whether it was closed, or its Serial has failed: then it publishes nothing any more. */
	get isClosed(): boolean {
		return this.#assembly.isClosed;
	}

	/** What the modem is going through. */
	get state(): LifecycleState {
		return this.#assembly.lifecycle.state;
	}

	/**
	 * What was on the wire when something last went wrong; undefined while nothing has. Made anew each time, secrets hidden.
	 * Of one trouble the last step of the ladder counts: proof, set-up, reset.
	 */
	get lastFault(): Fault | undefined {
		const recording = this.#assembly.recorder?.recording;
		return recording === undefined ? undefined : faultOf(recording);
	}

	/** Maker, model and revision, as the module says; empty until it was asked. */
	get identity(): readonly string[] {
		return this.#assembly.lifecycle.situation.identity;
	}

	/** Received signal strength as +CSQ gives it: 0 to 31, 99 not known. */
	get signal(): number {
		return this.#assembly.lifecycle.signal;
	}

	/** The network's name; empty while not registered. */
	get operator(): string {
		return this.#assembly.lifecycle.operator;
	}

	/** IP address of the PDP context; empty while it is down. Of a context with two, the IPv4 address. */
	get address(): string {
		return this.#assembly.lifecycle.address;
	}

	/** All addresses of the PDP context: IPv4, IPv6 or both. */
	get addresses(): readonly string[] {
		return this.#assembly.lifecycle.situation.addresses;
	}

	/** State of the SIM card as +CPIN gives it: `READY`, `SIM PIN`, `SIM PUK` ...; empty while it is not known. */
	get simState(): string {
		return this.#assembly.lifecycle.situation.simState;
	}

	/** `<stat>` of the registration (TS 27.007, 10.1.22): 1 at home, 5 roaming, 2 searching, 3 denied. */
	get registration(): number {
		return this.#assembly.lifecycle.registration;
	}

	/** The port's present baud. */
	get baud(): number {
		return this.#assembly.lifecycle.situation.baud;
	}

	/**
	 * Switches the module off, in good order (AT+QPOWD), or with the power key where it does not do so; `onState` with `off` tells
	 * when. What is constructed meanwhile waits for {@link powerUp}.
	 */
	powerDown(): void {
		this.#assembly.ask("stop", false);
	}

	/** Switches a module on again that was switched off by {@link powerDown}; otherwise nothing. */
	powerUp(): void {
		this.#assembly.ask("start", false);
	}

	/** Switches the module off in good order and on again; without a power key by AT+CFUN=1,1. */
	restart(): void {
		this.#assembly.ask("stop", true);
	}

	/** Closes the wire and takes the classes away. Instances that are open get onError, soon after. */
	close(): void {
		this.#assembly.close();
	}

	/** The subclass of `Class` that is bound to this modem, the same one each time; undefined after close and after onError. */
	protected provide<Class extends NetworkClass<never, object>>(Class: Class): Bound<Class> | undefined {
		return this.#assembly.link.bound(Class) as Bound<Class> | undefined;
	}
}
