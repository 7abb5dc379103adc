import { Scheduler } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import { Lifecycle, type LifecycleOwner, type LifecycleState } from "../modem/lifecycle.js";
import type { SecurityClass } from "../modem/link.js";
import { lexicon, probes, special, success } from "../modem/names.js";
import { Power } from "../modem/power.js";
import { Sleep } from "../modem/sleep.js";
import { Counters } from "../uart/counters.js";
import { Port, type PortOwner } from "../uart/port.js";
import { ModemLink } from "./modem-link.js";
import { lifecycleSettingsOf, type ModemOptions, type ModemSettings } from "./options.js";
import { PortWire, record } from "./wire.js";

/** What is kept of the options, beside what each part keeps. */
type Callbacks<Modem> = Pick<ModemOptions<Modem>, "onReady" | "onState" | "onError">;

/**
 * What a modem is inside: its parts, put together, and what they have to tell each other and the user. Kept apart from the
 * class that scripts see, so that nothing of this can be called or overridden by them.
 */
export class Assembly<Modem> implements PortOwner, LifecycleOwner {
	readonly counters = new Counters();
	readonly recorder: ReturnType<typeof record>;
	readonly lifecycle: Lifecycle;
	readonly link: ModemLink;
	/** Whether it was closed, or its Serial has failed. */
	isClosed = false;
	readonly #modem: Modem;
	readonly #callbacks: Callbacks<Modem>;
	readonly #port: Port;
	readonly #scheduler: Scheduler;
	readonly #power: Power;
	readonly #wire: PortWire;
	#hasBeenReady = false;

	/**
	 * @param modem what the user has: callbacks are called on it
	 * @throws whatever the constructors of the Serial and the pins throw
	 */
	constructor(modem: Modem, settings: ModemSettings<Modem>, Security: SecurityClass | undefined) {
		const { serial, clock, commandLine, context, receiveStore, records } = settings;
		const { onReady, onState, onError, onTrace } = settings;
		this.#modem = modem;
		this.#callbacks = { onReady, onState, onError };
		this.#power = new Power(settings);
		const { counters } = this;
		const port = new Port(serial, this, counters, settings.receiveRing, commandLine);
		this.#port = port;
		const recorder = record(port, clock, settings.flightRecorder, onTrace?.bind(modem));
		this.recorder = recorder;
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
			this,
		);
		this.lifecycle = lifecycle;
		this.link = new ModemLink({ clock, scheduler, lifecycle, counters, context, receiveStore, Security });
		try {
			port.open(serial.baud);
			wire.keepAwake();
		} catch (error) {
			this.#release(error as ModemError, true);
			throw error;
		}
		this.link.later(() => lifecycle.fire("start"));
	}

	/** The user closes it. */
	close(): void {
		if (!this.isClosed) this.#release(new ModemError("reset", 0, "", false), true);
	}

	/** Lets something happen soon: nothing is told inside a call of the user's. */
	ask(event: "start" | "stop", restarts: boolean): void {
		if (this.isClosed) throw new SyntaxError("closed");
		this.link.later(() => {
			const { lifecycle } = this;
			if (event === "stop") lifecycle.situation.restarts = restarts;
			lifecycle.fire(event);
		});
	}

	// ---- PortOwner

	onBytes(): void {
		this.#scheduler.onBytes();
	}

	onFault(hasLost: boolean): void {
		if (hasLost) this.#scheduler.distrust();
		else this.onBroken();
	}

	// ---- LifecycleOwner

	onState(state: LifecycleState): void {
		// A callback that throws is the application's; that others hear nothing of it would be ours.
		try {
			this.#callbacks.onState?.call(this.#modem, state);
		} finally {
			if (!this.isClosed) this.link.onStatus();
			if (state === "ready" && !this.isClosed) this.#onUp();
		}
	}

	/** From the clock: what users do then is deep enough for a device's small stack. */
	onLost(): void {
		const { link } = this;
		link.later(() => link.onDown(new ModemError("reset", 0, "", true)));
	}

	onContextLost(): void {
		this.link.onContextDown();
	}

	onStatus(): void {
		this.link.onStatus();
	}

	/** The Serial has failed: the provider and all that came from it are over (clause 11, onError). */
	onBroken(): void {
		const error = new ModemError("framing", 0, "", false);
		try {
			this.#release(error, false);
		} finally {
			this.#callbacks.onError?.call(this.#modem, error);
		}
	}

	#onUp(): void {
		const isFirst = !this.#hasBeenReady;
		this.#hasBeenReady = true;
		try {
			if (isFirst) this.#callbacks.onReady?.call(this.#modem);
		} finally {
			if (!this.isClosed) this.link.onUp();
		}
	}

	/** @param isCalled whether a call of the user's led here: nobody is told anything before it returns */
	#release(error: ModemError, isCalled: boolean): void {
		this.isClosed = true;
		this.lifecycle.fire("close");
		this.#wire.sleep?.close();
		this.#scheduler.close();
		try {
			this.#port.close();
			this.#power.close();
		} finally {
			// Whatever the host's Serial or pins throw.
			this.link.close(error, isCalled);
		}
	}

	#sleepOf({ clock, dtr, sleep }: ModemSettings<Modem>): Sleep {
		return new Sleep({
			clock,
			scheduler: this.#scheduler,
			transmitter: this.#port.transmitter,
			counters: this.counters,
			idle: sleep,
			wakeTime: () => this.lifecycle.profile.power.wake,
			hold: (isHeld) => {
				if (dtr === "serial") this.#port.setTerminalReady(isHeld);
				else this.#power.dtr(isHeld);
			},
		});
	}
}
