import { type Command, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { elapsed } from "../clock.js";
import type { Counters } from "../uart/counters.js";
import { general } from "./commands.js";
import type { Situation } from "./situation.js";

/** Who is told what has become of a look at the PDP context. Called from the wire or the clock. */
export interface ContextWatchOwner {
	/** It is not what it was, by one look: a line that noise has taken from the answer looks like that too. */
	onDoubt(): void;
	/** It is not what it was, by two looks in a row. */
	onDrift(): void;
}

/** Without a byte from the network for so long, the PDP context is looked at, ms; and where the module may sleep then. */
const QUIET_LIMIT = 300000;
const QUIET_LIMIT_ASLEEP = 1800000;
/** Before it is looked at again when it seems to be gone, ms. */
const DOUBT_PAUSE = 1000;

/** As the network knows it, and as the module does, with its address. */
const known = Object.freeze({ ...general.contexts, priority: Priority.low });
const address = Object.freeze({ ...general.address, priority: Priority.low });

/**
 * Whether the PDP context is still what it was when the modem got ready: the URC that tells of its end may be lost, and
 * modules are known that never send it. Looked at only after a time in which nothing has come from the network.
 */
export class ContextWatch implements CommandOwner {
	readonly #scheduler: Scheduler;
	readonly #situation: Situation;
	readonly #counters: Counters;
	readonly #owner: ContextWatchOwner;
	#command: Command | undefined;
	/** When it is to be looked at, a tick. */
	#lookAt: number;
	/** Bytes from the network when it was last known to live. */
	#heard = 0;
	/** Of all bytes of the wire, when the present question was asked. */
	#askedAt = 0;
	#isDoubted = false;
	/** By what is being answered. */
	#isLost = false;

	/** @param now a tick */
	constructor(scheduler: Scheduler, situation: Situation, counters: Counters, owner: ContextWatchOwner, now: number) {
		this.#scheduler = scheduler;
		this.#situation = situation;
		this.#counters = counters;
		this.#owner = owner;
		this.#lookAt = this.#quietEnd(now);
	}

	/** The context is as it should be. @param now a tick */
	begin(now: number): void {
		this.stop();
		this.#isDoubted = false;
		this.#heard = this.#counters.payloadBytes;
		this.#lookAt = this.#quietEnd(now);
	}

	/** Nothing follows from what is being asked. */
	stop(): void {
		if (this.#command !== undefined) this.#scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	/** @returns until there may be something to do, ms; not above 0: now */
	left(now: number): number {
		return elapsed(now, this.#lookAt);
	}

	/** Whether nothing has come from the network for so long that it has to be asked; what has come proves that it lives. */
	isDue(now: number): boolean {
		if (this.left(now) > 0) return false;
		this.#lookAt = this.#quietEnd(now);
		if (this.#counters.payloadBytes === this.#heard) return true;
		this.begin(now);
		return false;
	}

	/** It is looked at again in a moment. */
	lookSoon(now: number): void {
		this.#lookAt = (now + DOUBT_PAUSE) | 0;
	}

	/** Asks, after everything else that there is to do. Not at all when all command records are in use: then it is not quiet. */
	look(now: number): void {
		this.#lookAt = this.#quietEnd(now);
		if (this.#command !== undefined) return;
		this.#isLost = false;
		this.#ask(known);
	}

	// ---- CommandOwner

	compose({ kind }: Command, writer: ParamWriter): void {
		writer.begin(kind?.name ?? "");
		writer.read();
		this.#askedAt = this.#counters.bytesIn;
		// Contexts that are down are not in the answer.
		if (kind === address) this.#isLost = true;
	}

	onInformation({ kind }: Command, line: Line): void {
		const { settings, addresses } = this.#situation;
		if (line.integer(0) !== settings.context) return;
		if (kind === known) this.#isLost = line.integer(1) === 0;
		else if (line.integer(1) === 1) {
			const { length } = addresses;
			this.#isLost = length === 0 || !line.equals(3, addresses[0] as string);
			if (length > 1 && !line.equals(4, addresses[1] as string)) this.#isLost = true;
		}
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const { bytesIn, watchBytes } = this.#counters;
		this.#counters.watchBytes = (watchBytes + bytesIn - this.#askedAt) | 0;
		// A refusal says nothing of the context, nor does silence.
		const isAnswered = outcome === Outcome.ok;
		if (outcome === Outcome.reset) return;
		if (command.kind === known && !(isAnswered && this.#isLost)) {
			this.#ask(address);
			return;
		}
		if (!isAnswered || !this.#isLost) {
			this.#isDoubted = false;
			return;
		}
		if (this.#isDoubted) {
			this.#isDoubted = false;
			this.#owner.onDrift();
		} else {
			this.#isDoubted = true;
			this.#owner.onDoubt();
		}
	}

	/** When it is quiet, if nothing comes from now on, a tick. */
	#quietEnd(now: number): number {
		return (now + (this.#situation.settings.maySleep ? QUIET_LIMIT_ASLEEP : QUIET_LIMIT)) | 0;
	}

	#ask(kind: typeof known): void {
		try {
			this.#command = this.#scheduler.submit(kind, this);
		} catch {
			return;
		}
		this.#scheduler.start();
	}
}
