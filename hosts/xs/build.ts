import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canBuild, compiler, isThere } from "./compiler.js";
import { crossCompiler, missingForCortexM4 } from "./cortex-m4.js";
import { EngineUnavailable } from "./engine-unavailable.js";
import { withLock } from "./lock.js";
import { cache, native, sharedNative } from "./places.js";
import { xsSources } from "./xs-sources.js";

/**
 * `instrument` counts collections, bytecodes and the stack's peak, at the cost of some speed; `release` does not. `sanitize`
 * is `instrument` with a host whose C is watched for wrong addresses and undefined behaviour: it ends at the first.
 * `profile` is `release` that asks at each call and return how many instructions have been run, see EngineReport.
 */
export type Variant = "release" | "instrument" | "sanitize" | "profile";

/** What the engine runs on beside this computer: a Cortex-M4, emulated by QEMU. */
export type Processor = "cortex-m4";

/** An engine that can be started. */
export interface Engine {
	/** Its program. */
	readonly path: string;
	readonly variant: Variant;
	/** Slots are 16 bytes on 32 bit, as on microcontrollers, and 32 bytes on 64 bit; their number is the same. */
	readonly bits: 32 | 64;
	/** undefined: this computer's. */
	readonly processor?: Processor | undefined;
}

/** Which engine to build. */
export interface BuildOptions {
	/** Default `instrument`. */
	variant?: Variant | undefined;
	/** Default 32 where the compiler can, otherwise 64. */
	bits?: 32 | 64 | undefined;
	/** Default: this computer's. A Cortex-M4 has 32 bits whatever is asked for. */
	processor?: Processor | undefined;
	/** What the build tells, line by line. */
	onProgress?: ((line: string) => void) | undefined;
}

function modified(path: string): number {
	return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function isFresh(program: string): boolean {
	const built = modified(program);
	const shared = readdirSync(sharedNative).filter((file) => /\.[ch]$/.test(file));
	return (
		built > 0 &&
		readdirSync(native).every((file) => modified(join(native, file)) <= built) &&
		shared.every((file) => modified(join(sharedNative, file)) <= built)
	);
}

function make(values: Readonly<Record<string, string>>): Promise<void> {
	const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
	return new Promise((resolve, reject) => {
		const child = spawn("make", ["-C", native, "-j2", "--no-print-directory", ...settings], {
			stdio: ["ignore", "ignore", "pipe"],
		});
		let complaints = "";
		child.stderr.setEncoding("utf8").on("data", (text) => {
			complaints += text;
		});
		child.on("error", (error) => reject(new EngineUnavailable(`make cannot be run: ${error.message}`)));
		child.on("close", (code) => {
			const first = complaints.split("\n").find((line) => /error/i.test(line)) ?? complaints.split("\n")[0];
			if (code === 0) resolve();
			else reject(new EngineUnavailable(`the engine does not compile: ${first}`));
		});
	});
}

/** Builds an engine into `folder` unless somebody else does so meanwhile. */
async function build(
	engine: Engine,
	onProgress: BuildOptions["onProgress"],
	settings: Readonly<Record<string, string>>,
): Promise<void> {
	const folder = cache();
	const { path, variant, bits } = engine;
	try {
		await mkdir(folder, { recursive: true });
	} catch (error) {
		throw new EngineUnavailable(`${folder} cannot be made (XS_QUECTEL_CACHE): ${(error as Error).message}`);
	}
	await withLock(join(folder, "lock"), async () => {
		if (isFresh(path)) return;
		onProgress?.("fetching the XS sources");
		const sources = await xsSources(folder);
		onProgress?.(`building the XS engine (${variant}, ${engine.processor ?? `${bits} bit`})`);
		await make({ XS: sources, OUT: dirname(path), VARIANT: variant, BITS: `${bits}`, ...settings });
	});
}

/** The engine for the emulated Cortex-M4. Takes 20 s the first time. */
async function buildForCortexM4(variant: Variant, onProgress: BuildOptions["onProgress"]): Promise<Engine> {
	if (variant === "sanitize") throw new EngineUnavailable("the Cortex-M4 has no memory for sanitizers");
	const path = join(cache(), `${variant}-cortex-m4`, "xs");
	const engine: Engine = { path, variant, bits: 32, processor: "cortex-m4" };
	const missing = missingForCortexM4();
	if (missing.length > 0) throw new EngineUnavailable(`no Cortex-M4: ${missing.join(" and ")} not found`);
	if (!isThere("make")) throw new EngineUnavailable("no make: it cannot be run");
	if (!isFresh(path)) await build(engine, onProgress, { PORT: "mps2", CC: crossCompiler });
	return engine;
}

/**
 * Gives the engine, built when it is not there or older than its sources. Takes 10 s the first time.
 * @throws EngineUnavailable when there is no compiler, no make, or no way to the XS sources
 */
export async function buildEngine(options: BuildOptions = {}): Promise<Engine> {
	const { variant = "instrument", bits, processor, onProgress } = options;
	if (processor !== undefined) return buildForCortexM4(variant, onProgress);
	const folder = cache();
	const engine = (width: 32 | 64): Engine => ({
		path: join(folder, `${variant}-${width}`, "xs"),
		variant,
		bits: width,
	});
	// What is fresh is taken without asking for a compiler: an installed engine outlives it.
	for (const width of bits === undefined ? ([32] as const) : [bits]) {
		const it = engine(width);
		if (isFresh(it.path)) return it;
	}
	if (!isThere(compiler())) {
		// Built where there were no 32-bit libraries.
		if (bits === undefined && isFresh(engine(64).path)) return engine(64);
		throw new EngineUnavailable(`no C compiler: ${compiler()} cannot be run`);
	}
	if (!isThere("make")) throw new EngineUnavailable("no make: it cannot be run");
	const width = bits ?? (canBuild(32) ? 32 : 64);
	const it = engine(width);
	if (isFresh(it.path)) return it;
	await build(it, onProgress, { CC: compiler() });
	return it;
}
