import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuildOptions, buildEngine, type Processor } from "../../hosts/xs/build.js";
import { launch } from "../../hosts/xs/engine.js";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";
import { readLine } from "../../tests/support/test-lines.js";
import { Lanes } from "./lanes.js";
import type { Outcome } from "./outcome.js";
import { root } from "./tree.js";
import { xsEntry } from "./xs-entry.js";

/** How many bits wide the engine's slots are, and how its tests ended. */
export interface XSTests {
	readonly bits: number | undefined;
	readonly outcomes: Outcome[];
}

/** How tests are to be run on the engine. */
export interface XSTestOptions {
	/** For one test, ms. */
	readonly limit: number;
	/** For one file, ms. */
	readonly runLimit?: number;
	/** undefined: this computer's. */
	readonly processor?: Processor | undefined;
	/** Of cases that differ in nothing but their place, one in so many is tried (tests/support/effort.ts); default 1. */
	readonly share?: number;
}

/** An emulated processor has no time for instruments. */
function buildOptions(processor: Processor | undefined): BuildOptions {
	return processor === undefined ? {} : { processor, variant: "release" };
}

/** What the engine is called in the report. */
function engineName(processor: Processor | undefined): string {
	return processor ?? "XS";
}

/** A failure that no test of the file tells of. */
function broken(engine: string, suite: string, message: string): Outcome {
	return {
		engine,
		suite,
		title: `${suite} runs all its tests and ends by itself`,
		state: "failed",
		ms: 0,
		message,
	};
}

/** Runs one portable test file on an engine of its own. */
async function runFile(
	name: string,
	entry: string,
	{ runLimit = 1_200_000, processor }: XSTestOptions,
): Promise<Outcome[]> {
	const engine = engineName(processor);
	const outcomes: Outcome[] = [];
	const other: string[] = [];
	let told: number | undefined;
	const running = await launch(entry, {
		...buildOptions(processor),
		// Test files and what they describe are no part of a device: what is measured against its RAM says so in a test of its own.
		limits: "none",
		onLine(line) {
			const it = readLine(line);
			if (typeof it === "number") told = it;
			else if (it !== undefined) outcomes.push({ engine, ...it });
			else other.push(line);
		},
	});
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		running.kill();
	}, runLimit);
	const { code, meaning, message } = await running.exit;
	clearTimeout(timer);
	const hasFailed = outcomes.some(({ state }) => state === "failed");
	if (told !== outcomes.length || told === 0 || code !== (hasFailed ? 1 : 0)) {
		const end = isLate ? `killed: still running after ${runLimit / 1000} s` : `exit ${code}, ${message || meaning}`;
		const text = `${outcomes.length} tests told, ${told ?? "no"} tests at its end; ${end}\n${other.join("\n")}`;
		outcomes.push(broken(engine, name, text));
	}
	return outcomes;
}

/**
 * Runs portable test files on the XS engine, each on an engine of its own.
 * @param paths of the compiled files, from the root
 */
export async function runOnXS(
	paths: readonly string[],
	options: XSTestOptions,
	lanes = new Lanes(2),
): Promise<XSTests> {
	const { limit, processor, share = 1 } = options;
	const engine = engineName(processor);
	let bits: number;
	try {
		bits = (await buildEngine({ ...buildOptions(processor), onProgress: (line) => console.log(line) })).bits;
	} catch (error) {
		if (!(error instanceof EngineUnavailable)) throw error;
		return { bits: undefined, outcomes: [broken(engine, engine, `there is no engine: ${error.message}`)] };
	}
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-"));
	const work = async (path: string, at: number) => {
		const name = path.replace(/^dist\//, "").replace(/\.js$/, "");
		const entry = join(folder, `${at}.js`);
		writeFileSync(entry, xsEntry(resolve(root, path), limit, share));
		return runFile(name, entry, options).catch((error: Error) => [broken(engine, name, error.stack ?? error.message)]);
	};
	let outcomes: Outcome[];
	try {
		outcomes = (await lanes.each(paths, work)).flat();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	if (outcomes.length === 0) outcomes.push(broken(engine, engine, "no portable test file was found"));
	return { bits, outcomes };
}
