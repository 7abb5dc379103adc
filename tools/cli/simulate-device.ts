import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { compiler, isThere } from "../../hosts/xs/compiler.js";
import { withLock } from "../../hosts/xs/lock.js";
import { cache, root } from "../../hosts/xs/places.js";
import { Device, type DeviceTarget } from "../sim/node/device.js";
import { CommandError, Exit } from "./command.js";

const source = join(root, "tools", "sim", "node", "device.c");

function isFresh(program: string): boolean {
	const built = statSync(program, { throwIfNoEntry: false });
	return built !== undefined && built.mtimeMs >= statSync(source).mtimeMs;
}

function compile(program: string): void {
	// Written beside it first: whoever is killed meanwhile leaves no half of one.
	const beside = `${program}.part`;
	const args = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", beside, source, "-lutil"];
	const { status, stderr } = spawnSync(compiler(), args, { encoding: "utf8" });
	if (status !== 0) {
		const first = stderr.split("\n").find((line) => /error/i.test(line)) ?? stderr.split("\n")[0];
		throw new CommandError(Exit.environment, `the program for terminal devices does not compile: ${first}`);
	}
	renameSync(beside, program);
}

/** The program that opens terminal devices, compiled when it is not there yet. */
async function deviceProgram(): Promise<string> {
	const folder = cache();
	const program = join(folder, "device");
	if (isFresh(program)) return program;
	if (!isThere(compiler())) {
		throw new CommandError(Exit.environment, `terminal devices need a C compiler: ${compiler()} cannot be run`);
	}
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		throw new CommandError(
			Exit.environment,
			`${folder} cannot be made (XS_QUECTEL_CACHE): ${(error as Error).message}`,
		);
	}
	await withLock(join(folder, "device.lock"), async () => {
		if (!isFresh(program)) compile(program);
	});
	return program;
}

/** Opens a PTY or a serial device. @throws CommandError (environment) when there can be none */
export async function openDevice(target: DeviceTarget): Promise<Device> {
	const program = await deviceProgram();
	try {
		return await Device.open(program, target);
	} catch (error) {
		throw new CommandError(Exit.environment, (error as Error).message);
	}
}

/**
 * Makes `link` lead to a PTY. A link that was left behind is replaced, a file never.
 *
 * @returns takes the link away, unless it leads somewhere else by now
 * @throws CommandError (environment)
 */
export function linkTo(path: string, link: string): () => void {
	try {
		const known = lstatSync(link, { throwIfNoEntry: false });
		if (known?.isSymbolicLink()) unlinkSync(link);
		symlinkSync(path, link);
	} catch (error) {
		throw new CommandError(Exit.environment, `--pty: ${(error as Error).message}`);
	}
	return () => {
		const known = lstatSync(link, { throwIfNoEntry: false });
		if (known?.isSymbolicLink() && readlinkSync(link) === path) unlinkSync(link);
	};
}
