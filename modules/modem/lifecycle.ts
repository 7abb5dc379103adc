import { type Command, type CommandOwner, type LineListener, Outcome, Priority } from "../at/command.js";
import { Escalation, type FlightRecorder } from "../at/flight-recorder.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler, SchedulerOwner } from "../at/scheduler.js";
import { type Alarm, type Clock, elapsed } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import { general, isRegistrationURC } from "./commands.js";
import { lexicon } from "./names.js";
import type { Power } from "./power.js";
import type { Profile } from "./profiles/profile.js";
import { ResetBudget } from "./reset-budget.js";
import { type Situation, type Step, steps } from "./steps.js";

/** What the modem goes through, named for logs. */
export type LifecycleState =
	| "probing" // asking whether it is on already
	| "starting" // the power key or the reset line was used, waiting for it to answer
	| "configuring"
	| "sim"
	| "registering"
	| "activating"
	| "ready"
	| "waiting" // gave up for now, the next attempt follows
	| "closed";

export interface LifecycleOwner {
	onState(state: LifecycleState): void;
	/** All that clients had in the module is gone. */
	onLost(): void;
}

export interface LifecycleOptions {
	clock: Clock;
	scheduler: Scheduler;
	power: Power;
	profile: Profile;
	counters: Counters;
	/** Frozen at each step of the ladder. */
	recorder?: FlightRecorder | undefined;
	apn: string | undefined;
	user: string;
	password: string;
	pin: string | undefined;
	context: number;
	/** Whether the host's Serial drives RTS and obeys CTS. */
	hasFlowControl: boolean;
}

/** Between two questions whether the module is there, and before a step is repeated, ms. */
const PAUSE = 500;
/** For the answer to one of the three probes of a question, ms. */
const PROBE_LIMIT = 300;
/** The status line follows the supply and the power key within this, ms. */
const STATUS_LIMIT = 3000;
/** While ready, how often the status line is looked at, ms. */
const STATUS_PAUSE = 500;
/** Pauses between attempts to bring the module back, ms; the last one repeats. Delays, never gives up. */
const BACK_OFF: readonly number[] = Object.freeze([0, 1000, 2000, 5000, 15000, 60000, 300000]);
/** Resets and uses of the power key within any hour, at most; more are put off. */
const RESETS_PER_HOUR = 12;
/** How long a module that has fallen silent is asked before it is reset, ms: it may be busy. */
const SET_UP_LIMIT = 10000;
/** Times that the dialogue has to be proven in a row, without a command that is answered, until more is done than that. */
const STREAK = 3;
/** Ready for this long, the back-off starts anew, ms: a module that falls over at once is not hammered. */
const SETTLED = 60000;

const RDY = lexicon.identify("RDY");
const POWERED_DOWN = lexicon.identify("POWERED DOWN");
const NORMAL_POWER_DOWN = lexicon.identify("NORMAL POWER DOWN");
const REGISTRATION = lexicon.identify("+CEREG");
const SIM = lexicon.identify("+CPIN");
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

/** Brings the module from whatever state it is in to ready, and back to ready whenever it falls over. */
export class Lifecycle implements CommandOwner, LineListener, SchedulerOwner, Situation {
	state: LifecycleState = "probing";
	readonly apn: string | undefined;
	readonly user: string;
	readonly password: string;
	readonly pin: string | undefined;
	readonly context: number;
	readonly hasFlowControl: boolean;
	readonly profile: Profile;
	isFresh = false;
	simState = "";
	registration = 0;
	address = "";
	/** First three lines of ATI: maker, model, revision. */
	identity: string[] = [];
	/** `<rssi>` of +CSQ, 0 to 31; 99 not known. */
	signal = 99;
	operator = "";
	readonly #owner: LifecycleOwner;
	readonly #clock: Clock;
	readonly #scheduler: Scheduler;
	readonly #power: Power;
	readonly #counters: Counters;
	readonly #recorder: FlightRecorder | undefined;
	readonly #budget = new ResetBudget(RESETS_PER_HOUR);
	readonly #alarm: Alarm;
	#step = 0;
	#command: Command | undefined;
	/** What the alarm does next. */
	#next: (() => void) | undefined;
	/** Until when the module may take to boot, a tick. */
	#bootBy = 0;
	#attempt = 0;
	#readyAt = 0;
	/** Whether the module was set up anew since it was last ready for long: the next step is a reset. */
	#wasSetUp = false;

