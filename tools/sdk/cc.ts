// cc.mjs FOLDER COMPILER ARGUMENT...: the C compiler, which keeps in FOLDER what it has made. Each firmware is a project of its own, and the
// SDK compiles the whole engine for each, nearly always the same bytes with the same options.
// It imports nothing of the project: a build runs a copy of it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";

const [folder = "", compiler = "cc", ...args] = process.argv.slice(2);

/** Runs the compiler, and ends with its exit code unless that is 0. */
function compile(its: readonly string[]): void {
	const { status } = spawnSync(compiler, its, { stdio: "inherit" });
	if (status !== 0) process.exit(status ?? 1);
}

/** What one object file depends on: the options, and the source as the preprocessor leaves it. undefined: it complains. */
function keyOf(options: readonly string[]): string | undefined {
	// Without the lines that say which file a part is from: the folder of a project is in them, and nothing else of it matters.
	const preprocess = options.filter((it) => it !== "-c");
	const { status, stdout } = spawnSync(compiler, [...preprocess, "-E", "-P"], {
		maxBuffer: 1 << 28,
		stdio: ["ignore", "pipe", "ignore"],
	});
	if (status !== 0) return undefined;
	const flags = options.filter((it) => !/^(?:-I|\/)/.test(it));
	return createHash("sha256").update(JSON.stringify(flags)).update(stdout).digest("hex");
}

const at = args.indexOf("-o");
const target = args[at + 1];
if (!args.includes("-c") || at < 0 || target === undefined) compile(args);
else {
	const key = keyOf(args.toSpliced(at, 2));
	const kept = join(folder, `${key}.o`);
	if (key !== undefined && existsSync(kept)) copyFileSync(kept, target);
	else {
		compile(args);
		if (key !== undefined) {
			mkdirSync(folder, { recursive: true });
			// Whole or not at all: others may look for it now.
			copyFileSync(target, `${kept}.${process.pid}`);
			renameSync(`${kept}.${process.pid}`, kept);
		}
	}
}
