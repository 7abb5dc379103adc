/**
 * A command says no. Thrown while a command runs and turned into `ERROR`, or into `+CME ERROR: n` for a command that has
 * numbers for its errors; it never leaves the AT core.
 */
export class Refusal extends Error {
	/** The number of 3GPP TS 27.007, 9.2; undefined where the module answers plain ERROR whatever AT+CMEE is. */
	readonly code: number | undefined;

	constructor(code?: number) {
		super(code === undefined ? "ERROR" : `+CME ERROR: ${code}`);
		this.code = code;
	}
}

/** The numbers of 3GPP TS 27.007, 9.2 that this module uses, with the texts that AT+CMEE=2 shows. */
export const CME = Object.freeze({
	notAllowed: 3,
	notSupported: 4,
	simNotInserted: 10,
	simPin: 11,
	simPuk: 12,
	simFailure: 13,
	incorrectPassword: 16,
	noNetwork: 30,
	unknown: 100,
} as const);

const MEANINGS: Readonly<Record<number, string>> = Object.freeze({
	[CME.notAllowed]: "operation not allowed",
	[CME.notSupported]: "operation not supported",
	[CME.simNotInserted]: "SIM not inserted",
	[CME.simPin]: "SIM PIN required",
	[CME.simPuk]: "SIM PUK required",
	[CME.simFailure]: "SIM failure",
	[CME.incorrectPassword]: "incorrect password",
	[CME.noNetwork]: "no network service",
	[CME.unknown]: "unknown",
});

/** The text of a number, as AT+CMEE=2 shows it. */
export function cmeMeaning(code: number): string {
	return MEANINGS[code] ?? String(code);
}
