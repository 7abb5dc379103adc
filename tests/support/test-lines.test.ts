import { deepEqual, equal } from "./assert.js";
import { readLine, type TestOutcome, writeEnd, writeTest } from "./test-lines.js";

describe("test lines", () => {
	it("carry an outcome on one line, whatever is in its texts", () => {
		const outcome: TestOutcome = {
			suite: "a",
			title: "a b\u2028\n#test",
			state: "failed",
			ms: 3,
			message: '"x"\nat y',
		};
		const line = writeTest(outcome);
		equal(line.includes("\n"), false);
		deepEqual(readLine(line), outcome);
	});

	it("carry the count at the end", () => equal(readLine(writeEnd(12)), 12));

	it("are not mistaken for anything else", () => {
		equal(readLine("published 1 up/1"), undefined);
		equal(readLine(" #test {}"), undefined);
		equal(readLine("#testing"), undefined);
	});
});
