import { Exit } from "../command.js";
import { Traffic } from "../traffic.js";
import type { Cloud } from "./cloud.js";
import type { Firmware } from "./firmware.js";
import { inWords, type Journal } from "./journal.js";
import type { Show } from "./show.js";
import { unseen } from "./summary.js";

/** How a run ended. */
export interface Ending {
	readonly exit: number;
	/** Why it ended early; undefined when it did not. */
	readonly problem: string | undefined;
	/** There was nothing to count: the firmware never started, or never reached the broker. */
	readonly hasBegun: boolean;
}

/** What a run needs of the cloud's side and of the firmware. */
export type WatchedCloud = Pick<Cloud, "on" | "once" | "seen" | "taken" | "sent" | "isComplete" | "stop">;
export type WatchedFirmware = Pick<Firmware, "exited" | "kill"> & {
	on(event: "line", listener: (line: string) => void): unknown;
};

export interface RunOptions {
	readonly messages: number;
	/** Where the broker is, for what people read. */
	readonly url: string;
	/** The cloud's side, or why there is none: the module is asked all the same what it sees. */
	readonly cloud: WatchedCloud | string;
	readonly firmware: WatchedFirmware;
	readonly journal: Journal;
	readonly show: Show;
	/** How long nothing may be published, seen or taken before the run is given up, ms. */
	readonly patience: number;
	/** How long the cloud has, from the last message told as published, to see them all, ms; default 10000. */
	readonly arrival?: number | undefined;
	/** Seconds after the connection, and what is done then. */
	readonly fault?: { readonly after: number; cause(): void } | undefined;
	/** Whether to show the traffic that the firmware tells. */
	readonly trace: boolean;
}

/** For the firmware to end in good order when it is interrupted, ms. */
const GRACE = 5000;

/** Watches one run until everything has been published, seen and taken, or until it is clear that this will not happen. */
export class Run {
	readonly #options: RunOptions;
	#patience: NodeJS.Timeout | undefined;
	#arrival: NodeJS.Timeout | undefined;
	#fault: NodeJS.Timeout | undefined;
	#isStopping = false;
	/** Whether the fault was caused. */
	#hasFailed = false;
	#end: (ending: Ending) => void = () => {};

	constructor(options: RunOptions) {
		this.#options = options;
	}

	/** Resolves when the run is over; what is left of firmware and cloud is the caller's to end. */
	async play(): Promise<Ending> {
		const { cloud, show } = this.#options;
		const interrupt = () => void this.#interrupt();
		process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
		try {
			return await new Promise<Ending>((resolve) => {
				this.#end = resolve;
				this.#goOn();
				this.#watchFirmware();
				if (typeof cloud === "string") return;
				cloud.on("message", (_n, isNew) => this.#look(isNew));
				cloud.on("taken", () => this.#look(true));
				cloud.on("wrong", (why) => show.warn("cloud", why));
				cloud.on("gone", () => this.#fail("the cloud's own connection is gone"));
			});
		} finally {
			process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
			clearTimeout(this.#patience);
			clearTimeout(this.#arrival);
			clearTimeout(this.#fault);
		}
	}

	#fail(problem: string, exit: number = Exit.failed, hasBegun = true): void {
		this.#end({ exit, problem, hasBegun });
	}

	#watchFirmware(): void {
		const { firmware, journal, show, trace } = this.#options;
		const traffic = new Traffic((direction, _time, text) => show.traffic(direction, text));
		firmware.on("line", (line) => {
			const wire = /^wire (in|out) ([0-9a-f]*)$/.exec(line);
			if (wire !== null) {
				const bytes = Buffer.from(wire[2] ?? "", "hex");
				if (trace) traffic.pass(wire[1] === "in" ? "module" : "host", bytes, performance.now());
				return;
			}
			const { size } = journal.told;
			const { connections } = journal;
			const entry = journal.take(line);
			if (entry !== undefined) show.entry(entry);
			if (journal.connections > connections) this.#onConnection();
			if (journal.hasFailedToConnect) {
				this.#fail(`no broker at ${this.#options.url}: ${inWords(journal.lastError ?? "")}`, Exit.environment, false);
			}
			this.#look(journal.told.size > size);
		});
		firmware.exited.then(
			({ code, reason }) => {
				if (this.#isStopping && this.#options.fault !== undefined && !this.#hasFailed)
					show.warn("fault", "everything was over before its time");
				if (this.#isStopping && code === 0) this.#end({ exit: Exit.ok, problem: undefined, hasBegun: true });
				else if (journal.lines === 0) this.#fail(`the firmware does not start: ${reason}`, Exit.environment, false);
				else if (code !== 0) this.#fail(`the firmware ended: ${reason}`);
				else this.#fail(`the firmware ended early: ${inWords(journal.lastError ?? "it did not say why")}`);
			},
			(error: Error) => this.#fail(`the firmware cannot be started: ${error.message}`, Exit.environment, false),
		);
	}

	#onConnection(): void {
		const { cloud, fault, show, journal } = this.#options;
		if (typeof cloud === "string") {
			this.#fail(`${cloud}; the module can, but nobody would check its messages`, Exit.environment, false);
		}
		if (fault === undefined || journal.connections > 1) return;
		this.#fault = setTimeout(() => {
			this.#hasFailed = true;
			show.warn("fault", "the module loses its supply");
			fault.cause();
		}, fault.after * 1000);
	}

	/** Something has come to its end: the run is alive. */
	#goOn(): void {
		const { patience } = this.#options;
		clearTimeout(this.#patience);
		this.#patience = setTimeout(() => {
			this.#fail(`nothing was published, seen or taken for ${patience / 1000} s`);
		}, patience);
	}

	/** Ends the run when everything is done. */
	#look(isProgress: boolean): void {
		const { cloud, journal, messages } = this.#options;
		if (isProgress) this.#goOn();
		if (this.#isStopping || typeof cloud === "string" || journal.told.size < messages) return;
		if (cloud.isComplete) this.#stop(cloud);
		else {
			// Commands are sent again until they are answered. Messages that were told as published are not.
			this.#arrival ??= setTimeout(() => this.#stop(cloud), this.#options.arrival ?? 10_000);
		}
	}

	/** Tells the firmware to end. */
	#stop(cloud: WatchedCloud): void {
		this.#isStopping = true;
		clearTimeout(this.#arrival);
		cloud.stop().catch((error: Error) => this.#fail(error.message));
	}

	/** Ends in good order, as far as that takes a moment only. */
	async #interrupt(): Promise<void> {
		const { cloud, firmware, journal } = this.#options;
		const ending = { exit: Exit.interrupted, problem: "interrupted", hasBegun: typeof cloud !== "string" };
		const end = this.#end;
		// From here on nothing else ends the run.
		this.#end = () => {};
		if (typeof cloud !== "string") {
			if (!this.#isStopping && journal.connections > 0) this.#stop(cloud);
			else firmware.kill();
			await Promise.race([firmware.exited, new Promise((resolve) => setTimeout(resolve, GRACE).unref())]);
			const start = performance.now();
			while (unseen(cloud, journal) > 0 && performance.now() - start < GRACE) {
				await Promise.race([
					new Promise((resolve) => cloud.once("message", resolve)),
					new Promise((resolve) => setTimeout(resolve, 100).unref()),
				]);
			}
		}
		end(ending);
	}
}
