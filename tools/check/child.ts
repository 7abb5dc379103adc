import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How a child process ended. */
export interface Ending {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** Everything it printed that `onLine` did not take, both streams, in order of arrival. */
	readonly output: string;
}

/**
 * Runs a program to its end.
 * @param onLine is called with each line of its standard output; true takes the line out of the output
 * @param limit ms after which it is killed
 */
export function runChild(
	command: string,
	args: readonly string[],
	{
		cwd,
		env = process.env,
		limit,
		onLine = () => false,
	}: { cwd: string; env?: NodeJS.ProcessEnv; limit: number; onLine?: (line: string) => boolean },
): Promise<Ending> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		const timer = setTimeout(() => {
			output += `\nkilled: still running after ${limit / 1000} s\n`;
			child.kill("SIGKILL");
		}, limit);
		createInterface({ input: child.stdout }).on("line", (line) => {
			if (!onLine(line)) output += `${line}\n`;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		child.on("error", (error) => {
			clearTimeout(timer);
			reject(error);
		});
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			resolve({ code, signal, output });
		});
	});
}
