import { type LineListener, Priority } from "../at/command.js";
import { Escalation, type FlightRecorder } from "../at/flight-recorder.js";
import type { Line } from "../at/line.js";
import type { Scheduler, SchedulerOwner } from "../at/scheduler.js";
import { type Alarm, type Clock, elapsed } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import { isRegistrationURC } from "./commands.js";
import { ContextWatch, type ContextWatchOwner } from "./context-watch.js";
import { Ladder } from "./ladder.js";
import type { NetworkStatus } from "./link.js";
import { lexicon } from "./names.js";
import { PortBaud, type PortBaudOwner } from "./port-baud.js";
import type { Power } from "./power.js";
import type { Profile } from "./profiles/profile.js";
import { initialProfile, profileNamed } from "./profiles/profiles.js";
import { Setup, type SetupOwner } from "./setup.js";
import { type LifecycleSettings, Situation } from "./situation.js";
import type { StepwiseState } from "./steps.js";
import {
	type LifecycleActions,
	type LifecycleEvent,
	type LifecycleState,
	type Transition,
	transitionFor,
} from "./transitions.js";
import type { Wire } from "./wire.js";

export type { LifecycleState } from "./transitions.js";

/** Who is told. Called from the wire or the clock. */
export interface LifecycleOwner {
	onState(state: LifecycleState): void;
	/** All that clients had in the module is gone. */
	onLost(): void;
	/** The PDP context is gone, the module is not. */
	onContextLost(): void;
	/** Registration, signal, operator or address have changed, and the state has not. */
	onStatus(): void;
	/** The Serial cannot be opened any more. */
	onBroken(): void;
}

export interface LifecycleOptions {
	clock: Clock;
	scheduler: Scheduler;
	power: Power;
	wire: Wire;
	counters: Counters;
	/** Frozen at each step of the ladder. */
	recorder?: FlightRecorder | undefined;
	settings: LifecycleSettings;
	/** Resets and uses of the power key within any hour, at most. */
	resetsPerHour: number;
}

/** Between two questions whether the module is there, ms. */
const PAUSE = 500;
/** For the answer to one of the three probes of a question, ms. */
const PROBE_LIMIT = 300;
/** The status line follows the supply and the power key within this, ms. */
const STATUS_LIMIT = 3000;
/** While ready, how often the status line is looked at, ms. */
const STATUS_PAUSE = 500;
/** How long a module that has fallen silent is asked before it is reset, ms: it may be busy. Silence was proven before that. */
const SET_UP_LIMIT = 4000;
/** Times that the dialogue has to be proven in a row, without a command that is answered, until more is done than that. */
const STREAK = 3;
/** While booting, how long the module is expected at the baud at which it last started, ms. */
const FAMILIAR = 15000;
/** After AT+IPR, before the port has the other baud, ms. */
const BAUD_PAUSE = 100;
/** Silence on both sides of `+++`, ms: one second and a margin. */
const GUARD = 1100;
/** Bytes that end any payload that a module may wait for, in pieces of so many. */
const PAYLOAD = 1600;
const PIECE = 200;
/** From OK to POWERED DOWN, ms (AT+QPOWD). */
const LOG_OFF_LIMIT = 65000;
/** Without registration for so long, the PDP context is brought up anew, ms. */
const UNREGISTERED_LIMIT = 60000;

const PLUS = 43;
const CR = 13;

const RDY = lexicon.identify("RDY");
const POWERED_DOWN = lexicon.identify("POWERED DOWN");
const NORMAL_POWER_DOWN = lexicon.identify("NORMAL POWER DOWN");
const EPS = lexicon.identify("+CEREG");
const GPRS = lexicon.identify("+CGREG");
const SIM = lexicon.identify("+CPIN");
const INDICATION = lexicon.identify("+QIND");
const listened: readonly string[] = Object.freeze([
	"RDY",
	"POWERED DOWN",
	"NORMAL POWER DOWN",
	"+CEREG",
	"+CREG",
	"+CGREG",
	"+CPIN",
	"+CFUN",
	"+QIND",
	"+QUSIM",
]);

