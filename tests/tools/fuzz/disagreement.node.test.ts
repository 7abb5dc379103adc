import { Scanner, Token } from "../../../modules/at/scanner.js";
import { lexicon } from "../../../modules/modem/names.js";
import { type Conversation, describeConversation } from "../../../tools/fuzz/conversation.js";
import { differenceOf, disagreement } from "../../../tools/fuzz/disagreement.js";
import type { Reading } from "../../../tools/fuzz/reading.js";
import { equal } from "../../support/assert.js";

const conversation: Conversation = { text: "\r\nOK\r\n", acts: [], pieces: [3], capacity: 256, longest: 60 };
const reading: Reading = {
	tokens: ["2 final OK"],
	swallowed: [6],
	isInside: false,
	remaining: 0,
	awaitsPrompt: false,
	longLines: 0,
	framingErrors: 0,
};

/** Tells the same token for ever. */
class Endless extends Scanner {
	override next(): number {
		return Token.garbage;
	}
}

/** Never lets go of a byte and never tells of one. */
class Deaf extends Scanner {
	override next(): number {
		return Token.none;
	}
}

describe("Readings", () => {
	it("are the same when everything in them is", () => {
		equal(differenceOf({ ...reading, tokens: [...reading.tokens] }, reading), undefined);
	});

	it("differ by the first thing that is not the same", () => {
		equal(differenceOf({ ...reading, isInside: true }, reading), "isInside is true, should be false");
		equal(differenceOf({ ...reading, tokens: [] }, reading), 'tokens 0 is undefined, should be "2 final OK"');
		equal(differenceOf({ ...reading, swallowed: [6, 0] }, reading), "swallowed 1 is 0, should be undefined");
	});

	it("of the scanner and of the reference reader are the same", () => {
		equal(disagreement(Scanner, lexicon, conversation).difference, undefined);
	});

	it("end where a scanner tells tokens without end, or nothing for ever", () => {
		equal(disagreement(Endless, lexicon, conversation).difference, "Error: tokens without end");
		const text = "x".repeat(300);
		equal(
			disagreement(Deaf, lexicon, { ...conversation, text }).difference,
			"Error: the ring is full and nothing is told",
		);
	});

	it("belong to a conversation that can be pasted into a test", () => {
		equal(
			describeConversation({ ...conversation, text: '"\r\xff', acts: [{ at: 1, kind: "reset" }] }),
			'{ text: "\\"\\r\\xff", acts: [{"at":1,"kind":"reset"}], pieces: [3], capacity: 256, longest: 60 }',
		);
	});
});
