import { type NativeUART, type NativeUARTClass, type UARTSerialClass, uartSerial } from "../../moddable/uart/serial.js";

/** What the native class has here beside what it has on boards. */
interface NativeLines extends Omit<NativeUART, "set"> {
	/** Lines 0 to 2 are DTR, RTS and break. @returns false where there is no such line */
	setLine(line: number, isAsserted: boolean): boolean;
	/** 3 and 4 are CTS and DSR. @returns undefined where there are no lines */
	getLine(line: number): boolean | undefined;
}

/** Taken now: `natives` is gone when the first Serial is opened. */
const { environment } = natives.host;
const Base = uartSerial<[target: string]>(natives.serial.Serial as NativeUARTClass<[target: string]>, {
	rxSize: 4096,
	txSize: 4096,
	place({ port = environment("XS_SERIAL") }) {
		if (port === undefined) throw new TypeError("port: missing, and XS_SERIAL names none");
		return [String(port)];
	},
}) as UARTSerialClass as UARTSerialClass<NativeLines>;

/** What `set` takes, by the number of its line. */
const outputs = Object.freeze(["dataTerminalReady", "requestToSend", "break"] as const);

/** The module `embedded:io/serial`: ECMA-419, clause 10. */
export default class Serial extends Base {
	/** @throws TypeError without options, Error("unsupported") for a line that is not there */
	set(options: { dataTerminalReady?: boolean; requestToSend?: boolean; break?: boolean }): void {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		for (let line = 0; line < outputs.length; line++) {
			const name = outputs[line] as (typeof outputs)[number];
			const value = options[name];
			if (value !== undefined && !this.setLine(line, Boolean(value))) throw new Error(`unsupported: ${name}`);
		}
	}

	/** Fills `lines`, or a new object. @throws Error("unsupported") where there are no lines */
	get(lines: { clearToSend?: boolean; dataSetReady?: boolean } = {}): {
		clearToSend?: boolean;
		dataSetReady?: boolean;
	} {
		const clearToSend = this.getLine(3);
		const dataSetReady = this.getLine(4);
		if (clearToSend === undefined || dataSetReady === undefined) {
			throw new Error("unsupported: this port has no lines");
		}
		lines.clearToSend = clearToSend;
		lines.dataSetReady = dataSetReady;
		return lines;
	}
}
