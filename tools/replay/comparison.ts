import { notate } from "../sim/transcript/notation.js";
import type { Difference } from "../sim/transcript/player.js";
import type { Expected } from "./script.js";
import type { Unit } from "./units.js";

/** What of the world around a module is another in a replay, so that it is not compared. */
export interface Otherness {
	/** The module tells what time it is, and not what time it was. */
	readonly time: boolean;
}

/** Whether it tells what time it is. */
export function isClock(raw: string): boolean {
	return /^\s*\+(?:CCLK|QLTS|QNTP): /.test(raw);
}

/** With date and time as zeros. */
function withoutTime(raw: string): string {
	return raw.replace(/(?<=")(?:\d\d)?\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d/, (it) => it.replace(/\d/g, "0"));
}

/** Without the checksum behind the length. */
function withoutSum(raw: string): string {
	return raw.replace(/,[0-9a-f]+(?=\r\n$)/i, ",");
}

/** Whether it is a message with an identifier, which is for the broker to draw (MQTT 3.1.1, 2.3.1). */
export function hasIdentifier(raw: string): boolean {
	return identified.test(raw);
}

const identified = /^(\s*\+QMTRECV: \d+),[1-9]\d*,"/;

/**
 * Holds what a module sends against what a recording has. Answers have to come in order; what comes by itself may come at
 * another time, and in another order, as far as nothing that the host did has waited for it.
 */
export class Comparison {
	readonly #expected: readonly Expected[];
	readonly #ignored: ReadonlySet<string>;
	readonly #other: Otherness;
	readonly #isMet: boolean[];
	/** What came by itself and is not looked for yet. */
	#early: Unit[] = [];
	/** Up to here everything is met. */
	#met = 0;
	#nextAnswer = 0;
	readonly differences: Difference[] = [];

	/** @param ignored names of lines that are not compared, as `CSQ` */
	constructor(expected: readonly Expected[], ignored: Iterable<string>, other: Otherness) {
		this.#expected = expected;
		this.#ignored = new Set(ignored);
		this.#other = other;
		this.#isMet = expected.map(({ name }) => this.#ignored.has(name));
		this.#advance();
	}

	/** How many units from the first on have come. */
	get met(): number {
		return this.#met;
	}

	/** The module has sent something. */
	take(unit: Unit): void {
		if (this.#ignored.has(unit.name)) return;
		if (unit.isURC) {
			const at = this.#expected.findIndex(
				(it, at) => it.isURC && this.#isMet[at] !== true && this.#isSame(it, unit.raw),
			);
			if (at < 0) this.#early.push(unit);
			else this.#isMet[at] = true;
		} else {
			const at = this.#nextAnswer;
			const wanted = this.#expected[at];
			if (wanted === undefined) {
				this.#differ(this.#expected.at(-1)?.line ?? 1, "nothing", unit.raw);
			} else {
				if (!this.#isSame(wanted, unit.raw)) this.#differ(firstLine(wanted, unit.raw), wanted.raw, unit.raw);
				this.#isMet[at] = true;
			}
		}
		this.#advance();
	}

	/** The first `count` units should have come by now, and will not: what is missing is a difference. */
	giveUp(count: number): void {
		for (let at = this.#met; at < count; at++) {
			if (this.#isMet[at] === true) continue;
			const it = this.#expected[at] as Expected;
			this.#differ(it.line, it.raw, it.isURC ? (this.#instead(it, count)?.raw ?? "") : "");
			this.#isMet[at] = true;
		}
		this.#advance();
	}

	/** The recording is over: what came by itself, and is not in it, is a difference. */
	end(): void {
		this.giveUp(this.#expected.length);
		const line = this.#expected.at(-1)?.line ?? 1;
		for (const { raw } of this.#early.splice(0)) this.#differ(line, "nothing", raw);
	}

	/** Whether `got` is what was recorded, byte for byte, as far as the recording can know it. */
	#isSame({ raw, hasHiddenSum }: Expected, got: string): boolean {
		const comparable = (text: string) => {
			const timeless = this.#other.time && isClock(text) ? withoutTime(text) : text;
			return (hasHiddenSum ? withoutSum(timeless) : timeless).replace(identified, '$1,?,"');
		};
		return comparable(raw) === comparable(got);
	}

	/** What has come by itself in place of what should have: something with its name that nobody has waited for yet. */
	#instead({ name }: Expected, count: number): Unit | undefined {
		const early = this.#early.findIndex((it) => it.name === name);
		if (early >= 0) return this.#early.splice(early, 1)[0];
		if (this.#ignored.has(name)) return undefined;
		// It was taken for one that the recording has later on.
		const later = this.#expected.findIndex((it, at) => at >= count && it.isURC && it.name === name && this.#isMet[at]);
		if (later >= 0) this.#isMet[later] = false;
		return this.#expected[later];
	}

	#advance(): void {
		while (this.#isMet[this.#met] === true) this.#met++;
		const isOpen = (at: number) => this.#isMet[at] !== true && this.#expected[at]?.isURC === false;
		while (this.#nextAnswer < this.#expected.length && !isOpen(this.#nextAnswer)) this.#nextAnswer++;
	}

	#differ(line: number, expected: string, got: string): void {
		const show = (text: string) => (text === "" ? "nothing" : text === "nothing" ? text : notate(text));
		this.differences.push({ line, expected: show(expected), got: show(got) });
	}
}

/** The line where `got` leaves the recording. */
function firstLine({ raw, line, lineAt }: Expected, got: string): number {
	let at = 0;
	while (at < raw.length && raw[at] === got[at]) at++;
	return at < raw.length ? lineAt(at) : line;
}
