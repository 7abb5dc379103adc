import type { Exchange } from "./exchange.js";
import { notate } from "./notation.js";

/** Bytes that the module sent at one time. */
export interface Piece {
	readonly time: number;
	readonly bytes: string;
}

/** A module with all that is around it, and its time. Times are ms since the exchange began. */
export interface Stage {
	/** Makes a condition true. @throws RangeError when it knows none of that name */
	prepare(condition: string): void;
	/** The exchange begins: time is 0, and nothing has been sent. */
	begin(): void;
	/** Lets time pass up to `time`, what is due at that time included. */
	advanceTo(time: number): void;
	/** The host sends. */
	type(bytes: string): void;
	/** Something happens outside. @throws RangeError when it knows nothing of that name */
	happen(event: string): void;
	/** What the module has sent since the last time. */
	take(): readonly Piece[];
}

/** Where what a module sent leaves its transcript. */
export interface Difference {
	/** Line of the transcript. */
	readonly line: number;
	/** What the transcript has from there on, and what the module sent, both with their times. */
	readonly expected: string;
	readonly got: string;
}

/** One byte that the module sent, or should have. */
interface Sent {
	readonly byte: string;
	readonly time: number;
	/** How many things the host and the outside had done before. */
	readonly step: number;
	readonly line: number;
}

/**
 * Plays an exchange: does what the host and the outside did, and compares what the module sends, byte for byte and ms for
 * ms. With a latency (`given latency real`) the time of what the module sends is the latest one.
 *
 * @returns the first difference, undefined when there is none
 */
export function play(exchange: Exchange, stage: Stage): Difference | undefined {
	for (const condition of exchange.given) stage.prepare(condition);
	stage.begin();
	const expected: Sent[] = [];
	const got: Sent[] = [];
	let step = 0;
	let line = exchange.line;
	const collect = () => {
		for (const { time, bytes } of stage.take()) for (const byte of bytes) got.push({ byte, time, step, line });
	};
	for (const entry of exchange.entries) {
		if (entry.kind === "bytes" && entry.sender === "module") {
			for (const byte of entry.bytes) expected.push({ byte, time: entry.time, step, line: entry.line });
			continue;
		}
		stage.advanceTo(entry.time);
		collect();
		step++;
		line = entry.line;
		if (entry.kind === "event") stage.happen(entry.words);
		else stage.type(entry.bytes);
		stage.advanceTo(entry.time);
		collect();
	}
	stage.advanceTo(exchange.entries.at(-1)?.time ?? 0);
	collect();
	const hasLatency = exchange.given.some((it) => it.startsWith("latency "));
	const isInTime = (at: number, due: number) => (hasLatency ? at <= due : at === due);
	return compare(expected, got, line, isInTime);
}

function compare(
	expected: readonly Sent[],
	got: readonly Sent[],
	last: number,
	isInTime: (at: number, due: number) => boolean,
): Difference | undefined {
	const count = Math.max(expected.length, got.length);
	for (let at = 0; at < count; at++) {
		const [one, other] = [expected[at], got[at]];
		const isSame = one !== undefined && one.byte === other?.byte && isInTime(other.time, one.time);
		if (isSame && one.step === other.step) continue;
		// From the beginning of the transcript's line, so that the eye finds the place.
		let from = at;
		while (from > 0 && one !== undefined && expected[from - 1]?.line === one.line) from--;
		const order = isSame ? other.step - one.step : 0;
		return {
			line: one?.line ?? other?.line ?? last,
			expected: show(expected, from),
			got: `${show(got, from)}${order === 0 ? "" : order < 0 ? ", but earlier" : ", but later"}`,
		};
	}
	return undefined;
}

/** The bytes from `at` on that were sent together. */
function show(sent: readonly Sent[], at: number): string {
	const first = sent[at];
	if (first === undefined) return "nothing";
	let bytes = "";
	for (let index = at; index < sent.length; index++) {
		const { byte, time, step } = sent[index] as Sent;
		if (time !== first.time || step !== first.step) break;
		bytes += byte;
	}
	return `${first.time} ${notate(bytes)}`;
}

/** A difference as text of three lines. */
export function describeDifference({ line, expected, got }: Difference): string {
	return `line ${line}\n  expected ${expected}\n  got      ${got}`;
}
