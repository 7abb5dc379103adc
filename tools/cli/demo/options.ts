import { checkQuotable } from "../../../modules/at/quoting.js";
import { ec600s } from "../../../modules/modem/profiles/ec600s.js";
import { CommandError, Exit, integerOption } from "../command.js";
import { parseOptions } from "../options.js";
import { type Engine, engines } from "./firmware.js";

/** Messages without end, as far as the firmware can count. */
const ENDLESS = 2_000_000_000;

/** The options of one demo, checked. */
export interface DemoOptions {
	readonly messages: number;
	/** mqtt://host:port; undefined: a broker of our own. */
	readonly broker: string | undefined;
	readonly user: string | undefined;
	readonly password: string | undefined;
	readonly engine: Engine | undefined;
	/** Seconds after the connection; undefined: no fault. */
	readonly powerCut: number | undefined;
	/** Where a real module is: a device or `tcp:HOST:PORT`; undefined: a simulated one. */
	readonly target: string | undefined;
	readonly baud: number;
	readonly apn: string | undefined;
	readonly latency: "real" | "none";
	readonly seed: number;
	readonly trace: boolean;
}

function usage(message: string): CommandError {
	return new CommandError(Exit.usage, message);
}

/** What the driver would refuse is refused before anything is started. */
function quotable(what: string, text: string | undefined, limit: number): string | undefined {
	try {
		if (text !== undefined) checkQuotable(what, text, limit);
	} catch (error) {
		throw usage((error as Error).message);
	}
	return text;
}

function readBroker(broker: string | undefined): string | undefined {
	if (broker === undefined) return undefined;
	const parts = /^mqtt:\/\/[^/:@\s]+(?::(\d{1,5}))?\/?$/.exec(broker);
	const port = Number(parts?.[1] ?? 1883);
	if (parts === null || !URL.canParse(broker) || port < 1 || port > 65535) {
		throw usage(`--broker: ${broker} is not mqtt://host:port`);
	}
	quotable("--broker", new URL(broker).hostname, ec600s.mqtt.host);
	return broker;
}

function readTarget(serial: string | undefined, tcp: string | undefined): string | undefined {
	if (serial !== undefined && tcp !== undefined) throw usage("--serial and --tcp: only one of them");
	if (serial !== undefined && !serial.startsWith("/"))
		throw usage(`--serial: ${serial} is not a device, as /dev/ttyUSB0 is`);
	if (tcp !== undefined && !/^[^:\s]+:\d{1,5}$/.test(tcp)) throw usage(`--tcp: ${tcp} is not HOST:PORT`);
	return serial ?? (tcp === undefined ? undefined : `tcp:${tcp}`);
}

/** @throws CommandError (usage), as the next */
export function readEngine(name: string | undefined): Engine | undefined {
	const engine = engines.find((it) => it === name);
	if (engine === undefined && name !== undefined) throw usage(`--engine: ${name} is not one of ${engines.join(", ")}`);
	return engine;
}

export function readLatency(latency: string): "real" | "none" {
	if (latency !== "real" && latency !== "none") throw usage(`--latency: ${latency} is not real or none`);
	return latency;
}

function readPowerCut(fault: string | undefined): number | undefined {
	if (fault === undefined) return undefined;
	const parts = /^power-cut@(\d{1,4}(?:\.\d{1,3})?)s$/.exec(fault);
	if (parts === null) throw usage(`--fault: ${fault} is not power-cut@Ns`);
	return Number(parts[1]);
}

/** @throws CommandError (usage), one line that says what is wrong */
export function readDemoOptions(args: string[], environment: NodeJS.ProcessEnv): DemoOptions {
	const values = parseOptions(args, {
		messages: { type: "string" },
		broker: { type: "string" },
		engine: { type: "string" },
		fault: { type: "string" },
		serial: { type: "string" },
		tcp: { type: "string" },
		baud: { type: "string", default: "115200" },
		apn: { type: "string" },
		latency: { type: "string", default: "real" },
		seed: { type: "string", default: "1" },
		forever: { type: "boolean", default: false },
		trace: { type: "boolean", default: false },
	});
	const { messages = "60", forever } = values;
	const latency = readLatency(values.latency);
	if (forever && values.messages !== undefined) throw usage("--forever and --messages: only one of them");
	const engine = readEngine(values.engine);
	const broker = readBroker(values.broker);
	const target = readTarget(values.serial, values.tcp);
	const powerCut = readPowerCut(values.fault);
	if (target !== undefined && broker === undefined) {
		throw usage("a real module needs --broker: it cannot reach the one on this machine");
	}
	if (target !== undefined && powerCut !== undefined) throw usage("--fault is for the simulated module");
	return {
		messages: forever ? ENDLESS : integerOption("messages", messages, 1, 1_000_000),
		broker,
		user: broker && quotable("XS_QUECTEL_USER", environment.XS_QUECTEL_USER, ec600s.mqtt.credential),
		password: broker && quotable("XS_QUECTEL_PASSWORD", environment.XS_QUECTEL_PASSWORD, ec600s.mqtt.credential),
		engine,
		powerCut,
		target,
		baud: integerOption("baud", values.baud, 4800, 4_000_000),
		apn: quotable("--apn", values.apn, 99),
		latency,
		seed: integerOption("seed", values.seed, 0, 0x7fffffff),
		trace: values.trace,
	};
}
