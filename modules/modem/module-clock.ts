import { type Command, type CommandKind, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { lexicon } from "./names.js";

/** Who asked for the time. Called from the wire or the clock. */
export interface ModuleClockOwner {
	/** @param isRight false when the module told a time that cannot be that of today, and no better one was to be had */
	onClock(isRight: boolean): void;
	/** The module has restarted. */
	onClockReset(): void;
}

const base = Object.freeze({
	priority: Priority.normal,
	information: 0,
	accepts: (line: Line) => line.count === 1 && line.isQuoted(0),
	result: 0,
	keys: 0,
	prompt: false,
	promptLimit: 0,
	finalLimit: 5000,
	resultLimit: 0,
});
const read: CommandKind = Object.freeze({ ...base, name: "+CCLK", information: lexicon.identify("+CCLK") });
const set: CommandKind = Object.freeze({ ...base, name: "+CCLK" });
/** The present local time by what the network has told last. */
const network: CommandKind = Object.freeze({ ...base, name: "+QLTS", information: lexicon.identify("+QLTS") });
const LOCAL = 2;

/** Years of two digits that a clock of today can show: 2024 to 2069. One that has lost its supply shows 1970 or 1980. */
const FIRST_YEAR = 24;
const LAST_YEAR = 69;

/** `yy/MM/dd,hh:mm:ss±zz` (3GPP TS 27.007, 8.15) in what AT+QLTS says, which has the century in front. */
const time = /^20(\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d[+-]\d\d)/;

/**
 * The module's real-time clock, as far as certificates need it. Modules come with AT+CTZU off: then they hear the
 * network's time and do not set their clock by it, so that is done here.
 */
export class ModuleClock implements CommandOwner {
	readonly #scheduler: Scheduler;
	readonly #owner: ModuleClockOwner;
	#command: Command | undefined;
	#isWrong = false;
	#mayMend = false;
	/** What the network says, as AT+CCLK takes it; empty: nothing of use. */
	#time = "";

	constructor(scheduler: Scheduler, owner: ModuleClockOwner) {
		this.#scheduler = scheduler;
		this.#owner = owner;
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
		this.#submit(read);
	}

	/** The owner wants to know nothing any more. */
	cancel(): void {
		if (this.#command !== undefined) this.#scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	compose({ kind }: Command, writer: ParamWriter): void {
		writer.begin(kind?.name ?? "");
		if (kind === read) writer.read();
		else if (kind === network) writer.integer(LOCAL);
		else writer.string(this.#time);
	}

	onInformation({ kind }: Command, line: Line): void {
		const text = line.string(0);
		if (kind === read) this.#isWrong = !isOfToday(text);
		else this.#time = time.exec(text)?.[1] ?? "";
	}

	onDone(command: Command, outcome: number, _code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.reset) {
			this.#owner.onClockReset();
			return;
		}
		if (command.kind === set && outcome === Outcome.ok) this.#isWrong = false;
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
