import { type Command, type CommandKind, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { lexicon } from "./names.js";
import { FIRST_YEAR, LAST_YEAR } from "./time-text.js";

/** Who asked for the time. Called from the wire or the clock. */
export interface ModuleClockOwner {
	/** @param isRight false when the module told a time that cannot be that of today, and no better one was to be had */
	onClock(isRight: boolean): void;
	/** The module has restarted. */
	onClockReset(): void;
}

const base = Object.freeze({
	information: 0,
	accepts: (line: Line) => line.count === 1 && line.isQuoted(0),
	result: 0,
	keys: 0,
	prompt: false,
	promptLimit: 0,
	finalLimit: 5000,
	resultLimit: 0,
});

function kindsOf(priority: number) {
	const its = { ...base, priority };
	return Object.freeze({
		read: Object.freeze({ ...its, name: "+CCLK", information: lexicon.identify("+CCLK") }),
		set: Object.freeze({ ...its, name: "+CCLK" }),
		/** The present local time by what the network has told last. */
		network: Object.freeze({ ...its, name: "+QLTS", information: lexicon.identify("+QLTS") }),
	});
}
const usual = kindsOf(Priority.normal);
const leisurely = kindsOf(Priority.low);
const LOCAL = 2;

/** `yy/MM/dd,hh:mm:ss±zz` (3GPP TS 27.007, 8.15) in what AT+QLTS says, which has the century in front. */
const time = /^20(\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d[+-]\d\d)/;

/**
 * The module's real-time clock: looked at, and set by the network's time where it is wrong. Modules come with AT+CTZU off: then they hear the
 * network's time and do not set their clock by it, so that is done here.
 */
export class ModuleClock implements CommandOwner {
	/** What it showed, or was set to, when `onClock` was last called: date, time and zone; empty: it told nothing. */
	text = "";
	readonly #scheduler: Scheduler;
	readonly #owner: ModuleClockOwner;
	readonly #kinds: typeof usual;
	#command: Command | undefined;
	#isWrong = false;
	#mayMend = false;
	/** What the network says, as AT+CCLK takes it; empty: nothing of use. */
	#time = "";

	/** @param canWait whether everything else that there is to do goes first */
	constructor(scheduler: Scheduler, owner: ModuleClockOwner, canWait = false) {
		this.#scheduler = scheduler;
		this.#owner = owner;
		this.#kinds = canWait ? leisurely : usual;
	}

	/**
	 * Asks for the time.
	 * @param mayMend whether a wrong clock is set by the network's time
	 * @throws Error("busy") when all command records are in use
	 */
	look(mayMend: boolean): void {
		this.#isWrong = false;
		this.#mayMend = mayMend;
		this.#time = "";
		this.text = "";
		this.#submit(this.#kinds.read);
	}

	/** The owner wants to know nothing any more. */
	cancel(): void {
		if (this.#command !== undefined) this.#scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	compose({ kind }: Command, writer: ParamWriter): void {
		writer.begin(kind?.name ?? "");
		if (kind === this.#kinds.read) writer.read();
		else if (kind === this.#kinds.network) writer.integer(LOCAL);
		else writer.string(this.#time);
	}

	onInformation({ kind }: Command, line: Line): void {
		const text = line.string(0);
		if (kind === this.#kinds.read) {
			this.text = text;
			this.#isWrong = !isOfToday(text);
		} else this.#time = time.exec(text)?.[1] ?? "";
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) {
			this.#owner.onClockReset();
			return;
		}
		const { read, set, network } = this.#kinds;
		if (command.kind === set && outcome === Outcome.ok) {
			this.text = this.#time;
			this.#isWrong = false;
		}
		let next: CommandKind | undefined;
		if (this.#isWrong && this.#mayMend) {
			if (command.kind === read) next = network;
			else if (command.kind === network && isOfToday(this.#time)) next = set;
		}
		if (next === undefined || !this.#canSubmit(next)) this.#owner.onClock(!this.#isWrong);
	}

	#canSubmit(kind: CommandKind): boolean {
		try {
			this.#submit(kind);
			return true;
		} catch {
			// All records in use: the clock stays as it is, which the owner is told.
			return false;
		}
	}

	#submit(kind: CommandKind): void {
		this.#command = this.#scheduler.submit(kind, this);
		this.#scheduler.start();
	}
}

function isOfToday(text: string): boolean {
	const year = Number.parseInt(text, 10);
	return year >= FIRST_YEAR && year <= LAST_YEAR;
}
