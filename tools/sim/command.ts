import type { DataStream } from "./data-mode.js";
import type { Ending, Intake } from "./intake.js";
import type { Parameters } from "./parameters.js";
import type { FinalResult } from "./response.js";

/**
 * How a command answers. Each command ends with exactly one `ok`, `refuse`, `end` or `online`, at once or later; until then the module looks at
 * nothing else that the host types. To refuse at once a command may throw a Refusal instead.
 */
export interface Answer {
	/** A line of the information response: a byte string without line end. */
	line(text: string): void;
	/** The command has succeeded. `after` runs when the final result code of its line is on its way. */
	ok(after?: () => void): void;
	/** The command has failed; with a number where the command has numbers for its errors. */
	refuse(code?: number): void;
	/** The whole line ends here, with another result code than OK; what stands behind this command is not run. */
	end(result: FinalResult, after?: () => void): void;
	/** The whole line ends with CONNECT, and the port belongs to a stream. */
	online(stream: DataStream): void;
	/** Writes the prompt and takes exactly `length` bytes from the host. At least one line end separates it from the answer. */
	prompt(length: number, take: (payload: string) => void): void;
	/** Asks the host for data in another way than with a prompt and a count. Calls back once, never from inside the call. */
	receive(intake: Intake, take: (data: string, ending: Ending) => void): void;
	/** Writes bytes as they are, in front of the lines. */
	raw(bytes: string): void;
}

/** A command and the forms it has (note 3.1.2). A form that is missing is answered ERROR and reported as unsupported. */
export interface Command {
	/** In upper case, with its sign: `+QMTOPEN`, `E`, `&F`. */
	readonly name: string;
	readonly test?: (answer: Answer) => void;
	readonly read?: (answer: Answer) => void;
	readonly write?: (answer: Answer, parameters: Parameters) => void;
	/** `digits` are those of a basic command: `1` of `ATE1`, empty when there are none. */
	readonly execute?: (answer: Answer, digits: string) => void;
}
