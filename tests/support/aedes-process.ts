import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "./mosquitto.js";

const main = fileURLToPath(new URL("./aedes-main.js", import.meta.url));

/** aedes in a process of its own on a free loopback port, to be killed. */
export class AedesProcess {
	readonly port: number;
	/** What it has told: a line for each PUBLISH that it accepted. */
	readonly log: string[] = [];
	#child: ChildProcess | undefined;

	private constructor(port: number) {
		this.port = port;
	}

	static async start(): Promise<AedesProcess> {
		const broker = new AedesProcess(await freePort());
		await broker.restart();
		return broker;
	}

	/** Ends it as a crash does. */
	async kill(): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (child === undefined) return;
		// Not its exit: what it has told may be on its way still.
		const closed = once(child, "close");
		child.kill("SIGKILL");
		await closed;
	}

	/** Starts it again, on the same port; it knows nothing of before. */
	async restart(): Promise<void> {
		const child = spawn(process.execPath, [main, String(this.port)], { stdio: ["ignore", "pipe", "inherit"] });
		this.#child = child;
		await new Promise<void>((resolve, reject) => {
			child.once("error", reject);
			child.once("exit", () => reject(new Error("the broker has ended")));
			createInterface({ input: child.stdout }).on("line", (line) => {
				if (line === "running") resolve();
				else this.log.push(line);
			});
		});
	}
}
