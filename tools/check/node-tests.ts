import { join } from "node:path";
import { readLine, readSeed } from "../../tests/support/test-lines.js";
import { runChild } from "./child.js";
import { Lanes } from "./lanes.js";
import type { Outcome } from "./outcome.js";
import { root } from "./tree.js";

/** How tests are to be run on Node. All limits end what hangs, and nothing else. */
export interface NodeTestOptions {
	/** For one test, ms. */
	readonly limit: number;
	/** For all files of a process, ms. */
	readonly runLimit?: number;
	/** For the process to end by itself behind its last test, ms: what keeps it longer was left open. */
	readonly grace?: number;
	/** Called with each seed that a test has drawn by lot. */
	readonly onSeed?: (text: string) => void;
}

/**
 * Runs test files under mocha on Node.
 * @param paths of the compiled files, from the root
 */
export async function runOnNode(
	paths: readonly string[],
	{ limit, runLimit = 2_400_000, grace = 30_000, onSeed = console.log }: NodeTestOptions,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	let told: number | undefined;
	const { code, signal, output } = await runChild(
		process.execPath,
		[join(root, "dist/tools/check/mocha-run.js"), String(limit), String(grace), ...paths],
		{
			cwd: root,
			limit: runLimit,
			onLine(line) {
				const seed = readSeed(line);
				if (seed !== undefined) onSeed(seed);
				const it = readLine(line);
				if (typeof it === "number") told = it;
				else if (it !== undefined) outcomes.push({ engine: "Node", ...it });
				return it !== undefined || seed !== undefined;
			},
		},
	);
	const hasFailed = outcomes.some(({ state }) => state === "failed");
	if (told !== outcomes.length || code !== (hasFailed ? 1 : 0)) {
		outcomes.push({
			engine: "Node",
			suite: "mocha",
			title: "mocha runs all tests and ends by itself",
			state: "failed",
			ms: 0,
			message: `${outcomes.length} tests told, ${told ?? "no"} tests at its end, exit ${signal ?? code}\n${output}`,
		});
	}
	return outcomes;
}

/**
 * Runs test files on Node, so many to a process: each process takes its time to begin.
 * @param paths of the compiled files, from the root
 */
export async function runInGroups(
	paths: readonly string[],
	options: NodeTestOptions,
	{ size = 1, lanes = new Lanes(2) }: { size?: number; lanes?: Lanes } = {},
): Promise<Outcome[]> {
	const groups: string[][] = [];
	for (let at = 0; at < paths.length; at += size) groups.push(paths.slice(at, at + size));
	return (await lanes.each(groups, (group) => runOnNode(group, options))).flat();
}
