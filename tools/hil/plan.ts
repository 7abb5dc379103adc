import type { WirePlace } from "../cli/wire-end.js";
import type { Place } from "./peer.js";
import type { RestartWay } from "./restart.js";
import type { TestResult } from "./result.js";
import type { WorkerSettings } from "./settings.js";
import type { BrokerPlace } from "./shore.js";
import type { BenchSuite } from "./suites.js";

/** What a run is asked for. */
export interface HilPlan {
	readonly wire: WirePlace;
	readonly suites: readonly BenchSuite[];
	/** Of somebody else, or at a port of our own. */
	readonly broker:
		| ({ readonly kind: "other" } & BrokerPlace)
		| { readonly kind: "own"; readonly host: string; readonly port: number }
		| undefined;
	/** The peer of sockets: a process on another machine, or one of our own, which listens on this machine. */
	readonly peer:
		| ({ readonly kind: "other"; readonly token: string } & Place)
		| ({
				readonly kind: "own";
				/** What the module finds it under, where that is not `host`. */
				readonly publicHost?: string;
		  } & Place)
		| undefined;
	/** Where the peer finds a port of the module. */
	readonly inbound: Place | undefined;
	readonly restart: RestartWay | undefined;
	readonly modem: WorkerSettings["modem"];
	readonly names: WorkerSettings["names"];
	readonly timeServer: WorkerSettings["timeServer"];
	readonly quiet: number;
	readonly patience: number;
	readonly profile: WorkerSettings["profile"];
	/** The file of the recording. */
	readonly record: string | undefined;
	readonly reveal: boolean;
	/** Resolves when somebody wants it to end. */
	readonly interrupted: Promise<void>;
	readonly onProgress: (text: string) => void;
	readonly onTest: (test: TestResult) => void;
}

/** Whether the module reaches the broker by TLS. */
export function isSecure({ broker }: HilPlan): boolean {
	return broker?.kind === "other" && broker.url.startsWith("mqtts:");
}

/** Hides what the plan has of secrets: what a test says may hold what it was given. */
export function withoutSecrets(text: string, { modem, broker, peer, reveal }: HilPlan): string {
	if (reveal) return text;
	const secrets = [
		...[modem.pin, modem.password],
		broker?.kind === "other" ? broker.password : undefined,
		peer?.kind === "other" ? peer.token : undefined,
	].filter((it) => it !== undefined && it !== "");
	return secrets.reduce<string>((all, secret = "") => all.replaceAll(secret, "*".repeat(secret.length)), text);
}
