// The yardstick: strings, split and regular expressions, as quick drivers have it. Wrong about payloads with line ends.

import { Instrument, measure } from "instruments";
import { bytes, PIECE, passes } from "./traffic.js";

let [lines, sum, pending] = [0, 0, ""];

function onBytes(piece: Uint8Array): void {
	pending += String.fromCharCode(...piece);
	const parts = pending.split("\r\n");
	pending = parts.pop() as string;
	for (const part of parts) {
		if (part === "") continue;
		lines++;
		const match = /^\+(\w+): (.*)$/.exec(part);
		if (match === null) continue;
		const fields = (match[2] as string)
			.split(",")
			.map((it) => (it.startsWith('"') ? it.slice(1, -1) : Number.parseInt(it, 10)));
		for (const field of fields.slice(0, 2)) if (typeof field === "number") sum = (sum + field) | 0;
	}
}

const before = new Int32Array(Instrument.count);
const after = new Int32Array(Instrument.count);
measure(before);
for (let pass = 0; pass < passes; pass++) {
	for (let at = 0; at < bytes.length; at += PIECE) onBytes(bytes.subarray(at, Math.min(at + PIECE, bytes.length)));
}
measure(after);
const grown = (index: number) => (after[index] as number) - (before[index] as number);
trace(
	`${JSON.stringify({
		lines,
		sum,
		bytecodes: grown(Instrument.bytecodes),
		slots: grown(Instrument.cumulativeSlots),
		chunkBytes: grown(Instrument.cumulativeChunkBytes),
	})}\n`,
);
