import { Direction, Escalation, type Recording, type Run } from "../at/flight-recorder.js";
import { hideSecrets } from "./secrets.js";

/** What had to be done about trouble: prove the dialogue, set the module up anew, reset it or wait for it. */
export type FaultCause = "resync" | "set-up" | "reset";

/** Bytes on the wire, as {@link Fault} shows them. */
export interface FaultRun {
	readonly direction: "in" | "out";
	/** Tick of the clock, ms. */
	readonly time: number;
	readonly bytes: Uint8Array;
}

/** What was on the wire when something went wrong. Secrets are hidden, length kept. */
export interface Fault {
	readonly cause: FaultCause;
	/** Tick of the clock, ms. */
	readonly time: number;
	/** Oldest first. */
	readonly runs: readonly FaultRun[];
}

/** Hides the secrets of one direction across its runs: a line may be spread over several. */
function hideIn(runs: readonly Run[], direction: number, isCut: boolean): void {
	const own = runs.filter((run) => run.direction === direction);
	const all = new Uint8Array(own.reduce((sum, { bytes }) => sum + bytes.length, 0));
	let at = 0;
	own.forEach(({ bytes }) => {
		all.set(bytes, at);
		at += bytes.length;
	});
	hideSecrets(all, isCut);
	at = 0;
	own.forEach(({ bytes }) => {
		bytes.set(all.subarray(at, at + bytes.length));
		at += bytes.length;
	});
}

/** Hides payload that is not known to be a message's: it may be a key file's. */
function hidePayloads(runs: readonly Run[]): void {
	let sent = "";
	runs.forEach(({ direction, bytes }) => {
		for (let at = 0; direction === Direction.out && at < bytes.length; at++) {
			sent += String.fromCharCode(bytes[at] as number);
		}
		if (direction !== Direction.payload) return;
		const line = sent.split("\r").filter((it) => it !== "");
		if (line[line.length - 1]?.startsWith("AT+QMTPUBEX=") !== true) bytes.fill(42);
	});
}

/** What may be shown of a recording, which is used up. */
export function faultOf({ escalation, time, isCut, runs }: Recording): Fault {
	hidePayloads(runs);
	hideIn(runs, Direction.in, isCut);
	hideIn(runs, Direction.out, isCut);
	const cause = escalation === Escalation.resync ? "resync" : escalation === Escalation.setUp ? "set-up" : "reset";
	return {
		cause,
		time,
		runs: runs.map((run) => ({
			direction: run.direction === Direction.in ? "in" : "out",
			time: run.time,
			bytes: run.bytes,
		})),
	};
}
