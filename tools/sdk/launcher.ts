import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { compiler } from "../../hosts/xs/compiler.js";
import { root } from "../../hosts/xs/places.js";
import { CommandError, Exit } from "../cli/command.js";
import { work } from "./build.js";
import type { SDK } from "./sdk.js";

function flags(what: "--cflags" | "--libs"): string[] {
	const { status, stdout } = spawnSync("pkg-config", [what, "gio-2.0"], { encoding: "utf8" });
	if (status !== 0)
		throw new CommandError(Exit.environment, "firmware for Linux needs pkg-config and gio-2.0, as the SDK does");
	return stdout.trim().split(/\s+/);
}

/** Compiles the launcher against the SDK's header. @returns its path. @throws CommandError (environment) */
export function compileLauncher({ folder }: SDK): string {
	const program = join(work, "launcher");
	mkdirSync(work, { recursive: true });
	const includes = ["-I", join(folder, "build", "simulators", "modules"), ...flags("--cflags")];
	const args = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", ...includes, "-o", program];
	const source = join(root, "tools", "sdk", "launcher.c");
	const { status, stderr } = spawnSync(compiler(), [...args, source, ...flags("--libs"), "-ldl"], { encoding: "utf8" });
	if (status !== 0) throw new CommandError(Exit.environment, `the launcher does not compile: ${stderr}`);
	return program;
}

/** How a firmware ended. */
export interface Exited {
	readonly code: number;
	readonly reason: string;
}

/** A firmware of the SDK's in a process of its own. Its `trace` is told line by line. */
export class SDKFirmware extends EventEmitter<{ line: [line: string] }> {
	readonly exited: Promise<Exited>;
	/** Everything it has told. */
	readonly lines: string[] = [];
	readonly #child: ChildProcessWithoutNullStreams;
	#hasEnded = false;

	/** @param firmware the mc.so */
	constructor(launcher: string, firmware: string) {
		super();
		const child = spawn(launcher, [firmware], { stdio: "pipe" });
		this.#child = child;
		let errors = "";
		child.stderr.on("data", (bytes: Buffer) => {
			errors = (errors + bytes.toString()).slice(-2000);
		});
		createInterface({ input: child.stdout }).on("line", (line) => {
			this.lines.push(line);
			this.emit("line", line);
		});
		this.exited = new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code, signal) => {
				if (this.#hasEnded) resolve({ code: 0, reason: "ended" });
				else resolve({ code: code ?? 1, reason: errors.trim() || `${signal ?? code}` });
			});
		});
	}

	/** Ends the process at once: it has done what it was to do. */
	end(): void {
		this.#hasEnded = true;
		this.kill();
	}

	/** Ends the process at once. */
	kill(): void {
		this.#child.kill("SIGKILL");
	}
}
