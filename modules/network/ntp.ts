import { checkQuotable } from "../at/quoting.js";
import type { Link } from "../modem/link.js";
import { TimeQueries, type TimeQuery } from "./time-queries.js";

/** Constructor options (ECMA-419, clause 19). */
export interface NTPOptions {
	/** 1 to 8 names or addresses, each 1 to 100 bytes; asked in this order, all of them twice at most. */
	servers: readonly string[];
	/** Accepted and ignored: default options of a device name their class. */
	io?: unknown;
	/** Accepted and ignored: the module has its own sockets and resolver. */
	socket?: unknown;
	dns?: unknown;
	target?: unknown;
}

/** Completion callback: `null` and an ECMAScript time value, ms; or what the last server's failure was. */
export type TimeCallback = (this: NTP, error: Error | null, time?: number) => void;

const SERVERS = 8;
/** Longest name, bytes (MQTT Application Note 3.2.2). */
const NAME = 100;

/**
 * The NTP client of ECMA-419 (4th edition, clause 19) on the module's own (AT+QNTP), which tells whole seconds. The
 * module's clock is not set.
 *
 * Constructed by scripts as `new modem.NTP(options)`. It lives through restarts of the module.
 */
export class NTP {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #link: Link;
	readonly #queries: TimeQueries;
	readonly #servers: readonly string[];
	#query: TimeQuery | undefined;
	#isClosed = false;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError, RangeError for bad options
	 */
	constructor(options: NTPOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { servers, target } = options;
		if (!Array.isArray(servers)) throw new TypeError("servers: not an array");
		if (servers.length === 0 || servers.length > SERVERS) throw new RangeError(`servers: 1 to ${SERVERS}`);
		for (const it of servers) {
			checkQuotable("servers", it, NAME);
			if (!/^[\w.:-]+$/.test(it)) throw new RangeError("servers: no name");
		}
		this.#link = link;
		this.#queries = link.part(TimeQueries);
		this.#servers = [...servers];
		this.target = target;
	}

	/**
	 * Asks for the time, once the modem is ready. Exactly one call of `callback` follows, unless the client is closed before.
	 * @throws TypeError without a callback; Error("busy") while a time is asked for; Error("bad state") after the modem was
	 * closed; SyntaxError after `close`
	 */
	getTime(callback: TimeCallback): void {
		if (this.#isClosed) throw new SyntaxError("closed");
		if (typeof callback !== "function") throw new TypeError("callback: not a function");
		if (this.#query !== undefined) throw new Error("busy");
		const query: TimeQuery = {
			servers: this.#servers,
			onTime: (time) => {
				this.#query = undefined;
				callback.call(this, null, time);
			},
			onFailed: (error) => {
				this.#query = undefined;
				callback.call(this, error);
			},
		};
		this.#queries.ask(query);
		this.#query = query;
	}

	/**
	 * Closes. Nobody is told of what is under way. May be called inside every callback, and twice.
	 * @param callback called soon, with `null`
	 */
	close(callback?: (this: NTP, error: null) => void): void {
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
		this.#isClosed = true;
		if (this.#query !== undefined) this.#queries.cancel(this.#query);
		this.#query = undefined;
		if (callback === undefined) return;
		const alarm = this.#link.clock.alarm(() => {
			alarm.close();
			callback.call(this, null);
		});
		alarm.set(0);
	}
}
