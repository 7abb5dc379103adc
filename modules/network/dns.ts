import { checkQuotable } from "../at/quoting.js";
import type { Alarm } from "../clock.js";
import type { Link } from "../modem/link.js";
import { isAddress } from "./address.js";
import { NameQueries, type NameQuery } from "./name-queries.js";

/** Constructor options (ECMA-419, clause 18). */
export interface ResolverOptions {
	/** Accepted and ignored: default options of a device name their class. */
	io?: unknown;
	/** Accepted and ignored: the module asks the servers that the network names. */
	servers?: readonly string[];
	socket?: unknown;
	target?: unknown;
}

/** Completion callback: `null` and the address, or what went wrong, mostly a ModemError. `host` as it was asked for. */
export type ResolveCallback = (this: Resolver, error: Error | null, address?: string, host?: string) => void;

/** What `resolve` looks up; the callbacks are those of the Moddable SDK, for callers that give no completion callback. */
export interface ResolveOptions {
	/** 1 to 100 letters, digits, hyphens, underscores and dots, or an IP address. */
	host: string;
	onResolved?(this: Resolver, host: string, address: string): void;
	/** `error` is not of the SDK. */
	onError?(this: Resolver, host: string, error: Error): void;
}

/** Longest name, bytes (MQTT Application Note 3.2.2). */
const NAME = 100;

/** One name under way; `alarm` is that of an address, which nobody has to be asked for. */
interface Pending {
	readonly query: NameQuery;
	readonly alarm?: Alarm;
}

/**
 * The domain name resolver of ECMA-419 (4th edition, clause 18) on the module's own (AT+QIDNSGIP).
 *
 * Constructed by scripts as `new modem.Resolver(options)`. It lives through restarts of the module: a query that is under
 * way then fails, those that wait for it or for the module are asked when it is back.
 */
export class Resolver {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #link: Link;
	readonly #queries: NameQueries;
	readonly #pending: Pending[] = [];
	#isClosed = false;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError without options
	 */
	constructor(options: ResolverOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		this.#link = link;
		this.#queries = link.part(NameQueries);
		this.target = options.target;
	}

	/**
	 * Looks a name up. Several may be under way at once; the module is asked one after the other. An address is given back
	 * as it is, and nobody is asked.
	 * @param callback or else `onResolved` and `onError` of the options, in the SDK's shape; exactly one call follows,
	 * unless the resolver is closed before
	 * @throws TypeError, RangeError for what is no name; Error("busy") when 32 names wait; Error("bad state") after the modem was
	 * closed; SyntaxError after `close`
	 */
	resolve(options: ResolveOptions, callback?: ResolveCallback): void {
		if (this.#isClosed) throw new SyntaxError("closed");
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { host, onResolved, onError } = options;
		checkQuotable("host", host, NAME);
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
		if (callback === undefined && typeof onResolved !== "function" && typeof onError !== "function") {
			throw new TypeError("callback: not a function");
		}
		const query: NameQuery = {
			host,
			onAddress: (address) => {
				this.#forget(query);
				if (callback !== undefined) callback.call(this, null, address, host);
				else onResolved?.call(this, host, address);
			},
			onFailed: (error) => {
				this.#forget(query);
				if (callback !== undefined) callback.call(this, error);
				else onError?.call(this, host, error);
			},
		};
		if (isAddress(host)) {
			const alarm = this.#link.clock.alarm(() => query.onAddress(host));
			this.#pending.push({ query, alarm });
			alarm.set(0);
			return;
		}
		if (!/^[\w.-]+$/.test(host)) throw new RangeError("host: no name");
		this.#queries.ask(query);
		this.#pending.push({ query });
	}

	/**
	 * Closes. Nobody is told of what is under way. May be called inside every callback, and twice.
	 * @param callback called soon, with `null`
	 */
	close(callback?: (this: Resolver, error: null) => void): void {
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
		this.#isClosed = true;
		for (const { query, alarm } of this.#pending.splice(0)) {
			if (alarm === undefined) this.#queries.cancel(query);
			else alarm.close();
		}
		if (callback === undefined) return;
		const alarm = this.#link.clock.alarm(() => {
			alarm.close();
			callback.call(this, null);
		});
		alarm.set(0);
	}

	#forget(query: NameQuery): void {
		const at = this.#pending.findIndex((it) => it.query === query);
		this.#pending.splice(at, 1)[0]?.alarm?.close();
	}
}
