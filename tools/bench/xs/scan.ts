// Ring and scanner read the traffic again and again; somebody reads the first two fields of each line.

import { Instrument, measure, section } from "instruments";
import { LineKind } from "../../../modules/at/lexicon.js";
import { Scanner, Token } from "../../../modules/at/scanner.js";
import { lexicon } from "../../../modules/modem/names.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Ring } from "../../../modules/uart/ring.js";
import { bytes, PIECE, passes } from "./traffic.js";

const counters = new Counters();
// All of the traffic lies in the ring already; it arrives when the ring's head moves on.
const ring = new Ring(bytes.length, counters);
ring.put(bytes);
const scanner = new Scanner(ring, lexicon, counters, 2000);
// As the scheduler has it.
scanner.leastRun = 256;
const { line } = scanner;
const { length } = bytes;
let [lines, sum, payloadBytes] = [0, 0, 0];

/** Reads all of it once. Numbers in place of names: what the reader costs is not the scanner's. */
function read(): void {
	const it = scanner;
	const said = line;
	const wire = ring;
	let count = 0;
	let total = 0;
	wire.tail = 0;
	let head = 0;
	let token = 0;
	while (head < length) {
		head += PIECE;
		if (head > length) head = length;
		wire.head = head;
		for (;;) {
			token = it.next();
			if (token === 0) break;
			if (token === 1 || token === 3) {
				count++;
				if (said.kind === 4) total = (total + said.integer(0) + said.integer(1)) | 0;
			} else if (token === 4) payloadBytes += it.runEnd - it.runStart;
			else if (token === 2) it.awaitsPrompt = true;
		}
	}
	lines += count;
	sum += total;
}

if (Token.none !== 0 || Token.line !== 1 || Token.prompt !== 2 || Token.header !== 3 || Token.payload !== 4)
	throw new Error("tokens");
if (LineKind.information !== 4) throw new Error("kinds");
const before = new Int32Array(Instrument.count);
const after = new Int32Array(Instrument.count);
scanner.awaitsPrompt = true;
section(1);
measure(before);
for (let pass = 0; pass < passes; pass++) read();
measure(after);
section(0);
const grown = (index: number) => (after[index] as number) - (before[index] as number);
trace(
	`${JSON.stringify({
		lines,
		sum,
		payloadBytes,
		bytecodes: grown(Instrument.bytecodes),
		instructions: grown(Instrument.instructions) >>> 0,
		slots: grown(Instrument.cumulativeSlots),
		chunkBytes: grown(Instrument.cumulativeChunkBytes),
		framingErrors: counters.framingErrors,
	})}\n`,
);
