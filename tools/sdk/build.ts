import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { compiler, isThere } from "../../hosts/xs/compiler.js";
import { root } from "../../hosts/xs/places.js";
import { runChild } from "../check/child.js";
import { CommandError, Exit } from "../cli/command.js";
import { type Counts, readCounts } from "./counts.js";
import type { SDK } from "./sdk.js";
import { type StandInCommand, ZephyrStandIn } from "./zephyr.js";

/** Longest time of one step of a build, ms. */
const LIMIT = 1_800_000;
/** Where tsc.ts keeps what it has compiled, in the folder of a build. */
const OF_ALL = "tsc-of-all";
/** How often a build says how far it is, ms. */
const TELLING = 20_000;

/** A project of the SDK's, in a folder of its own. */
export interface Project {
	/** Name of the folder. */
	readonly name: string;
	/** What `mcconfig -p` is given. */
	readonly platform: string;
	/** Its manifest. */
	readonly manifest: Readonly<Record<string, unknown>>;
	/** Whether it is to run: of `lin` only. Otherwise the build ends with the C file that holds all of the JavaScript. */
	readonly isFirmware?: boolean;
	/** Further files, by their path in the folder. */
	readonly files?: Readonly<Record<string, string>>;
}

/** What a build has made. */
export interface Build {
	readonly counts: Counts;
	/** What the tools printed. */
	readonly log: string;
	/** The firmware for the launcher; empty where none was asked for. */
	readonly firmware: string;
}

/** Where projects are written and built; nothing of it is kept in the repository. */
export const work = join(root, ".cache", "sdk");

/** A build that ended early, with what the tools printed. */
export class BuildError extends Error {}

/** Puts manifests and declarations beside the compiled JavaScript in dist/, as `npm pack` does. */
export function makeJavaScript(): void {
	execFileSync(process.execPath, [join(root, "tools", "build", "package.mjs")], {
		stdio: ["ignore", "ignore", "inherit"],
	});
}

/** What keeps the makefiles of an absent vendor's SDK going as far as the file with all the JavaScript in it. */
const absent = Object.freeze(["IDF_PATH=/absent", "IDF_VERSION=absent", "SDKCONFIG_H="]);

function only(folder: string, file: string): string {
	const found = readdirSync(folder, { recursive: true })
		.map(String)
		.filter((path) => path === file || path.endsWith(`/${file}`));
	if (found.length !== 1) throw new BuildError(`${folder} holds ${found.length} files called ${file}`);
	return join(folder, found[0] as string);
}

/**
 * Writes the project, from nothing unless `XS_QUECTEL_SDK_INCREMENTAL` is set: the SDK's makefiles compile a TypeScript file
 * anew only when it has changed itself, whatever the types it imports have become.
 * @returns its folder
 */
function write({ name, manifest, files = {} }: Project): string {
	const folder = join(work, name);
	if (!process.env.XS_QUECTEL_SDK_INCREMENTAL) rmSync(folder, { recursive: true, force: true });
	const all = { "manifest.json": JSON.stringify(manifest, undefined, "\t"), ...files };
	for (const [path, text] of Object.entries(all)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	return folder;
}

/** Runs a step of a build, and says now and then how far it is. @returns what it printed. @throws BuildError */
async function runStep(
	name: string,
	command: string,
	args: readonly string[],
	place: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
	let lines = 0;
	const begin = Date.now();
	const telling = setInterval(() => {
		console.error(`  ${name}: ${command} for ${Math.round((Date.now() - begin) / 1000)} s, ${lines} lines so far`);
	}, TELLING);
	try {
		const count = () => {
			lines++;
			return false;
		};
		const { code, output } = await runChild(command, args, { ...place, limit: LIMIT, onLine: count });
		if (code === 0) return output;
		throw new BuildError(`${name}: ${command} ended with ${code}\n${output.trim().split("\n").slice(-12).join("\n")}`);
	} finally {
		clearInterval(telling);
	}
}

/**
 * A program of ours in a folder of its own, under the name that the SDK calls, with the first of its arguments.
 * @returns the folder
 */
function toolFor(name: string, program: string, first: readonly string[]): string {
	const bin = join(work, "bin");
	mkdirSync(bin, { recursive: true });
	// A copy: who builds the project anew meanwhile leaves the file empty for a moment, and nothing would be compiled, without a word.
	const copy = join(bin, `${program}.mjs`);
	cpSync(join(root, "dist", "tools", "sdk", `${program}.js`), copy);
	const words = [process.execPath, copy, ...first].map((word) => `"${word}"`);
	writeFileSync(join(bin, name), `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, { mode: 0o755 });
	return bin;
}

/** A project in a folder of somebody's, as `mcconfig` is called there. */
export interface Compilation {
	/** What it is called while it is built. */
	readonly name: string;
	/** What `mcconfig -p` is given. */
	readonly platform: string;
	/** Where everything goes: its `out` is made. */
	readonly folder: string;
	/** Path of the manifest. */
	readonly manifest: string;
	/** `name=value` for `mc/config`, on the command line. */
	readonly settings?: readonly string[];
	/** See {@link Project}. */
	readonly isFirmware: boolean;
}

/**
 * Takes a project through the SDK's TypeScript, compiler and linker steps, and to a firmware if one is asked for. Its TypeScript is
 * compiled all at once (tsc.ts), and what of it is the same C as before is taken from there (cc.ts).
 * @throws BuildError, or CommandError (environment) for what the SDK needs and is not here
 */
export async function compile(
	sdk: SDK,
	{ name, platform, folder, manifest, settings = [], isFirmware }: Compilation,
): Promise<Build> {
	const out = join(folder, "out");
	mkdirSync(out, { recursive: true });
	const isZephyr = platform.startsWith("zephyr/");
	if (isZephyr && !isThere("cmake"))
		throw new CommandError(Exit.environment, `${name}: the SDK needs CMake, which is not there`);
	const zephyr = isZephyr ? new ZephyrStandIn(sdk, join(work, "zephyr")) : undefined;
	const bin = toolFor("tsc", "tsc", [join(root, "node_modules", "typescript", "bin", "tsc"), OF_ALL]);
	toolFor("kept-cc", "cc", [join(work, "objects"), compiler()]);
	const place = { cwd: folder, env: { ...sdk.env, ...zephyr?.env, PATH: `${bin}:${sdk.env.PATH ?? ""}` } };
	let log = "";
	const run = async (command: string, args: readonly string[]) => {
		log += await runStep(name, command, args, place);
	};
	await run("mcconfig", ["-p", platform, "-o", out, ...(zephyr?.options ?? []), manifest, ...settings]);
	const made = only(out, zephyr === undefined ? "makefile" : "CMakeLists.txt");
	rmSync(join(dirname(made), OF_ALL), { recursive: true, force: true });
	const linked = join(dirname(made), "mc.xs.c");
	const jobs = availableParallelism();
	const commands: readonly StandInCommand[] = zephyr?.commands(dirname(made), jobs) ?? [
		["make", [`-j${jobs}`, "-f", made, ...(isFirmware ? ["CC=kept-cc", "build"] : [...absent, linked])]],
	];
	for (const [command, args] of commands) await run(command, args);
	return {
		counts: readCounts(log, readFileSync(linked, "utf8")),
		log,
		firmware: isFirmware ? only(out, "mc.so") : "",
	};
}

/** Writes a project of our own, and builds it: see {@link compile}. */
export function build(sdk: SDK, project: Project): Promise<Build> {
	const { name, platform, isFirmware = false } = project;
	const folder = write(project);
	return compile(sdk, { name, platform, folder, manifest: join(folder, "manifest.json"), isFirmware });
}
