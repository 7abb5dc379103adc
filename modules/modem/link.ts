import type { Scheduler } from "../at/scheduler.js";
import type { Clock } from "../clock.js";
import type { ModemError } from "../errors.js";
import type { Counters } from "../uart/counters.js";
import type { Profile } from "./profiles/profile.js";
import type { SSLContext, SSLContextOwner, SSLSettings } from "./ssl-context.js";
import type { LifecycleState } from "./transitions.js";
import type { URCKinds } from "./urc-kinds.js";

/** Somebody who lives in the module: a client, a socket. */
export interface LinkUser {
	/** The module is ready. Called once, from the wire or the clock; not when it was ready already at `add`. */
	onLinkUp(): void;
	/** Everything in the module is gone. The link has forgotten this user already. */
	onLinkDown(error: ModemError): void;
	/** PDP context that this user's connections go over; absent: the modem's, {@link Link.context}. */
	readonly context?: number;
	/**
	 * The network has taken this user's PDP context away: connections over it are lost, the module is not. If it is the modem's,
	 * the modem is bringing it back, and to all users with this method `onLinkUp` follows again, or `onLinkDown`.
	 */
	onContextDown?(error: ModemError): void;
}

/** Who wants to hear that something of {@link NetworkStatus} has changed. Survives resets. */
export interface StatusWatcher {
	/** Called from the wire or the clock; read what is of interest. */
	onStatus(): void;
}

/** What the modem knows of itself and of the network, at any time. */
export interface NetworkStatus {
	readonly state: LifecycleState;
	/** `<stat>` of registration (TS 27.007, 10.1.22): 1 is home, 5 is roaming. */
	readonly registration: number;
	/** `<rssi>` of +CSQ, 0 to 31; 99 not known. */
	readonly signal: number;
	/** The network's name; empty while not registered. */
	readonly operator: string;
	/** IP address of the PDP context; empty while it is down. */
	readonly address: string;
}

/** What secures connections. */
export interface Security {
	/**
	 * What the option `tls` of a class asks for (ECMA-419, clause 10), in the module's terms.
	 * @param host that is connected to
	 * @param ignoresTime whether certificates count that are not in force by the module's clock
	 * @throws TypeError wrong kind or missing; RangeError a value that the module cannot do justice to
	 */
	settingsOf(tls: object, host: string, ignoresTime: boolean): SSLSettings;
	/** One of the module's SSL contexts, until it is closed. @throws Error("busy") when all are taken */
	hold(settings: SSLSettings, owner: SSLContextOwner): SSLContext;
}

/** Constructed once per modem, for the first class that wants it. */
export type SecurityClass = new (link: Link) => Security;

/** What the modem gives to the classes that it publishes. */
export interface Link {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	/** Of the module that answers; the most careful one until it has told its name. */
	readonly profile: Profile;
	readonly counters: Counters;
	/** PDP context that the modem keeps up. */
	readonly context: number;
	readonly isReady: boolean;
	readonly status: NetworkStatus;
	/** For connections with TLS. @throws Error in a build without it */
	readonly security: Security;
	/** Bytes that the host's Serial holds until script reads them. */
	readonly receiveStore: number;
	/** Whether the host's Serial holds a whole message until script reads it, so that the module may send one unasked. */
	readonly takesBursts: boolean;
	/** `+QIURC` lines by their first field: "recv", "closed", "pdpdeact", "incoming", "dnsgip" ... */
	readonly qiurc: URCKinds;
	/** What all instances of a kind share, for example a table of indices: made on first use, one per modem. */
	part<Part extends object>(Part: new (link: Link) => Part): Part;
	/** The class that the modem publishes for `Class`, bound to itself; undefined after it was closed. */
	bound<Options, Instance>(
		Class: new (options: Options, link: Link) => Instance,
	): (new (options: Options) => Instance) | undefined;
	/** @throws Error("bad state") after the modem was closed */
	add(user: LinkUser): void;
	remove(user: LinkUser): void;
	/** Tells `watcher` of changes until {@link unwatch} or until the modem is closed. */
	watch(watcher: StatusWatcher): void;
	unwatch(watcher: StatusWatcher): void;
	/** Calls `work` soon, once: see {@link Scheduler.later}. */
	later(work: () => void): void;
}
