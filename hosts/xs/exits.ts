/** Exit codes of the engine process, as in engine/exits.h. Up to 99, except `usage`, they are the script's own. */
export const ExitCode = Object.freeze({
	/** Nothing was left to do, or the script ended with 0. */
	done: 0,
	/** A bad option, or an unreadable list of modules. */
	usage: 2,
	/** Chunks or slots of the arena are used up. */
	memoryFull: 101,
	/** Stack slots are used up. */
	stackOverflow: 102,
	/** XS found itself inconsistent. */
	fatal: 103,
	/** An exception that nobody caught. */
	exception: 105,
	/** No more room for property names. */
	keys: 106,
	/** A rejected promise that nobody took. */
	rejection: 108,
	/** An import that names no module. */
	missingModule: 110,
	/** A module that does not parse. */
	syntax: 111,
	/** Lockstep: the other side has gone. */
	wireLost: 112,
} as const);

const meanings = new Map<number, string>([
	[ExitCode.done, "done"],
	[ExitCode.usage, "bad use"],
	[ExitCode.memoryFull, "out of memory"],
	[ExitCode.stackOverflow, "stack overflow"],
	[ExitCode.fatal, "the engine found itself inconsistent"],
	[ExitCode.exception, "unhandled exception"],
	[ExitCode.keys, "too many property names"],
	[ExitCode.rejection, "unhandled rejection"],
	[ExitCode.missingModule, "missing module"],
	[ExitCode.syntax, "syntax error"],
	[ExitCode.wireLost, "the wire was lost"],
]);

/** An exit code in words. */
export function exitMeaning(code: number): string {
	return meanings.get(code) ?? `exit ${code} of the script`;
}
