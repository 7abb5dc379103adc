import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.js";
import type { Outcome } from "./outcome.js";
import { root } from "./tree.js";

/** What V8 writes of one script: how often each range of its functions ran; inner ranges come behind outer ones. */
interface ScriptCoverage {
	readonly url: string;
	readonly functions: readonly {
		readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
	}[];
}

/** Which characters of a script ran, in at least one of the processes that loaded it. */
export function ranOf(length: number, scripts: readonly Pick<ScriptCoverage, "functions">[]): Uint8Array {
	const ran = new Uint8Array(length);
	for (const { functions } of scripts) {
		const here = new Uint8Array(length).fill(1);
		for (const { ranges } of functions) {
			for (const { startOffset, endOffset, count } of ranges) here.fill(count > 0 ? 1 : 0, startOffset, endOffset);
		}
		for (let at = 0; at < length; at++) ran[at] = (ran[at] as number) | (here[at] as number);
	}
	return ran;
}

/** The code that never ran, each run of it with its line and column, counted from 0. */
export function neverRan(text: string, ran: Uint8Array): { line: number; column: number; code: string }[] {
	const found: { line: number; column: number; code: string }[] = [];
	for (const [line, code] of text.split("\n").entries()) {
		const start = text.split("\n", line).join("\n").length + (line === 0 ? 0 : 1);
		for (const { 0: part, index } of [...code]
			.map((it, at) => (ran[start + at] === 1 ? " " : it))
			.join("")
			.matchAll(/\S+(?: +\S+)*/g)) {
			// Brackets alone are nobody's branch, and the map's address is no code.
			if (/\w/.test(part) && !code.startsWith("//")) found.push({ line, column: index, code: part });
		}
	}
	return found;
}

/** Where in the TypeScript source a place of the compiled file is, counted from 1. */
function sourceLine(path: string, line: number, column: number): number {
	const entry = new SourceMap(JSON.parse(readFileSync(`${path}.map`, "utf8"))).findEntry(line, column);
	return "originalLine" in entry ? entry.originalLine + 1 : line + 1;
}

/** One outcome for each of `modules`: whether `tests` run every line and branch of it. Both are paths from the root. */
export async function measureCoverage(modules: readonly string[], tests: readonly string[]): Promise<Outcome[]> {
	const folder = mkdtempSync(join(tmpdir(), "xs-quectel-coverage-"));
	try {
		const start = performance.now();
		const { code, output } = await runChild(
			process.execPath,
			[join(root, "dist/tools/check/mocha-run.js"), "120000", "30000", ...tests],
			{ cwd: root, env: { ...process.env, NODE_V8_COVERAGE: folder }, limit: 1_200_000 },
		);
		const ms = performance.now() - start;
		const scripts = readdirSync(folder).flatMap(
			(file) => (JSON.parse(readFileSync(join(folder, file), "utf8")) as { result: ScriptCoverage[] }).result,
		);
		return modules.map((module) => {
			const path = join(root, "dist", module.replace(/\.ts$/, ".js"));
			const text = readFileSync(path, "utf8");
			const its = scripts.filter(({ url }) => url.startsWith("file:") && fileURLToPath(url) === path);
			const missing =
				its.length === 0
					? ["no test loads it"]
					: neverRan(text, ranOf(text.length, its)).map(
							({ line, column, code: part }) => `${module}:${sourceLine(path, line, column)}: never ran: ${part}`,
						);
			if (code !== 0) missing.push(`mocha ended with ${code}: ${output.slice(-1000)}`);
			return {
				engine: "coverage",
				suite: "coverage",
				title: `every line and branch of ${module} is run by portable tests`,
				state: missing.length === 0 ? "passed" : "failed",
				ms: ms / modules.length,
				message: missing.join("\n"),
			};
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}
