import { readFileSync } from "node:fs";
import { buildEngine } from "../../../hosts/xs/build.js";
import { EngineUnavailable } from "../../../hosts/xs/engine-unavailable.js";
import { definitions, findMismatches } from "../../../tools/bench/definitions.js";
import { type Figure, values } from "../../../tools/bench/figure.js";
import { groups } from "../../../tools/bench/groups.js";
import { figuresPage, paths, readmeTable, SECTION } from "../../../tools/bench/pages.js";
import { readRecording } from "../../../tools/bench/recording.js";
import { engineParts, toolchain } from "../../../tools/bench/toolchain.js";
import { sectionOf } from "../../../tools/markdown.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

/** Groups that are counted in a moment, whatever compiler there is. */
const quick = ["size", "overhead", "driver"];

const recording = readRecording();

describe("the recorded figures", () => {
	it("are all defined, and all that is defined is there", () => {
		deepEqual(findMismatches(recording.figures.map(({ name }) => name)), []);
		for (const { meaning } of definitions) ok(meaning.length > 10, meaning);
	});

	it("stand on their page and in the README as they were measured: npm run bench -- --record writes them", () => {
		ok(readFileSync(paths.page, "utf8") === figuresPage(recording), "tools/bench/FIGURES.md is not up to date");
		equal(sectionOf(readFileSync(paths.readme, "utf8"), SECTION), readmeTable(recording));
	});

	it("were measured with the engine and the bundler that are used here", () => {
		const here = toolchain();
		for (const part of engineParts) equal(recording.toolchain[part], here[part], part);
	});

	for (const group of quick) {
		it(`come out the same when they are counted again: ${group}`, async function () {
			try {
				await buildEngine({ bits: 32 });
			} catch (error) {
				if (!(error instanceof EngineUnavailable)) throw error;
				this.skip();
			}
			const again: readonly Figure[] = (await groups[group]?.()) ?? [];
			ok(again.length > 0);
			const recorded = values(recording.figures);
			deepEqual(
				values(again),
				Object.fromEntries(again.map(({ name }) => [name, recorded[name] as number])),
				"npm run bench -- --record",
			);
		});
	}
});

describe("the check of the figures' definitions", () => {
	const table = [
		{ names: ["a", "b"], meaning: "both" },
		{ names: ["c.*"], meaning: "all of c" },
	];

	it("is content when each has the other", () => deepEqual(findMismatches(["a", "b", "c.1", "c.2"], table), []));

	it("finds figures without a definition, and definitions without a figure", () => {
		deepEqual(findMismatches(["a", "d"], table), ["d is not defined", "b is not measured", "c.* is not measured"]);
	});
});
