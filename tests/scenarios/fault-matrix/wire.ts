import type { StrictSerial } from "../../support/strict-serial.js";
import type { VirtualClock } from "../../support/virtual-clock.js";
import type { Exchange } from "./exchange.js";
import type { Fault } from "./fault.js";
import type { ATModule } from "./module.js";

/** Where a byte that the driver gets comes from: an answer, the module's own accord, or the fault. */
export type Origin = Exchange | "URC" | "inserted URC" | "noise";

/** Who knows which of the driver's commands a byte belongs to. */
export interface Writers {
	/** The number of the command to which `text[at]` belongs; 0: none of those that matter. Asked once for each byte, in order. */
	of(text: string, at: number): number;
}

interface Arriving {
	readonly character: string;
	readonly origin: Origin;
}

/** Of the module. */
const BAUD = 115200;

/** The wire between driver and module, with one fault on it. Remembers of each byte where it comes from. */
export class FaultyWire {
	/** Everything the driver got, in order. */
	readonly arrived: Arriving[] = [];
	/** What the bytes that are arriving right now belong to, and the one before: a line's end may be another's beginning. */
	present: readonly Origin[] = [];
	/** Bytes of the command under test, and of its answer, that were sent so far, as they were before the fault. */
	sent = "";
	answered = "";
	/** Whether the URC was inserted between two things the module said. */
	isBetween = false;
	/** Whether the module has started anew. */
	hasRestarted = false;
	readonly #clock: VirtualClock;
	readonly #serial: () => StrictSerial;
	readonly #module: ATModule;
	readonly #writers: Writers;
	readonly #fault: Fault;
	readonly #subject: number;
	readonly #isBytewise: boolean;
	#waiting: Arriving[] = [];
	/** Until when nothing arrives. */
	#stalledUntil = 0;
	#isDead = false;
	/**
	 * @param serial the host's end: another one whenever the driver opens the Serial anew, to look for the module at other bauds
	 * @param subject number of the command under test
	 * @param isBytewise whether each byte arrives alone, or all that was said at once
	 */
	constructor(
		clock: VirtualClock,
		serial: () => StrictSerial,
		module: ATModule,
		writers: Writers,
		fault: Fault,
		subject: number,
		isBytewise: boolean,
	) {
		this.#clock = clock;
		this.#serial = serial;
		this.#module = module;
		this.#writers = writers;
		this.#fault = fault;
		this.#subject = subject;
		this.#isBytewise = isBytewise;
		module.onSaid = (text, exchange) => this.#say(text, exchange);
	}

	/** Passes on what the driver has written. @returns whether there was anything */
	carry(): boolean {
		const serial = this.#serial();
		const text = serial.take();
		// The module hears nothing in what comes at another baud than its own.
		if (serial.options.baud !== BAUD) return text !== "";
		for (let at = 0; at < text.length; at++) this.#pass(text[at] as string, this.#writers.of(text, at));
		return text !== "";
	}

	/** A byte on its way to the module. */
	#pass(character: string, meant: number): void {
		let passed = character;
		const { kind, towards, at, text = "", isAnnounced = false } = this.#fault;
		if (meant === this.#subject) {
			if (towards === "module" && this.sent.length === at) {
				if (kind === "byte lost") passed = "";
				else if (kind === "byte doubled") passed += character;
				else if (kind === "byte changed") passed = text;
				else if (kind === "garbage inserted") passed = text + character;
				else if (kind === "module reset") this.#kill(isAnnounced);
				else if (kind === "connection lost") this.#module.lose();
			}
			this.sent += character;
		}
		if (this.#isDead) return;
		for (const it of passed) this.#module.receive(it.charCodeAt(0), meant);
	}

	/** The module says something. */
	#say(said: string, exchange: Exchange | undefined): void {
		const { kind, towards, at, text = "", ms = 0, isAnnounced = false } = this.#fault;
		const origin = exchange ?? "URC";
		const isSubject = exchange?.by === this.#subject;
		let isFirst = true;
		for (const character of said) {
			if (this.#isDead) return;
			let passed = character;
			if (isSubject) {
				if (towards === "driver" && this.answered.length === at) {
					if (kind === "byte lost") passed = "";
					else if (kind === "byte doubled") passed += character;
					else if (kind === "byte changed") passed = text;
					else if (kind === "garbage inserted") this.#queue(text, "noise");
					else if (kind === "URC inserted") {
						this.isBetween = isFirst;
						this.#queue(`\r\n${text}\r\n`, "inserted URC");
					} else if (kind === "reply late") this.#stall(ms);
					else if (kind === "connection lost") this.#module.lose();
					else if (kind === "module reset") {
						this.#kill(isAnnounced);
						return;
					}
				}
				this.answered += character;
			}
			isFirst = false;
			this.#queue(passed, origin);
		}
		this.#flush();
	}

	#queue(text: string, origin: Origin): void {
		for (const character of text) this.#waiting.push({ character, origin });
	}

	#stall(ms: number): void {
		this.#flush();
		this.#stalledUntil = this.#clock.time + ms;
		const alarm = this.#clock.alarm(() => {
			alarm.close();
			this.#flush();
		});
		alarm.set(ms);
	}

	/** The module loses its supply: what it was saying ends here, and soon it starts anew. */
	#kill(isAnnounced: boolean): void {
		this.#flush();
		this.#isDead = true;
		const alarm = this.#clock.alarm(() => {
			alarm.close();
			this.restart(isAnnounced);
		});
		alarm.set(0);
	}

	/** The module starts anew; what it had said and what has not arrived is gone. */
	restart(isAnnounced: boolean): void {
		this.#waiting = [];
		this.#stalledUntil = 0;
		this.#isDead = false;
		this.hasRestarted = true;
		this.#module.restart(isAnnounced);
	}

	#flush(): void {
		if (this.#clock.time < this.#stalledUntil) return;
		const waiting = this.#waiting;
		this.#waiting = [];
		if (this.#isBytewise) for (const it of waiting) this.#deliver([it]);
		else this.#deliver(waiting);
	}

	#deliver(arriving: readonly Arriving[]): void {
		if (arriving.length === 0) return;
		const before = this.present;
		this.present = [...this.arrived.slice(-1), ...arriving].map(({ origin }) => origin);
		this.arrived.push(...arriving);
		const serial = this.#serial();
		if (serial.options.baud === BAUD) serial.give(arriving.map(({ character }) => character).join(""));
		this.present = before;
	}
}
