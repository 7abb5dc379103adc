import { randomBytes } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { CommandError, type CommandLine, Exit } from "./command.js";
import { asksForApplication, listApplications, runApplication } from "./demo/applications/command.js";
import { LocalBroker } from "./demo/broker.js";
import { Cloud } from "./demo/cloud.js";
import { Firmware } from "./demo/firmware.js";
import { Journal } from "./demo/journal.js";
import { SimulatedModule } from "./demo/module.js";
import { type DemoOptions, readDemoOptions } from "./demo/options.js";
import { Run } from "./demo/run.js";
import { Show } from "./demo/show.js";
import { summarize } from "./demo/summary.js";
import { JSONOption } from "./json-option.js";
import { Traffic } from "./traffic.js";

const help = `usage: xs-quectel demo [OPTIONS]

The main job: firmware on the XS engine boots a module, attaches, publishes at QoS 0, 1 and 2 and takes commands from a
broker, while an ordinary MQTT client checks every message. Without options everything runs on this machine: the broker,
the simulated module, the firmware.

  --messages N          messages in all, shared equally among QoS 0, 1 and 2 (default 60)
  --forever             publish until interrupted
  --broker mqtt://H:P   this broker; topics get a random prefix; user and password from the environment:
                        XS_QUECTEL_USER, XS_QUECTEL_PASSWORD
  --engine NAME         where the firmware runs: xs, the engine on this computer (default); cortex-m4, the same on an
                        emulated microcontroller; node (default when there is no C compiler)
  --fault power-cut@Ns  the module loses its supply N seconds after it connected, and gets it back
  --serial DEVICE       a real module instead of the simulated one, wired or switched on by somebody; needs --broker
  --tcp HOST:PORT       the same behind a terminal server, or xs-quectel simulate
  --baud N              of the module (default 115200)
  --apn NAME            access point of the module's network
  --latency real|none   of the simulated module (default real)
  --seed N              of the simulated module (default 1)
  --trace               AT traffic with time and direction, secrets masked
  --application NAME    one of these instead of the main job; takes --engine, --latency, --seed and --json beside it:
${listApplications()}  --json [FILE]         the summary as one line of JSON, last on standard output or in FILE
  --version, --help

exit: 0 nothing was lost, 1 something was, 2 usage, 3 no broker, no port or no engine, 130 interrupted
`;

const COMMANDS = 3;
/** How long nothing may happen, ms. Longer than any step of the simulated module's; a real one looks for a network itself. */
const PATIENCE = Object.freeze({ simulated: 60_000, real: 300_000 } as const);

async function connectCloud(options: DemoOptions, url: string, prefix: string): Promise<Cloud | string> {
	const { messages, user, password } = options;
	try {
		return await Cloud.connect({ url, prefix, messages, commands: COMMANDS, user, password });
	} catch (error) {
		if (error instanceof CommandError) return error.message;
		throw error;
	}
}

async function startModule(options: DemoOptions, show: Show): Promise<SimulatedModule> {
	const { latency, seed, baud } = options;
	const traffic = new Traffic((direction, _time, text) => show.traffic(direction, text));
	try {
		return await SimulatedModule.start({
			latency,
			seed,
			baud,
			onTraffic: options.trace ? (direction, bytes) => traffic.pass(direction, bytes, performance.now()) : undefined,
			onUnsupported: (name) => show.warn("module", `the simulated module has no ${name}`),
		});
	} catch (error) {
		if (error instanceof RangeError) throw new CommandError(Exit.usage, `--baud: ${error.message}`);
		throw error;
	}
}

function checkDevice(target: string | undefined): void {
	if (target?.startsWith("/") !== true) return;
	try {
		accessSync(target, constants.R_OK | constants.W_OK);
	} catch (error) {
		throw new CommandError(Exit.environment, `--serial: ${(error as Error).message}`);
	}
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	if (asksForApplication(json.rest)) return runApplication(json);
	const options = readDemoOptions(json.rest, process.env);
	const { messages, target, user, password, apn, powerCut, trace } = options;
	checkDevice(target);
	const show = new Show(json.hasStandardOutput);
	let broker: LocalBroker | undefined;
	let cloud: Cloud | string | undefined;
	let module: SimulatedModule | undefined;
	let firmware: Firmware | undefined;
	try {
		if (options.broker === undefined) broker = await LocalBroker.start();
		const url = options.broker ?? `mqtt://127.0.0.1:${broker?.port}`;
		const prefix = broker === undefined ? `xs-quectel/${randomBytes(6).toString("hex")}` : "demo";
		cloud = await connectCloud(options, url, prefix);
		if (typeof cloud === "string") show.warn("cloud", `${cloud}; now the module tries`);
		else show.note("broker", broker === undefined ? `${url}, topics under ${prefix}` : `started at ${url}`);
		if (target === undefined) {
			module = await startModule(options, show);
			show.note("module", `EC600S, simulated, ${options.latency === "real" ? "as slow as a real one" : "no latency"}`);
		} else show.note("module", `at ${target}`);
		const { hostname, port } = new URL(url);
		firmware = await Firmware.start({
			engine: options.engine,
			port: target ?? `wire:127.0.0.1:${module?.port}`,
			baud: options.baud,
			onNote: (text) => show.note("firmware", text),
			config: {
				host: hostname,
				port: port === "" ? 1883 : Number(port),
				id: `xs-quectel-${randomBytes(4).toString("hex")}`,
				prefix,
				messages,
				apn,
				user,
				password: user === undefined ? undefined : (password ?? ""),
				// The simulated module tells its own side of the wire.
				trace: trace && module === undefined,
			},
		});
		const journal = new Journal();
		const { exit, problem, hasBegun } = await new Run({
			messages,
			url,
			cloud,
			firmware,
			journal,
			show,
			trace,
			patience: module === undefined ? PATIENCE.real : PATIENCE.simulated,
			fault: powerCut === undefined ? undefined : { after: powerCut, cause: () => module?.powerCut() },
		}).play();
		const report = await firmware.stop();
		if (!hasBegun || typeof cloud === "string") throw new CommandError(exit, problem ?? "no cloud");
		const task = { messages, commands: COMMANDS, isInterrupted: exit === Exit.interrupted };
		const summary = summarize(task, cloud, journal, firmware, report);
		show.summary(summary, cloud, journal, problem);
		json.write(summary);
		return exit === Exit.ok && (summary.lost > 0 || cloud.wrong > 0) ? Exit.failed : exit;
	} finally {
		await firmware?.stop();
		await module?.close();
		if (typeof cloud !== "string") await cloud?.close();
		await broker?.close();
	}
}

/** `xs-quectel demo`: the main job. */
export const demo: CommandLine = {
	summary: "the main job: firmware on the XS engine, through a module, to a broker",
	help,
	run,
};
