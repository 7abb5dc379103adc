/** Constructor options of Digital (ECMA-419, clause 10). */
export interface HostDigitalOptions {
	/** The name of a line of the wire, for example `PWRKEY`. */
	pin: unknown;
	mode: number;
	/** Which changes of an input call `onReadable`; the sum of `Rising` and `Falling`. */
	edge?: number;
	/** Inverts the line: 1 is the low level. */
	activeLow?: boolean;
	/** Of an output; default 0, which is inactive. */
	initialValue?: number;
	target?: unknown;
	onReadable?(this: HostDigital): void;
}

/** Inputs have no `write`, outputs no `read`: calling it throws. */
export interface HostDigital {
	target: unknown;
	format: "number";
	read(): number;
	write(value: number): void;
	close(): void;
}

const Class = natives.digital.Digital;

const modes = Object.freeze({
	Input: 0,
	InputPullUp: 1,
	InputPullDown: 2,
	InputPullUpDown: 3,
	Output: 8,
	OutputOpenDrain: 9,
	Rising: 1,
	Falling: 2,
} as const);

/** The module `embedded:io/digital`: ECMA-419, clause 10. A pin is a line of the wire. */
const Digital: typeof Class & typeof modes = Object.assign(Class, modes);

export default Digital;
