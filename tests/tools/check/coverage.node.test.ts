import { measureCoverage, neverRan, ranOf } from "../../../tools/check/coverage.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const text = "if (a)\n\tb();\nelse c();\n";
const range = (startOffset: number, endOffset: number, count: number) => ({ startOffset, endOffset, count });
const whole = range(0, text.length, 1);

describe("Coverage", () => {
	it("finds what never ran, and where", () => {
		const ran = ranOf(text.length, [{ functions: [{ ranges: [whole, range(8, 12, 0)] }] }]);
		deepEqual(neverRan(text, ran), [{ line: 1, column: 1, code: "b();" }]);
	});

	it("takes what ran in one process for run", () => {
		const first = { functions: [{ ranges: [whole, range(8, 12, 0)] }] };
		const second = { functions: [{ ranges: [whole, range(18, 22, 0)] }] };
		deepEqual(neverRan(text, ranOf(text.length, [first, second])), []);
	});

	it("takes brackets alone for no code", () => {
		deepEqual(neverRan("}\n);\n", new Uint8Array(5)), []);
	});

	it("tells of each module whether tests run all of it", async () => {
		const outcomes = await measureCoverage(
			["modules/uart/store.ts", "modules/at/param-writer.ts", "modules/network/mqtt.ts"],
			["dist/tests/uart/ring.test.js", "dist/tests/uart/store.test.js"],
		);
		deepEqual(
			outcomes.map(({ state }) => state),
			["passed", "failed", "failed"],
		);
		equal(outcomes[2]?.message, "no test loads it");
		ok(outcomes[1]?.message !== "");
	});
});
