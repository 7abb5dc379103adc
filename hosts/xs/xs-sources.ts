import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { EngineUnavailable } from "./engine-unavailable.js";

const run = promisify(execFile);

/** The npm package that carries the XS sources; never vendored, always this version. */
export const source = Object.freeze({
	specifier: "@agoric/xsnap@0.15.0",
	file: "agoric-xsnap-0.15.0.tgz",
	integrity: "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==",
} as const);

/**
 * The folder of the XS sources within `cache`, fetched when it is not there yet.
 * @throws EngineUnavailable when they cannot be had, or are not what they should be
 */
export async function xsSources(cache: string): Promise<string> {
	const folder = join(cache, "xsnap-0.15.0");
	const sources = join(folder, "package", "moddable", "xs");
	if (existsSync(folder)) return sources;
	const work = join(cache, `fetch-${process.pid}`);
	await mkdir(work, { recursive: true });
	try {
		try {
			await run("npm", ["pack", source.specifier, "--pack-destination", work, "--silent"], { cwd: work });
		} catch (error) {
			const why = (error as { stderr?: string }).stderr?.trim().split("\n")[0] || (error as Error).message;
			throw new EngineUnavailable(`the XS sources (${source.specifier}) cannot be fetched: ${why}`);
		}
		const archive = join(work, source.file);
		const hash = createHash("sha512")
			.update(await readFile(archive))
			.digest("base64");
		if (`sha512-${hash}` !== source.integrity) {
			throw new EngineUnavailable(`${source.specifier} is not what it should be: its checksum is sha512-${hash}`);
		}
		const unpacked = join(work, "unpacked");
		await mkdir(unpacked);
		await run("tar", ["-xzf", archive, "-C", unpacked, "package/moddable/xs"]);
		// Renamed last: the folder exists only with everything in it.
		await rename(unpacked, folder);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
	return sources;
}
