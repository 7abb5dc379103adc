import type { DigitalInput, DigitalOutput, DigitalSpecifier } from "../io.js";

/** The pins between host and module, as far as they are wired. Levels: 1 is active, whatever the board inverts. */
export interface PowerOptions {
	/** The power key. Active holds it down. */
	power?: DigitalSpecifier | undefined;
	/** The reset line. Active holds the module in reset. */
	reset?: DigitalSpecifier | undefined;
	/** The status output of the module. Active while it is on. */
	status?: DigitalSpecifier<DigitalInput> | undefined;
}

function output(specifier: DigitalSpecifier | undefined): DigitalOutput | undefined {
	if (specifier === undefined) return undefined;
	const { io: Digital, ...options } = specifier;
	return new Digital({ ...options, mode: Digital.Output ?? 0, initialValue: 0 });
}

/** Power key, reset line and status input. */
export class Power {
	readonly #power: DigitalOutput | undefined;
	readonly #reset: DigitalOutput | undefined;
	readonly #status: DigitalInput | undefined;

	/** Opens the pins; what was opened is closed again when one cannot be. */
	constructor({ power, reset, status }: PowerOptions) {
		try {
			this.#power = output(power);
			this.#reset = output(reset);
			if (status !== undefined) {
				const { io: Digital, ...options } = status;
				this.#status = new Digital({ ...options, mode: Digital.Input ?? 0 });
			}
		} catch (error) {
			this.close();
			throw error;
		}
	}

	get hasKey(): boolean {
		return this.#power !== undefined;
	}

	get hasReset(): boolean {
		return this.#reset !== undefined;
	}

	/** Whether the module is on; undefined when nothing tells. */
	get isOn(): boolean | undefined {
		return this.#status === undefined ? undefined : this.#status.read() === 1;
	}

	/** Holds the power key down, or lets it go. */
	key(isDown: boolean): void {
		this.#power?.write(isDown ? 1 : 0);
	}

	/** Holds the module in reset, or lets it go. */
	reset(isHeld: boolean): void {
		this.#reset?.write(isHeld ? 1 : 0);
	}

	/** Gives the pins back. */
	close(): void {
		this.#power?.close();
		this.#reset?.close();
		this.#status?.close();
	}
}
