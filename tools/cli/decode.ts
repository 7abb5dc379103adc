import { createReadStream } from "node:fs";
import { Decoder } from "../decode/decoder.js";
import { Secrecy } from "../decode/secrecy.js";
import { type Format, FormatError, openSource } from "../decode/sources.js";
import { describeToken, type Token } from "../decode/token.js";
import { TranscriptError } from "../sim/transcript/notation.js";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { parseArguments } from "./options.js";

const help = `usage: xs-quectel decode FILE [OPTIONS]

What the bytes of a module mean, told by the driver's own scanner: one JSON object a line for each token, in order.
FILE is a log of any Quectel LTE module; - is standard input.

  --format raw|hex|transcript   bytes as the module sends them; pairs of hex digits; or a transcript of both directions
                                (default raw)
  --echo                        the module sends command lines back (ATE1): an answer is told from a URC by them
  --reveal                      show passwords, keys, PINs and the numbers of SIM and subscriber
  --json                        as ever

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

async function run(args: string[]): Promise<number> {
	const { values, positionals } = parseArguments(args, {
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
	const { stdout } = process;
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
	try {
		for await (const chunk of input) {
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
