import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../hosts/xs/lock.js";
import { deepEqual, equal } from "../../support/assert.js";

describe("Lock of the engine's build", () => {
	let folder = "";
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "xs-quectel-test-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("lets one in at a time", async () => {
		const path = join(folder, "lock");
		const log: string[] = [];
		const work = (name: string) =>
			withLock(path, async () => {
				log.push(`${name} in`);
				await new Promise((resolve) => setImmediate(resolve));
				log.push(`${name} out`);
			});
		await Promise.all([work("a"), work("b"), work("c")]);
		for (let at = 0; at < log.length; at += 2) equal(log[at + 1], log[at]?.replace("in", "out"));
		equal(log.length, 6);
		equal(existsSync(path), false);
	});

	it("is free again when the work throws", async () => {
		const path = join(folder, "lock");
		const log: string[] = [];
		await withLock(path, async () => {
			throw new Error("deliberate");
		}).catch((error: Error) => log.push(error.message));
		await withLock(path, async () => void log.push("in"));
		deepEqual(log, ["deliberate", "in"]);
	});

	it("is taken over from a process that is gone", async () => {
		const path = join(folder, "lock");
		const { pid } = spawnSync(process.execPath, ["--version"]);
		writeFileSync(path, `${pid}`);
		equal(await withLock(path, async () => "in"), "in");
	});
});
