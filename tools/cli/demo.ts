import { randomBytes } from "node:crypto";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { LocalBroker } from "./demo/broker.js";
import { Cloud } from "./demo/cloud.js";
import { type Engine, Firmware } from "./demo/firmware.js";
import { Journal } from "./demo/journal.js";
import { SimulatedModule } from "./demo/module.js";
import { Show, type Summary, summarize } from "./demo/show.js";
import { parseOptions } from "./options.js";

const help = `usage: xs-quectel demo [OPTIONS]

The main job: firmware on the XS engine boots a module, attaches, publishes at QoS 0, 1 and 2 and takes commands from a
broker, while an ordinary MQTT client checks every message. Without options everything runs on this machine: the broker,
the simulated module, the firmware.

  --messages N          messages in all, shared equally among QoS 0, 1 and 2 (default 60)
  --broker mqtt://H:P   this broker; topics get a random prefix; user and password from the environment:
                        XS_QUECTEL_USER, XS_QUECTEL_PASSWORD
  --engine xs|node      where the firmware runs (default xs; node when there is no C compiler)
  --fault power-cut@Ns  the module loses its supply N seconds after it connected, and gets it back
  --serial DEVICE       a real module instead of the simulated one; needs --broker
  --baud N              of --serial (default 115200)
  --apn NAME            access point of the module's network
  --latency real|none   of the simulated module (default real)
  --seed N              of the simulated module (default 1)
  --forever             publish until interrupted
  --trace               AT traffic with time and direction, secrets masked
  --json                the summary as one line of JSON, last

exit: 0 nothing was lost, 1 something was, 2 usage, 3 no broker, no port or no engine
`;

/** Messages without end, as far as the firmware can count. */
const ENDLESS = 2_000_000_000;
/** How long nothing may happen before the run is given up, ms: longer than any step of the module's. */
const PATIENCE = 60_000;
const COMMANDS = 3;

interface Options {
	readonly messages: number;
	readonly isEndless: boolean;
	readonly broker: string | undefined;
	readonly engine: Engine | undefined;
	/** Seconds after the connection; undefined: no fault. */
	readonly powerCut: number | undefined;
	readonly serial: string | undefined;
	readonly baud: number;
	readonly apn: string | undefined;
	readonly latency: "real" | "none";
	readonly seed: number;
	readonly trace: boolean;
	readonly json: boolean;
}

function readOptions(args: string[]): Options {
	const values = parseOptions(args, {
		messages: { type: "string", default: "60" },
		broker: { type: "string" },
		engine: { type: "string" },
		fault: { type: "string" },
		serial: { type: "string" },
		baud: { type: "string", default: "115200" },
		apn: { type: "string" },
		latency: { type: "string", default: "real" },
		seed: { type: "string", default: "1" },
		forever: { type: "boolean", default: false },
		trace: { type: "boolean", default: false },
		json: { type: "boolean", default: false },
	});
	const usage = (message: string) => new CommandError(Exit.usage, message);
	const { engine, fault, broker, serial, latency } = values;
	if (engine !== undefined && engine !== "xs" && engine !== "node")
		throw usage(`--engine: ${engine} is not xs or node`);
	if (latency !== "real" && latency !== "none") throw usage(`--latency: ${latency} is not real or none`);
	const cut = fault === undefined ? undefined : /^power-cut@(\d{1,4})s$/.exec(fault);
	if (cut === null) throw usage(`--fault: ${fault} is not power-cut@Ns`);
	if (broker !== undefined && !/^mqtt:\/\/[^/:@]+(:\d{1,5})?\/?$/.test(broker)) {
		throw usage(`--broker: ${broker} is not mqtt://host:port`);
	}
	if (serial !== undefined && broker === undefined)
		throw usage("--serial needs --broker: a real module cannot reach loopback");
	if (serial !== undefined && cut !== undefined) throw usage("--fault is for the simulated module");
	return {
		messages: values.forever ? ENDLESS : integerOption("messages", values.messages, 1, 1_000_000),
		isEndless: values.forever,
		broker,
		engine,
		powerCut: cut === undefined ? undefined : Number(cut[1]),
		serial,
		baud: integerOption("baud", values.baud, 4800, 4_000_000),
		apn: values.apn,
		latency,
		seed: integerOption("seed", values.seed, 0, 0x7fffffff),
		trace: values.trace,
		json: values.json,
	};
}

