import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../tools/cli/main.js", import.meta.url));

/** How a command ended. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A command that is running. */
export interface Running {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	/** Resolves with the first line, of either output, that has `part` in it. Rejects when the command ends without. */
	line(part: string): Promise<string>;
}

/** Starts `xs-quectel ...` as a process of its own. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
	const inherited = Object.entries(process.env).filter(([name]) => !/^(?:NO_COLOR|FORCE_COLOR|XS_.*)$/.test(name));
	const cache = process.env.XS_QUECTEL_CACHE;
	const child = spawn(process.execPath, [main, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...Object.fromEntries(inherited), ...(cache === undefined ? {} : { XS_QUECTEL_CACHE: cache }), ...env },
	});
	const output = { stdout: "", stderr: "" };
	const lines: string[] = [];
	const waiting = new Set<(line: string | undefined) => void>();
	for (const name of ["stdout", "stderr"] as const) {
		child[name].setEncoding("utf8").on("data", (text: string) => {
			output[name] += text;
		});
		createInterface({ input: child[name] }).on("line", (line) => {
			lines.push(line);
			for (const it of [...waiting]) it(line);
		});
	}
	const ended = new Promise<Ended>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => {
			for (const it of [...waiting]) it(undefined);
			resolve({ code, ...output });
		});
	});
	return {
		child,
		ended,
		line: (part) =>
			new Promise((resolve, reject) => {
				const look = (line: string | undefined) => {
					if (line !== undefined && !line.includes(part)) return;
					waiting.delete(look);
					if (line === undefined) reject(new Error(`ended without "${part}": ${output.stdout}${output.stderr}`));
					else resolve(line);
				};
				const known = lines.find((line) => line.includes(part));
				if (known === undefined) waiting.add(look);
				else resolve(known);
			}),
	};
}

/** Runs `xs-quectel ...` to its end. */
export function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
	return start(args, env).ended;
}

/** The last line of standard output, read as JSON. */
export function lastJSON({ stdout }: Ended): Record<string, unknown> {
	const line = stdout.trimEnd().split("\n").at(-1) ?? "";
	return JSON.parse(line) as Record<string, unknown>;
}
