/** How a command ends (the same for all of them). */
export const Exit = Object.freeze({
	ok: 0,
	failed: 1,
	usage: 2,
	/** Port busy, no broker, no compiler. */
	environment: 3,
	interrupted: 130,
} as const);

/** Ends a command with one line of why. */
export class CommandError extends Error {
	readonly exit: number;

	constructor(exit: number, message: string) {
		super(message);
		this.exit = exit;
	}
}

/** One command of the command line. */
export interface CommandLine {
	/** One line for the list of commands. */
	readonly summary: string;
	readonly help: string;
	/** @returns the exit status. @throws CommandError */
	run(args: string[]): Promise<number>;
}

/** A whole number from an option. @throws CommandError that names option and range */
export function integerOption(name: string, value: string, low: number, high: number): number {
	const number = Number(value);
	if (!/^[0-9]+$/.test(value) || number < low || number > high) {
		throw new CommandError(Exit.usage, `--${name}: ${value} is not a whole number from ${low} to ${high}`);
	}
	return number;
}
