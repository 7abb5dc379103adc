import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInGroups, runOnNode } from "../../../tools/check/node-tests.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { writeSeed } from "../../support/test-lines.js";

describe("runInGroups", () => {
	it("runs each file once, those of different lanes at the same time", async () => {
		const folder = mkdtempSync(join(tmpdir(), "node-tests-"));
		try {
			// Each waits until the other has begun: one after the other they would wait for ever.
			const paths = ["a", "b"].map((name, at) => {
				const path = join(folder, `${name}.test.mjs`);
				const [own, other] = at === 0 ? ["a", "b"] : ["b", "a"];
				writeFileSync(
					path,
					`import { existsSync, writeFileSync } from "node:fs";
					it("${name}", async () => {
						writeFileSync(${JSON.stringify(join(folder, own as string))}, "");
						while (!existsSync(${JSON.stringify(join(folder, other as string))})) await new Promise((resolve) => setTimeout(resolve, 10));
					});`,
				);
				return path;
			});
			const outcomes = await runInGroups(paths, { limit: 60_000, runLimit: 110_000 });
			deepEqual(outcomes.map(({ title, state }) => [title, state]).sort(), [
				["a", "passed"],
				["b", "passed"],
			]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("takes fewer files than lanes", async () => deepEqual(await runInGroups([], { limit: 1000 }), []));

	it("has a process for each group of so many files, and tells them in order", async () => {
		const folder = mkdtempSync(join(tmpdir(), "node-tests-"));
		try {
			const paths = ["a", "b", "c"].map((name) => {
				const path = join(folder, `${name}.test.mjs`);
				writeFileSync(
					path,
					`it("${name}", () => {
						if (globalThis.isUsed) throw new Error("somebody was here");
						globalThis.isUsed = true;
					});`,
				);
				return path;
			});
			const states = async (size: number) =>
				(await runInGroups(paths, { limit: 60_000, runLimit: 110_000 }, { size })).map(
					({ title, state }) => `${title} ${state}`,
				);
			deepEqual(await states(1), ["a passed", "b passed", "c passed"]);
			deepEqual(await states(2), ["a passed", "b failed", "c passed"]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe("runOnNode", () => {
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "node-tests-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	/** Outcomes of a test file with this text. */
	async function outcomesOf(text: string, onSeed = (_: string) => {}) {
		const path = join(folder, `t${Math.random()}.test.mjs`);
		writeFileSync(path, text);
		return runOnNode([path], { limit: 60_000, runLimit: 110_000, grace: 2000, onSeed });
	}

	it("tells how each test ended", async () => {
		const outcomes = await outcomesOf(`
			describe("a", () => {
				it("good", () => {});
				it("bad", () => { throw new Error("because"); });
				it("promised");
				it("skips", function () { this.skip(); });
			});
		`);
		deepEqual(
			outcomes.map(({ suite, title, state }) => [suite, title, state]),
			[
				["a", "a good", "passed"],
				["a", "a bad", "failed"],
				["a", "a promised", "skipped"],
				["a", "a skips", "skipped"],
			],
		);
		ok(outcomes[1]?.message?.includes("because"));
	});

	it("shows the seeds that tests have drawn, though all is well", async () => {
		const seeds: string[] = [];
		const print = `console.log(${JSON.stringify(writeSeed("dice", 6))});`;
		const outcomes = await outcomesOf(`it("a", () => { ${print} console.log("more"); });`, (it) => seeds.push(it));
		deepEqual(seeds, ["dice: seed 6"]);
		deepEqual(
			outcomes.map(({ state }) => state),
			["passed"],
		);
	});

	it("fails when a hook fails", async () => {
		const outcomes = await outcomesOf(`
			describe("a", () => {
				before(() => { throw new Error("no server"); });
				it("never runs", () => {});
			});
		`);
		equal(outcomes.length, 1);
		equal(outcomes[0]?.state, "failed");
		ok(outcomes[0]?.message?.includes("no server"));
	});

	for (const [what, text] of [
		["the file cannot be loaded", 'throw new Error("at once");'],
		["the process ends in the middle", 'it("a", () => process.exit(0));'],
		["a test leaves something open", 'it("a", () => { setInterval(() => {}, 1000); });'],
		[
			"a promise is rejected that nobody waits for",
			`it("a", (done) => {
				Promise.reject(new Error("forgotten"));
				setTimeout(done, 20);
			});`,
		],
		[
			"a promise is rejected after the last test",
			'it("a", () => { setTimeout(() => Promise.reject(new Error("late")), 50); });',
		],
		["a test throws after its end", 'it("a", () => { setTimeout(() => { throw new Error("late"); }, 50); });'],
	] as const) {
		it(`fails when ${what}`, async () => {
			const outcomes = await outcomesOf(text);
			ok(
				outcomes.some(({ state }) => state === "failed"),
				JSON.stringify(outcomes),
			);
		});
	}
});
