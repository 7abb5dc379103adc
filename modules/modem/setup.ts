import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { general } from "./commands.js";
import type { Situation } from "./situation.js";
import { isDefinedAs, type Step, type StepwiseState, steps } from "./steps.js";

/** Who is told how the steps get on. Called from the wire or the clock. */
export interface SetupOwner {
	/** The last step is done. */
	onStepsDone(): void;
	/** The present step is to be repeated after `pause` ms. */
	onStepPause(pause: number): void;
	/** The module has agreed to another baud; the next step comes behind the change. */
	onBaudAgreed(): void;
}

/** Between a step and its repetition, ms, unless the step says otherwise; and the longest. */
const PAUSE = 500;
const LONGEST_PAUSE = 60000;

/** Goes through the steps of a state, one command after the other, and takes from the answers what the situation is. */
export class Setup implements CommandOwner {
	readonly #scheduler: Scheduler;
	readonly #situation: Situation;
	readonly #owner: SetupOwner;
	#steps: readonly Step[] = [];
	#at = 0;
	#pause = 0;
	/** The step that was to be repeated, perhaps from an earlier one on: pauses grow until it is done. */
	#repeated = 0;
	#command: Command | undefined;

	constructor(scheduler: Scheduler, situation: Situation, owner: SetupOwner) {
		this.#scheduler = scheduler;
		this.#situation = situation;
		this.#owner = owner;
	}

	/** Begins the steps of `state`. */
	begin(state: StepwiseState): void {
		this.#steps = steps[state];
		this.#at = 0;
		this.#pause = this.#repeated = 0;
		this.stop();
		this.run();
	}

	/** Nothing follows from what is under way. */
	stop(): void {
		if (this.#command !== undefined) this.#scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	/** Everything in the module is gone, and all commands end. */
	reset(): void {
		this.#command = undefined;
	}

	/** What was waited for may be there: pauses begin anew. @returns whether the present step may be repeated at once */
	hasten(): boolean {
		this.#pause = 0;
		return this.#command === undefined;
	}

	/** Sends the present step's command, or that of the next one that is needed. */
	run(): void {
		if (this.#command !== undefined) return;
		let step: Step | undefined;
		while ((step = this.#steps[this.#at]) !== undefined && step.isNeeded?.(this.#situation) === false) this.#at++;
		if (step === undefined) {
			this.#owner.onStepsDone();
			return;
		}
		this.#command = this.#scheduler.submit(step.kind, this, this.#at, step.key ?? 0);
		this.#scheduler.start();
	}

	compose({ kind, tag }: Command, writer: ParamWriter): void {
		if (kind === undefined) return;
		// Asked again, it is answered from the first line on.
		if (kind === general.identity) this.#situation.identity = [];
		if (kind === general.address) this.#situation.addresses = [];
		writer.begin(kind.name);
		this.#steps[tag]?.write?.(writer, this.#situation);
	}

	onInformation({ kind }: Command, line: Line): void {
		const situation = this.#situation;
		switch (kind) {
			case general.identity:
				if (situation.identity.length < 3) situation.identity.push(line.text());
				break;
			case general.functionality:
				situation.functionality = line.integer(0);
				break;
			case general.sim:
				situation.simState = line.string(0);
				break;
			case general.pinTries:
				if (line.equals(0, "SC")) situation.pinTriesLeft = line.integer(1);
				break;
			case general.signal:
				situation.signal = line.integer(0);
				break;
			case general.registration:
				situation.registrationEPS = line.integer(1);
				break;
			case general.registrationGPRS:
				situation.registrationGPRS = line.integer(1);
				break;
			case general.operator:
				situation.operator = line.string(2);
				break;
			case general.contexts:
				if (line.integer(0) === situation.settings.context) situation.isServed = line.integer(1) === 1;
				break;
			case general.definition:
				situation.isDefinedSo = isDefinedAs(situation, line);
				break;
			case general.address:
				if (line.integer(0) !== situation.settings.context || line.integer(1) !== 1) break;
				situation.addresses = line.count > 4 ? [line.string(3), line.string(4)] : [line.string(3)];
				break;
		}
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const step = this.#steps[this.#at];
		if (step === undefined || outcome === Outcome.reset) return;
		const situation = this.#situation;
		const isOK = outcome === Outcome.ok;
		const isRefused = outcome === Outcome.error || outcome === Outcome.refused;
		if (step.kind === general.echoOff && isOK) this.#scheduler.isEchoOff = true;
		step.onEnd?.(situation, isOK);
		const goesOn = isRefused ? step.repeats !== true : isOK || outcome === Outcome.unresolved;
		if (!goesOn || step.isDone?.(situation) === false) {
			this.#repeated = this.#at;
			this.#at -= step.back ?? 0;
			const pause = Math.max(this.#pause, step.pause ?? PAUSE);
			this.#pause = Math.min(pause * 2, LONGEST_PAUSE);
			this.#owner.onStepPause(pause);
			return;
		}
		if (this.#at >= this.#repeated) this.#pause = this.#repeated = 0;
		this.#at++;
		if (step.kind === general.baud && isOK) this.#owner.onBaudAgreed();
		else this.run();
	}
}
