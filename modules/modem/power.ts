import type { DigitalInput, DigitalOutput, DigitalSpecifier } from "../io.js";

/** The pins between host and module, as far as they are wired. Levels: 1 is active, whatever the board inverts. */
export interface PowerOptions {
	/** The power key. Active holds it down. */
	power?: DigitalSpecifier | undefined;
	/** The reset line. Active holds the module in reset. */
	reset?: DigitalSpecifier | undefined;
	/** The status output of the module. Active while it is on. */
	status?: DigitalSpecifier<DigitalInput> | undefined;
	/** DTR. Active keeps the module awake. Not needed where the Serial has the line: see `set` of ECMA-419's Serial. */
	dtr?: DigitalSpecifier | "serial" | undefined;
}

function output(specifier: DigitalSpecifier | undefined, initialValue: number): DigitalOutput | undefined {
	if (specifier === undefined) return undefined;
	const { io: Digital, ...options } = specifier;
	return new Digital({ ...options, mode: Digital.Output ?? 0, initialValue });
}

/** Power key, reset line, status input and DTR. */
export class Power {
	readonly #power: DigitalOutput | undefined;
	readonly #reset: DigitalOutput | undefined;
	readonly #status: DigitalInput | undefined;
	readonly #dtr: DigitalOutput | undefined;

	/** Opens the pins; what was opened is closed again when one cannot be. */
	constructor({ power, reset, status, dtr }: PowerOptions) {
		try {
			this.#power = output(power, 0);
			this.#reset = output(reset, 0);
			this.#dtr = dtr === "serial" ? undefined : output(dtr, 1);
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

	/** Holds DTR, so that the module is awake, or lets it go. */
	dtr(isHeld: boolean): void {
		this.#dtr?.write(isHeld ? 1 : 0);
	}

	/** Gives the pins back. */
	close(): void {
		this.#power?.close();
		this.#reset?.close();
		this.#status?.close();
		this.#dtr?.close();
	}
}
