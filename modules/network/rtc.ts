import type { ModemError } from "../errors.js";
import type { Link } from "../modem/link.js";
import { FIRST_YEAR, LAST_YEAR } from "../modem/time-text.js";
import { WallClock, type WallClockUser } from "./wall-clock.js";

/** Constructor options (ECMA-419, clause 16). */
export interface RTCOptions {
	/** Accepted and ignored: default options of a device name their class. */
	io?: unknown;
	/** Accepted and ignored: the modem is the connection to the clock. */
	clock?: unknown;
	/** Accepted and ignored: the module's clock has no interrupt. */
	interrupt?: unknown;
	/** Never called: see {@link RTC.configure}. */
	onAlarm?(this: RTC): void;
	/**
	 * The module has not taken a time that was set, and `time` will tell again what the module's clock shows; or the modem was
	 * closed, or its Serial has failed: then `retry` is false, and `time` stays undefined. Not of the standard.
	 */
	onError?(this: RTC, error: ModemError): void;
	target?: unknown;
}

/** What `configure` takes, and `configuration` gives: nothing, as the module's clock has no alarm. */
export interface RTCConfiguration {
	readonly alarm?: undefined;
}

/** Times that a module's clock of two-digit years can show, a day off the edges, so that no zone leads beyond. */
const DAY = 86_400_000;
const FIRST = Date.UTC(2000 + FIRST_YEAR, 0, 1) + DAY;
const LAST = Date.UTC(2001 + LAST_YEAR, 0, 1) - DAY;

/**
 * The real-time clock of ECMA-419 (4th edition, clause 16): the module's own, which is set by the network and goes on while
 * the module has its supply. The standard's `time` is synchronous, a UART is not: the module's clock is read when the modem
 * gets ready and once an hour, and the host's clock carries it on in between, through restarts of the module too.
 *
 * Constructed by scripts as `new modem.RTC(options)`; any number of them, which all tell the same.
 */
export class RTC implements WallClockUser {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #wallClock: WallClock;
	readonly #onError: RTCOptions["onError"];
	#isClosed = false;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError for bad options; Error("bad state") after the modem was closed
	 */
	constructor(options: RTCOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { onAlarm, onError, target } = options;
		if (onAlarm !== undefined && typeof onAlarm !== "function") throw new TypeError("onAlarm: not a function");
		if (onError !== undefined && typeof onError !== "function") throw new TypeError("onError: not a function");
		this.target = target;
		this.#onError = onError;
		this.#wallClock = link.part(WallClock);
		this.#wallClock.add(this);
	}

	/**
	 * ECMAScript time value, ms; undefined while it is not known: before the modem was ready, while neither module nor network
	 * know it, and after the modem was closed. To the second.
	 *
	 * What is set goes to the module too, and stays until the network tells the time, which the module's clock follows.
	 * @throws TypeError, RangeError when set to what is no time of the years 2024 to 2069; Error("bad state") when set while the
	 * modem is not ready; Error("busy") when set while all command records are in use; SyntaxError after `close`
	 */
	get time(): number | undefined {
		this.#checkOpen();
		const { time } = this.#wallClock;
		return Number.isNaN(time) ? undefined : time;
	}

	set time(time: number) {
		this.#checkOpen();
		if (typeof time !== "number") throw new TypeError("time: not a number");
		// NaN is in no range.
		if (!(time >= FIRST && time <= LAST)) throw new RangeError("time: not of the years 2024 to 2069");
		this.#wallClock.set(Math.trunc(time), this);
	}

	/** An object without properties: there is no alarm. */
	get configuration(): RTCConfiguration {
		this.#checkOpen();
		return {};
	}

	/** @throws TypeError for no object; Error for an `alarm`, which the module's clock does not have */
	configure(options: RTCConfiguration): void {
		this.#checkOpen();
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		if (options.alarm !== undefined) throw new Error("alarm: the module has none");
	}

	/** Closes; the module's clock goes on. May be called inside the callback, and twice. */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#wallClock.remove(this);
	}

	/** For the wall clock. */
	onError(error: ModemError): void {
		if (!this.#isClosed) this.#onError?.call(this, error);
	}

	#checkOpen(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}
}
