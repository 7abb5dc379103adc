import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The C compiler: CC, or `cc`. */
export function compiler(): string {
	return process.env.CC || "cc";
}

/** Whether `command` can be run at all. */
export function isThere(command: string): boolean {
	return spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** What was found out before, by compiler and bits: asking takes two runs of the compiler. */
const known = new Map<string, boolean>();

/** Whether a program of so many bits can be compiled, linked and run: Debian's gcc-multilib is needed for 32. */
export function canBuild(bits: 32 | 64): boolean {
	const key = `${compiler()} ${bits}`;
	const answer = known.get(key) ?? tryBuild(bits);
	known.set(key, answer);
	return answer;
}

function tryBuild(bits: 32 | 64): boolean {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-"));
	try {
		const source = join(folder, "probe.c");
		const program = join(folder, "probe");
		writeFileSync(
			source,
			"#include <math.h>\n#include <stdio.h>\nint main(int n, char** v) { (void)v; return (int)sin(n - 1); }\n",
		);
		const built = spawnSync(compiler(), [`-m${bits}`, "-o", program, source, "-lm"], { stdio: "ignore" });
		return built.status === 0 && spawnSync(program, [], { stdio: "ignore" }).status === 0;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
