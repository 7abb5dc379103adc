import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../../hosts/xs/build.js";
import { type LaunchOptions, launch, start } from "../../hosts/xs/engine.js";
import { moduleGraph } from "../../hosts/xs/graph.js";
import type { EngineReport } from "../../hosts/xs/report.js";

/** What a program of the bench told: the objects among the lines that it traced. */
export interface Told {
	readonly lines: readonly Readonly<Record<string, unknown>>[];
	readonly report: EngineReport | undefined;
}

/** A program ended with another code than 0: see hosts/xs/exits.ts. */
export class ProgramFailed extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

/** Runs a program on the XS engine to its end. @throws ProgramFailed */
export async function run(entry: string, options: LaunchOptions = {}): Promise<Told> {
	const running = await launch(entry, { bits: 32, ...options });
	const { code, message, meaning, lines, report } = await running.exit;
	if (code !== 0) throw new ProgramFailed(code, `${entry} ended with ${code}: ${message || meaning}`);
	return { lines: lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)), report };
}

/** Whether instructions can be counted here. */
export function canCount(): boolean {
	return process.platform === "linux" && spawnSync("valgrind", ["--version"]).status === 0;
}

/** Instructions that the engine without instruments takes for a program, its start included. Needs valgrind. */
export async function instructions(entry: string, options: LaunchOptions): Promise<number> {
	const engine = await buildEngine({ variant: "release", bits: 32 });
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-bench-"));
	try {
		const path = join(folder, "counted");
		writeFileSync(
			path,
			`#!/bin/sh\nexec valgrind --tool=callgrind --callgrind-out-file=/dev/null '${engine.path}' "$@"\n`,
		);
		chmodSync(path, 0o755);
		const { code, message } = await start({ ...engine, path }, moduleGraph(entry, options), options).exit;
		const count = /Collected : (\d+)/.exec(message)?.[1];
		if (code !== 0 || count === undefined) throw new Error(`${entry} under valgrind ended with ${code}: ${message}`);
		return Number(count);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
