import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiler, isThere } from "../../hosts/xs/compiler.js";

/** The house's own flags for C. */
const flags = ["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror"];

/** A hook: `before(needsCompiler)`. Without a C compiler the tests are skipped, which fails a strict run. */
export function needsCompiler(this: Mocha.Context): void {
	if (!isThere(compiler())) this.skip();
}

/** How to compile. */
export interface CompileOptions {
	readonly sources: readonly string[];
	/** Folders of headers, in this order. */
	readonly includes?: readonly string[];
	/** As `-fsanitize` has it: ends the program at the first fault. */
	readonly sanitize?: string;
	/** `NAME=VALUE`. */
	readonly defines?: readonly string[];
	/** What the program is started with. */
	readonly parameters?: readonly string[];
}

function run(command: string, parameters: readonly string[]): { text: string; status: number | null } {
	const { stdout, stderr, status, error } = spawnSync(command, parameters, { encoding: "utf8", timeout: 600_000 });
	return { text: error === undefined ? stdout + stderr : error.message, status };
}

/**
 * Compiles C sources with all warnings as errors, and runs the program.
 * @returns what it printed. @throws Error with what compiler or program said when one of them fails
 */
export function runC({ sources, includes = [], sanitize, defines = [], parameters = [] }: CompileOptions): string {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-c-"));
	try {
		const program = join(folder, "program");
		const built = run(compiler(), [
			...flags,
			...(sanitize === undefined ? [] : [`-fsanitize=${sanitize}`, "-fno-sanitize-recover=all"]),
			...defines.map((it) => `-D${it}`),
			...includes.map((it) => `-I${it}`),
			...["-o", program, ...sources, "-lpthread"],
		]);
		if (built.status !== 0) throw new Error(`does not compile: ${built.text}`);
		let ran = run(program, parameters);
		// Where addresses are drawn from a larger range than the thread sanitizer knows, it does not start.
		if (ran.text.includes("unexpected memory mapping")) ran = run("setarch", ["-R", program, ...parameters]);
		if (ran.status !== 0) throw new Error(`ended with ${ran.status}: ${ran.text}`);
		return ran.text;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
