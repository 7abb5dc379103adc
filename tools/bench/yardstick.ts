import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crossCompiler, emulation, settingsText } from "../../hosts/xs/cortex-m4.js";
import { cache, native, root } from "../../hosts/xs/places.js";

/** What the reader in plain C told of one text. */
export interface Yardstick {
	readonly instructions: number;
	readonly lines: number;
	readonly sum: number;
}

function call(command: string, args: readonly string[]): string {
	const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
	if (error !== undefined || status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
	return stdout;
}

/** Reads a text, one byte for each character, with `sscanf` and `strtok` on the emulated Cortex-M4: tools/bench/yardstick. */
export function measureYardstick(text: string): Yardstick {
	const program = join(cache(), "yardstick");
	mkdirSync(cache(), { recursive: true });
	const values = [`ENGINE=${native}`, `OUT=${program}`, `CC=${crossCompiler}`];
	call("make", ["-s", "-C", join(root, "tools", "bench", "yardstick"), ...values]);
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-bench-"));
	try {
		const [settings, file] = [join(folder, "settings"), join(folder, "traffic")];
		writeFileSync(file, text, "latin1");
		writeFileSync(settings, settingsText({ XS_COUNTED: "1" }, [file]));
		const [command, ...args] = emulation({ program, settings, serial: undefined, isCounted: true });
		return JSON.parse(call(command, args)) as Yardstick;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
