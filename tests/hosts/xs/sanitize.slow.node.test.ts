import { runOnNode } from "../../../tools/check/node-tests.js";
import { deepEqual, ok } from "../../support/assert.js";
import { needsEngine, runScript } from "../../support/xs-engine.js";

/** Test files that take all paths of the host's C. */
const files = ["lockstep", "ask-and-pass", "serial", "serial-ports", "digital", "timer", "exits"].map(
	(name) => `dist/tests/hosts/xs/${name}.node.test.js`,
);

describe("The XS engine's own C", () => {
	before(needsEngine({ variant: "sanitize" }));

	it("is watched", async () => {
		const { report, code } = await runScript("", { variant: "sanitize" });
		deepEqual([report?.variant, code], ["sanitize", 0]);
	});

	it("has no wrong address and no undefined behaviour in any of its tests", async () => {
		process.env.XS_QUECTEL_TEST_VARIANT = "sanitize";
		try {
			const outcomes = await runOnNode([...files, "dist/tests/scenarios/lockstep.node.test.js"], { limit: 300_000 });
			const bad = outcomes.filter(({ state }) => state !== "passed");
			deepEqual(
				bad.map(({ title, message }) => `${title}: ${message}`),
				[],
			);
			ok(outcomes.length > 50, `${outcomes.length} tests`);
		} finally {
			delete process.env.XS_QUECTEL_TEST_VARIANT;
		}
	});
});
