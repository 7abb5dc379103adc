import { type Command, type CommandKind, type CommandOwner, Outcome, Priority } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { type Alarm, elapsed } from "../clock.js";
import { ModemError } from "../errors.js";
import type { Link, LinkUser } from "../modem/link.js";
import { ModuleClock, type ModuleClockOwner } from "../modem/module-clock.js";
import { lexicon } from "../modem/names.js";
import { tellEach } from "../modem/tell-each.js";
import { digitsOf, textOf, zoneOf } from "../modem/time-text.js";

/** Who uses the wall clock. Called from the wire or the clock. */
export interface WallClockUser {
	/** The module has not taken the time that this user has set; or the modem was closed or has failed (`retry` is false then). */
	onError(error: ModemError): void;
}

/** How often the module's clock is looked at, ms: a microcontroller's own is off by less than a second then. */
const REFRESH = 3_600_000;
/** The same while the time is not known: the network tells it when it pleases. */
const UNKNOWN_REFRESH = 30_000;
/** The module tells whole seconds. */
const SECOND = 1000;
/** Of AT+CTZU: the module's clock follows the network, and shows local time as TS 27.007, 8.15 has it. */
const FOLLOW = 3;
/** Of AT+QLTS: the present time as UTC, by what the network has told last. */
const UTC = 1;
/** The module's time and the network's are about the same, ms; zones differ by a quarter of an hour at least. */
const SAME = 400_000;

const base = Object.freeze({
	priority: Priority.low,
	information: 0,
	result: 0,
	keys: 0,
	prompt: false,
	promptLimit: 0,
	finalLimit: 5000,
	resultLimit: 0,
});
const kinds = Object.freeze({
	isFollowing: Object.freeze({
		...base,
		name: "+CTZU",
		information: lexicon.identify("+CTZU"),
		accepts: (line: Line) => line.count === 1 && line.isInteger(0),
	}),
	/** Kept by the module for good, so it is done only where it is not so. */
	follow: Object.freeze({ ...base, name: "+CTZU" }),
	network: Object.freeze({
		...base,
		name: "+QLTS",
		information: lexicon.identify("+QLTS"),
		accepts: (line: Line) => line.count === 1 && line.isQuoted(0),
	}),
	set: Object.freeze({ ...base, name: "+CCLK", priority: Priority.normal }),
});

/**
 * The time of day, for all real-time clocks of a modem: that of the module's clock, which follows the network's, carried on
 * by the host's clock in between. Looked at when the modem gets ready and once an hour, at low priority.
 *
 * While nobody uses it, nothing is asked, and no timer is held.
 */
export class WallClock implements CommandOwner, LinkUser, ModuleClockOwner {
	readonly #link: Link;
	readonly #module: ModuleClock;
	readonly #users: WallClockUser[] = [];
	#alarm: Alarm | undefined;
	#command: Command | undefined;
	#isLooking = false;
	/** Whether the modem was closed, or has failed. */
	#isOver = false;
	/** Whether the module was asked since it was last ready whether its clock follows the network; and whether that is so. */
	#hasAsked = false;
	#isFollowing = false;
	/** ms since 1970 at `#tick`; NaN while not known. */
	#time = Number.NaN;
	#tick = 0;
	/** Of the module's clock, ms east of UTC. */
	#zone = 0;
	/** What the network says, ms since 1970; NaN: nothing. */
	#network = Number.NaN;
	/** Who has set the time that is on its way to the module. */
	#setter: WallClockUser | undefined;

	constructor(link: Link) {
		this.#link = link;
		this.#module = new ModuleClock(link.scheduler, this, true);
	}

	/** ms since 1970; NaN while not known, and once the modem was closed. */
	get time(): number {
		return this.#carry();
	}

	/**
	 * Sets the time, here at once, and in the module.
	 * @param time ms since 1970, of a year that a module's clock can have
	 * @throws Error("bad state") while the modem is not ready; Error("busy") when all command records are in use
	 */
	set(time: number, setter: WallClockUser): void {
		const { scheduler, isReady } = this.#link;
		if (!isReady) throw new Error("bad state");
		// What is being asked belongs to the time before; of two times that are set the later one counts.
		const command = scheduler.submit(kinds.set, this);
		this.#drop();
		this.#command = command;
		this.#setter = setter;
		this.#time = time;
		this.#tick = this.#link.clock.now();
		scheduler.start();
	}

