import { type EngineExit, launch } from "../../../hosts/xs/engine.js";
import { deepEqual, equal } from "../../support/assert.js";

/** Commands, each with ten URCs. */
const COMMANDS = 100_000;

/** Indices of the figures, as in hosts/xs/builtin/instruments.ts, which runs on the engine only. */
const Figure = Object.freeze({
	slots: 0,
	chunkBytes: 2,
	cumulativeSlots: 4,
	cumulativeChunkBytes: 5,
	collections: 6,
} as const);

/** What main.ts prints. */
interface Measured {
	readonly warm: readonly number[];
	readonly end: readonly number[];
	readonly told: Readonly<Record<string, number>>;
	readonly counters: Readonly<Record<string, number>>;
}

describe("The AT engine on XS in the ESP32's heap, for 1000000 URCs and 100000 commands", () => {
	let exit: EngineExit;
	let measured: Measured;

	before(async () => {
		const running = await launch("tests/scenarios/soak/main.ts", { arguments: [String(COMMANDS)] });
		exit = await running.exit;
		equal(exit.code, 0, exit.message);
		measured = JSON.parse(exit.lines[0] ?? "");
	});

	it("hears every URC, and ends every command as the module answered", () => {
		const { announced, heard, issued, ended, right, timeouts, mutes, wrong, retransmissions } = measured.told;
		deepEqual(
			{ announced, heard, issued, ended, wrong },
			{ announced: 10 * COMMANDS, heard: 10 * COMMANDS, issued: COMMANDS, ended: COMMANDS, wrong: 0 },
		);
		// One command of a thousand got no answer, and the dialogue was proven to be in step again.
		equal(mutes, 99);
		equal(timeouts, mutes);
		equal(right, COMMANDS - 99);
		equal(retransmissions, 33_333);
	});

	it("counts no loss", () => {
		const { unknownLines, lateReplies, framingErrors, longLines, overruns, resyncs } = measured.counters;
		deepEqual(
			{ unknownLines, lateReplies, framingErrors, longLines, overruns, resyncs },
			{ unknownLines: 0, lateReplies: 0, framingErrors: 0, longLines: 0, overruns: 0, resyncs: 99 },
		);
	});

	it("collects no garbage, from the start to the end", () => {
		equal(exit.report?.collections, 0);
		equal(measured.end[Figure.collections], 0);
	});

	it("keeps the heap flat: what is used, and what was ever allocated, is as after the first hundredth", () => {
		for (const figure of [
			Figure.slots,
			Figure.chunkBytes,
			Figure.cumulativeSlots,
			Figure.cumulativeChunkBytes,
		] as const) {
			equal(measured.end[figure], measured.warm[figure], `figure ${figure}`);
		}
	});
});
