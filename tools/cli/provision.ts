import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { clock } from "../../hosts/node/clock.js";
import { Wire } from "../../hosts/node/wire.js";
import { ModemError } from "../../modules/errors.js";
import type { SerialSpecifier } from "../../modules/io.js";
import { meaning } from "../../modules/meanings.js";
import { checkFileName } from "../../modules/modem/files.js";
import type { SSLFile } from "../../modules/modem/ssl-context.js";
import { type TLSFileKind, tlsFile } from "../../modules/network/tls-options.js";
import { CommandError, type CommandLine, Exit, integerOption } from "./command.js";
import { JSONOption } from "./json-option.js";
import { parseOptions } from "./options.js";
import { tellProgress } from "./progress.js";
import { Device } from "./provision/device.js";
import { Module } from "./provision/module.js";
import { Traffic } from "./traffic.js";

const help = `usage: xs-quectel provision (--serial DEVICE | --tcp HOST:PORT) [OPTIONS]

Brings certificates and keys for TLS into a module, so that an application need not hold them. What is there already is
compared and not sent again; what an interrupted run has left is repaired; no other file is touched. The module needs no SIM.

  --serial DEVICE       serial device of the module's UART
  --tcp HOST:PORT       or a terminal server, or "xs-quectel simulate"
  --baud N              (default 115200)
  --ca FILE             certificates of the authorities that answer for the server, PEM or DER; may be given more than once
  --cert FILE           the module's own certificate, and more of its chain when given more than once
  --key FILE            the key of the first of these
  --name NAME           calls the files NAME-ca.pem, NAME-cert.pem, NAME-key.pem; otherwise their names tell their content,
                        as an application with the same certificates calls them itself
  --trace               AT traffic on standard error, secrets masked
  --json [FILE]         the result as one line of JSON, on standard output or in FILE
  --version, --help

Prints one line for each file: the option of socket.tls, the name to give it, and what was done.

exit: 0 all files are there, 1 the module refuses or does not answer, 2 usage, 3 a FILE or the port cannot be used,
      130 interrupted
`;

/** From the start of a module until it answers, ms. */
const BOOT = 20_000;

interface Wanted {
	/** As `socket.tls` calls it. */
	readonly option: "ca" | "clientCertificate" | "clientKey";
	readonly name: string;
	readonly file: SSLFile;
}

function load(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new CommandError(Exit.environment, (error as Error).message);
	}
}

/** Refuses what the module would find out only when it connects. */
function checkPair(certificates: readonly Buffer[], keys: readonly Buffer[]): void {
	const [certificate] = certificates;
	const [key] = keys;
	if ((certificate === undefined) !== (key === undefined)) {
		throw new CommandError(Exit.usage, "--cert and --key belong together");
	}
	if (certificate === undefined || key === undefined) return;
	let fits = false;
	try {
		const isText = key.includes("-----BEGIN");
		const forms = isText
			? [{ key, format: "pem" as const }]
			: (["pkcs8", "pkcs1", "sec1"] as const).map((type) => ({ key, format: "der" as const, type }));
		const privateKey = forms.map(keyIn).find((it) => it !== undefined);
		if (privateKey === undefined) throw new Error("not a key without a password");
		fits = new X509Certificate(certificate).checkPrivateKey(privateKey);
	} catch (error) {
		throw new CommandError(Exit.usage, `--cert, --key: ${(error as Error).message}`);
	}
	if (!fits) throw new CommandError(Exit.usage, "--cert, --key: the key is not that of the certificate");
}

function keyIn(input: Parameters<typeof createPrivateKey>[0]) {
	try {
		return createPrivateKey(input);
	} catch {
		// Another form, perhaps.
		return undefined;
	}
}

function wantedOf(files: Readonly<Record<"ca" | "cert" | "key", readonly Buffer[]>>, name?: string): Wanted[] {
	const rows: readonly (readonly ["ca" | "cert" | "key", TLSFileKind, Wanted["option"]])[] = [
		["ca", "ca", "ca"],
		["cert", "crt", "clientCertificate"],
		["key", "key", "clientKey"],
	];
	return rows
		.filter(([from]) => files[from].length > 0)
		.map(([from, kind, option]) => {
			try {
				const file = tlsFile(`--${from}`, kind, files[from]);
				const own = name === undefined ? file.name.slice("UFS:".length) : `${name}-${from}.pem`;
				checkFileName("--name", own);
				return { option, name: own, file };
			} catch (error) {
				throw new CommandError(Exit.usage, (error as Error).message);
			}
		});
}