	/** @throws Error("bad state") after the modem was closed */
	add(user: WallClockUser): void {
		if (this.#users.length === 0) {
			this.#link.add(this);
			// Nobody has carried it on, unless it was set a moment ago.
			if (this.#command === undefined) this.#time = Number.NaN;
			this.#hasAsked = false;
		}
		this.#users.push(user);
		if (this.#users.length === 1) this.#look();
	}

	remove(user: WallClockUser): void {
		const at = this.#users.indexOf(user);
		if (at >= 0) this.#users.splice(at, 1);
		if (this.#setter === user) this.#setter = undefined;
		if (this.#users.length > 0 || this.#isOver) return;
		this.#link.remove(this);
		this.#stop();
	}

	// ---- LinkUser

	onLinkUp(): void {
		this.#hasAsked = false;
		this.#look();
	}

	onLinkDown(error: ModemError): void {
		if (error.retry) {
			this.#link.add(this);
			return;
		}
		this.#isOver = true;
		this.#time = Number.NaN;
		this.#command = undefined;
		this.#stop();
		tellEach([...this.#users], (it) => {
			if (this.#users.includes(it)) it.onError(error);
		});
	}

	// ---- ModuleClockOwner

	onClock(isRight: boolean): void {
		this.#isLooking = false;
		const { text } = this.#module;
		if (!isRight || Number.isNaN(digitsOf(text))) this.#lookAgainIn(UNKNOWN_REFRESH);
		else if (zoneOf(text) === 0) this.#take();
		else {
			this.#network = Number.NaN;
			this.#submit(kinds.network);
		}
	}

	onClockReset(): void {
		this.#isLooking = false;
	}

	// ---- CommandOwner

	compose({ kind }: Command, writer: ParamWriter): void {
		writer.begin(kind?.name ?? "");
		if (kind === kinds.isFollowing) writer.read();
		else if (kind === kinds.follow) writer.integer(FOLLOW);
		else if (kind === kinds.network) writer.integer(UTC);
		else writer.string(textOf(this.#carry(), this.#zone));
	}

	onInformation({ kind }: Command, line: Line): void {
		if (kind === kinds.network) this.#network = digitsOf(line.string(0));
		else this.#isFollowing = line.integer(0) === FOLLOW;
	}

	onDone(command: Command, outcome: number, code: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		const { kind } = command;
		if (kind === kinds.set) this.#onSet(outcome, code);
		else if (outcome === Outcome.reset) return;
		else if (kind === kinds.network) this.#take();
		else if (kind === kinds.isFollowing && outcome === Outcome.ok && !this.#isFollowing) this.#submit(kinds.follow);
		else this.#lookAtModule();
	}

	#onSet(outcome: number, code: number): void {
		const setter = this.#setter;
		this.#setter = undefined;
		if (outcome === Outcome.ok) {
			this.#lookAgainIn(REFRESH);
			return;
		}
		// The module's clock is the one that counts: what it shows is found out again.
		this.#time = Number.NaN;
		this.#lookAgainIn(0);
		const source = outcome === Outcome.error ? "final" : outcome === Outcome.reset ? "reset" : "timeout";
		setter?.onError(new ModemError(source, code, kinds.set.name, true));
	}

	// ---- the way from the module's clock to the time

	/** Begins a look at the module's clock, if there is a module and none is under way. */
	#look(): void {
		this.#lookAgainIn(Number.isNaN(this.#carry()) ? UNKNOWN_REFRESH : REFRESH);
		if (!this.#link.isReady || this.#command !== undefined || this.#isLooking) return;
		if (this.#hasAsked) this.#lookAtModule();
		else {
			this.#hasAsked = true;
			this.#isFollowing = false;
			this.#submit(kinds.isFollowing);
		}
	}

	#lookAtModule(): void {
		try {
			this.#module.look(true);
			this.#isLooking = true;
		} catch {
			// All command records are in use.
			this.#lookAgainIn(UNKNOWN_REFRESH);
		}
	}

	#submit(kind: CommandKind): void {
		try {
			this.#command = this.#link.scheduler.submit(kind, this);
		} catch {
			this.#lookAgainIn(UNKNOWN_REFRESH);
			return;
		}
		this.#link.scheduler.start();
	}

	/**
	 * Takes what the module's clock shows, which is a second long: the time goes on evenly where it is within that second,
	 * and is moved no more than needed where it is not.
	 */
	#take(): void {
		const { text } = this.#module;
		const digits = digitsOf(text);
		const zone = zoneOf(text);
		// A module that another host has told to show UTC beside the zone does so until it hears of the network again.
		const isUTC = Math.abs(digits - this.#network) < SAME && Math.abs(digits - zone - this.#network) > SAME;
		const told = zone === 0 || isUTC ? digits : digits - zone;
		const carried = this.#carry();
		this.#zone = zone;
		if (Number.isNaN(carried)) this.#time = told;
		else this.#time = Math.min(Math.max(carried, told), told + SECOND - 1);
		this.#tick = this.#link.clock.now();
		this.#lookAgainIn(REFRESH);
	}

	/** The time, now. Asked at least once an hour, as the host's counter wraps. */
	#carry(): number {
		const now = this.#link.clock.now();
		this.#time += elapsed(this.#tick, now);
		this.#tick = now;
		return this.#time;
	}

	#lookAgainIn(delay: number): void {
		if (this.#users.length === 0 || this.#isOver) return;
		this.#alarm ??= this.#link.clock.alarm(() => this.#look());
		this.#alarm.set(delay);
	}

	/** Nothing follows from what is being asked. */
	#drop(): void {
		this.#module.cancel();
		this.#isLooking = false;
		if (this.#command !== undefined) this.#link.scheduler.abandon(this.#command);
		this.#command = undefined;
	}

	#stop(): void {
		// A time that was set is on its way to the module, and gets there.
		if (this.#command?.kind !== kinds.set) this.#drop();
		this.#alarm?.close();
		this.#alarm = undefined;
	}
}