/** Waits until the run is over, one way or the other. @returns why it was given up, undefined when it was not */
async function play(
	options: Options,
	cloud: Cloud,
	firmware: Firmware,
	journal: Journal,
	show: Show,
	module?: SimulatedModule,
) {
	let patience: NodeJS.Timeout | undefined;
	let cut: NodeJS.Timeout | undefined;
	let isStopping = false;
	const end = await new Promise<string | undefined>((resolve) => {
		const alive = () => {
			clearTimeout(patience);
			patience = setTimeout(() => resolve(`nothing happened for ${PATIENCE / 1000} s`), PATIENCE);
		};
		const look = () => {
			alive();
			const told = journal.published["0"] + journal.published["1"] + journal.published["2"];
			if (isStopping || !cloud.isComplete || told < options.messages) return;
			isStopping = true;
			cloud.stop().catch((error: Error) => resolve(error.message));
		};
		alive();
		firmware.on("line", (line) => {
			const before = journal.connections;
			show.firmware(journal.take(line));
			if (journal.connections > before && options.powerCut !== undefined && cut === undefined) {
				cut = setTimeout(() => {
					show.note("the module loses its supply");
					module?.powerCut();
				}, options.powerCut * 1000);
			}
			look();
		});
		cloud.on("message", look);
		cloud.on("taken", look);
		cloud.on("wrong", (why) => show.note(why));
		process.once("SIGINT", () => resolve("interrupted"));
		firmware.exited.then(({ code, reason }) => {
			if (code !== 0) resolve(`the firmware ended: ${reason}`);
			else if (!isStopping) resolve(journal.lastError ?? "the firmware ended early");
			else resolve(undefined);
		});
	});
	clearTimeout(patience);
	clearTimeout(cut);
	return end;
}

async function run(args: string[]): Promise<number> {
	const options = readOptions(args);
	const show = new Show(options.json);
	const broker = options.broker === undefined ? await LocalBroker.start() : undefined;
	const url = options.broker ?? `mqtt://127.0.0.1:${broker?.port}`;
	const user = options.broker === undefined ? undefined : process.env.XS_QUECTEL_USER;
	const password = options.broker === undefined ? undefined : process.env.XS_QUECTEL_PASSWORD;
	const prefix = options.broker === undefined ? "demo" : `xs-quectel/${randomBytes(6).toString("hex")}`;
	let cloud: Cloud | undefined;
	let module: SimulatedModule | undefined;
	let firmware: Firmware | undefined;
	try {
		cloud = await Cloud.connect({ url, prefix, messages: options.messages, commands: COMMANDS, user, password });
		show.note(broker === undefined ? `broker ${url}` : `broker started at ${url}`);
		const { hostname, port } = new URL(url);
		if (options.serial === undefined) {
			module = await SimulatedModule.start({
				latency: options.latency,
				seed: options.seed,
				onTraffic: options.trace ? (direction, time, text) => show.traffic(direction, time, text) : undefined,
				onUnsupported: (name) => show.note(`the simulated module has no ${name}`),
			});
			show.note(`module EC600S simulated, latency ${options.latency}`);
		}
		firmware = await Firmware.start({
			engine: options.engine,
			port: options.serial ?? `wire:127.0.0.1:${module?.port}`,
			baud: options.baud,
			onNote: (text) => show.note(text),
			config: {
				host: hostname,
				port: port === "" ? 1883 : Number(port),
				id: `xs-quectel-${randomBytes(4).toString("hex")}`,
				prefix,
				messages: options.messages,
				...(options.apn === undefined ? {} : { apn: options.apn }),
				...(user === undefined ? {} : { user, password: password ?? "" }),
			},
		});
		const journal = new Journal();
		const problem = await play(options, cloud, firmware, journal, show, module);
		const report = await firmware.stop();
		const summary: Summary = summarize(options.messages, COMMANDS, cloud, journal, firmware, report);
		show.summary(summary, journal, problem, cloud.doubles);
		if (problem === "interrupted") return options.isEndless ? Exit.ok : Exit.interrupted;
		if (problem !== undefined && journal.connections === 0 && /\+QMTOPEN|\+QMTCONN/.test(problem))
			return Exit.environment;
		return problem === undefined && summary.lost === 0 && cloud.wrong === 0 ? Exit.ok : Exit.failed;
	} finally {
		await firmware?.stop();
		await module?.close();
		await cloud?.close();
		await broker?.close();
	}
}

/** `xs-quectel demo`: the main job. */
export const demo: CommandLine = {
	summary: "the main job: firmware on the XS engine, through a module, to a broker",
	help,
	run,
};
