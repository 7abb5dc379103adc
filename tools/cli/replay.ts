import { readFileSync } from "node:fs";
import { realStage } from "../replay/real-stage.js";
import { type Replayed, replay as replayScript } from "../replay/replay.js";
import { readScript, type Script, timesOf, type Uncompared } from "../replay/script.js";
import { simulatedStage } from "../replay/simulated-stage.js";
import type { Stage } from "../replay/stage.js";
import { dialectNamed } from "../sim/profiles.js";
import { readExchanges } from "../sim/transcript/exchange.js";
import { TranscriptError } from "../sim/transcript/notation.js";
import { describeDifference } from "../sim/transcript/player.js";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseArguments } from "./options.js";
import { tellProgress } from "./progress.js";
import { readRestart, restartOptions } from "./restart-options.js";
import { openWire, readWirePlace, wireOptions } from "./wire-end.js";

const help = `usage: xs-quectel replay FILE [OPTIONS]

Does again what the host did in a recording, and compares what the module says, byte for byte: the first difference is told, with
the line of FILE. Recordings come from "xs-quectel hil --record" and "xs-quectel simulate --record". Without a module it is the
simulated one that answers, in the world of the recording: names have the addresses that were found then, clocks and time
servers tell the time of then, files that the module had before are there, and a broker of this command's own stands in place
of every broker. The peer of its sockets sends what it sent then, in the same pieces, between the same lines of the module; what
comes to it is compared too.

  --serial DEVICE       a module at a serial device instead
  --tcp HOST:PORT       or behind a terminal server, or "xs-quectel simulate"
  --baud N              (default 115200)
  --flow-control        RTS and CTS are wired
  --broker URL          mqtt://HOST:PORT of the recording, for what its far side did: messages to the module, connections ended
  --reset-line dtr|rts, --power-command TEXT   how a module is restarted where the recording has it restarted
  --profile NAME        of the simulated module: note, ec600s (default), ec200s, ec200t, eg912y
  --qmtpub DIALECT      of the simulated module, as of "xs-quectel simulate"
  --ignore NAME         does not compare lines that begin with +NAME:, as CSQ; may be given more than once
  --all                 goes on behind the first difference, and tells them all
  --patience S          how long to wait for what the recording has (default 10)
  --json [FILE]         the result as one line of JSON, on standard output or in FILE
  --version, --help

XS_QUECTEL_PIN is the PIN that goes out to a module in place of a hidden one of that length.

When something comes is not compared, and what comes by itself may come in another order. What a recording hides goes out as
other bytes, as many: files with the same checksums. Of what the module says the same is hidden, and so is compared by its length.
What cannot be compared, as TLS handshakes, and the time of day of a module at --serial or --tcp, is counted at the end, with the
reason. What the module says before the host has sent anything is not compared.

A difference between a real module and the simulated one belongs into the profile of that module, not into code: its rows are in
tools/sim/profiles (what the module says) and modules/modem/profiles (what the driver may rely on). With the row changed, the
recording replays without a difference; it then is the proof.

exit: 0 no difference, 1 a difference, 2 usage, 3 FILE, the module or a port cannot be used, 130 interrupted
`;

function usage(message: string): CommandError {
	return new CommandError(Exit.usage, message);
}

