import { type ParseArgsConfig, parseArgs } from "node:util";
import { CommandError, Exit } from "./command.js";

/** The options of one command line; anything unknown or malformed is one line of usage error. */
export function parseOptions<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
	return parse(args, options, false).values;
}

/** The same for a command that takes more than options. */
export function parseArguments<T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
	return parse(args, options, true);
}

function parse<T extends NonNullable<ParseArgsConfig["options"]>>(
	args: string[],
	options: T,
	allowPositionals: boolean,
) {
	try {
		return parseArgs({ args, options, strict: true, allowPositionals });
	} catch (error) {
		throw new CommandError(
			Exit.usage,
			(error as Error).message.split(/\.?\s(?:To specify|Did you|If you)/)[0] as string,
		);
	}
}
