import { join } from "node:path";
import { runChild } from "./child.js";
import { checkLayers } from "./layers.js";
import { checkLinks } from "./links.js";
import { checkManifests } from "./manifest.js";
import type { Outcome } from "./outcome.js";
import { checkPortability } from "./portability.js";
import { checkConstants, checkGlobals, checkModuleState, checkPaths, checkTests } from "./rules.js";
import { describeProblem, type Problem, type Source } from "./source.js";
import { root } from "./tree.js";

/** A check that only reads texts. */
export interface TextCheck {
	/** What is true when it passes. */
	readonly title: string;
	readonly find: (sources: readonly Source[]) => Problem[];
}

const inFolders = /^(modules|hosts|tests|tools)\/.*\.ts$/;
const typeScript = (sources: readonly Source[]) => sources.filter(({ path }) => inFolders.test(path));

export const textChecks: readonly TextCheck[] = Object.freeze([
	{ title: "imports keep to the table of layers", find: (all) => checkLayers(typeScript(all)) },
	{ title: "portable tests reach nothing that is not portable", find: (all) => checkPortability(typeScript(all)) },
	{ title: "modules use no global that an engine lacks", find: checkGlobals },
	{ title: "modules hold no changing state at module level", find: checkModuleState },
	{ title: "constants are frozen objects", find: checkConstants },
	{ title: "manifests name every module, and each by its folder", find: checkManifests },
	{ title: "no path of one machine is named", find: checkPaths },
	{ title: "links of pages lead somewhere, and their npm scripts exist", find: checkLinks },
	{ title: "every test file holds tests, and none is left out", find: checkTests },
]);

const programs = Object.freeze([
	{ title: "types are right", program: "typescript/bin/tsc", args: ["-p", "."] },
	{
		title: "modules have the types of plain ECMAScript",
		program: "typescript/bin/tsc",
		args: ["-p", "tools/check/tsconfig.modules.json"],
	},
	{ title: "format and lint", program: "@biomejs/biome/bin/biome", args: ["check", "--error-on-warnings"] },
]);

/** Runs one text check as a test. */
export function runTextCheck({ title, find }: TextCheck, sources: readonly Source[]): Outcome {
	const start = performance.now();
	const problems = find(sources);
	return {
		engine: "checks",
		suite: title,
		title,
		state: problems.length === 0 ? "passed" : "failed",
		ms: performance.now() - start,
		message: problems.map(describeProblem).join("\n"),
	};
}

/** Runs every check: compiler, linter, and the rules of the house. */
export async function runChecks(sources: readonly Source[]): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const { title, program, args } of programs) {
		const start = performance.now();
		const { code, output } = await runChild(process.execPath, [join(root, "node_modules", program), ...args], {
			cwd: root,
			limit: 1_200_000,
		});
		outcomes.push({
			engine: "checks",
			suite: title,
			title,
			state: code === 0 ? "passed" : "failed",
			ms: performance.now() - start,
			message: output,
		});
	}
	return [...outcomes, ...textChecks.map((check) => runTextCheck(check, sources))];
}
