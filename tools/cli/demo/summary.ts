import type { Cloud } from "./cloud.js";
import type { Firmware, Report } from "./firmware.js";
import type { Journal } from "./journal.js";

/** The result of a run, as `--json` prints it. */
export interface Summary {
	readonly engine: string;
	readonly bits: number;
	readonly published: Readonly<Record<"0" | "1" | "2", number>>;
	readonly acknowledged: Readonly<Record<"1" | "2", number>>;
	/** Messages that the cloud has seen. */
	readonly delivered: number;
	readonly commands: { readonly sent: number; readonly taken: number };
	/**
	 * Messages that the cloud has not seen, or that are unacknowledged at QoS 1 and 2 without being told as unknown, plus
	 * commands that were not taken. Of a run that was interrupted: messages told as published that the cloud has not seen.
	 */
	readonly lost: number;
	/** Results told as unknown. */
	readonly unknown: number;
	/** Of the XS engine: chunks and slots together. */
	readonly heap: { readonly peakBytes: number; readonly limitBytes: number } | null;
	readonly collections: number | null;
}

/** What a run was to do. */
export interface Task {
	readonly messages: number;
	readonly commands: number;
	/** It was ended from outside: what was not done by then is no loss. */
	readonly isInterrupted: boolean;
}

/** What the cloud's side saw. */
export type Sight = Pick<Cloud, "seen" | "taken" | "sent">;

/** Messages told as published that the cloud has not seen. */
export function unseen(cloud: Sight, journal: Journal): number {
	let count = 0;
	for (let n = 0; n < journal.told.end; n++) if (journal.told.has(n) && !cloud.seen.has(n)) count++;
	return count;
}

function lostOf({ messages, commands, isInterrupted }: Task, cloud: Sight, journal: Journal): number {
	if (isInterrupted) return unseen(cloud, journal);
	let lost = Math.max(commands, cloud.sent) - cloud.taken.size;
	for (let n = 0; n < messages; n++) {
		const isAcknowledged = n % 3 === 0 || journal.told.has(n) || journal.wasUnknown(n);
		if (!cloud.seen.has(n) || !isAcknowledged) lost++;
	}
	return lost;
}

/** Counts up a run: what the cloud saw is compared with what the firmware told. */
export function summarize(
	task: Task,
	cloud: Sight,
	journal: Journal,
	firmware: Pick<Firmware, "engine" | "bits">,
	report: Report | undefined,
): Summary {
	return {
		engine: firmware.engine,
		bits: firmware.bits,
		published: journal.published,
		acknowledged: { 1: journal.published["1"], 2: journal.published["2"] },
		delivered: cloud.seen.size,
		commands: { sent: cloud.sent, taken: cloud.taken.size },
		lost: lostOf(task, cloud, journal),
		unknown: journal.unknown,
		heap: report === undefined ? null : { peakBytes: report.peakBytes, limitBytes: report.limitBytes },
		collections: report?.collections ?? null,
	};
}
