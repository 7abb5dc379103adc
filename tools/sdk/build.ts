import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../hosts/xs/places.js";
import { runChild } from "../check/child.js";
import { type Counts, readCounts } from "./counts.js";
import type { SDK } from "./sdk.js";

/** Longest time of one build, ms. */
const LIMIT = 1_200_000;

/** A project of the SDK's, in a folder of its own. */
export interface Project {
	/** Name of the folder. */
	readonly name: string;
	/** What `mcconfig -p` is given. */
	readonly platform: string;
	/** Its manifest. `typescript.compiler` is filled in: this project's own compiler. */
	readonly manifest: Readonly<Record<string, unknown>>;
	/** Further files, by their path in the folder. */
	readonly files?: Readonly<Record<string, string>>;
}

/** What a build has made. */
export interface Build {
	readonly counts: Counts;
	/** What the tools printed. */
	readonly log: string;
	/** The firmware for the launcher: of `lin` only. */
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
	const compiler = join(root, "node_modules", ".bin", "tsc");
	const all = { "manifest.json": JSON.stringify({ ...manifest, typescript: { compiler } }, undefined, "\t"), ...files };
	for (const [path, text] of Object.entries(all)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	mkdirSync(join(folder, "out"), { recursive: true });
	return folder;
}

/**
 * Takes a project through the SDK's TypeScript, compiler and linker steps; for `lin` to a firmware that runs.
 * @throws BuildError
 */
export async function build({ env }: SDK, project: Project): Promise<Build> {
	const folder = write(project);
	const out = join(folder, "out");
	let log = "";
	const run = async (command: string, args: readonly string[]) => {
		const { code, output } = await runChild(command, args, { cwd: folder, env, limit: LIMIT });
		log += output;
		if (code !== 0)
			throw new BuildError(
				`${project.name}: ${command} ended with ${code}\n${log.trim().split("\n").slice(-12).join("\n")}`,
			);
	};
	await run("mcconfig", ["-p", project.platform, "-o", out, join(folder, "manifest.json")]);
	const makefile = only(out, "makefile");
	const linked = join(dirname(makefile), "mc.xs.c");
	const isFirmware = project.platform === "lin";
	await run("make", [
		`-j${availableParallelism()}`,
		...["-f", makefile],
		...(isFirmware ? ["build"] : [...absent, linked]),
	]);
	return {
		counts: readCounts(log, readFileSync(linked, "utf8")),
		log,
		firmware: isFirmware ? only(out, "mc.so") : "",
	};
}
