import { deepEqual, equal, throws } from "../../support/assert.js";
import { answerOf, type FarSide, farSideBehind } from "./far-side.js";

describe("A far side across a wire", () => {
	const asked: unknown[][] = [];
	const far = {
		send: (...parameters: unknown[]) => void asked.push(parameters),
		received: () => "\0\r\u00ff",
		content: () => undefined,
		published: () => [{ topic: "t", payload: '"' }],
		arrive: (port: number) => {
			throw new Error(`nobody listens on ${port}`);
		},
	} as Partial<FarSide> as FarSide;
	const near = farSideBehind((question) => answerOf(far, question));

	it("is asked with what it is given, and gives what it answers", () => {
		equal(near.send(1, "\0\u00ff"), undefined);
		deepEqual(asked, [[1, "\0\u00ff"]]);
		equal(near.received(0), "\0\r\u00ff");
		equal(near.content("a"), undefined);
		deepEqual(near.published(), [{ topic: "t", payload: '"' }]);
	});

	it("throws what the far side throws", () => {
		throws(() => near.arrive(80), Error, "nobody listens on 80");
	});

	it("answers no other question", () => {
		deepEqual(JSON.parse(answerOf(far, '["close"]')), { error: "no such question: close" });
	});
});
