import { readFileSync } from "node:fs";
import type { FarSide } from "../hil/far-side.js";
import { type RestartWay, restart } from "../hil/restart.js";
import { OwnBroker, Shore } from "../hil/shore.js";
import { replay as replayScript, type Surroundings } from "../replay/replay.js";
import { ReplayPeer } from "../replay/replay-peer.js";
import { readScript, type Script } from "../replay/script.js";
import { Fence } from "../sim/node/fence.js";
import { NodeNetwork } from "../sim/node/network.js";
import { serve } from "../sim/node/serve.js";
import { dialectNamed } from "../sim/profiles.js";
import { readExchanges } from "../sim/transcript/exchange.js";
import { TranscriptError } from "../sim/transcript/notation.js";
import { type Difference, describeDifference } from "../sim/transcript/player.js";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseArguments } from "./options.js";
import { tellProgress } from "./progress.js";
import { readRestart, restartOptions } from "./restart-options.js";
import { openWire, readWirePlace, type WireEnd, wireOptions } from "./wire-end.js";

const help = `usage: xs-quectel replay FILE [OPTIONS]

Does again what the host did in a recording, and compares what the module says, byte for byte: the first difference is told, with
the line of FILE. Recordings come from "xs-quectel hil --record" and "xs-quectel simulate --record". Without a module it is the
simulated one that answers, with a broker of this command's own in place of every broker of the recording. The peer of its sockets
sends what it sent then, in the same pieces, between the same lines of the module; what comes to it is compared too.

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

Times are not compared, and what comes by itself may come in another order. Where a recording has asterisks any bytes will do: they
stand for secrets. What is not in a recording, as TLS handshakes and contents of files, is not compared: the end tells how much, and
why. What the module says before the host has sent anything is not compared.

A difference between a real module and the simulated one belongs into the profile of that module, not into code: its rows are in
tools/sim/profiles (what the module says) and modules/modem/profiles (what the driver may rely on). With the row changed, the
recording replays without a difference; it then is the proof.

exit: 0 no difference, 1 a difference, 2 usage, 3 FILE, the module or a port cannot be used, 130 interrupted
`;

function usage(message: string): CommandError {
	return new CommandError(Exit.usage, message);
}

function load(file: string): Script {
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
		return readScript(exchange);
	} catch (error) {
		if (error instanceof TranscriptError) throw usage(`${file}: ${error.message}`);
		throw error;
	}
}

/** Something that is there as long as the replay goes on. */
interface Stage {
	readonly wire: WireEnd;
	readonly surroundings: Surroundings;
	close(): Promise<void>;
}

const places = /AT\+QMTOPEN=\d+,"([^"]+)",(\d+)/gi;

/** A simulated module, and a broker in place of every broker that the recording knows. */
async function simulatedStage({ steps, peer }: Script, profile: string, qmtpub: string): Promise<Stage> {
	const broker = await OwnBroker.start("127.0.0.1", 0);
	const undo: (() => Promise<void>)[] = [() => broker.close()];
	const close = async () => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		const map: Record<string, string> = {};
		for (const { entry } of steps) {
			if (entry.kind !== "bytes") continue;
			for (const [, host, port] of entry.bytes.matchAll(places)) map[`${host}:${port}`] = `127.0.0.1:${broker.port}`;
		}
		const pin = process.env.XS_QUECTEL_PIN;
		const rest = new Fence(new NodeNetwork({ map }), Object.keys(map), () => {});
		const sockets = peer === undefined ? undefined : new ReplayPeer(rest, peer);
		const served = await serve({
			...{ profile, map, latency: "none", pacing: false, powered: true, seed: 1 },
			...(sockets === undefined ? {} : { network: sockets }),
			publishDialect: dialectNamed(qmtpub),
			...(pin === undefined ? {} : { sim: { pin } }),
		});
		undo.push(() => served.close());
		const shore = await Shore.connect(
			{ url: `mqtt://127.0.0.1:${broker.port}`, user: undefined, password: undefined, ca: undefined },
			"",
		);
		undo.push(() => shore.close());
		const wire = await openWire({ kind: "tcp", name: `127.0.0.1:${served.port}`, baud: 115_200, flowControl: "none" });
		undo.push(() => wire.close());
		return {
			wire,
			surroundings: {
				farSide: (request) => reach(request, shore, broker),
				peer: async (words) => sockets?.do(words),
				release: (release) => sockets?.release(release),
				differences: () => sockets?.differences() ?? [],
				restart: async () => served.simulator.module.faults.cause({ fault: "reset" }),
			},
			close,
		};
	} catch (error) {
		await close();
		if (error instanceof RangeError) throw usage(error.message);
		throw error;
	}
}

async function reach(request: FarSide, shore: Shore | undefined, broker: OwnBroker | undefined): Promise<void> {
	if (request.name === "stall") {
		if (broker === undefined)
			throw new CommandError(Exit.environment, "the broker of the recording was held up: only one of our own can be");
		broker.stall(request.isStalled);
		return;
	}
	if (shore === undefined)
		throw new CommandError(Exit.environment, "the recording has a far side, which needs --broker");
	if (request.name === "publish") await shore.publish(request.topic, request.payload, request.qos);
	else await shore.drop(request.client);
}

async function realStage(wire: WireEnd, url: string | undefined, way: RestartWay | undefined): Promise<Stage> {
	const { XS_QUECTEL_USER: user, XS_QUECTEL_PASSWORD: password } = process.env;
	let shore: Shore | undefined;
	try {
		shore = url === undefined ? undefined : await Shore.connect({ url, user, password, ca: undefined }, "");
	} catch (error) {
		await wire.close();
		throw error;
	}
	return {
		wire,
		surroundings: {
			farSide: (request) => reach(request, shore, undefined),
			// Who has one is not let in, see below.
			async peer() {},
			release() {},
			differences: () => [],
			async restart() {
				if (way === undefined) {
					throw new CommandError(Exit.environment, "the recording has a restart: --reset-line or --power-command");
				}
				await restart(way, wire);
			},
		},
		async close() {
			await shore?.close();
			await wire.close();
		},
	};
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
	const script = load(file);
	if (script.peer !== undefined && place !== undefined) {
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
				? await simulatedStage(script, values.profile, values.qmtpub)
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
		const differences = await Promise.race([replayed, interrupted]);
		if (differences === "interrupted") {
			replayed.catch(() => {});
			return Exit.interrupted;
		}
		return tell(file, script, differences, json);
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw new CommandError(Exit.environment, (error as Error).message);
	} finally {
		endProgress();
		process.off("SIGINT", interrupt);
		await stage?.close();
	}
}

function tell(
	file: string,
	{ steps, expected, uncompared }: Script,
	differences: readonly Difference[],
	json: JSONOption,
): number {
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
