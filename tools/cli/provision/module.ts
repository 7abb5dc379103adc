import { type CommandKind, type CommandOwner, Outcome, Priority } from "../../../modules/at/command.js";
import { Scheduler } from "../../../modules/at/scheduler.js";
import type { Clock } from "../../../modules/clock.js";
import type { ModemError } from "../../../modules/errors.js";
import type { SerialSpecifier } from "../../../modules/io.js";
import { general } from "../../../modules/modem/commands.js";
import { Files } from "../../../modules/modem/files.js";
import { lexicon, probes, success } from "../../../modules/modem/names.js";
import type { SSLFile } from "../../../modules/modem/ssl-context.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Port } from "../../../modules/uart/port.js";
import { CommandError, Exit } from "../command.js";

export interface ModuleOptions {
	readonly serial: SerialSpecifier;
	readonly clock: Clock;
	/** For a module that is starting, or in the middle of something, to answer, ms. */
	readonly patience: number;
	/** Bytes on the wire, for a trace. */
	readonly onTrace?: ((direction: "host" | "module", bytes: Uint8Array) => void) | undefined;
}

/** For the answer to each of the questions whether it is there, ms. */
const PROBE_LIMIT = 300;
/** Between two of them, ms. */
const PAUSE = 500;

/** A module at the end of a wire, as far as its files go: it needs no SIM, no network, and no lines but the UART. */
export class Module {
	readonly #port: Port;
	readonly #scheduler: Scheduler;
	readonly #files: Files;
	#isEchoOff = false;
	#fail: (error: CommandError) => void = () => {};
	#prove: () => void = () => {};

	/** @throws what the constructor of the Serial throws */
	constructor({ serial, clock, patience, onTrace }: ModuleOptions) {
		const counters = new Counters();
		const gone = () => this.#fail(new CommandError(Exit.environment, "the wire is gone"));
		this.#port = new Port(
			serial,
			{
				onBytes: () => this.#scheduler.onBytes(),
				onFault: (hasLost) => {
					if (hasLost) this.#scheduler.distrust();
					else gone();
				},
			},
			counters,
			4096,
			1024,
		);
		if (onTrace !== undefined) {
			this.#port.onReceived = (bytes) => onTrace("module", bytes);
			this.#port.transmitter.witness = { onWrite: (bytes) => onTrace("host", bytes.slice()) };
		}
		let deadline: number | undefined;
		const again = clock.alarm(() => this.#scheduler.prove(PROBE_LIMIT));
		this.#scheduler = new Scheduler({
			clock,
			ring: this.#port.ring,
			transmitter: this.#port.transmitter,
			lexicon,
			counters,
			owner: {
				onProven: () => {
					deadline = undefined;
					if (this.#isEchoOff) this.#scheduler.gate = Priority.low;
					this.#prove();
				},
				onSilent: () => {
					const now = clock.now();
					deadline ??= now + patience;
					if (now < deadline) again.set(PAUSE);
					else this.#fail(new CommandError(Exit.failed, "the module does not answer"));
				},
				onEcho: () => this.#fail(new CommandError(Exit.failed, "the module has restarted")),
			},
			success,
			probes,
			longestPayload: 65535,
			records: 8,
		});
		this.#scheduler.gate = Priority.recovery;
		this.#files = new Files(this.#scheduler);
		this.#port.open(serial.baud);
	}

	/** Finds the module and gets it to listen. @returns maker, model and revision @throws CommandError when it does not */
	async attach(): Promise<string[]> {
		await this.#within<void>((resolve) => {
			this.#prove = resolve;
			this.#scheduler.prove(PROBE_LIMIT);
		});
		await this.#run(general.echoOff);
		this.#isEchoOff = true;
		this.#scheduler.isEchoOff = true;
		this.#scheduler.gate = Priority.low;
		await this.#run(general.errorCodes, [1]);
		return this.#run(general.identity);
	}

	/**
	 * Brings a file over, unless it is there.
	 * @returns whether it was not there before
	 * @throws ModemError what the module said; CommandError when it is gone
	 */
	async put(name: string, { content }: SSLFile): Promise<boolean> {
		return this.#within<boolean>((resolve, reject) => {
			const store = content?.();
			if (store === undefined) throw new Error("no content");
			const owner = {
				onFile: (_name: string, isNew: boolean) => resolve(isNew),
				onFileFailed: (_name: string, error: ModemError) => reject(error),
			};
			if (this.#files.put(name, store, owner)) resolve(false);
		});
	}

	close(): void {
		this.#fail = () => {};
		this.#scheduler.close();
		this.#port.close();
	}

	#run(kind: CommandKind, values: readonly number[] = []): Promise<string[]> {
		return this.#within((resolve, reject) => {
			const lines: string[] = [];
			const owner: CommandOwner = {
				compose: (_command, writer) => {
					writer.begin(kind.name);
					for (const value of values) writer.integer(value);
				},
				onInformation: (_command, line) => void lines.push(line.text()),
				onDone: (_command, outcome) => {
					if (outcome === Outcome.ok) resolve(lines);
					else reject(new CommandError(Exit.failed, `the module refuses AT${kind.name}`));
				},
			};
			this.#scheduler.submit(kind, owner);
			this.#scheduler.start();
		});
	}

	/** What is waited for, unless the module is gone before. */
	#within<T>(begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			this.#fail = reject;
			begin(resolve, reject);
		});
	}
}