	constructor(options: LifecycleOptions, owner: LifecycleOwner) {
		this.#owner = owner;
		this.#clock = options.clock;
		this.#scheduler = options.scheduler;
		this.#power = options.power;
		this.profile = options.profile;
		this.#counters = options.counters;
		this.#recorder = options.recorder;
		this.apn = options.apn;
		this.user = options.user;
		this.password = options.password;
		this.pin = options.pin;
		this.context = options.context;
		this.hasFlowControl = options.hasFlowControl;
		this.#alarm = options.clock.alarm(() => {
			const next = this.#next;
			this.#next = undefined;
			next?.call(this);
		});
		this.#scheduler.owner = this;
		for (const name of listened) this.#scheduler.listen(lexicon.identify(name), this);
	}

	/** Starts over a module in any state. To be called once, after the wire is open. */
	start(): void {
		this.#bootBy = this.#clock.now();
		if (this.#power.isOn === false) this.#switchOn();
		else this.#ask();
	}

	close(): void {
		this.state = "closed";
		this.#next = undefined;
		this.#alarm.close();
	}

	// ---- CommandOwner: the steps

	compose(command: Command, writer: ParamWriter): void {
		const kind = command.kind;
		if (kind === undefined) return;
		// Asked again, it is answered from the first line on.
		if (kind === general.identity) this.identity = [];
		writer.begin(kind.name);
		steps[command.tag]?.write?.(writer, this);
	}

	onInformation(command: Command, line: Line): void {
		switch (command.kind) {
			case general.identity:
				if (this.identity.length < 3) this.identity.push(line.text());
				break;
			case general.sim:
				this.simState = line.string(0);
				break;
			case general.signal:
				this.signal = line.integer(0);
				break;
			case general.registration:
				this.registration = line.integer(1);
				break;
			case general.operator:
				this.operator = line.string(2);
				break;
			case general.address:
				if (line.integer(0) === this.context && line.integer(1) === 1) this.address = line.string(3);
				break;
		}
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (this.state === "closed" || outcome === Outcome.reset) return;
		const step = steps[this.#step];
		if (step === undefined) return;
		if (step.kind === general.echoOff && outcome === Outcome.ok) this.#scheduler.isEchoOff = true;
		const isRefused = outcome === Outcome.error || outcome === Outcome.refused;
		const goesOn = isRefused ? step.refusal === "go on" : outcome === Outcome.ok || outcome === Outcome.unresolved;
		if (goesOn && step.isDone?.(this) !== false) {
			this.#step++;
			this.#run();
		} else {
			this.#step -= step.back ?? 0;
			this.#after(step.pause ?? PAUSE, this.#run);
		}
	}

	// ---- LineListener: what the module tells by itself

	onURC(line: Line): void {
		switch (line.name) {
			case RDY:
				if (this.state === "starting") {
					this.isFresh = true;
					this.#after(0, this.#ask);
				} else this.#onRestart();
				break;
			case POWERED_DOWN:
			case NORMAL_POWER_DOWN:
				if (this.state === "starting") this.#after(this.profile.power.rest, this.#switchOn);
				else this.#onRestart();
				break;
			case REGISTRATION:
				// n = 1 and 2 put the state first; an answer, or what noise left of one, has another form.
				if (!isRegistrationURC(line)) {
					this.#counters.unknownLines = (this.#counters.unknownLines + 1) | 0;
					break;
				}
				this.registration = line.integer(0);
				if (this.state === "registering" && this.#command === undefined) this.#after(0, this.#run);
				break;
			case SIM:
				this.simState = line.string(0);
				if (this.state === "sim" && this.#command === undefined) this.#after(0, this.#run);
				break;
		}
	}

	// ---- SchedulerOwner: the dialogue has failed

	onProven(): void {
		if (this.state === "closed") return;
		if (this.state !== "probing" && this.state !== "starting") {
			if (this.#scheduler.streak >= STREAK) this.#climb();
			return;
		}
		this.#next = undefined;
		this.#alarm.cancel();
		this.identity = [];
		this.#step = 0;
		this.#run();
	}

	onSilent(mayAwaitPayload: boolean): void {
		if (this.state === "probing" || this.state === "starting") this.#askAgain();
		else if (this.state === "closed") return;
		// Whatever is asked would be published.
		else if (mayAwaitPayload) this.#recover(true);
		else this.#climb();
	}

	onEcho(): void {
		// The module forgot ATE0, so it forgot everything: this confirms a restart, told of or not.
		if (this.state !== "closed") this.#restarted();
	}

	// ---- the way up

	#setState(state: LifecycleState): void {
		if (this.state === state) return;
		this.state = state;
		this.#owner.onState(state);
	}

	#after(delay: number, next: () => void): void {
		this.#next = next;
		this.#alarm.set(delay);
	}

	/** Asks whether somebody answers; onProven or onSilent follows. */
	#ask(): void {
		this.#scheduler.prove(PROBE_LIMIT);
	}

	#askAgain(): void {
		const left = elapsed(this.#clock.now(), this.#bootBy);
		const isDead = this.#power.isOn === false && left < this.profile.power.boot - STATUS_LIMIT;
		if (left > 0 && !isDead) this.#after(PAUSE, this.#ask);
		else this.#recover();
	}

	/** The first rung of the ladder behind a proof: set up anew, once. Then reset. */
	#climb(): void {
		if (this.#wasSetUp) {
			this.#recover();
			return;
		}
		this.#recorder?.freeze(Escalation.setUp, this.#clock.now());
		this.#lose();
		this.#wasSetUp = true;
		this.#bootBy = (this.#clock.now() + SET_UP_LIMIT) | 0;
		this.#after(0, this.#ask);
	}

	/**
	 * The next rung of the ladder: reset line, else power key, else only patience; each time after a longer pause.
	 * @param mayAwaitPayload whether what it is asked may be published: then the reset line is used, if there is one
	 */
	#recover(mayAwaitPayload = false): void {
		const now = this.#clock.now();
		this.#recorder?.freeze(Escalation.reset, now);
		this.#lose();
		let pause = this.#pause();
		if (this.#power.hasReset || this.#power.hasKey) {
			pause = Math.max(pause, this.#budget.delay(now));
			this.#budget.spend((now + pause) | 0);
		}
		this.#counters.resets = (this.#counters.resets + 1) | 0;
		if (pause > 0) this.#setState("waiting");
		// The reset line does nothing for a module that is off; the key would switch off one that is on.
		const isTurn = mayAwaitPayload || this.#attempt % 2 === 1;
		const useReset = isTurn && this.#power.hasReset && this.#power.isOn !== false;
		this.#after(pause, useReset ? this.#reset : this.#switchOn);
	}

	#reset(): void {
		this.#setState("starting");
		this.#power.reset(true);
		this.#after(this.profile.power.reset, this.#letGo);
	}

	#switchOn(): void {
		this.#setState("starting");
		if (this.#power.isOn === true || !this.#power.hasKey) {
			this.#letGo();
			return;
		}
		this.#power.key(true);
		this.#after(this.profile.power.keyOn, this.#letGo);
	}

	#letGo(): void {
		this.#power.key(false);
		this.#power.reset(false);
		this.#bootBy = (this.#clock.now() + this.profile.power.boot) | 0;
		// RDY ends this at once; questions are for a module whose RDY was lost.
		this.#after(PAUSE, this.#ask);
	}

	/** RDY or POWERED DOWN. While ready it is believed only once an echo, or silence, confirms it. */
	#onRestart(): void {
		if (this.#scheduler.isEchoOff) this.#scheduler.suspect();
		else if (this.state !== "closed") this.#restarted();
	}

	/** The module has started anew. */
	#restarted(): void {
		this.#recorder?.freeze(Escalation.reset, this.#clock.now());
		this.#lose();
		this.#counters.resets = (this.#counters.resets + 1) | 0;
		this.isFresh = true;
		this.#bootBy = this.#clock.now();
		// At once the first time; a module that restarts again and again, or never stops echoing, is given time.
		this.#after(this.#pause(), this.#ask);
	}

	/** The pause before the next attempt; each is longer, until the modem has been ready for a while. */
	#pause(): number {
		return BACK_OFF[Math.min(this.#attempt++, BACK_OFF.length - 1)] as number;
	}

	/** Everything in the module is gone: all commands end, and clients are told. */
	#lose(): void {
		const wasReady = this.state === "ready";
		this.#scheduler.gate = Priority.recovery;
		this.#scheduler.isEchoOff = false;
		this.#command = undefined;
		this.isFresh = false;
		this.address = "";
		this.registration = 0;
		this.simState = "";
		if (wasReady && elapsed(this.#readyAt, this.#clock.now()) >= SETTLED) {
			this.#attempt = 0;
			this.#wasSetUp = false;
		}
		this.#scheduler.streak = 0;
		this.#setState("probing");
		this.#scheduler.reset();
		if (wasReady) this.#owner.onLost();
	}

	#run(): void {
		if (this.#command !== undefined) return;
		let step: Step | undefined;
		while ((step = steps[this.#step]) !== undefined && step.isNeeded?.(this) === false) this.#step++;
		if (step === undefined) {
			this.#ready();
			return;
		}
		this.#setState(step.state);
		if (this.#command !== undefined) return;
		this.#command = this.#scheduler.submit(step.kind, this, this.#step, step.key ?? 0);
		this.#scheduler.start();
	}

	#ready(): void {
		this.#readyAt = this.#clock.now();
		this.#scheduler.gate = Priority.low;
		this.#recorder?.settle(Escalation.reset);
		this.#setState("ready");
		if (this.#power.isOn !== undefined) this.#after(STATUS_PAUSE, this.#watchStatus);
	}

	#watchStatus(): void {
		if (this.state !== "ready") return;
		if (this.#power.isOn === false) this.#recover();
		else this.#after(STATUS_PAUSE, this.#watchStatus);
	}
}