/** @param pinOf what goes out for a hidden PIN of that length */
function load(file: string, pinOf: (length: number) => string | undefined): Script {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		throw new CommandError(Exit.environment, (error as Error).message);
	}
	try {
		const [exchange, ...more] = readExchanges(text);
		if (exchange === undefined || more.length > 0 || exchange.given.length > 0) {
			throw usage(`${file}: not a recording, which is one exchange without conditions`);
		}
		return readScript(exchange, pinOf);
	} catch (error) {
		if (error instanceof TranscriptError) throw usage(`${file}: ${error.message}`);
		throw error;
	}
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const { values, positionals } = parseArguments(json.rest, {
		...wireOptions,
		broker: { type: "string" },
		...restartOptions,
		profile: { type: "string", default: "ec600s" },
		qmtpub: { type: "string", default: "none" },
		ignore: { type: "string", multiple: true, default: [] },
		all: { type: "boolean", default: false },
		patience: { type: "string", default: "10" },
	});
	const [file, ...more] = positionals;
	if (file === undefined || more.length > 0) throw usage("replay takes one FILE");
	const { broker } = values;
	if (broker !== undefined && !/^mqtt:\/\/[^/:@\s]+(?::\d{1,5})?\/?$/.test(broker)) {
		throw usage(`--broker: ${broker} is not mqtt://HOST:PORT`);
	}
	const way = readRestart(values);
	const patience = 1000 * integerOption("patience", values.patience, 1, 3600);
	const place = readWirePlace(values);
	if (place === undefined && broker !== undefined) throw usage("--broker belongs to a module at --serial or --tcp");
	const { XS_QUECTEL_PIN: pin } = process.env;
	const script = load(file, (length) =>
		place === undefined ? "1".repeat(length) : pin?.length === length ? pin : undefined,
	);
	if (script.peer?.isMet === true && place !== undefined) {
		throw new CommandError(
			Exit.environment,
			`${file}: has a peer of sockets, which only the simulated module has again`,
		);
	}
	let interrupt: () => void = () => {};
	const interrupted = new Promise<"interrupted">((resolve) => {
		interrupt = () => resolve("interrupted");
		process.once("SIGINT", interrupt);
	});
	let stage: Stage | undefined;
	let done = 0;
	const endProgress = tellProgress(() => `${done} of ${script.steps.length} steps`);
	try {
		stage =
			place === undefined
				? await simulate(script, values.profile, values.qmtpub)
				: await realStage(await openWire(place), broker, way);
		const replayed = replayScript({
			script,
			wire: stage.wire,
			surroundings: stage.surroundings,
			patience,
			ignored: values.ignore,
			findsAll: values.all,
			onStep(at) {
				done = at;
			},
		});
		const ended = await Promise.race([replayed, interrupted]);
		if (ended === "interrupted") {
			replayed.catch(() => {});
			return Exit.interrupted;
		}
		return tell(file, script, ended, place === undefined ? [] : [timesOf(script)], json);
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw new CommandError(Exit.environment, (error as Error).message);
	} finally {
		endProgress();
		process.off("SIGINT", interrupt);
		await stage?.close();
	}
}

async function simulate(script: Script, profile: string, qmtpub: string): Promise<Stage> {
	try {
		return await simulatedStage(script, { profile, publishDialect: dialectNamed(qmtpub) });
	} catch (error) {
		if (error instanceof RangeError) throw usage(error.message);
		throw error;
	}
}

function tell(
	file: string,
	script: Script,
	{ differences, hidden }: Replayed,
	more: readonly Uncompared[],
	json: JSONOption,
): number {
	const { steps, expected } = script;
	const why = "the recording hides them, but not how long they are";
	const uncompared = [
		...[...script.uncompared, ...more],
		{ count: hidden.fileBytes, what: "bytes of files", why },
		{ count: hidden.lines, what: "lines with secrets", why },
	].filter(({ count }) => count > 0);
	json.write({ file, steps: steps.length, compared: expected.length, uncompared, differences });
	const out = json.hasStandardOutput ? process.stderr : process.stdout;
	for (const it of differences) out.write(`${describeDifference(it)}\n`);
	if (differences.length === 0) out.write(`no difference in ${expected.length} lines and messages of the module\n`);
	for (const { count, what, why } of uncompared) out.write(`not compared: ${count} ${what}; ${why}\n`);
	return differences.length === 0 ? Exit.ok : Exit.failed;
}

/** `xs-quectel replay`: a recording against a module. */
export const replay: CommandLine = {
	summary: "does a recording again, against the simulated module or a real one, and tells the first difference",
	help,
	run,
};
