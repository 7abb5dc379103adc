import type { PeerPlaces, Place } from "./peer.js";

/** What the bench is told. Sent to its thread, so plain data. */
export interface WorkerSettings {
	readonly baud: number;
	readonly flowControl: "hardware" | "none";
	readonly suites: readonly string[];
	/** How long the wire has to be silent until it counts as settled, ms. */
	readonly quiet: number;
	/** How long anything may take, ms: registration, an answer of the network. */
	readonly patience: number;
	readonly modem: {
		readonly apn?: string;
		readonly user?: string;
		readonly password?: string;
		readonly pin?: string;
	};
	readonly broker:
		| {
				readonly host: string;
				readonly port: number;
				/** In front of every topic. */
				readonly prefix: string;
				/** Options of the client: `user`, `password`, `socket`. */
				readonly client: Readonly<Record<string, unknown>>;
				readonly canStall: boolean;
		  }
		| undefined;
	/** Where the module finds the peer of sockets. */
	readonly peer: PeerPlaces | undefined;
	/** Where that peer finds a port of the module that it listens on. */
	readonly inbound: Place | undefined;
	/** Two names that the module's network knows. */
	readonly names: readonly string[];
	/** Name or address of a time server. */
	readonly timeServer: string;
	readonly canRestart: boolean;
	/** What of the profile is otherwise, by its keys. */
	readonly profile: Readonly<Record<string, unknown>> | undefined;
}
