import type { TestOutcome } from "../../tests/support/test-lines.js";
import type { PeerEvent, PeerRequest } from "./peer.js";
import type { WorkerSettings } from "./settings.js";

/** What the process that has the wire tells the thread that runs the suites. */
export type ToBench =
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	/** So many bytes are with the operating system. */
	| { readonly kind: "sent"; readonly count: number }
	/** The device has gone. */
	| { readonly kind: "gone"; readonly message: string }
	/** A message that the module, or somebody else under the prefix, has published. */
	| { readonly kind: "published"; readonly topic: string; readonly payload: Uint8Array }
	/** Something has happened at the peer of sockets. */
	| { readonly kind: "peer"; readonly event: PeerEvent }
	| { readonly kind: "reply"; readonly id: number; readonly error: string | undefined };

/** What the thread that runs the suites tells the process that has the wire. */
export type FromBench =
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	| { readonly kind: "request"; readonly id: number; readonly request: Request }
	/** How the modem is, whenever that changes. */
	| { readonly kind: "state"; readonly text: string }
	| { readonly kind: "begins"; readonly suite: string; readonly title: string }
	| { readonly kind: "outcome"; readonly suite: string; readonly outcome: TestOutcome }
	/** All suites are over. @see BenchEnd */
	| { readonly kind: "end"; readonly problem: string | undefined; readonly identity: readonly string[] };

/** What only the process with the wire can do. */
export type Request =
	| { readonly name: "publish"; readonly topic: string; readonly payload: string; readonly qos: 0 | 1 | 2 }
	/** The broker ends the connection of this client. */
	| { readonly name: "drop"; readonly client: string }
	/** The broker leaves what clients publish without an answer, or no longer. */
	| { readonly name: "stall"; readonly isStalled: boolean }
	| PeerRequest
	/** The module is switched off and on, or reset, by whatever there is for it. */
	| { readonly name: "restart" };

/** What a thread is started with. */
export interface WorkerData {
	readonly settings: WorkerSettings;
	/** Grows by one with each message to the thread, which sleeps on it. */
	readonly signal: SharedArrayBuffer;
}
