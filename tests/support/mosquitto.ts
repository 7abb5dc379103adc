import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

/** Where a program is, or undefined when it is not installed. Servers are often installed outside of a user's PATH. */
export function findProgram(name: string, path = process.env.PATH ?? ""): string | undefined {
	return [...path.split(delimiter), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]
		.filter((folder) => folder !== "")
		.map((folder) => join(folder, name))
		.find((file) => {
			try {
				accessSync(file, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("no port");
	return address.port;
}

/**
 * A Mosquitto of a test's own on a free loopback port, with a configuration of its own. Tests that need it ask
 * {@link Mosquitto.program} first, and skip when there is none.
 */
export class Mosquitto {
	/** The program; undefined when it is not installed. */
	static readonly program = findProgram("mosquitto");
	readonly port: number;
	/** What it has logged. */
	readonly log: readonly string[];
	readonly #child: ChildProcess;
	readonly #folder: string;

	private constructor(port: number, child: ChildProcess, log: readonly string[], folder: string) {
		this.port = port;
		this.#child = child;
		this.log = log;
		this.#folder = folder;
	}

	/**
	 * Starts one, ready to take connections.
	 * @param configuration lines for mosquitto.conf besides the listener; `{folder}` stands for the folder of `files`
	 * @param files texts to put beside the configuration, by name: certificates, password files
	 * @throws Error when it is not installed, or does not start, with what it said
	 */
	static async start(
		configuration: readonly string[] = ["allow_anonymous true"],
		files: Readonly<Record<string, string>> = {},
	): Promise<Mosquitto> {
		if (Mosquitto.program === undefined) throw new Error("Mosquitto is not installed");
		const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
		const port = await freePort();
		const lines = [
			`listener ${port} 127.0.0.1`,
			"log_dest stderr",
			"log_type all",
			// Started as root it would become a user who cannot read the files.
			...(process.getuid?.() === 0 ? ["user root"] : []),
			...configuration.map((line) => line.replaceAll("{folder}", folder)),
		];
		const path = join(folder, "mosquitto.conf");
		writeFileSync(path, `${lines.join("\n")}\n`);
		const child = spawn(Mosquitto.program, ["-c", path], { stdio: ["ignore", "ignore", "pipe"] });
		const log: string[] = [];
		const isRunning = await new Promise<boolean>((resolve, reject) => {
			child.once("error", reject);
			child.once("exit", () => resolve(false));
			createInterface({ input: child.stderr }).on("line", (line) => {
				log.push(line);
				// It says "running" before it enters its loop, and forgets a signal that comes in between.
				if (/mosquitto version \S+ running/.test(line)) connect(port, "127.0.0.1").on("error", reject).end();
				// With TLS a connection that says nothing is not told as new, but as failed.
				if (/New connection from|Client connection from/.test(line)) resolve(true);
			});
		});
		if (isRunning) return new Mosquitto(port, child, log, folder);
		rmSync(folder, { recursive: true });
		throw new Error(`Mosquitto does not start: ${log.join("; ")}`);
	}

	/** Ends it at once, as a crash does, or in good order, and removes its files. */
	async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) {
			const exit = once(this.#child, "exit");
			this.#child.kill(signal);
			await exit;
		}
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
