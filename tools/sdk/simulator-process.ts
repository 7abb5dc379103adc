import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { BuildError } from "./build.js";

/** `xs-quectel simulate` in a process of its own. */
export interface SimulatorProcess {
	/** What it tells with `--json`: where the module is. */
	readonly told: { readonly port?: number };
	close(): Promise<void>;
}

/**
 * Starts the simulated module of an installed package.
 * @param command the package's command, as npm links it
 * @throws BuildError with the command's words when it does not start
 */
export async function startSimulator(command: string, args: readonly string[], cwd: string): Promise<SimulatorProcess> {
	const child = spawn(process.execPath, [command, "simulate", ...args, "--json"], {
		cwd,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let complaint = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		complaint = (complaint + text).slice(-2000);
	});
	const exited = once(child, "close");
	const line = await Promise.race([
		once(createInterface({ input: child.stdout }), "line").then(([text]) => text as string),
		exited.then(() => undefined),
	]);
	if (line === undefined) throw new BuildError(`xs-quectel simulate: ${complaint.trim()}`);
	return {
		told: JSON.parse(line) as SimulatorProcess["told"],
		async close() {
			child.kill("SIGTERM");
			await exited;
		},
	};
}
