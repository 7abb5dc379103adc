import { readFileSync } from "node:fs";
import type { HilPlan } from "../hil/plan.js";
import { writeHTML } from "../hil/report-html.js";
import { writeJUnit } from "../hil/report-junit.js";
import type { HilResult } from "../hil/result.js";
import { type BenchSuite, suites, suitesNamed } from "../hil/suites.js";
import { CommandError, Exit, integerOption } from "./command.js";
import { parseOptions } from "./options.js";
import { readRestart, restartOptions } from "./restart-options.js";
import { readWirePlace, wireOptions } from "./wire-end.js";

export const help = `usage: xs-quectel hil (--serial DEVICE | --tcp HOST:PORT) [OPTIONS]

Runs the tests of this project on a real module: the same functions as in "npm test", through the serial port. What a suite
needs and is not there makes it skipped, with that reason. A module that an aborted run has left in the middle of something
is brought back first, and is left with nothing open. Files of suites begin with xs-hil-; no others are touched.

the module:
  --serial DEVICE       serial device of the module's UART; needs the package serialport
  --tcp HOST:PORT       or a terminal server, or "xs-quectel simulate"
  --baud N              (default 115200)
  --flow-control        RTS and CTS are wired
  --apn NAME            access point of its network
  --reset-line dtr|rts  this line of the adapter, asserted, resets the module
  --power-command TEXT  or the shell runs this, which restarts it

the broker, which the module and this machine both reach:
  --broker URL          mqtt://HOST:PORT or mqtts://HOST:PORT; topics get a prefix that is drawn by lot
  --ca FILE             for mqtts: certificates of the authorities that answer for it, PEM
  --own-broker HOST:PORT  or one of this command's own, at this address of this machine (port 0: a free one). It can be
                        held up, which some tests need; it has no TLS

the peer, whom sockets of the module speak to:
  --peer HOST:PORT      "xs-quectel peer" on a machine that the module's network reaches; XS_QUECTEL_PEER_TOKEN is its token
  --own-peer HOST:PORT  or one of this command's own, at this address of this machine: TCP and UDP at PORT, TLS and UDP at the
                        one behind it (port 0: free ones)
  --peer-address HOST   with --own-peer: what the module finds it under, where a router passes on the same ports
  --module-address HOST:PORT  where the peer finds this port of the module, for what listens; most mobile networks let nobody in

what else the module is to reach:
  --name HOST           a name that its network knows, with one address; give two (default a.root-servers.net and
                        k.root-servers.net)
  --time-server HOST    (default pool.ntp.org); what it tells is compared with this machine's clock

what is run and told:
  --suite NAME          only this suite, or group of suites; may be given more than once
  --list                tells the suites, what each costs and needs, and ends. A run tells what it will cost, and has cost:
                        data is that of messages and sockets, without what MQTT, TLS, TCP and IP add
  --quiet MS            the wire is silent for so long when nothing is under way (default 250)
  --patience S          longest time for anything, s (default 180)
  --profile FILE        JSON: what is different in this module, over modules/modem/profiles; {"mqtt": {"window": 4}}
  --report FILE         a page for people (.html) or JUnit's XML for machines (.xml); may be given more than once
  --record FILE         all traffic as a transcript, which "xs-quectel replay" plays
  --reveal              masks no secrets in report and recording
  --json [FILE]         the result as one line of JSON, on standard output or in FILE
  --version, --help

Secrets come from the environment: XS_QUECTEL_USER and XS_QUECTEL_PASSWORD for the broker, XS_QUECTEL_APN_USER and
XS_QUECTEL_APN_PASSWORD for the access point, XS_QUECTEL_PIN for the SIM, XS_QUECTEL_PEER_TOKEN for the peer.

A failed test that shows a difference between this module and its profile belongs into the profile, not into code: try it with
--profile, and when all is well bring it into modules/modem/profiles.

exit: 0 nothing failed, 1 a test failed, 2 usage, 3 no device, module, broker or peer, 130 interrupted
`;

/** What a command line asks for. */
export interface HilOptions {
	readonly plan: Omit<HilPlan, "interrupted" | "onProgress" | "onTest">;
	/** Files, each with what writes it. */
	readonly reports: readonly Report[];
}

export type Report = readonly [file: string, write: (result: HilResult) => string];

/** They have had one address each for decades. */
const NAMES = Object.freeze(["a.root-servers.net", "k.root-servers.net"]);

function usage(message: string): CommandError {
	return new CommandError(Exit.usage, message);
}

function readBroker(
	values: { broker?: string; "own-broker"?: string; ca?: string },
	environment: NodeJS.ProcessEnv,
): HilPlan["broker"] {
	const { broker, "own-broker": own, ca } = values;
	if (broker !== undefined && own !== undefined) throw usage("--broker and --own-broker: only one of them");
	if (own !== undefined) {
		return { kind: "own", ...readPlace("own-broker", own) };
	}
	if (broker === undefined) return undefined;
	const parts = /^(mqtts?):\/\/[^/:@\s]+(?::(\d{1,5}))?\/?$/.exec(broker);
	const port = Number(parts?.[2] ?? 1883);
	if (parts === null || !URL.canParse(broker) || port < 1 || port > 65_535) {
		throw usage(`--broker: ${broker} is not mqtt://HOST:PORT or mqtts://HOST:PORT`);
	}
	const isSecure = parts[1] === "mqtts";
	if (isSecure !== (ca !== undefined)) throw usage("--ca belongs to a broker at mqtts://");
	if (ca !== undefined) readText("ca", ca);
	return {
		kind: "other",
		url: broker,
		user: environment.XS_QUECTEL_USER,
		password: environment.XS_QUECTEL_PASSWORD,
		ca,
	};
}

