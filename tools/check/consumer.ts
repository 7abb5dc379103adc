import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "./child.js";
import { root } from "./tree.js";

const node = (script: string, args: readonly string[], cwd: string) =>
	execFileSync(process.execPath, [join(root, script), ...args], { cwd, stdio: "pipe", encoding: "utf8" });

/** A project in an empty folder, with nothing but what was packed. */
export class Consumer {
	readonly folder: string;
	/** The packed package. */
	readonly tarball: string;

	private constructor(folder: string, tarball: string) {
		this.folder = folder;
		this.tarball = tarball;
	}

	/** Packs the package, and installs it as a user does. */
	static install(): Consumer {
		const folder = mkdtempSync(join(tmpdir(), "consumer-"));
		node("tools/build/package.mjs", [], root);
		const packed = join(folder, "packed");
		mkdirSync(packed);
		const npm = (args: readonly string[], cwd: string) =>
			execFileSync("npm", [...args, "--silent", "--ignore-scripts"], { cwd, stdio: "pipe", encoding: "utf8" });
		npm(["pack", "--pack-destination", packed], root);
		const [name] = readdirSync(packed) as [string];
		const consumer = new Consumer(folder, join(packed, name));
		consumer.write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
		npm(["install", "--prefer-offline", "--no-audit", "--no-fund", consumer.tarball], folder);
		return consumer;
	}

	/** A file of the installed package. */
	installed(path: string): string {
		return join(this.folder, "node_modules", "xs-quectel", path);
	}

	write(path: string, text: string): string {
		const file = join(this.folder, path);
		writeFileSync(file, text);
		return file;
	}

	/** Type-checks all of the project's files. @throws with the compiler's words */
	checkTypes(compilerOptions: Readonly<Record<string, unknown>>, files: readonly string[]): void {
		const all = { strict: true, noEmit: true, skipLibCheck: false, target: "es2023", ...compilerOptions };
		this.write("tsconfig.json", JSON.stringify({ compilerOptions: all, files }));
		try {
			node("node_modules/typescript/bin/tsc", ["-p", "."], this.folder);
		} catch (error) {
			throw new Error(`tsc: ${(error as { stdout: string }).stdout}`);
		}
	}

	/** Runs a program of the project's. */
	run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
		return runChild(process.execPath, args, { cwd: this.folder, env: { ...process.env, ...env }, limit: 600_000 });
	}

	remove(): void {
		rmSync(this.folder, { recursive: true });
	}
}

/** Runs a tool of development on the packed package. @throws with its words */
export function lint(program: string, args: readonly string[]): string {
	try {
		return node(program, args, root);
	} catch (error) {
		const { stdout, stderr } = error as { stdout: string; stderr: string };
		throw new Error(`${program}: ${stdout}${stderr}`);
	}
}