/**
 * Brings the module from whatever state it is in to ready, and back to ready whenever it falls over. What follows from what
 * stands in one table: see `transitions.ts`.
 */
export class Lifecycle
	implements ContextWatchOwner, LifecycleActions, LineListener, NetworkStatus, PortBaudOwner, SchedulerOwner, SetupOwner
{
	state: LifecycleState = "probing";
	readonly situation: Situation;
	/** Called with each row that is taken; for logs and tests. */
	onTransition: ((transition: Transition) => void) | undefined;
	readonly #owner: LifecycleOwner;
	readonly #clock: Clock;
	readonly #scheduler: Scheduler;
	readonly #power: Power;
	readonly #wire: Wire;
	readonly #counters: Counters;
	readonly #recorder: FlightRecorder | undefined;
	readonly #setup: Setup;
	readonly #ladder: Ladder;
	readonly #baud: PortBaud;
	readonly #contextWatch: ContextWatch;
	readonly #alarm: Alarm;
	/** Until when the module is asked, a tick. */
	#until = 0;
	/** Since when it may have been booting, a tick. */
	#bootsAt = 0;
	/** Bytes received until the last question. */
	#heard = 0;
	/** What to do when the pause is over. */
	#next: "press" | "reset" | "ask" = "ask";
	/** Whether there is a pause before it. */
	#pauses = false;
	/** Whether the power key is held to switch off a module that is on. */
	#pressesOff = false;
	/** What has happened and is told by the alarm. */
	#pending: LifecycleEvent | undefined;
	/** Whether POWERED DOWN was said, which nobody has confirmed. */
	#hasSaidDown = false;
	/** Whether what is asked may be published: then the reset line is used, if there is one. */
	#mayAwaitPayload = false;
	#phase = 0;
	/** Whether the module has answered since it was last given up. */
	#isThere = false;
	/** Whether users have been told that the module is ready, and not that it is gone. */
	#isUp = false;

	constructor(options: LifecycleOptions, owner: LifecycleOwner) {
		this.#owner = owner;
		this.#clock = options.clock;
		this.#scheduler = options.scheduler;
		this.#power = options.power;
		this.#wire = options.wire;
		this.#counters = options.counters;
		this.#recorder = options.recorder;
		this.situation = new Situation(options.settings, initialProfile);
		this.#baud = new PortBaud(options.scheduler, this.situation, options.wire, this);
		this.#setup = new Setup(options.scheduler, this.situation, this);
		const now = options.clock.now();
		this.#contextWatch = new ContextWatch(options.scheduler, this.situation, options.counters, this, now);
		this.#ladder = new Ladder(options.resetsPerHour);
		this.#alarm = options.clock.alarm(() => {
			const event = this.#pending ?? "elapsed";
			this.#pending = undefined;
			this.fire(event);
		});
		this.#scheduler.owner = this;
		listened.forEach((name) => void this.#scheduler.listen(lexicon.identify(name), this));
	}

	get profile(): Profile {
		return this.situation.profile;
	}

	get registration(): number {
		return this.situation.registration;
	}

	get signal(): number {
		return this.situation.signal;
	}

	get operator(): string {
		return this.situation.operator;
	}

	get address(): string {
		return this.situation.addresses[0] ?? "";
	}

	/** An event happens: takes the row of the table that is for it. @returns whether there is one */
	fire(event: LifecycleEvent): boolean {
		const row = transitionFor(this.state, event);
		if (row === undefined) return false;
		this.onTransition?.(row);
		const before = this.state;
		this.state = row.to;
		// A pause of no time at all is not worth telling, which is known when the action is done.
		if (row.to === "waiting") {
			this[row.action]();
			if (before !== "waiting" && this.state === "waiting" && this.#pauses) this.#owner.onState("waiting");
			return true;
		}
		// Whoever is told may close the modem. That it is closed is told by nobody: its user has done it, or hears of an error.
		try {
			if (before !== row.to && row.to !== "closed") this.#owner.onState(row.to);
		} finally {
			// Whoever is told may throw as well: what is to be done is done all the same.
			if (this.state === row.to) this[row.action]();
		}
		return true;
	}

	/** @param delay until the event `elapsed`, ms */
	#after(delay: number): void {
		// Whoever was told of something may have closed the modem.
		if (this.state !== "closed" && this.#pending === undefined) this.#alarm.set(delay);
	}

	// ---- SetupOwner

	onStepsDone(): void {
		if (this.state === "configuring") this.#identify();
		this.#fireSoon("done");
	}

	/** From the clock, and not from here: what follows is deep enough for a device's small stack. */
	#fireSoon(event: LifecycleEvent): void {
		this.#pending = event;
		this.#alarm.set(0);
	}

	onStepPause(pause: number): void {
		const { situation } = this;
		const now = this.#clock.now();
		if (this.state === "sim" && situation.isLocked) {
			this.fire("locked");
			return;
		}
		if (this.#ladder.isOverdue(now) && transitionFor(this.state, "overdue") !== undefined) {
			this.fire(this.#ladder.onOverdue(now) && this.#canReset ? "stale" : "overdue");
			return;
		}
		this.#after(pause);
	}

	onBaudAgreed(): void {
		this.fire("baud");
	}

	// ---- LineListener: what the module tells by itself

	onURC(line: Line): void {
		const { situation } = this;
		switch (line.name) {
			case RDY:
				// In mid traffic it is believed only once an echo, or silence, confirms it.
				if (this.state === "stopping") this.fire(situation.restarts ? "booted" : "echoed");
				else if (this.#scheduler.isEchoOff) this.#scheduler.suspect();
				else this.fire("booted");
				break;
			case POWERED_DOWN:
			case NORMAL_POWER_DOWN:
				if (this.state !== "stopping" && this.#scheduler.isEchoOff) {
					this.#hasSaidDown = true;
					this.#scheduler.suspect();
				} else this.fire("powered down");
				break;
			case EPS:
			case GPRS:
				this.#onRegistration(line);
				break;
			case SIM:
				situation.simState = line.string(0);
				if (this.state === "sim" || this.state === "locked") this.#hurry();
				else if (situation.simState !== "READY") this.fire("removed");
				break;
			case INDICATION:
				if (line.equals(0, "csq") && line.isInteger(1)) {
					situation.signal = line.integer(1);
					this.#owner.onStatus();
				}
				break;
		}
	}

	#onRegistration(line: Line): void {
		const { situation } = this;
		// n = 1 and 2 put the state first; an answer, or what noise left of one, has another form.
		if (!isRegistrationURC(line)) {
			this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
			return;
		}
		if (line.name === EPS) situation.registrationEPS = line.integer(0);
		else situation.registrationGPRS = line.integer(0);
		if (this.state === "registering") this.#hurry();
		else if (this.state === "ready") {
			if (!situation.isRegistered) this.#after(this.#power.isOn === undefined ? UNREGISTERED_LIMIT : STATUS_PAUSE);
			this.#until = (this.#clock.now() + UNREGISTERED_LIMIT) | 0;
			this.#owner.onStatus();
		}
	}

	/** What was waited for may be there. */
	#hurry(): void {
		if (this.#setup.hasten()) this.#after(0);
	}

	/** `+QIURC: "pdpdeact"` for the modem's context. */
	onDeactivated(): void {
		this.fire("deactivated");
	}

	// ---- SchedulerOwner: the dialogue has failed, or is proven

	onProven(): void {
		this.#hasSaidDown = false;
		if (this.fire("answered")) return;
		if (this.#scheduler.streak >= STREAK) this.onSilent(false);
	}

	onSilent(mayAwaitPayload: boolean): void {
		const { state } = this;
		if (this.#hasSaidDown && this.fire("powered down")) return;
		if (state === "probing" || state === "unsticking" || state === "booting") this.fire("silent");
		else if (state === "switching") this.fire(this.#baud.hasFallenBack ? "wedged" : "silent");
		else if (state === "stopping") this.fire("silent");
		else {
			// Whatever is asked would be published; or all was set up anew before.
			const event = mayAwaitPayload || this.#ladder.wasSetUp ? "wedged" : "silent";
			if (transitionFor(state, event) === undefined) return;
			this.#mayAwaitPayload = mayAwaitPayload;
			this.#fireSoon(event);
		}
	}

	onEcho(): void {
		// The module forgot ATE0, so it forgot everything: this confirms a restart, told of or not.
		if (this.state === "stopping" && this.situation.restarts) this.fire("booted");
		else this.fire("echoed");
	}

	// ---- actions: looking for the module

	begin(): void {
		this.#until = this.#clock.now();
		this.#baud.search(!this.#canReset);
		if (this.#power.isOn === false) this.fire("dead");
		else this.ask();
	}

	search(): void {
		this.#giveUp();
		this.#until = (this.#clock.now() + this.profile.power.boot) | 0;
		this.#baud.search(true);
		this.ask();
	}

	ask(): void {
		this.#heard = this.#counters.bytesIn;
		this.#scheduler.prove(PROBE_LIMIT);
	}

	askOn(): void {
		// What cannot be read is said at another baud.
		if (this.#counters.bytesIn !== this.#heard) this.#baud.widen();
		const baud = this.#baud.next();
		if (baud !== 0) {
			if (this.#baud.open(baud)) this.ask();
			else this.#after(0);
			return;
		}
		if (elapsed(this.#clock.now(), this.#until) > 0) {
			this.#baud.searchAgain();
			this.#after(PAUSE);
		} else if (this.#canReset) this.fire("wedged");
		else {
			this.#phase = 0;
			this.fire("exhausted");
		}
	}

	askBooting(): void {
		const now = this.#clock.now();
		const since = elapsed(this.#bootsAt, now);
		if (since >= this.profile.power.boot) this.fire("exhausted");
		else if (this.#power.isOn === false && since > STATUS_LIMIT) this.fire(this.#pressesOff ? "powered down" : "dead");
		else {
			// It starts at the baud at which it always did, unless somebody has changed that.
			if (since > FAMILIAR || this.#counters.bytesIn !== this.#heard) this.#baud.tryBoot();
			this.#after(PAUSE);
		}
	}

	unstick(): void {
		const phase = this.#phase++;
		const pieces = PAYLOAD / PIECE;
		if (phase === 0) {
			// The host had this baud when it left the module like that.
			this.#baud.open(this.situation.settings.baud);
			this.#after(GUARD);
		} else if (phase === 1) {
			this.#wire.fill(PLUS, 3);
			this.#after(GUARD);
		} else if (phase === 2 || phase === pieces + 3) this.ask();
		else if (phase < pieces + 3) {
			this.#wire.fill(CR, PIECE);
			this.#after(Math.ceil((PIECE * 10000) / this.situation.baud) + PAUSE / 10);
		} else this.fire("exhausted");
	}

	// ---- actions: the ladder

	setUpAnew(): void {
		this.#recorder?.freeze(Escalation.setUp, this.#clock.now());
		this.#lose();
		this.#ladder.wasSetUp = true;
		this.#until = (this.#clock.now() + SET_UP_LIMIT) | 0;
		this.#baud.search(false);
		this.#after(0);
	}

	recover(): void {
		const now = this.#clock.now();
		this.#recorder?.freeze(Escalation.reset, now);
		const mayAwaitPayload = this.#mayAwaitPayload;
		this.#lose();
		this.#counters.resets = (this.#counters.resets + 1) | 0;
		const pause = this.#canReset ? this.#ladder.resetPause(now) : this.#ladder.pause();
		// The reset line does nothing for a module that is off; the key would switch off one that is on.
		const { hasReset, hasKey, isOn } = this.#power;
		const isTurn = mayAwaitPayload || this.#ladder.attempts % 2 === 1 || !hasKey;
		if (hasReset && isOn !== false && isTurn) this.#next = "reset";
		else this.#next = hasKey ? "press" : "ask";
		this.#pauses = pause > 0;
		this.#after(pause);
	}

	rest(): void {
		this.#recorder?.freeze(Escalation.reset, this.#clock.now());
		this.#lose();
		this.#counters.resets = (this.#counters.resets + 1) | 0;
		this.#next = this.#power.hasKey ? "press" : "ask";
		this.#pauses = true;
		this.#after(this.profile.power.rest);
	}

	attempt(): void {
		this.fire(this.#next);
	}

	press(): void {
		this.#pressesOff = this.#power.isOn === true;
		this.#power.key(true);
		this.#after(this.#pressesOff ? this.profile.power.keyOff : this.profile.power.keyOn);
	}

	hold(): void {
		this.#power.reset(true);
		this.#after(this.profile.power.reset);
	}

	release(): void {
		this.#power.key(false);
		this.#power.reset(false);
		this.#bootsAt = this.#clock.now();
		this.#baud.expectBoot();
		// RDY ends this at once; questions are for a module whose RDY was lost.
		this.#after(PAUSE);
	}

	greet(): void {
		this.situation.restarts = false;
		this.#lose();
		this.situation.isFresh = true;
		this.#baud.onBoot();
		this.#bootsAt = this.#clock.now();
		this.#after(0);
	}

	restart(): void {
		const now = this.#clock.now();
		this.#recorder?.freeze(Escalation.reset, now);
		this.#lose();
		this.#counters.resets = (this.#counters.resets + 1) | 0;
		this.situation.isFresh = true;
		this.#baud.onBoot();
		this.#baud.search(false);
		this.#until = now;
		// At once the first time; a module that restarts again and again, or never stops echoing, is given time.
		this.#after(this.#ladder.pause());
	}

	/** Everything in the module is gone: all commands end, and clients are told. */
	#lose(): void {
		const wasUp = this.#isUp;
		this.#isUp = false;
		this.#giveUp();
		if (wasUp) this.#ladder.lose(this.#clock.now());
		this.#scheduler.reset(true);
		if (wasUp) this.#owner.onLost();
	}

	/** What was known of the module counts no more. */
	#giveUp(): void {
		this.#scheduler.gate = Priority.recovery;
		this.#scheduler.isEchoOff = false;
		this.#scheduler.streak = 0;
		this.#hasSaidDown = false;
		this.#baud.hasFallenBack = false;
		this.#isThere = false;
		this.#mayAwaitPayload = false;
		this.#pending = undefined;
		this.#setup.reset();
		this.situation.forget();
		this.#wire.keepAwake();
	}

	get #canReset(): boolean {
		return this.#power.hasKey || this.#power.hasReset;
	}

	// ---- actions: the way up

	configure(): void {
		this.#alarm.cancel();
		this.#isThere = true;
		this.situation.identity = [];
		this.#ladder.search(this.#clock.now());
		this.enter();
	}

	enter(): void {
		this.#pending = undefined;
		this.#alarm.cancel();
		this.#setup.begin(this.state as StepwiseState);
	}

	repeat(): void {
		this.#setup.run();
	}

	#identify(): void {
		const { situation } = this;
		const model = situation.identity[1];
		// Nothing at all is no name: then it is what it was.
		if (model === undefined) return;
		if (situation.baud !== situation.settings.baud) {
			this.#counters.baudFallbacks = (this.#counters.baudFallbacks + 1) | 0;
		}
		const profile = profileNamed(model);
		if (!profile.isKnown) this.#counters.unknownModels = (this.#counters.unknownModels + 1) | 0;
		situation.profile = profile;
	}

	changeBaud(): void {
		this.#baud.beginChange();
		this.#after(BAUD_PAUSE);
	}

	reopen(): void {
		if (this.#baud.swap()) {
			this.ask();
			return;
		}
		// The host cannot have this baud: the module is told so by nobody, and is found again at it, or reset.
		this.situation.isBaudRefused = true;
		this.fire("wedged");
	}

	keepBaud(): void {
		this.#setup.run();
	}

	fallBack(): void {
		this.#baud.fallBack();
	}

	cycle(): void {
		this.situation.forget();
		this.#owner.onStatus();
		this.enter();
	}

	settle(): void {
		const now = this.#clock.now();
		this.#ladder.ready(now);
		// Registration may have been lost on the way up: what was set here is of before, by half a round of the clock perhaps.
		this.#until = (now + UNREGISTERED_LIMIT) | 0;
		this.#scheduler.gate = Priority.low;
		this.#recorder?.settle(Escalation.reset);
		this.#isUp = true;
		this.#scheduler.start();
		this.#wire.letSleep();
		this.#contextWatch.begin(now);
		this.#watchAgain();
	}

	// ---- PortBaudOwner

	onFallenBack(): void {
		if (this.state === "switching") this.#after(BAUD_PAUSE);
	}

	onBroken(): void {
		this.#owner.onBroken();
	}

	// ---- actions: keeping it up

	watch(): void {
		const now = this.#clock.now();
		const { isRegistered } = this.situation;
		if (this.#power.isOn === false) this.fire("dead");
		else if (!isRegistered && elapsed(now, this.#until) <= 0) this.fire("deactivated");
		// Without registration the context is looked after already.
		else if (this.#contextWatch.isDue(now) && isRegistered) this.fire("quiet");
		else this.#watchAgain();
	}

	inquire(): void {
		this.#contextWatch.look(this.#clock.now());
		this.#watchAgain();
	}

	/** Until what is watched over while ready has to be looked at. */
	#watchAgain(): void {
		const now = this.#clock.now();
		let left = this.#contextWatch.left(now);
		if (this.#power.isOn !== undefined) left = Math.min(left, STATUS_PAUSE);
		if (!this.situation.isRegistered) left = Math.min(left, elapsed(now, this.#until));
		this.#after(Math.max(left, 0));
	}

	// ---- ContextWatchOwner

	onDoubt(): void {
		if (this.state !== "ready") return;
		this.#contextWatch.lookSoon(this.#clock.now());
		this.#watchAgain();
	}

	onDrift(): void {
		if (this.state === "ready" && this.#pending === undefined) this.#fireSoon("deactivated");
	}

	reactivate(): void {
		const { situation } = this;
		this.#counters.contextLosses = (this.#counters.contextLosses + 1) | 0;
		this.#scheduler.gate = Priority.recovery;
		this.#wire.keepAwake();
		situation.isContextStale = true;
		situation.addresses = [];
		this.#ladder.search(this.#clock.now());
		try {
			this.#owner.onContextLost();
		} finally {
			if (this.state === "registering") this.enter();
		}
	}

	// ---- actions: switching it off

	stop(): void {
		// What it echoes now says nothing more.
		this.#scheduler.isEchoOff = false;
		this.#scheduler.gate = Priority.recovery;
		this.#wire.keepAwake();
		this.#pending = undefined;
		this.#alarm.cancel();
		this.situation.restartsItself = this.situation.restarts && !this.#power.hasKey;
		this.#setup.begin("stopping");
	}

	bide(): void {
		this.#after(LOG_OFF_LIMIT);
	}

	force(): void {
		const { hasKey, isOn } = this.#power;
		// The key would switch on a module that is off.
		const presses = hasKey && (isOn ?? this.#isThere);
		this.#power.reset(false);
		this.#power.key(presses);
		this.#lose();
		this.#after(presses ? this.profile.power.keyOff : 0);
	}

	rely(): void {
		this.#power.key(false);
		this.#lose();
		if (this.situation.restarts) this.#after(this.profile.power.rest);
		else this.#alarm.cancel();
	}

	resume(): void {
		this.situation.restarts = false;
		this.fire(this.#power.hasKey && this.#power.isOn !== true ? "press" : "ask");
	}

	/** Ends for good: the alarm is given back, nothing is called any more. */
	close(): void {
		this.#alarm.close();
	}
}
