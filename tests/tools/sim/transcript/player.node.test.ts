import { readExchanges } from "../../../../tools/sim/transcript/exchange.js";
import { describeDifference, type Piece, play, type Stage } from "../../../../tools/sim/transcript/player.js";
import { deepEqual, equal, throws } from "../../../support/assert.js";

/** A stage whose module says what a table tells, so many ms after it was typed to or something happened. */
class TableStage implements Stage {
	readonly log: string[] = [];
	readonly #answers: Readonly<Record<string, readonly (readonly [delay: number, bytes: string])[]>>;
	#time = 0;
	#due: Piece[] = [];

	constructor(answers: Readonly<Record<string, readonly (readonly [number, string])[]>>) {
		this.#answers = answers;
	}

	prepare(condition: string): void {
		if (condition === "impossible") throw new RangeError(condition);
		this.log.push(`given ${condition}`);
	}

	begin(): void {
		this.log.push("begin");
	}

	advanceTo(time: number): void {
		this.#time = time;
	}

	type(bytes: string): void {
		this.#answer(bytes);
	}

	happen(event: string): void {
		this.#answer(event);
	}

	take(): Piece[] {
		const now = this.#due.filter(({ time }) => time <= this.#time);
		this.#due = this.#due.filter(({ time }) => time > this.#time);
		return now;
	}

	#answer(cause: string): void {
		this.log.push(`${this.#time} ${cause}`);
		for (const [delay, bytes] of this.#answers[cause] ?? []) this.#due.push({ time: this.#time + delay, bytes });
	}
}

const answers = {
	A: [
		[0, "one"],
		[10, "two"],
	],
	B: [[0, "three"]],
} as const;

function difference(text: string): string | undefined {
	const [exchange] = readExchanges(text);
	if (exchange === undefined) throw new Error("no exchange");
	const found = play(exchange, new TableStage(answers));
	return found === undefined ? undefined : describeDifference(found);
}

describe("the player of transcripts", () => {
	it("prepares the stage, begins, and does everything at its time", () => {
		const stage = new TableStage(answers);
		const [exchange] = readExchanges("= t\ngiven x\n> 0 A\n< 0 one\n! 5 B\n< 5 three\n< 10 two");
		equal(play(exchange!, stage), undefined);
		deepEqual(stage.log, ["given x", "begin", "0 A", "5 B"]);
	});

	it("does not care in how many pieces bytes come at one time", () => {
		equal(difference("> 0 A\n< 0 o\n< 0 ne\n< 10 two"), undefined);
		equal(difference("> 0 A\n> 0 B\n< 0 three\n! 1 x\n"), "line 3\n  expected 0 three\n  got      0 one");
	});

	const rows: readonly (readonly [string, string, string])[] = [
		["other bytes", "> 0 A\n< 0 oNe", "line 2\n  expected 0 oNe\n  got      0 one"],
		["bytes in a later line", "> 0 A\n< 0 one\n< 10 tWo", "line 3\n  expected 10 tWo\n  got      10 two"],
		["bytes that are missing", "> 0 B\n< 0 three\n< 0 more", "line 3\n  expected 0 more\n  got      nothing"],
		["bytes too many", "> 0 A\n< 0 on", "line 1\n  expected nothing\n  got      0 e"],
		["another time", "> 0 A\n< 0 one\n< 11 two", "line 3\n  expected 11 two\n  got      10 two"],
		["a time that has not come", "> 0 A\n< 0 one\n< 9 two", "line 3\n  expected 9 two\n  got      nothing"],
		[
			"another order",
			"> 0 A\n< 0 one\n! 10 B\n< 10 twothree",
			"line 4\n  expected 10 twothree\n  got      10 two, but earlier",
		],
	];
	for (const [title, text, expected] of rows) it(`tells ${title}`, () => equal(difference(text), expected));

	it("takes times as the latest ones where there is a latency", () => {
		equal(difference("= t\ngiven latency real\n> 0 A\n< 3 one\n< 12 two"), undefined);
		equal(
			difference("= t\ngiven latency real\n> 0 A\n< 3 one\n< 9 two\n! 20 x"),
			"line 5\n  expected 9 two\n  got      10 two",
		);
	});

	it("throws what the stage throws", () => {
		throws(() => difference("= t\ngiven impossible\n> 0 A"), RangeError);
	});
});
