import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { Decoder } from "../decode/decoder.js";
import { Secrecy } from "../decode/secrecy.js";
import { type Format, FormatError, openSource } from "../decode/sources.js";
import { describeToken, type Token } from "../decode/token.js";
import { TranscriptError } from "../sim/transcript/notation.js";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { parseArguments } from "./options.js";
import { tellProgress } from "./progress.js";

const help = `usage: xs-quectel decode FILE [OPTIONS]

What the bytes of a module mean, told by the driver's own scanner: one JSON object a line for each token, in order.
FILE is a log of any Quectel LTE module; - is standard input.

  --format raw|hex|transcript   bytes as the module sends them; pairs of hex digits; or a transcript of both directions
                                (default raw)
  --echo                        the module sends command lines back (ATE1): an answer is told from a URC by them
  --reveal                      show passwords, keys, PINs and the numbers of SIM and subscriber
  --json[=FILE]                 the same, into FILE; without FILE as ever
  --version, --help

Each token is {"offset", "length", "kind", "text" or "hex", "ambiguous"?}. Offsets count the module's bytes, each of which
belongs to one token. A line has the blank bytes in front of it and its line end; its text has neither. Text that is not
printable ASCII is hex. Kinds:

  echo           a command line, or the data behind a prompt, sent back
  final          OK, ERROR, +CME ERROR: N ...
  intermediate   CONNECT
  info           what a command asked for; "ambiguous" when a URC would look the same
  urc            what came by itself; "ambiguous" when nothing shows whether it was asked for
  prompt         >
  payload        exactly the bytes that a header announced; the closing quote is a token with empty text
  garbage        noise, lines that have no end, payload that did not end where its length said, text that nothing explains

exit: 0 done, 1 FILE is not in that format, 2 usage, 3 FILE cannot be read
`;

const formats: readonly string[] = ["raw", "hex", "transcript"] satisfies Format[];

/** `--json` changes nothing, `--json=FILE` where the lines go. FILE behind a blank would be the log. */
function readTarget(args: readonly string[]): { rest: string[]; target: string | undefined } {
	const isJSON = (it: string) => it.startsWith("--json=");
	const [given, ...more] = args.filter(isJSON);
	const target = given?.slice("--json=".length);
	if (more.length > 0) throw new CommandError(Exit.usage, "--json: given twice");
	if (target === "") throw new CommandError(Exit.usage, "--json: FILE is empty");
	return { rest: args.filter((it) => !isJSON(it)), target };
}

/** Where the lines go, opened. @throws CommandError (environment) */
async function openTarget(target: string | undefined): Promise<Writable> {
	if (target === undefined) return process.stdout;
	const file = createWriteStream(target);
	try {
		await once(file, "open");
	} catch (error) {
		throw new CommandError(Exit.environment, `--json: ${(error as Error).message}`);
	}
	return file;
}

async function run(args: string[]): Promise<number> {
	const { rest, target } = readTarget(args);
	const { values, positionals } = parseArguments(rest, {
		format: { type: "string", default: "raw" },
		echo: { type: "boolean", default: false },
		reveal: { type: "boolean", default: false },
		json: { type: "boolean", default: false },
	});
	const { format } = values;
	if (!formats.includes(format)) throw new CommandError(Exit.usage, `--format: ${format} is not ${formats.join(", ")}`);
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0) throw new CommandError(Exit.usage, "decode takes one FILE, or -");

	const secrecy = new Secrecy();
	let lines = "";
	const onToken = (token: Token) => {
		lines += `${describeToken(values.reveal ? token : secrecy.hide(token))}\n`;
	};
	const decoder = new Decoder(format === "transcript" ? "host" : values.echo ? "echo" : "nobody", onToken);
	const source = openSource(format as Format, decoder, (line) => {
		decoder.sent(line);
		secrecy.sent(line);
	});
	const stdout = await openTarget(target);
	/** Whoever reads may have enough: `| head`. */
	let isRefused = false;
	stdout.once("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE") throw error;
		isRefused = true;
	});
	const flush = async () => {
		const text = lines;
		lines = "";
		if (text === "" || isRefused) return;
		await new Promise<void>((resolve) => stdout.write(text, () => resolve()));
	};
	const input = file === "-" ? process.stdin : createReadStream(file);
	let count = 0;
	// Standard input may never end, and says nothing for hours.
	const endProgress = file === "-" ? () => {} : tellProgress(() => `${count} bytes read`);
	try {
		for await (const chunk of input) {
			count += (chunk as Buffer).length;
			source.take(chunk as Buffer);
			await flush();
			if (isRefused) return Exit.ok;
		}
		source.end();
	} catch (error) {
		await flush();
		if (error instanceof FormatError || error instanceof TranscriptError) {
			throw new CommandError(Exit.failed, `${file}: ${error.message}`);
		}
		if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
		throw new CommandError(Exit.environment, (error as Error).message);
	} finally {
		endProgress();
	}
	await flush();
	return Exit.ok;
}

/** `xs-quectel decode`: what the bytes of a log mean. */
export const decode: CommandLine = {
	summary: "what the bytes of any module's log mean, token by token",
	help,
	run,
};
