import { readFileSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** Milliseconds between two looks at a lock that somebody else holds. */
const PATIENCE = 100;

/** Whether there is no process of this id. */
function isGone(id: number): boolean {
	try {
		process.kill(id, 0);
		return false;
	} catch (error) {
		// EPERM: it lives, but is somebody else's.
		return (error as NodeJS.ErrnoException).code === "ESRCH";
	}
}

/** Who holds the lock; undefined where nobody does, or has not written so yet. */
function holderOf(path: string): number | undefined {
	try {
		return Number(readFileSync(path, "utf8")) || undefined;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

/** Takes away a lock whose holder was killed. Looked at again at the last moment: somebody else may have done so by now. */
function removeStale(path: string): void {
	const holder = holderOf(path);
	if (holder !== undefined && isGone(holder) && holderOf(path) === holder) rmSync(path, { force: true });
}

/** Does `work` while no other process holds the lock `path`, a file with the holder's process id. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			const file = await open(path, "wx");
			await file.writeFile(`${process.pid}`);
			await file.close();
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
			await setTimeout(PATIENCE);
			removeStale(path);
		}
	}
	try {
		return await work();
	} finally {
		await rm(path, { force: true });
	}
}
