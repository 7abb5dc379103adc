import type { Clock } from "../../modules/clock.js";
import type { Completion, SlowDirectoryInstance, SlowFileInstance } from "../../modules/io.js";
import { type FailingDirectory, PowerFailure } from "./failing-directory.js";

/** How long each operation takes, ms. */
const TIME = 10;

/**
 * A directory in memory whose operations take their time, in order, as over a UART. When its power fails, nobody is told
 * anything any more, or, with `isTold`, the operation fails and the next one finds power again.
 */
export class SlowDirectory implements SlowDirectoryInstance {
	/** Operations that were carried out. */
	done = 0;
	/** Whether its host lives on when the power fails. */
	isTold = false;
	readonly directory: FailingDirectory;
	readonly #clock: Clock;
	readonly #waiting: (() => void)[] = [];
	#isDead = false;

	constructor(directory: FailingDirectory, clock: Clock) {
		this.directory = directory;
		this.#clock = clock;
	}

	openFile({ path, mode = "r" }: { path: string; mode?: string }, callback: Completion<unknown>): SlowFileInstance {
		let file: ReturnType<FailingDirectory["openFile"]> | undefined;
		this.#do(callback, () => {
			file = this.directory.openFile({ path, mode });
		});
		const opened = () => file as NonNullable<typeof file>;
		return {
			read: (count, offset, done) =>
				this.#do(done, () => {
					const buffer = new Uint8Array(count);
					const got = opened().read(buffer, offset) ?? 0;
					return got === 0 ? undefined : (buffer.slice(0, got).buffer as ArrayBuffer);
				}),
			write: (buffer, offset, done) => {
				const copy = buffer.slice();
				this.#do(done, () => void opened().write(copy, offset));
			},
			setSize: (size, done) => this.#do(done, () => opened().setSize(size)),
			close() {},
		};
	}

	status(path: string, callback: Completion<{ readonly size?: number }>): void {
		this.#do(callback, () => {
			try {
				return { size: this.directory.openFile({ path, mode: "r" }).status().size };
			} catch {
				return {};
			}
		});
	}

	#do<Result>(callback: Completion<Result>, work: () => Result | undefined): void {
		this.#waiting.push(() => {
			let result: Result | undefined;
			let failure: Error | null = null;
			try {
				result = work();
			} catch (error) {
				failure = error as Error;
				if (failure instanceof PowerFailure && !this.isTold) this.#isDead = true;
				if (failure instanceof PowerFailure) this.directory.power = Number.POSITIVE_INFINITY;
			}
			if (this.#isDead) return;
			this.done++;
			callback(failure, result);
		});
		if (this.#waiting.length === 1) this.#next();
	}

	#next(): void {
		const alarm = this.#clock.alarm(() => {
			alarm.close();
			if (this.#isDead) return;
			this.#waiting[0]?.();
			this.#waiting.shift();
			if (this.#waiting.length > 0) this.#next();
		});
		alarm.set(TIME);
	}
}
