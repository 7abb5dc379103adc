import { CommandError } from "../cli/command.js";
import { BuildError } from "./build.js";

/** Does one thing after the other, whatever becomes of each, and keeps why something failed. */
export class Attempts {
	/** One for each thing that failed: what it was, and why. */
	readonly failures: string[] = [];

	/** @returns what the work made; nothing if it failed, which is told at once and kept */
	async attempt<Made>(what: string, work: () => Promise<Made>): Promise<Made | undefined> {
		try {
			return await work();
		} catch (error) {
			// A fault of this program's own needs more than its message.
			const isKnown = error instanceof CommandError || error instanceof BuildError;
			const why = error instanceof Error ? (isKnown ? error.message : (error.stack ?? error.message)) : `${error}`;
			this.fail(what, why);
			return undefined;
		}
	}

	/** Something came to its end, and was not as it should be. */
	fail(what: string, why: string): void {
		console.error(`FAILED ${what}: ${why}`);
		this.failures.push(`${what}: ${why.split("\n")[0]}`);
	}
}
