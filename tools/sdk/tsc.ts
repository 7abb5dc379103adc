// tsc -p FILE, as the SDK calls it: once for each file of a build, with settings that differ in nothing but the folder it writes to. Each
// call checks all that the file imports anew, which for this package takes minutes. This compiles all files of the build
// in one program at the first call, with the SDK's settings and the project's own compiler, and hands out what came of it.
// It imports nothing of the project: a build runs a copy of it.
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** What mcconfig writes for one file: the settings of all, and where this one goes. */
interface Settings {
	readonly extends: string;
	readonly compilerOptions: { readonly outDir: string };
	readonly files: readonly [source: string];
}

const LOOK = 50;
/** Longest wait for another call that compiles, ms. */
const LIMIT = 1_200_000;
const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Settings;

/** Compiles every file of the build that `base` is the common settings of. @returns the compiler's exit code */
function compileAll(compiler: string, base: string, folder: string): number {
	const modules = dirname(base);
	const files = readdirSync(modules, { recursive: true })
		.map(String)
		.filter((name) => name.endsWith("-tsconfig.json"))
		.map((name) => read(join(modules, name)).files[0]);
	const project = join(folder, "tsconfig.json");
	const compilerOptions = { rootDir: "/", outDir: join(folder, "made") };
	writeFileSync(project, JSON.stringify({ extends: base, compilerOptions, files }));
	return spawnSync(process.execPath, [compiler, "-p", project], { stdio: "inherit" }).status ?? 1;
}

/** Compiles all files once, whoever is first; others wait. @returns the compiler's exit code */
async function compileOnce(compiler: string, base: string, folder: string): Promise<number> {
	mkdirSync(folder, { recursive: true });
	const ending = join(folder, "ending");
	let isFirst = true;
	try {
		closeSync(openSync(join(folder, "begun"), "wx"));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		isFirst = false;
	}
	if (isFirst) writeFileSync(ending, `${compileAll(compiler, base, folder)}\n`);
	const end = Date.now() + LIMIT;
	while (!existsSync(ending) || !readFileSync(ending, "utf8").endsWith("\n")) {
		if (Date.now() > end) throw new Error("tsc: the call that compiles has not come to its end");
		await wait(LOOK);
	}
	return Number(readFileSync(ending, "utf8"));
}

/** Puts what was made of a source where the SDK looks for it; its map tells the way from there. */
function handOut(source: string, made: string, outDir: string): void {
	const path = source.replace(/\.ts$/, ".js");
	const target = join(outDir, path);
	mkdirSync(dirname(target), { recursive: true });
	writeFileSync(target, readFileSync(join(made, path)));
	const map = JSON.parse(readFileSync(join(made, `${path}.map`), "utf8")) as object;
	writeFileSync(`${target}.map`, JSON.stringify({ ...map, sources: [relative(dirname(target), source)] }));
}

const [compiler, name, option, project] = process.argv.slice(2);
if (compiler === undefined || name === undefined || option !== "-p" || project === undefined) {
	console.error("tsc.mjs COMPILER FOLDER -p FILE: FOLDER is the name of the one that keeps what was compiled");
	process.exit(2);
}
const { extends: base, compilerOptions, files } = read(project);
const folder = join(dirname(base), "..", name);
const code = await compileOnce(compiler, base, folder);
if (code === 0) handOut(files[0], join(folder, "made"), compilerOptions.outDir);
process.exitCode = code;
