import { CommandError, Exit } from "../../command.js";
import { type Engine, Firmware } from "../firmware.js";
import { Journal } from "../journal.js";
import { type Board, SimulatedModule } from "../module.js";
import type { Show } from "../show.js";

/** What an application is played with. */
export interface StageOptions {
	/** undefined: XS, and Node where XS cannot be built. */
	readonly engine: Engine | undefined;
	readonly latency: "real" | "none";
	readonly seed: number;
	/** How long one step may take, ms; default 90 000. */
	readonly patience?: number | undefined;
}

/** A line that the firmware told: its first word, and the others. */
export type Heard = (kind: string, words: readonly string[]) => void;

const BAUD = 115200;
const PATIENCE = 90_000;
/** What the modem goes through is told by every application, and shown as the main job's is. */
const modemWords: ReadonlySet<string> = new Set(["state", "identity", "network", "broken"]);

interface Step {
	isSo(): boolean;
	resolve(): void;
	reject(error: Error): void;
}

/** Module, firmware and time of one application's run. Its cloud side says what happens, step by step. */
export class Stage {
	readonly options: StageOptions;
	/** Of the firmware that ran last. */
	engine = "";
	bits = 0;
	readonly #show: Show;
	readonly #journal = new Journal();
	#module: SimulatedModule | undefined;
	#firmware: Firmware | undefined;
	#step: Step | undefined;
	/** Why nothing goes on any more. */
	#failure: Error | undefined;
	readonly #interrupt = () => this.#fail(new CommandError(Exit.interrupted, "interrupted"));

	constructor(options: StageOptions, show: Show) {
		this.options = options;
		this.#show = show;
		process.once("SIGINT", this.#interrupt).once("SIGTERM", this.#interrupt);
	}

	note(subject: string, text: string): void {
		this.#show.note(subject, text);
	}

	warn(subject: string, text: string): void {
		this.#show.warn(subject, text);
	}

	/** Puts a simulated module there, switched off. */
	async startModule(more: { map?: Readonly<Record<string, string>>; board?: Board } = {}): Promise<void> {
		const { latency, seed } = this.options;
		this.#module = await SimulatedModule.start({
			...{ latency, seed, baud: BAUD, ...more },
			onUnsupported: (name) => this.warn("module", `the simulated module has no ${name}`),
		});
		this.note("module", `EC600S, simulated, ${latency === "real" ? "as slow as a real one" : "no latency"}`);
	}

	/** The module loses its supply, and gets it back after three seconds. */
	powerCut(): void {
		this.warn("fault", "the module loses its supply");
		this.#module?.powerCut();
	}

	/**
	 * Starts a host with this application.
	 * @param application path under hosts/applications/
	 * @param config what it finds as `mc/config`
	 * @param stack slots of its stack, where 512 are too few
	 */
	async startFirmware(
		application: string,
		config: Readonly<Record<string, unknown>>,
		hear: Heard,
		stack?: number,
	): Promise<void> {
		const firmware = await Firmware.start({
			...{ application, config, stack, engine: this.options.engine, baud: BAUD },
			port: `wire:127.0.0.1:${this.#module?.port}`,
			onNote: (text) => this.note("firmware", text),
		});
		this.#firmware = firmware;
		this.engine = firmware.engine;
		this.bits = firmware.bits;
		firmware.on("line", (line) => {
			// A host that was taken away may have told something just before.
			const [kind = "", ...words] = line.split(" ");
			if (modemWords.has(kind)) {
				const entry = this.#journal.take(line);
				if (entry !== undefined) this.#show.entry(entry);
			} else if (kind !== "") this.#show.entry({ subject: kind, text: words.join(" "), tone: "plain" });
			hear(kind, words);
			this.look();
		});
		const isPresent = () => this.#firmware === firmware;
		firmware.exited.then(
			({ reason }) => isPresent() && this.#fail(new CommandError(Exit.failed, `the firmware ended: ${reason}`)),
			(error: Error) =>
				this.#fail(new CommandError(Exit.environment, `the firmware cannot be started: ${error.message}`)),
		);
	}

	/** The host loses its supply: in the middle of whatever it does. */
	async stopFirmware(): Promise<void> {
		const firmware = this.#firmware;
		this.#firmware = undefined;
		await firmware?.stop();
	}

	/**
	 * Waits until it is so; asked whenever something was heard.
	 * @throws CommandError when it takes too long, when the firmware ends, or when the command is interrupted
	 */
	async until(what: string, isSo: () => boolean): Promise<void> {
		const { patience = PATIENCE } = this.options;
		let timer: NodeJS.Timeout | undefined;
		try {
			await new Promise<void>((resolve, reject) => {
				this.#step = { isSo, resolve, reject };
				timer = setTimeout(() => {
					this.#fail(new CommandError(Exit.failed, `not in ${patience / 1000} s: ${what}`));
				}, patience);
				if (this.#failure !== undefined) reject(this.#failure);
				this.look();
			});
		} finally {
			clearTimeout(timer);
			this.#step = undefined;
		}
	}

	/** Something has happened. */
	look(): void {
		if (this.#step?.isSo()) this.#step.resolve();
	}

	async close(): Promise<void> {
		process.off("SIGINT", this.#interrupt).off("SIGTERM", this.#interrupt);
		await this.stopFirmware();
		await this.#module?.close();
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		this.#step?.reject(this.#failure);
	}
}
