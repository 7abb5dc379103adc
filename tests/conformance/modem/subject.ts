import type { BoundMQTTClient } from "../../../modules/modem-provider.js";

/** What the suites use of a modem. */
export interface ModemUnderTest {
	readonly state: string;
	readonly identity: readonly string[];
	readonly signal: number;
	readonly operator: string;
	readonly address: string;
	MQTTClient: BoundMQTTClient | undefined;
}

/** A modem with its module, a network and a broker, real or not. */
export interface ModemSubject {
	/** Made anew at each call, in whatever state its module is. */
	make(): ModemUnderTest;
	/** Options with which a client connects to the broker; fresh each time. */
	options(): Record<string, unknown>;
	/** Lets things happen until something is so. Throws when it is not in time. */
	until(what: string, isDone: () => boolean): void;
	/** Lets everything happen that is due now. */
	settle(): void;
	/** What arrived at the broker since the last call, payload as text of U+0000 to U+00FF. */
	published(): readonly { readonly topic: string; readonly payload: string }[];
	/** The module is switched off and on, or reset. */
	restart(): void;
	/** In front of every topic. */
	readonly prefix: string;
}

export type MakeModemSubject = () => ModemSubject;
