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

/** The numbers of 3GPP TS 27.007, 9.2 that this module uses, and Quectel's own beyond them, with the texts that AT+CMEE=2 shows. */
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
	// Quectel's own, of the file commands.
	fileInput: 400,
	fileEnd: 402,
	fileSpace: 403,
	fileNotFound: 405,
	fileName: 406,
	fileExists: 407,
	fileWrite: 409,
	fileRead: 411,
	filesOpen: 413,
	fileReadOnly: 414,
	fileHandle: 416,
	fileDelete: 418,
	fileTimeout: 421,
	fileParameter: 425,
	fileOpenAlready: 426,
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
	[CME.fileInput]: "invalid input value",
	[CME.fileEnd]: "read zero byte",
	[CME.fileSpace]: "drive full",
	[CME.fileNotFound]: "file not found",
	[CME.fileName]: "invalid file name",
	[CME.fileExists]: "file already exist",
	[CME.fileWrite]: "fail to write the file",
	[CME.fileRead]: "fail to read the file",
	[CME.filesOpen]: "reach the max number of file allowed to be opened",
	[CME.fileReadOnly]: "the file read-only",
	[CME.fileHandle]: "invalid file descriptor",
	[CME.fileDelete]: "fail to delete the file",
	[CME.fileTimeout]: "timeout",
	[CME.fileParameter]: "invalid parameter",
	[CME.fileOpenAlready]: "file already opened",
});

/** The text of a number, as AT+CMEE=2 shows it. */
export function cmeMeaning(code: number): string {
	return MEANINGS[code] ?? String(code);
}
