import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
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

/**
 * A port that nobody listens on, and that nobody else is likely to take before it is used: it lies below those that the system
 * hands out to whoever asks for any.
 */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const port = randomInt(10_000, 30_000);
		const server = createServer();
		const isFree = await new Promise<boolean>((resolve) => {
			server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
		});
		if (!isFree) continue;
		server.close();
		await once(server, "close");
		return port;
	}
	throw new Error("no port");
}

const CONFIGURATION = "mosquitto.conf";

/**
 * A Mosquitto of a test's own on a free loopback port, with a configuration of its own. Tests that need it ask
 * {@link Mosquitto.program} first, and skip when there is none.
 */
export class Mosquitto {
	/** The program; undefined when it is not installed. */
	static readonly program = findProgram("mosquitto");
	readonly port: number;
	#child: ChildProcess;
	readonly #log: string[];
	readonly #folder: string;

	private constructor(port: number, child: ChildProcess, log: string[], folder: string) {
		this.port = port;
		this.#child = child;
		this.#log = log;
		this.#folder = folder;
	}

	/** What it has logged. */
	get log(): readonly string[] {
		return this.#log;
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
		writeFileSync(join(folder, CONFIGURATION), `${lines.join("\n")}\n`);
		const log: string[] = [];
		try {
			return new Mosquitto(port, await launch(port, folder, log), log, folder);
		} catch (error) {
			rmSync(folder, { recursive: true });
			throw error;
		}
	}

	/** Ends it as a crash does: nothing is said to anybody, and nothing written. */
	async kill(): Promise<void> {
		await end(this.#child, "SIGKILL");
	}

	/** Starts it again behind {@link kill}, on the same port and with the same configuration. */
	async restart(): Promise<void> {
		this.#child = await launch(this.port, this.#folder, this.#log);
	}

	/** Ends it in good order, or at once, and removes its files. */
	async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
		await end(this.#child, signal);
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** Starts the program with the configuration in `folder`, and waits until it takes connections. */
async function launch(port: number, folder: string, log: string[]): Promise<ChildProcess> {
	const child = spawn(Mosquitto.program as string, ["-c", join(folder, CONFIGURATION)], {
		stdio: ["ignore", "ignore", "pipe"],
	});
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
	if (!isRunning) throw new Error(`Mosquitto does not start: ${log.join("; ")}`);
	return child;
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	// Not its exit: what it has logged may be on its way still.
	const closed = once(child, "close");
	child.kill(signal);
	await closed;
}
