/** What AT commands set and AT&W keeps. */
export interface SettingValues {
	echo: boolean;
	verbose: boolean;
	quiet: boolean;
	resultFormat: number;
	/** S-registers by number. */
	registers: Record<number, number>;
	/** AT+CMEE. */
	errorFormat: number;
	/** AT+CREG, AT+CGREG and AT+CEREG by name. */
	registrationReports: Record<string, number>;
	/** AT+CTZR. */
	timeReports: 0 | 1 | 2;
	/** AT&C and AT&D: what DCD and DTR are for. */
	carrierDetect: number;
	terminalReady: number;
	/** AT+IFC: what the host's RTS and the module's CTS mean, 0 nothing or 2 flow control. */
	hostFlow: number;
	moduleFlow: number;
	baud: number;
}

/** S3 ends a command line, S5 takes a character back. */
export const END_REGISTER = 3;
export const BACKSPACE_REGISTER = 5;

/** The values of AT&F. The baud is not part of them: AT&F leaves it alone. */
function factoryValues(baud: number): SettingValues {
	return {
		echo: true,
		verbose: true,
		quiet: false,
		resultFormat: 4,
		registers: { 0: 0, 3: 13, 4: 10, 5: 8, 7: 0, 10: 15 },
		errorFormat: 1,
		registrationReports: { "+CREG": 0, "+CGREG": 0, "+CEREG": 0 },
		timeReports: 0,
		carrierDetect: 1,
		terminalReady: 1,
		hostFlow: 0,
		moduleFlow: 0,
		baud,
	};
}

/** The settings of a module: those in force, and those in its flash, which outlive power cuts. */
export class Settings {
	#values: SettingValues;
	#saved: SettingValues;

	/** @param baud the baud of a new module */
	constructor(baud: number) {
		this.#values = factoryValues(baud);
		this.#saved = structuredClone(this.#values);
	}

	/** The settings in force; they may be written. */
	get values(): SettingValues {
		return this.#values;
	}

	/** AT&W. */
	save(): void {
		this.#saved = structuredClone(this.#values);
	}

	/** AT&F. */
	factory(): void {
		this.#values = factoryValues(this.#values.baud);
	}

	/** ATZ: what was saved comes back, but the baud of the running dialogue stays. */
	restore(): void {
		this.#values = { ...structuredClone(this.#saved), baud: this.#values.baud };
	}

	/** What a start of the module does: everything that was saved comes back. */
	boot(): void {
		this.#values = structuredClone(this.#saved);
	}
}
