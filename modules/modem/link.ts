import type { Scheduler } from "../at/scheduler.js";
import type { Clock } from "../clock.js";
import type { ModemError } from "../errors.js";
import type { Counters } from "../uart/counters.js";
import type { Profile } from "./profiles/profile.js";
import type { SSLContexts } from "./ssl-contexts.js";

/** Somebody who lives in the module: a client, a socket. */
export interface LinkUser {
	/** The module is ready. Called once, from the wire or the clock; not when it was ready already at `add`. */
	onLinkUp(): void;
	/** Everything in the module is gone. The link has forgotten this user already. */
	onLinkDown(error: ModemError): void;
}

/** What the modem gives to the classes that it publishes. */
export interface Link {
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly profile: Profile;
	readonly counters: Counters;
	/** PDP context that the modem keeps up. */
	readonly context: number;
	readonly isReady: boolean;
	/** For connections with TLS. */
	readonly sslContexts: SSLContexts;
	/** Whether the host's Serial holds a whole message until script reads it, so that the module may send one unasked. */
	readonly takesBursts: boolean;
	/** @throws Error("bad state") after the modem was closed */
	add(user: LinkUser): void;
	remove(user: LinkUser): void;
	/** Calls `work` soon, from the clock: for what may not happen inside a call of the user's. */
	later(work: () => void): void;
}
