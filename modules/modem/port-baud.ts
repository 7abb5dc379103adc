import type { Command, CommandOwner } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Scheduler } from "../at/scheduler.js";
import { general } from "./commands.js";
import type { Situation } from "./situation.js";
import type { Wire } from "./wire.js";

/** Bauds that modules of this family are found at, the factory's in front, then by how likely they are. */
const BAUDS: readonly number[] = Object.freeze([
	115200, 921600, 460800, 230400, 57600, 9600, 38400, 19200, 4800, 1000000,
]);

/** How many of all candidates a quick search tries: the baud wanted, that of the last boot, and the factory's. */
const QUICK = 3;

/** Who is told. Called from the wire, or from within `open`. */
export interface PortBaudOwner {
	/** The module was told to come back to the baud before, and has answered, or not. */
	onFallenBack(): void;
	/** The Serial cannot be opened any more. */
	onBroken(): void;
}

/** At which baud the port is, at which the module may be that does not answer there, and the change to the one that is wanted. */
export class PortBaud implements CommandOwner {
	/** Whether the present change has failed, and the baud before is tried again. */
	hasFallenBack = false;
	readonly #scheduler: Scheduler;
	readonly #situation: Situation;
	readonly #wire: Wire;
	readonly #owner: PortBaudOwner;
	/** At which the module was last heard to start. */
	#boot: number;
	/** The one to change to, or to fall back to. */
	#other = 0;
	/** Which candidate is next, and which was tried before the search. */
	#turn = 0;
	#first = 0;
	/** Whether every baud is tried, and not only those that are likely. */
	#isThorough = false;

	constructor(scheduler: Scheduler, situation: Situation, wire: Wire, owner: PortBaudOwner) {
		this.#scheduler = scheduler;
		this.#situation = situation;
		this.#wire = wire;
		this.#owner = owner;
		this.#boot = situation.baud;
	}

	/** The module has started at the present baud. */
	onBoot(): void {
		this.#boot = this.#situation.baud;
	}

	/** A search begins: the present baud is the first one, and was tried. @param isThorough whether it is for all bauds there are */
	search(isThorough: boolean): void {
		this.#isThorough = isThorough;
		this.#begin(this.#situation.baud);
	}

	/** The same search once more, the present baud included. */
	searchAgain(): void {
		this.#begin(0);
	}

	/** From now on it is for all bauds: something was heard that could not be read. */
	widen(): void {
		this.#isThorough = true;
	}

	/** @returns the next baud to try; 0: all have been tried */
	next(): number {
		const boot = this.#boot;
		const wanted = this.#situation.settings.baud;
		const end = this.#isThorough ? BAUDS.length + QUICK - 1 : QUICK;
		while (this.#turn < end) {
			const turn = this.#turn++;
			const baud = turn === 0 ? wanted : turn === 1 ? boot : (BAUDS[turn - 2] as number);
			if (baud === this.#first || (turn > 0 && baud === wanted) || (turn > 1 && baud === boot)) continue;
			return baud;
		}
		return 0;
	}

	/** The module is being started: it is expected where it last started. */
	expectBoot(): void {
		this.#isThorough = true;
		this.#begin(this.#boot);
		this.open(this.#boot);
	}

	/** It has not started there: the next baud, and so on without an end. */
	tryBoot(): void {
		let baud = this.next();
		if (baud === 0) {
			this.searchAgain();
			baud = this.#boot;
		}
		this.open(baud);
	}

	/** @returns whether the Serial has this baud now; otherwise it has the one before */
	open(baud: number): boolean {
		const situation = this.#situation;
		if (baud === situation.baud) return true;
		try {
			this.#wire.reopen(baud);
			situation.baud = baud;
			return true;
		} catch {
			// Not every host has every baud. The one before it had.
			try {
				this.#wire.reopen(situation.baud);
			} catch {
				this.#owner.onBroken();
			}
			return false;
		}
	}

	/** The module has agreed to the baud wanted. */
	beginChange(): void {
		this.#other = this.#situation.settings.baud;
		this.hasFallenBack = false;
	}

	/** To the other of the two bauds of the change. @returns whether the Serial has it */
	swap(): boolean {
		const baud = this.#other;
		this.#other = this.#situation.baud;
		return this.open(baud);
	}

	/** Nobody answers at the new one. It may have heard, and only its answers are not understood: then it is told to come back too. */
	fallBack(): void {
		this.hasFallenBack = true;
		this.#situation.isBaudRefused = true;
		this.#scheduler.submit(general.baud, this);
		this.#scheduler.start();
	}

	// ---- CommandOwner

	compose(_: Command, writer: ParamWriter): void {
		writer.begin(general.baud.name);
		writer.integer(this.#other);
	}

	onDone(_: Command, _outcome: number, _code: number): void {
		this.#owner.onFallenBack();
	}

	#begin(first: number): void {
		this.#turn = 0;
		this.#first = first;
	}
}