function readPlace(option: string, text: string): { host: string; port: number } {
	const parts = /^([^:\s]+):(\d{1,5})$/.exec(text);
	if (parts === null || Number(parts[2]) > 65_535) throw usage(`--${option}: ${text} is not HOST:PORT`);
	return { host: parts[1] as string, port: Number(parts[2]) };
}

function readPeer(
	values: { peer?: string; "own-peer"?: string; "peer-address"?: string },
	environment: NodeJS.ProcessEnv,
): HilPlan["peer"] {
	const { peer, "own-peer": own, "peer-address": publicHost } = values;
	if (peer !== undefined && own !== undefined) throw usage("--peer and --own-peer: only one of them");
	if (publicHost !== undefined && own === undefined) throw usage("--peer-address belongs to --own-peer");
	if (own !== undefined) {
		return { kind: "own", ...readPlace("own-peer", own), ...(publicHost === undefined ? {} : { publicHost }) };
	}
	if (peer === undefined) return undefined;
	const { XS_QUECTEL_PEER_TOKEN: token } = environment;
	if (token === undefined || token === "") throw usage("--peer: XS_QUECTEL_PEER_TOKEN is not set");
	return { kind: "other", ...readPlace("peer", peer), token };
}

function readText(option: string, file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new CommandError(Exit.environment, `--${option}: ${(error as Error).message}`);
	}
}

function readProfile(file: string | undefined): HilPlan["profile"] {
	if (file === undefined) return undefined;
	let profile: unknown;
	try {
		profile = JSON.parse(readText("profile", file));
	} catch (error) {
		if (error instanceof CommandError) throw error;
		throw usage(`--profile: ${(error as Error).message}`);
	}
	if (typeof profile !== "object" || profile === null || Array.isArray(profile)) {
		throw usage("--profile: the file holds no JSON object");
	}
	return profile as HilPlan["profile"];
}

function readSuites(names: readonly string[]): readonly BenchSuite[] {
	if (names.length === 0) return suites;
	const chosen = new Set(
		names.flatMap((name) => {
			const found = suitesNamed(name);
			if (found.length === 0) throw usage(`--suite: ${name} is none of ${suites.map((it) => it.name).join(", ")}`);
			return found;
		}),
	);
	return suites.filter((it) => chosen.has(it));
}

function readNames(names: readonly string[]): readonly string[] {
	if (names.length === 0) return NAMES;
	if (new Set(names).size !== 2) throw usage("--name: give two names");
	return names;
}

function readReports(files: readonly string[]): Report[] {
	return files.map((file) => {
		if (file.endsWith(".html")) return [file, writeHTML];
		if (file.endsWith(".xml")) return [file, writeJUnit];
		throw usage(`--report: ${file} ends neither with .html nor with .xml`);
	});
}

/** @returns undefined when the suites are to be told, and nothing is to be run @throws CommandError for what cannot be */
export function readHilOptions(args: string[], environment: NodeJS.ProcessEnv): HilOptions | undefined {
	const values = parseOptions(args, {
		...wireOptions,
		apn: { type: "string" },
		...restartOptions,
		broker: { type: "string" },
		"own-broker": { type: "string" },
		ca: { type: "string" },
		peer: { type: "string" },
		"own-peer": { type: "string" },
		"peer-address": { type: "string" },
		"module-address": { type: "string" },
		name: { type: "string", multiple: true, default: [] },
		"time-server": { type: "string", default: "pool.ntp.org" },
		suite: { type: "string", multiple: true, default: [] },
		list: { type: "boolean", default: false },
		quiet: { type: "string", default: "250" },
		patience: { type: "string", default: "180" },
		profile: { type: "string" },
		report: { type: "string", multiple: true, default: [] },
		record: { type: "string" },
		reveal: { type: "boolean", default: false },
	});
	if (values.list) return undefined;
	const wire = readWirePlace(values);
	if (wire === undefined) throw usage("hil takes --serial DEVICE or --tcp HOST:PORT");
	const reports = readReports(values.report);
	const { apn, "module-address": inbound } = values;
	const { XS_QUECTEL_APN_USER: user, XS_QUECTEL_APN_PASSWORD: password, XS_QUECTEL_PIN: pin } = environment;
	const plan: HilOptions["plan"] = {
		wire,
		suites: readSuites(values.suite),
		broker: readBroker(values, environment),
		peer: readPeer(values, environment),
		inbound: inbound === undefined ? undefined : readPlace("module-address", inbound),
		restart: readRestart(values),
		modem: {
			...(apn === undefined ? {} : { apn }),
			...(user === undefined ? {} : { user }),
			...(password === undefined ? {} : { password }),
			...(pin === undefined ? {} : { pin }),
		},
		names: readNames(values.name),
		timeServer: values["time-server"],
		quiet: integerOption("quiet", values.quiet, 1, 60_000),
		patience: 1000 * integerOption("patience", values.patience, 1, 3600),
		profile: readProfile(values.profile),
		record: values.record,
		reveal: values.reveal,
	};
	return { plan, reports };
}
