import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { source } from "../../hosts/xs/xs-sources.js";

/** What the figures depend on beside the project's own files, by name: its version, or "none". */
export type Toolchain = Readonly<Record<string, string>>;

const root = new URL("../../../", import.meta.url);

function firstLine(program: string): string {
	const { stdout, error } = spawnSync(program, ["--version"], { encoding: "utf8" });
	return error === undefined ? (stdout.split("\n")[0] as string).trim() : "none";
}

function packageVersion(name: string): string {
	const file = new URL(`node_modules/${name}/package.json`, root);
	return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** The versions on this machine. */
export function toolchain(): Toolchain {
	return {
		"XS sources": source.specifier,
		esbuild: packageVersion("esbuild"),
		gcc: firstLine("gcc"),
		valgrind: firstLine("valgrind"),
		"arm-none-eabi-gcc": firstLine("arm-none-eabi-gcc"),
		QEMU: firstLine("qemu-system-arm"),
	};
}

/** What decides sizes and counts of bytecode: neither compiler nor emulator. */
export const engineParts: readonly string[] = Object.freeze(["XS sources", "esbuild"]);
