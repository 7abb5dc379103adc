import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnXS } from "../../../tools/check/xs-tests.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { needsEngine } from "../../support/xs-engine.js";

let folder = "";

/** Runs one test file of this text on the engine. */
async function run(text: string, limits: { limit?: number; runLimit?: number; share?: number } = {}) {
	const path = join(folder, "it.test.js");
	writeFileSync(path, text);
	const { outcomes } = await runOnXS([path], { limit: 60_000, ...limits });
	return outcomes.map(({ engine, title, state, message }) => ({ engine, title, state, message: message ?? "" }));
}

describe("Tests on the XS engine", () => {
	before(needsEngine());
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "xs-quectel-"));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it("tell how each test ended", async () => {
		const outcomes = await run(
			`describe("A", () => { it("b", () => {}); it("c", () => { throw new Error("no c"); }); it("d"); });`,
		);
		deepEqual(
			outcomes.map(({ title, state }) => `${title} ${state}`),
			["A b passed", "A c failed", "A d skipped"],
		);
		equal(outcomes[0]?.engine, "XS");
		ok(/no c/.test(outcomes[1]?.message ?? ""));
	});

	it("fail when a file tells of none, cannot be loaded, or does not come to an end", async () => {
		for (const [text, reason] of [
			["export {};", /0 tests told/],
			[`import "./nowhere.js";`, /nowhere/],
			["for (;;);", /still running/],
		] as const) {
			const outcomes = await run(text, { runLimit: 500 });
			deepEqual(
				outcomes.map(({ state }) => state),
				["failed"],
				text,
			);
			ok(reason.test(outcomes[0]?.message ?? ""), text);
		}
	});

	it("are told how many of their cases to try", async () => {
		const text = `import { isTried } from "tests/support/effort"; it("b", () => { if (isTried(1) || !isTried(3)) throw new Error("all"); });`;
		deepEqual(
			(await run(text, { share: 3 })).map(({ state }) => state),
			["passed"],
		);
		deepEqual(
			(await run(text)).map(({ state }) => state),
			["failed"],
		);
	});

	it("fail when there is none", async () => {
		const { outcomes } = await runOnXS([], { limit: 60_000 });
		deepEqual(
			outcomes.map(({ state }) => state),
			["failed"],
		);
	});

	describe("on an emulated Cortex-M4", () => {
		before(needsEngine({ processor: "cortex-m4", variant: "release" }));

		it("are told under its name, and fail when there is none", async () => {
			const path = join(folder, "it.test.js");
			writeFileSync(path, `describe("A", () => { it("b", () => {}); it("c", () => { throw new Error("no c"); }); });`);
			const options = { limit: 60_000, processor: "cortex-m4" } as const;
			const { bits, outcomes } = await runOnXS([path], options);
			equal(bits, 32);
			const told = (all: typeof outcomes) => all.map(({ engine, state }) => `${engine} ${state}`);
			deepEqual(told(outcomes), ["cortex-m4 passed", "cortex-m4 failed"]);
			deepEqual(told((await runOnXS([], options)).outcomes), ["cortex-m4 failed"]);
		});
	});
});
