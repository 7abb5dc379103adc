import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, buildEngine, type Variant } from "../../hosts/xs/build.js";
import { type EngineExit, type LaunchOptions, launch, type RunningEngine } from "../../hosts/xs/engine.js";
import { EngineUnavailable } from "../../hosts/xs/engine-unavailable.js";

/** Which engine tests run on that do not ask for one: so the same tests can be run on each. */
export const testVariant = process.env.XS_QUECTEL_TEST_VARIANT as Variant | undefined;

/** The first build fetches sources and compiles them. */
const BUILD_LIMIT = 900_000;

/**
 * A hook: `before(needsEngine())`. Builds the engine, or each of those that are named, outside of any test's time; without a compiler the tests are skipped,
 * which fails a strict run.
 */
export function needsEngine(...engines: BuildOptions[]) {
	return async function (this: Mocha.Context): Promise<void> {
		this.timeout(BUILD_LIMIT);
		try {
			for (const it of engines.length === 0 ? [{}] : engines) await buildEngine({ variant: testVariant, ...it });
		} catch (error) {
			if (!(error instanceof EngineUnavailable)) throw error;
			this.skip();
		}
	};
}

/** Lets `work` have the text of a module as a file. */
export async function withScript<T>(text: string, work: (path: string) => Promise<T>): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
	try {
		const path = join(folder, "script.js");
		writeFileSync(path, text);
		return await work(path);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Starts the text of a module on the engine. */
export function startScript(text: string, options: LaunchOptions = {}): Promise<RunningEngine> {
	return withScript(text, (path) => launch(path, { variant: testVariant, ...options }));
}

/** Runs the text of a module on the engine to its end. */
export async function runScript(text: string, options: LaunchOptions = {}): Promise<EngineExit> {
	return (await startScript(text, options)).exit;
}