async function connect(serial: string | undefined, tcp: string | undefined): Promise<SerialSpecifier["io"]> {
	if ((serial === undefined) === (tcp === undefined)) {
		throw new CommandError(Exit.usage, "provision takes --serial DEVICE or --tcp HOST:PORT");
	}
	if (serial !== undefined) return new Device(serial).Serial;
	try {
		return (await Wire.connect(`tcp:${tcp}`)).Serial;
	} catch (error) {
		if (error instanceof RangeError) throw new CommandError(Exit.usage, `--tcp: ${tcp} is not HOST:PORT`);
		throw new CommandError(Exit.environment, (error as Error).message || `--tcp: nobody answers at ${tcp}`);
	}
}

async function run(args: string[]): Promise<number> {
	const json = new JSONOption(args);
	const values = parseOptions(json.rest, {
		serial: { type: "string" },
		tcp: { type: "string" },
		baud: { type: "string", default: "115200" },
		ca: { type: "string", multiple: true, default: [] },
		cert: { type: "string", multiple: true, default: [] },
		key: { type: "string", multiple: true, default: [] },
		name: { type: "string" },
		trace: { type: "boolean", default: false },
	});
	const baud = integerOption("baud", values.baud, 4800, 4_000_000);
	if (values.key.length > 1) throw new CommandError(Exit.usage, "--key: given twice");
	const files = { ca: values.ca.map(load), cert: values.cert.map(load), key: values.key.map(load) };
	const wanted = wantedOf(files, values.name);
	if (wanted.length === 0) throw new CommandError(Exit.usage, "nothing to bring over: --ca, --cert, --key");
	checkPair(files.cert, files.key);

	const io = await connect(values.serial, values.tcp);
	const start = performance.now();
	const traffic = new Traffic((direction, time, text) => {
		process.stderr.write(`${(time / 1000).toFixed(3).padStart(9)} ${direction === "host" ? ">" : "<"} ${text}\n`);
	});
	const onTrace = (direction: "host" | "module", bytes: Uint8Array) =>
		traffic.pass(direction, bytes, performance.now() - start);
	let module: Module;
	try {
		module = new Module({
			serial: { io, baud },
			clock,
			patience: BOOT,
			...(values.trace ? { onTrace } : {}),
		});
	} catch (error) {
		throw new CommandError(Exit.environment, (error as Error).message.split("\n")[0] ?? "");
	}
	let interrupt: () => void = () => {};
	const interrupted = new Promise<number>((resolve) => {
		interrupt = () => resolve(Exit.interrupted);
		process.once("SIGINT", interrupt);
	});
	try {
		return await Promise.race([bring(module, wanted, json), interrupted]);
	} finally {
		process.off("SIGINT", interrupt);
		module.close();
	}
}

/** Brings the files over and tells it, file by file. */
async function bring(module: Module, wanted: readonly Wanted[], json: JSONOption): Promise<number> {
	const out = json.hasStandardOutput ? process.stderr : process.stdout;
	const endProgress = tellProgress(() => "waiting for the module to answer");
	const identity = await module.attach().finally(endProgress);
	process.stderr.write(`${identity.join(" ")}\n`);
	const files: { option: string; name: string; isNew: boolean }[] = [];
	for (const { option, name, file } of wanted) {
		let isNew: boolean;
		const endProgress = tellProgress(() => `${option} "${name}" is on its way`);
		try {
			isNew = await module.put(name, file).finally(endProgress);
		} catch (error) {
			if (!(error instanceof ModemError)) throw error;
			throw new CommandError(Exit.failed, `${option} "${name}": ${meaning(error)} (${error.message.trim()})`);
		}
		files.push({ option, name, isNew });
		out.write(`${option}: "${name}" ${isNew ? "brought over" : "was there"}\n`);
	}
	json.write({ identity, files });
	return Exit.ok;
}

/** `xs-quectel provision`: certificates and keys into a module. */
export const provision: CommandLine = {
	summary: "brings certificates and keys for TLS into a module",
	help,
	run,
};
