import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Presence } from "../../../hosts/node/presence.js";
import { equal } from "../../support/assert.js";

describe("Presence", () => {
	let folder: string;
	let path: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "presence-"));
		path = join(folder, "device");
		writeFileSync(path, "");
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/** Waits until `path` is missed. @returns how often that was told */
	async function missed(change: () => void): Promise<number> {
		let count = 0;
		await new Promise<void>((resolve) => {
			// A presence keeps no process.
			const limit = setTimeout(resolve, 100_000);
			new Presence(path, () => {
				count++;
				clearTimeout(limit);
				resolve();
			});
			change();
		});
		return count;
	}

	it("misses a device that is gone", async () => {
		equal(await missed(() => rmSync(path)), 1);
	});

	it("misses a device in whose place there is another", async () => {
		equal(
			await missed(() => {
				writeFileSync(join(folder, "other"), "");
				renameSync(join(folder, "other"), path);
			}),
			1,
		);
	});

	it("goes by the device, not by a link to it that is gone", async () => {
		const link = join(folder, "link");
		symlinkSync(path, link);
		let count = 0;
		const linked = new Presence(link, () => count++);
		rmSync(link);
		// By the time that another one is missed, this one has looked too.
		const other = join(folder, "other");
		writeFileSync(other, "");
		await new Promise<void>((resolve) => {
			new Presence(other, resolve);
			rmSync(other);
		});
		equal(count, 0);
		linked.stop();
	});

	it("misses nothing that was no file, and nothing once it is stopped", async () => {
		let count = 0;
		new Presence("COM3", () => count++);
		const stopped = new Presence(path, () => count++);
		stopped.stop();
		const other = join(folder, "other");
		writeFileSync(other, "");
		await new Promise<void>((resolve) => {
			new Presence(other, resolve);
			rmSync(other);
			rmSync(path);
		});
		equal(count, 0);
	});
});
