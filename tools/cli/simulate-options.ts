import { mkdirSync, readFileSync } from "node:fs";
import { FolderStorage } from "../sim/node/folder-storage.js";
import type { ServeOptions } from "../sim/node/serve.js";
import { dialectNamed } from "../sim/profiles.js";
import { CommandError, Exit, integerOption } from "./command.js";
import { parseOptions } from "./options.js";

export const help = `usage: xs-quectel simulate [OPTIONS]

Simulated EC600S modules, each on a TCP port, a PTY or a serial device: connect to it and type AT commands. Prints one line when
they are ready. Hosts may come and go.

where a host finds the module (one of them):
  --tcp PORT            port of the module's UART (default 0: a free one)
  --pty LINK            a serial device of its own, which LINK leads to
  --on-serial DEVICE    a serial port that is there; the host is at the other end of the cable

  --count N             so many modules (default 1), on PORT and those behind it, on LINK-1, LINK-2 ...; RECORDING and DIR likewise
  --control PORT        port of the control channel, JSON lines (default 0: a free one)
  --host ADDRESS        address of these ports (default 127.0.0.1)
  --baud N              of a new module (default 115200)
  --no-pacing           bytes take no time on the wire
  --profile NAME        note (to the letter, the default), ec600s (as real firmware was seen to answer),
                        ec200s, ec200t, eg912y
  --latency real|none|MS  as measured on real modules, none, or so many ms for all (default real)
  --seed N              the same seed draws the same latencies (default 1); each further module has the next one
  --map HOST:PORT=HOST:PORT  where connections to the first really go; may be given more than once
  --open-network        reach every place; otherwise beyond this machine only those that are mapped
  --no-network-time     the network does not tell the time; otherwise it is this machine's
  --files DIR           keeps the module's files there (default: in memory)
  --qmtpub mark|length|inline|pubex-inline  speaks AT+QMTPUB too, which the note does not have
  --fault NAME[,FIELD=VALUE...]  what goes wrong from the start; may be given more than once; "help" lists all
  --script FILE         what goes wrong later, one a line: MS [every MS] FAULT
  --trace               AT traffic on standard error, secrets masked
  --record RECORDING    AT traffic as a transcript, byte for byte, secrets masked
  --reveal              masks no secrets
  --json [FILE]         where it listens as one line of JSON, on standard output or in FILE
  --version, --help

XS_QUECTEL_PIN is the PIN of the SIM card; without it the card asks for none.

exit: 0 ended by SIGTERM, 130 interrupted, 2 usage, 3 a port is busy, no device, no compiler for one
`;

/** Where a host finds a module. */
export type Place =
	| { readonly kind: "tcp"; readonly port: number }
	| { readonly kind: "pty"; readonly link: string }
	| { readonly kind: "serial"; readonly path: string };

/** One module of the command line. */
export interface ModulePlan {
	readonly place: Place;
	readonly options: ServeOptions;
	/** The file of its recording. */
	readonly record: string | undefined;
}

/** What the command line asks for. */
export interface SimulatePlan {
	readonly modules: readonly ModulePlan[];
	readonly host: string;
	readonly profile: string;
	readonly trace: boolean;
	readonly reveal: boolean;
	/** Nothing but the list of faults. */
	readonly listsFaults: boolean;
}

const LAST_PORT = 65_535;
/** More modules than a process can keep up with, and less than the ports there are. */
const MOST_MODULES = 1000;

function readMap(entries: readonly string[]): Record<string, string> {
	const map: Record<string, string> = {};
	for (const entry of entries) {
		const parts = /^([^=]+:\d+)=([^=]+:\d+)$/.exec(entry);
		if (parts === null) throw new CommandError(Exit.usage, `--map: ${entry} is not HOST:PORT=HOST:PORT`);
		map[parts[1] as string] = parts[2] as string;
	}
	return map;
}

function readPlace(values: { tcp?: string; pty?: string; "on-serial"?: string }, count: number): Place {
	const { tcp, pty, "on-serial": device } = values;
	if ([tcp, pty, device].filter((it) => it !== undefined).length > 1) {
		throw new CommandError(Exit.usage, "--tcp, --pty and --on-serial exclude each other");
	}
	if (pty === "" || device === "") throw new CommandError(Exit.usage, "--pty and --on-serial take a path");
	if (pty !== undefined) return { kind: "pty", link: pty };
	if (device === undefined) return { kind: "tcp", port: readPorts("tcp", tcp ?? "0", count) };
	if (count > 1) throw new CommandError(Exit.usage, "--on-serial: one device is for one module");
	return { kind: "serial", path: device };
}

