import { readFileSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** Milliseconds between two looks at a lock that somebody else holds. */
const PATIENCE = 100;

function isHeld(path: string): boolean {
	try {
		process.kill(Number(readFileSync(path, "utf8")), 0);
		return true;
	} catch (error) {
		// EPERM: it lives, but is somebody else's.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
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
			if (!isHeld(path)) await rm(path, { force: true });
		}
	}
	try {
		return await work();
	} finally {
		await rm(path, { force: true });
	}
}
