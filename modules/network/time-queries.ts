import { type Command, type CommandKind, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import { elapsed } from "../clock.js";
import { ModemError } from "../errors.js";
import { Inquiries, type Inquiry } from "../modem/inquiries.js";
import { digitsOf, zoneOf } from "../modem/time-text.js";
import { BUSY, DNS_BUSY, inquiry, WRONG } from "./inquiry-kinds.js";

/** A question for the time, to one server after the other until one answers. */
export interface TimeQuery extends Inquiry {
	readonly servers: readonly string[];
	/** @param time ECMAScript time value, ms */
	onTime(time: number): void;
}

const PORT = 123;
/** The module's own clock stays as it is: its user may have set it. */
const LEAVE_CLOCK = 0;
/** Of AT+QLTS: the present time as UTC, by what the network has told last. */
const UTC = 1;
/** How often all servers are asked, and the pause in between, ms; the module itself asks each more than once. */
const ROUNDS = 2;
const PAUSE = 5000;
/** How often a module that is at something else is asked again, a second apart. */
const BUSY_TRIES = 60;
const BUSY_PAUSE = 1000;
/** The network's time and a server's are about the same, ms; zones differ by a quarter of an hour at least. */
const SAME = 400000;

/** AT+QNTP, for all NTP clients of a modem: the module asks one server at a time (TCP/IP Application Note). */
export class TimeQueries extends Inquiries<TimeQuery> {
	/** Which server is asked, in which round. */
	#server = 0;
	#round = 0;
	#busy = 0;
	/** What +QNTP said, and when; and what +QLTS said. */
	#code = 0;
	#text = "";
	#toldAt = 0;
	#network = "";
	#reason = 0;

	protected begin(): void {
		this.#server = 0;
		this.#round = 0;
		this.#busy = 0;
		this.#ask();
	}

	protected write(kind: CommandKind, writer: ParamWriter): void {
		if (kind === inquiry.networkTime) writer.integer(UTC);
		if (kind !== inquiry.time) return;
		writer.integer(this.link.context);
		writer.string(this.current?.servers[this.#server] ?? "");
		writer.integer(PORT);
		writer.integer(LEAVE_CLOCK);
	}

	override onInformation({ kind }: Command, line: Line): void {
		if (kind === inquiry.reason) this.#reason = line.integer(0);
		else this.#network = line.string(0);
	}

	override onResult(_command: Command, line: Line): boolean {
		this.#code = line.integer(0);
		this.#text = line.string(1);
		this.#toldAt = this.link.clock.now();
		return true;
	}

	protected onAnswered(kind: CommandKind, outcome: number, code: number): void {
		const { name } = inquiry.time;
		if (kind === inquiry.networkTime) this.#tell();
		else if (kind === inquiry.reason) this.#onRefused(this.#reason);
		else if (outcome === Outcome.ok) this.#onResultCode();
		else if (outcome === Outcome.error) {
			this.#reason = 0;
			if (code === 0) this.submit(inquiry.reason);
			else this.#onRefused(code);
		} else if (outcome === Outcome.refused) this.fail(new ModemError("framing", 0, name, false));
		else this.#next(new ModemError("timeout", 0, name, true));
	}

	#onResultCode(): void {
		const { name, result } = inquiry.time;
		this.link.scheduler.forgive([result], 0);
		if (this.#code > 0) this.#onRefused(this.#code);
		else if (Number.isNaN(this.#code) || Number.isNaN(digitsOf(this.#text))) {
			this.#next(new ModemError("framing", 0, name, true));
		} else if (zoneOf(this.#text) === 0) this.#tell();
		else {
			this.#network = "";
			this.submit(inquiry.networkTime);
		}
	}

	/**
	 * Whether the digits of +QNTP are UTC or local time is not the same in all firmware. They are UTC, as measured on an
	 * EG800K, unless what the network told says otherwise.
	 */
	#tell(): void {
		const digits = digitsOf(this.#text);
		const local = digits - zoneOf(this.#text);
		const network = digitsOf(this.#network);
		const isLocal = Math.abs(local - network) < SAME && Math.abs(digits - network) > SAME;
		const time = (isLocal ? local : digits) + elapsed(this.#toldAt, this.link.clock.now());
		this.end()?.onTime(time);
	}

	#onRefused(code: number): void {
		const isBusy = code === BUSY || code === DNS_BUSY;
		if (isBusy && this.#busy++ < BUSY_TRIES) this.after(BUSY_PAUSE, this.#ask);
		else this.#next(new ModemError(code === 0 ? "final" : "socket", code, inquiry.time.name, code !== WRONG));
	}

	#ask(): void {
		this.#code = Number.NaN;
		this.submit(inquiry.time);
	}

	/** Asks the next server, if there is one. */
	#next(error: ModemError): void {
		const { length } = this.current?.servers ?? [];
		if (++this.#server < length) this.#ask();
		else if (++this.#round < ROUNDS) {
			this.#server = 0;
			this.after(PAUSE, this.#ask);
		} else this.fail(error);
	}
}