/** The first of `count` ports, or 0. */
function readPorts(name: string, value: string, count: number): number {
	return integerOption(name, value, 0, LAST_PORT + 1 - count);
}

/** Numbers of the n-th module, which no other has: IMEI, IMSI and ICCID. */
function identity(n: number): { imei: string; imsi: string; iccid: string } {
	const behind = String(n).padStart(5, "0");
	return { imei: `8612345678${behind}`, imsi: `4600012345${behind}`, iccid: `898600123456789${behind}` };
}

/** One module's folder has to be there; those of many are made. */
function openFolder(path: string, isMade: boolean): FolderStorage {
	if (isMade) mkdirSync(path, { recursive: true });
	return new FolderStorage(path);
}

/** @throws CommandError for what cannot be */
export function readSimulateOptions(args: string[], environment: NodeJS.ProcessEnv): SimulatePlan {
	const values = parseOptions(args, {
		tcp: { type: "string" },
		pty: { type: "string" },
		"on-serial": { type: "string" },
		count: { type: "string", default: "1" },
		control: { type: "string", default: "0" },
		host: { type: "string", default: "127.0.0.1" },
		baud: { type: "string", default: "115200" },
		"no-pacing": { type: "boolean", default: false },
		profile: { type: "string", default: "note" },
		latency: { type: "string", default: "real" },
		seed: { type: "string", default: "1" },
		map: { type: "string", multiple: true, default: [] },
		"open-network": { type: "boolean", default: false },
		"no-network-time": { type: "boolean", default: false },
		files: { type: "string" },
		qmtpub: { type: "string", default: "none" },
		fault: { type: "string", multiple: true, default: [] },
		script: { type: "string" },
		trace: { type: "boolean", default: false },
		record: { type: "string" },
		reveal: { type: "boolean", default: false },
	});
	const { latency, profile, host, files, record, fault: faults } = values;
	const count = integerOption("count", values.count, 1, MOST_MODULES);
	const place = readPlace(values, count);
	const controlPort = readPorts("control", values.control, count);
	const pin = environment.XS_QUECTEL_PIN;
	if (pin !== undefined && !/^\d{4,8}$/.test(pin)) throw new CommandError(Exit.usage, "XS_QUECTEL_PIN: 4 to 8 digits");
	const seed = integerOption("seed", values.seed, 0, 0x7fffffff - count);
	const common: ServeOptions = {
		host,
		baud: integerOption("baud", values.baud, 300, 4_000_000),
		pacing: !values["no-pacing"],
		profile,
		latency: latency === "real" || latency === "none" ? latency : integerOption("latency", latency, 0, 60_000),
		map: readMap(values.map),
		openNetwork: values["open-network"],
		...(values["no-network-time"] ? { networkTime: "none" as const } : {}),
		publishDialect: dialectNamed(values.qmtpub),
		...(values.script === undefined ? {} : { script: readFileSync(values.script, "utf8") }),
		powered: true,
	};
	const listsFaults = faults.includes("help");
	const modules = Array.from({ length: listsFaults ? 0 : count }, (_, n): ModulePlan => {
		const { imei, imsi, iccid } = identity(n);
		const numbered = (path: string) => (count === 1 ? path : `${path}-${n + 1}`);
		return {
			place:
				place.kind === "tcp"
					? { ...place, port: place.port === 0 ? 0 : place.port + n }
					: place.kind === "pty"
						? { ...place, link: numbered(place.link) }
						: place,
			options: {
				...common,
				controlPort: controlPort === 0 ? 0 : controlPort + n,
				seed: seed + n,
				faults,
				...(count === 1 ? {} : { imei }),
				sim: { ...(count === 1 ? {} : { imsi, iccid }), ...(pin === undefined ? {} : { pin }) },
				...(files === undefined ? {} : { files: openFolder(numbered(files), count > 1) }),
			},
			record: record === undefined ? undefined : numbered(record),
		};
	});
	return { modules, host, profile, trace: values.trace, reveal: values.reveal, listsFaults };
}
