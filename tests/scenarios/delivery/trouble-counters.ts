import type { Counters } from "../../../modules/uart/counters.js";

/** All that a modem counts of what goes wrong, as one number. */
export function troublesIn(counters: Counters): number {
	const { overruns, unknownLines, longLines, lateReplies, framingErrors, timeouts, resyncs, resets } = counters;
	const wire = overruns + unknownLines + longLines + lateReplies + framingErrors;
	return wire + timeouts + resyncs + resets + counters.contextLosses + counters.drops + counters.fullStores;
}
