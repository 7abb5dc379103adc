import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch } from "../../../hosts/xs/engine.js";
import { EngineUnavailable } from "../../../hosts/xs/engine-unavailable.js";
import { heap } from "../../../hosts/xs/report.js";
import { CommandError, Exit } from "../command.js";

/** Where the firmware can run: the XS engine here or on an emulated Cortex-M4, or Node. */
export const engines = Object.freeze(["xs", "cortex-m4", "node"] as const);
export type Engine = (typeof engines)[number];

export interface FirmwareOptions {
	/** Path of the application under hosts/applications/, without ending; default the main job. */
	readonly application?: string | undefined;
	/** undefined: XS, and Node where XS cannot be built. */
	readonly engine: Engine | undefined;
	/** Slots of the stack that the application asks for (`creation.stack` of its manifest); default 512, as on an ESP32. */
	readonly stack?: number | undefined;
	/** `wire:HOST:PORT`, `tcp:HOST:PORT` or a device. */
	readonly port: string;
	readonly baud: number;
	/** What the application finds as `mc/config`. */
	readonly config: Readonly<Record<string, unknown>>;
	onNote(text: string): void;
}

/** What the instruments of the XS engine say at the end. */
export interface Report {
	readonly peakBytes: number;
	readonly limitBytes: number;
	readonly collections: number;
}

export interface Exited {
	readonly code: number;
	readonly reason: string;
	readonly report?: Report | undefined;
}

/** The process and what it tells, whatever the engine. */
interface Process {
	readonly engine: Engine;
	readonly bits: number;
	readonly exited: Promise<Exited>;
	kill(): void;
}

const applications = "hosts/applications";
const MAIN_JOB = "main-job";

function fileOf(application: string): string {
	return fileURLToPath(new URL(`../../../${applications}/${application}.js`, import.meta.url));
}

/** The firmware as a process of its own: an application on one of the engines. */
export class Firmware extends EventEmitter<{ line: [line: string] }> {
	#process: Process | undefined;

	static async start(options: FirmwareOptions): Promise<Firmware> {
		const firmware = new Firmware();
		const onLine = (line: string) => void firmware.emit("line", line);
		if (options.engine === "node") firmware.#process = runOnNode(options, onLine);
		else {
			try {
				firmware.#process = await runOnXS(options, onLine);
			} catch (error) {
				if (!(error instanceof EngineUnavailable)) throw error;
				if (options.engine !== undefined) throw new CommandError(Exit.environment, error.message);
				options.onNote(`no XS engine: ${error.message}`);
				firmware.#process = runOnNode(options, onLine);
			}
		}
		return firmware;
	}

	get engine(): Engine {
		return this.#running.engine;
	}

	get bits(): number {
		return this.#running.bits;
	}

	/** Resolves when the process has ended. */
	get exited(): Promise<Exited> {
		return this.#running.exited;
	}

	/** Ends the process at once. */
	kill(): void {
		this.#running.kill();
	}

	/** Ends the process if it has not ended by itself. @returns the instruments of the XS engine */
	async stop(): Promise<Report | undefined> {
		this.kill();
		return (await this.exited).report;
	}

	get #running(): Process {
		if (this.#process === undefined) throw new Error("not started");
		return this.#process;
	}
}

async function runOnXS(
	{ application = MAIN_JOB, engine, stack, port, baud, config, onNote }: FirmwareOptions,
	onLine: (line: string) => void,
): Promise<Process> {
	const processor = engine === "cortex-m4" ? engine : undefined;
	const running = await launch(fileOf(application), {
		processor,
		serial: port,
		...(stack === undefined ? {} : { limits: { stackSlots: stack } }),
		env: { XS_BAUD: String(baud) },
		aliases: { "embedded:provider/builtin": "hosts/xs/provider" },
		modules: { "mc/config": `export default Object.freeze(${JSON.stringify(config)});` },
		onProgress: onNote,
		onLine,
		// Each is told as it comes, for ever if need be.
		keptLines: 0,
	});
	const { bits } = running.engine;
	onNote(
		`${applications}/${application} on the XS engine, ${processor === undefined ? "" : "an emulated Cortex-M4, "}${bits} bits`,
	);
	return {
		engine: processor ?? "xs",
		bits,
		kill: () => running.kill(),
		exited: running.exit.then(({ code, meaning, message, report }) => ({
			code,
			// Behind the first line comes the stack.
			reason: message.split("\n")[0] || meaning,
			report: report === undefined ? undefined : { ...heap(report), collections: report.collections },
		})),
	};
}

function runOnNode(
	{ application = MAIN_JOB, port, baud, config, onNote }: FirmwareOptions,
	onLine: (line: string) => void,
): Process {
	onNote(`${applications}/${application} on Node, without a limit of memory`);
	const run = fileURLToPath(new URL("../../../hosts/node/run.js", import.meta.url));
	const child = spawn(process.execPath, [run, fileOf(application)], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, XS_SERIAL: port, XS_BAUD: String(baud), XS_CONFIG: JSON.stringify(config) },
	});
	let lastWords = "";
	createInterface(child.stdout).on("line", onLine);
	child.stderr.on("data", (bytes: Buffer) => {
		lastWords = (lastWords + bytes.toString()).slice(-2000);
	});
	return {
		engine: "node",
		bits: process.arch.endsWith("64") ? 64 : 32,
		kill: () => void child.kill(),
		exited: new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code, signal) => {
				// What Node prints about an uncaught error ends with a stack and its own version.
				const words = lastWords.split("\n").findLast((line) => /^(?:\w*Error|\w+ \[\w+\]):? /.test(line));
				resolve({ code: code ?? 1, reason: words ?? (signal === null ? `exit ${code}` : signal) });
			});
		}),
	};
}
