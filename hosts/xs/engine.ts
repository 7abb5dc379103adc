import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, buildEngine, type Engine } from "./build.js";
import { emulation, settingsText } from "./cortex-m4.js";
import { exitMeaning } from "./exits.js";
import { type GraphModule, type GraphOptions, moduleGraph } from "./graph.js";
import type { EngineReport } from "./report.js";

/** How to run a script on the engine. All of it is optional. */
export interface LaunchOptions extends BuildOptions, GraphOptions {
	/** What Serial opens when its options name no port: `wire:HOST:PORT`, `tcp:HOST:PORT`, `pty` or a device. */
	serial?: string | undefined;
	/** Time is told by the other side of the wire, see lockstep.ts. Needs a `wire:` target. */
	lockstep?: boolean | undefined;
	/** RAM of the device; what is left out is as on an ESP32. `"none"`: it grows as needed. */
	limits?: { chunkBytes?: number; slots?: number; stackSlots?: number } | "none" | undefined;
	/** First `Time.ticks`; default 0. */
	ticks?: number | undefined;
	/** Seed of Math.random, 0 to 2^32 - 1; default in lockstep 1, otherwise another one each time. */
	seed?: number | undefined;
	/** `Date.now()` at the start of a lockstep run; default 2026-01-01T00:00:00Z. In real time the date is the true one. */
	epoch?: number | undefined;
	/** What `host.argument(0)` and so on tell. */
	arguments?: readonly string[] | undefined;
	/**
	 * Cortex-M4 only: its clock counts instructions, so that `Instrument.instructions` tells them and each run is like the
	 * other; for scripts that wait for nobody.
	 */
	isCounted?: boolean | undefined;
	/** More environment variables, for `host.environment`. A Cortex-M4 has only these. */
	env?: Readonly<Record<string, string>> | undefined;
	/** Each line that the script traces, as it comes. */
	onLine?: ((line: string) => void) | undefined;
	/** How many of the last lines are kept at least; default all. For scripts that trace for hours. */
	keptLines?: number | undefined;
}

/** How a script ended. */
export interface EngineExit {
	/** See exits.ts. 128 + the signal's number when it was killed. */
	code: number;
	/** The code in words. */
	meaning: string;
	/** What the engine wrote to standard error: why it ended, when it ended badly. */
	message: string;
	/** All that the script traced, see `keptLines`. */
	lines: string[];
	/** What was measured; undefined when the engine was killed. */
	report: EngineReport | undefined;
}

/** A script that is running. */
export interface RunningEngine {
	readonly engine: Engine;
	readonly process: ChildProcess;
	/** All that the script traced so far, in whole lines; of many lines the last, see `keptLines`. */
	readonly lines: readonly string[];
	/** Settled when the process has ended, whatever the way; never rejected. */
	readonly exit: Promise<EngineExit>;
	/** Ends it from outside. */
	kill(): void;
}

/** Slots of the stack of what is no firmware. */
const AMPLE_STACK = 16384;

/** Puts the modules of a graph into a folder, with the list that the engine reads. @returns the list's path */
function writeGraph(folder: string, graph: readonly GraphModule[]): string {
	const lines = graph.map(({ kind, name, source }, at) => {
		const path = join(folder, `${at}.js`);
		writeFileSync(path, source);
		return `${kind} ${name} ${path}\n`;
	});
	const list = join(folder, "modules.list");
	writeFileSync(list, lines.join(""));
	return list;
}

/** What the engine itself is told by its environment, and what the caller adds. */
function settings(options: LaunchOptions, report: string): Record<string, string> {
	const { limits = {}, serial, ticks, seed, epoch } = options;
	const all: Record<string, string | number | undefined> = {
		XS_REPORT: report,
		XS_SERIAL: serial,
		XS_LOCKSTEP: options.lockstep ? 1 : undefined,
		XS_TICKS: ticks,
		XS_SEED: seed,
		XS_EPOCH: epoch,
		XS_COUNTED: options.isCounted ? 1 : undefined,
		...(limits === "none"
			? { XS_UNLIMITED: 1, XS_STACK_SLOTS: AMPLE_STACK }
			: { XS_CHUNK_BYTES: limits.chunkBytes, XS_SLOTS: limits.slots, XS_STACK_SLOTS: limits.stackSlots }),
	};
	const given = Object.entries(all).filter(([, value]) => value !== undefined);
	return Object.fromEntries([
		...given.map(([name, value]) => [name, `${value}`]),
		...Object.entries(options.env ?? {}),
	]);
}

/** Starts the engine's program with these settings and arguments. */
function startProgram(engine: Engine, folder: string, given: Record<string, string>, args: string[]): ChildProcess {
	// Variables that others set for the engine must not reach this run: everything is in the options.
	const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("XS_")));
	const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
	if (engine.processor === undefined) return spawn(engine.path, args, { env: { ...inherited, ...given }, stdio });
	const file = join(folder, "settings");
	const { XS_SERIAL: serial, XS_COUNTED: counted, XS_LOCKSTEP: lockstep } = given;
	const isCounted = counted !== undefined;
	// The board has nothing of its own that differs from start to start.
	const seed = isCounted || lockstep !== undefined ? 1 : randomInt(2 ** 32);
	writeFileSync(file, settingsText({ XS_SEED: `${seed}`, ...given }, args));
	const [command, ...parameters] = emulation({ program: engine.path, settings: file, serial, isCounted });
	return spawn(command, parameters, { env: inherited, stdio });
}

/** Starts a list of modules on an engine that is built. */
export function start(engine: Engine, graph: readonly GraphModule[], options: LaunchOptions = {}): RunningEngine {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-"));
	const report = join(folder, "report.json");
	const list = writeGraph(folder, graph);
	const child = startProgram(engine, folder, settings(options, report), [list, ...(options.arguments ?? [])]);
	const lines: string[] = [];
	let rest = "";
	let message = "";
	const { keptLines = Number.POSITIVE_INFINITY } = options;
	const tell = (line: string) => {
		lines.push(line);
		// Seldom, and many at once.
		if (lines.length > 2 * keptLines) lines.splice(0, lines.length - keptLines);
		options.onLine?.(line);
	};
	child.stdout?.setEncoding("utf8").on("data", (text: string) => {
		const parts = (rest + text).split("\n");
		rest = parts.pop() as string;
		parts.forEach(tell);
	});
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		message += text;
	});
	const exit = new Promise<EngineExit>((resolve) => {
		const end = (code: number, isKilled: boolean) => {
			if (rest !== "") tell(rest);
			rest = "";
			// A kill may come while the report is being written.
			const isMeasured = !isKilled && existsSync(report);
			const measured = isMeasured ? (JSON.parse(readFileSync(report, "utf8")) as EngineReport) : undefined;
			rmSync(folder, { recursive: true, force: true });
			resolve({ code, meaning: exitMeaning(code), message: message.trim(), lines, report: measured });
		};
		child.on("error", (error) => {
			message += `${engine.path} cannot be started: ${error.message}`;
			end(127, false);
		});
		child.on("close", (code, signal) => {
			if (signal !== null) message += `killed by ${signal}`;
			end(code ?? 128, signal !== null);
		});
	});
	return { engine, process: child, lines, exit, kill: () => void child.kill() };
}

/**
 * Builds the engine if need be, and starts `entry` on it (see {@link moduleGraph}).
 * @throws EngineUnavailable where there can be no engine; Error when an import leads nowhere
 */
export async function launch(entry: string, options: LaunchOptions = {}): Promise<RunningEngine> {
	return start(await buildEngine(options), moduleGraph(entry, options), options);
}
