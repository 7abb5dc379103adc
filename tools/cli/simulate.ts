import { readFileSync } from "node:fs";
import { FAULTS, type FaultKind } from "../sim/faults/catalogue.js";
import { FolderStorage } from "../sim/node/folder-storage.js";
import { serve } from "../sim/node/serve.js";
import { dialectNamed } from "../sim/profiles.js";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseOptions } from "./options.js";
import { Traffic } from "./traffic.js";

const help = `usage: xs-quectel simulate [OPTIONS]

A simulated EC600S on a TCP port: connect to it and type AT commands. Prints one line when it is ready.

  --tcp PORT            port of the module's UART (default 0: a free one)
  --control PORT        port of the control channel, JSON lines (default 0: a free one)
  --host ADDRESS        address of both (default 127.0.0.1)
  --baud N              of a new module (default 115200)
  --no-pacing           bytes take no time on the wire
  --profile NAME        note (to the letter, the default), ec600s (as real firmware was seen to answer),
                        ec200s, ec200t, eg912y
  --latency real|none|MS  as measured on real modules, none, or so many ms for all (default real)
  --seed N              the same seed draws the same latencies (default 1)
  --map HOST:PORT=HOST:PORT  where connections to the first really go; may be given more than once
  --files DIR           keeps the module's files there (default: in memory)
  --qmtpub mark|length|inline|pubex-inline  speaks AT+QMTPUB too, which the note does not have
  --fault NAME[,FIELD=VALUE...]  what goes wrong from the start; may be given more than once; "help" lists all
  --script FILE         what goes wrong later, one a line: MS [every MS] FAULT
  --trace               AT traffic on standard error, secrets masked
  --json [FILE]         where it listens as one line of JSON, on standard output or in FILE
  --version, --help

exit: 0 ended by SIGTERM, 130 interrupted, 2 usage, 3 a port is busy
`;

function readMap(entries: readonly string[]): Record<string, string> {
	const map: Record<string, string> = {};
	for (const entry of entries) {
		const parts = /^([^=]+:\d+)=([^=]+:\d+)$/.exec(entry);
		if (parts === null) throw new CommandError(Exit.usage, `--map: ${entry} is not HOST:PORT=HOST:PORT`);
		map[parts[1] as string] = parts[2] as string;
	}
	return map;
}

function describeFault([name, { meaning, fields }]: readonly [string, FaultKind]): string {
	const given = Object.entries(fields).map(([field, { initial }]) =>
		initial === undefined ? `,${field}=` : `[,${field}=${initial}]`,
	);
	return `${name}${given.join("")}\n    ${meaning}\n`;
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const values = parseOptions(json.rest, {
		tcp: { type: "string", default: "0" },
		control: { type: "string", default: "0" },
		host: { type: "string", default: "127.0.0.1" },
		baud: { type: "string", default: "115200" },
		"no-pacing": { type: "boolean", default: false },
		profile: { type: "string", default: "note" },
		latency: { type: "string", default: "real" },
		seed: { type: "string", default: "1" },
		map: { type: "string", multiple: true, default: [] },
		files: { type: "string" },
		qmtpub: { type: "string", default: "none" },
		fault: { type: "string", multiple: true, default: [] },
		script: { type: "string" },
		trace: { type: "boolean", default: false },
	});
	if (values.fault.includes("help")) {
		process.stdout.write(Object.entries(FAULTS).map(describeFault).join(""));
		return Exit.ok;
	}
	const { latency, profile, host } = values;
	const isNamed = latency === "real" || latency === "none";
	const traffic = new Traffic((direction, time, text) => {
		process.stderr.write(`${(time / 1000).toFixed(3).padStart(9)} ${direction === "host" ? ">" : "<"} ${text}\n`);
	});
	const start = performance.now();
	let served: Awaited<ReturnType<typeof serve>>;
	try {
		served = await serve({
			port: integerOption("tcp", values.tcp, 0, 65535),
			controlPort: integerOption("control", values.control, 0, 65535),
			host,
			baud: integerOption("baud", values.baud, 300, 4_000_000),
			pacing: !values["no-pacing"],
			profile,
			latency: isNamed ? latency : integerOption("latency", latency, 0, 60_000),
			seed: integerOption("seed", values.seed, 0, 0x7fffffff),
			map: readMap(values.map),
			publishDialect: dialectNamed(values.qmtpub),
			faults: values.fault,
			...(values.files === undefined ? {} : { files: new FolderStorage(values.files) }),
			...(values.script === undefined ? {} : { script: readFileSync(values.script, "utf8") }),
			powered: true,
			onUnsupported: (name) => process.stderr.write(`not simulated: ${name}\n`),
			...(values.trace ? { onTrace: (sender, bytes) => traffic.pass(sender, bytes, performance.now() - start) } : {}),
		});
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw new CommandError(error instanceof RangeError ? Exit.usage : Exit.environment, (error as Error).message);
	}
	const { port, controlPort } = served;
	try {
		const signal = new Promise<string>((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
		json.write({ host, port, controlPort, profile });
		if (!json.hasStandardOutput) {
			process.stdout.write(`module ready on ${host}:${port}, control on ${host}:${controlPort}\n`);
		}
		return (await signal) === "SIGINT" ? Exit.interrupted : Exit.ok;
	} finally {
		await served.close();
	}
}

/** `xs-quectel simulate`: the module by itself. */
export const simulate: CommandLine = {
	summary: "a simulated EC600S on a TCP port, for AT hosts in any language",
	help,
	run,
};
