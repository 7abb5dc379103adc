import { writeFileSync } from "node:fs";
import { CommandError, Exit } from "./command.js";

/** `--json [FILE]`, whose value may be left out: which the parser of the other options does not know. */
export class JSONOption {
	/** The arguments without it. */
	readonly rest: string[] = [];
	readonly #isAsked: boolean;
	readonly #file: string | undefined;

	/** @throws CommandError (usage) when it is given twice, or with an empty FILE */
	constructor(args: readonly string[]) {
		const given: (string | undefined)[] = [];
		for (let at = 0; at < args.length; at++) {
			const it = args[at] as string;
			const next = args[at + 1];
			if (it.startsWith("--json=")) given.push(it.slice("--json=".length));
			else if (it !== "--json") this.rest.push(it);
			else if (next === undefined || next.startsWith("-")) given.push(undefined);
			else {
				given.push(next);
				at++;
			}
		}
		if (given.length > 1) throw new CommandError(Exit.usage, "--json: given twice");
		if (given[0] === "") throw new CommandError(Exit.usage, "--json: FILE is empty");
		this.#isAsked = given.length > 0;
		this.#file = given[0];
	}

	/** Whether standard output is for JSON: then what people read goes to standard error. */
	get hasStandardOutput(): boolean {
		return this.#isAsked && this.#file === undefined;
	}

	/** Tells the result as one line, if it was asked for. @throws CommandError (environment) when FILE cannot be written */
	write(result: unknown): void {
		if (!this.#isAsked) return;
		const line = `${JSON.stringify(result)}\n`;
		if (this.#file === undefined) {
			process.stdout.write(line);
			return;
		}
		try {
			writeFileSync(this.#file, line);
		} catch (error) {
			throw new CommandError(Exit.environment, `--json: ${(error as Error).message}`);
		}
	}
}
