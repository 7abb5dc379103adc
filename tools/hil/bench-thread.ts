import { Worker } from "node:worker_threads";
import type { FromBench, ToBench, WorkerData } from "./messages.js";
import type { WorkerSettings } from "./settings.js";

/** The thread that runs the suites, seen from outside. */
export class BenchThread {
	readonly #worker: Worker;
	readonly #signal = new SharedArrayBuffer(4);

	/** @param onEnd called once: it has ended, by itself or by an error */
	constructor(
		settings: WorkerSettings,
		onMessage: (message: FromBench) => void,
		onEnd: (error: Error | undefined) => void,
	) {
		const workerData: WorkerData = { settings, signal: this.#signal };
		this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
		this.#worker.on("message", onMessage);
		let failure: Error | undefined;
		this.#worker.once("error", (error: Error) => {
			failure = error;
		});
		this.#worker.once("exit", (code) => onEnd(failure ?? (code === 0 ? undefined : new Error(`exit ${code}`))));
	}

	/** Tells it something, and wakes it. */
	tell(message: ToBench): void {
		this.#worker.postMessage(message);
		const signal = new Int32Array(this.#signal);
		Atomics.add(signal, 0, 1);
		Atomics.notify(signal, 0);
	}

	/** Ends it, whatever it is doing. */
	async stop(): Promise<void> {
		await this.#worker.terminate();
	}
}
