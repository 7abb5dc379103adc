import type { BytesEntry, EventEntry } from "../sim/transcript/entry.js";
import type { Exchange } from "../sim/transcript/exchange.js";
import { type Unit, Units } from "./units.js";

/** What a recording expects of the module. */
export interface Expected extends Unit {
	/** Line of the recording where it ends. */
	readonly line: number;
}

/** What a host, or the far side of the network, does in a recording. */
export interface Step {
	readonly entry: BytesEntry | EventEntry;
	/** So many of the expected units have come before. */
	readonly behind: number;
}

/** A recording as something that can be done again. */
export interface Script {
	readonly expected: readonly Expected[];
	readonly steps: readonly Step[];
}

/** Reads what passed; what the module said before the host had sent anything belongs to nobody. */
export function readScript({ entries }: Exchange): Script {
	const expected: Expected[] = [];
	const bounds: { readonly end: number; readonly line: number }[] = [];
	const waiting: { readonly entry: BytesEntry | EventEntry; readonly at: number }[] = [];
	let count = 0;
	let first = Number.POSITIVE_INFINITY;
	const units = new Units((unit) => {
		const line = bounds.find(({ end }) => end >= unit.end)?.line ?? 0;
		if (unit.end > first) expected.push({ ...unit, line });
	});
	for (const entry of entries) {
		if (entry.kind === "bytes" && entry.sender === "module") {
			count += entry.bytes.length;
			bounds.push({ end: count, line: entry.line });
			units.take(Buffer.from(entry.bytes, "latin1"));
			continue;
		}
		if (entry.kind === "bytes") {
			units.sent(entry.bytes);
			first = Math.min(first, count);
		}
		waiting.push({ entry, at: count });
	}
	units.end();
	const steps = waiting.map(({ entry, at }) => ({ entry, behind: expected.filter(({ end }) => end <= at).length }));
	return { expected, steps };
}
