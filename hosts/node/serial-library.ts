import { createRequire } from "node:module";

/** Control lines that a computer drives, and those it reads. true: asserted. */
export interface ControlLines {
	readonly dtr: boolean;
	readonly rts: boolean;
}

export interface StatusLines {
	readonly cts: boolean;
	readonly dsr: boolean;
	readonly dcd: boolean;
}

type Done = (error: Error | null | undefined) => void;

/** What this host relies on of the package `serialport`, version 13; its own types need not be installed. */
export interface LibraryPort {
	open(done: Done): void;
	close(done?: Done): void;
	/** `done` is called when the operating system has taken all of it. */
	write(bytes: Uint8Array, done: Done): boolean;
	/** Sets both control lines; those that are not given would be asserted. */
	set(lines: ControlLines, done: Done): void;
	get(done: (error: Error | null | undefined, lines: StatusLines | undefined) => void): void;
	update(options: { baudRate: number }, done: Done): void;
	pause(): unknown;
	resume(): unknown;
	readonly isOpen: boolean;
	on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
	on(event: "error", listener: (error: Error) => void): unknown;
	/** With an error where the device has gone by itself. */
	on(event: "close", listener: (error: Error | null | undefined) => void): unknown;
}

export interface LibraryOptions {
	path: string;
	baudRate: number;
	rtscts: boolean;
	/** Whether the system drops DTR and RTS when the device is closed. */
	hupcl: boolean;
	autoOpen: boolean;
}

interface Library {
	readonly SerialPort: new (options: LibraryOptions) => LibraryPort;
}

/**
 * The class of the package `serialport`, which is installed only where there is a serial port to use.
 * @throws Error that says how to install it, or why it does not run here
 */
export function serialPortClass(): Library["SerialPort"] {
	const require = createRequire(import.meta.url);
	try {
		return (require("serialport") as Library).SerialPort;
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const isMissing = code === "MODULE_NOT_FOUND" && message.includes("'serialport'");
		if (isMissing) throw new Error('serial ports need the package "serialport": npm install serialport');
		throw new Error(`the package "serialport" does not run here: ${message.split("\n")[0]}`);
	}
}
