import type { Serial, SerialOptions } from "../../../modules/io.js";

/** Options of {@link uartSerial}'s classes, beside those that say where the UART is. */
export interface UARTOptions extends SerialOptions {
	/** Bytes of the receive ring, which an interrupt fills; rounded up to a power of two. */
	rxSize?: number;
	/** Bytes of the transmit ring; likewise. */
	txSize?: number;
}

/** An instance of the native half (uart-serial.c). */
export interface NativeUART extends Serial {
	/** A byte, or a new ArrayBuffer with all there is, or with at most `count`; or fills `buffer`, and returns the count. */
	read(buffer: Uint8Array): number | undefined;
	read(count?: number): ArrayBuffer | number | undefined;
	/** @returns how much can be written now */
	write(data: ArrayBuffer | ArrayBufferView | number): number;
	/** Drops what has arrived, what has not gone out yet, or (without arguments) both. */
	flush(input?: boolean, output?: boolean): void;
	/** `"buffer"` or `"number"`. */
	format: string;
	/** Bytes lost at the receiving end since it was opened: 32 bits that wrap. */
	readonly overruns: number;
}

type Callback = ((this: never, argument: never) => void) | undefined;

/** The native class; what is behind the callbacks says where the UART is, and is up to the platform. */
export type NativeUARTClass<Place extends unknown[]> = new (
	baud: number,
	hasFlowControl: boolean,
	isNumber: boolean,
	rxSize: number,
	txSize: number,
	onReadable: Callback,
	onWritable: Callback,
	onError: Callback,
	...place: Place
) => NativeUART;

/** What a platform says of its UARTs. */
export interface UARTPlatform<Place extends unknown[]> {
	/** Bytes of the rings where the options say nothing. */
	readonly rxSize: number;
	readonly txSize: number;
	/** Bauds that there are; absent where any from 1 to 20,000,000 may do. */
	readonly bauds?: readonly number[];
	/** Where the UART is, out of the options; a function that needs no `this`. Throws what it wants for options that name none. */
	place(options: Readonly<Record<string, unknown>>, hasFlowControl: boolean): Place;
}

/** Longest ring, bytes. */
const LARGEST = 1024 * 1024;
const FASTEST = 20_000_000;

/** @throws TypeError for no number, RangeError for one that is not whole or out of range */
export function whole(value: unknown, name: string, least: number, most: number): number {
	if (typeof value !== "number") throw new TypeError(`${name}: not a number`);
	if (!(value >= least && value <= most) || value !== Math.floor(value)) {
		throw new RangeError(`${name}: a whole number from ${least} to ${most}`);
	}
	return value;
}

/** Whether `value` is `one`; absent, it is `other`. @throws RangeError for neither */
function isFirst(value: unknown, name: string, one: string, other: string): boolean {
	if (value === undefined || value === other) return false;
	if (value !== one) throw new RangeError(`${name}: neither "${one}" nor "${other}"`);
	return true;
}

function callback(value: unknown, name: string): Callback {
	if (value !== undefined && typeof value !== "function") throw new TypeError(`${name}: not a function`);
	return value as Callback;
}

function baudOf({ baud }: UARTOptions, bauds: readonly number[] | undefined): number {
	if (baud === undefined) throw new TypeError("baud: missing");
	whole(baud, "baud", 1, FASTEST);
	if (bauds !== undefined && !bauds.includes(baud)) throw new RangeError(`baud: none of ${bauds.join(", ")}`);
	return baud;
}

/** A Serial over a native class. */
export type UARTSerialClass<Native extends NativeUART = NativeUART> = new (
	options: UARTOptions,
) => Native & { readonly target: unknown };

/**
 * ECMA-419 Serial (clause 10) over the native half: this checks the options, that moves the bytes. Callbacks are called
 * with `this` the instance; `onReadable` when more has come, with all there is; `onWritable` when all is sent;
 * `onError` once, when the UART is gone. Bytes lost are counted in `overruns`, and are no error.
 *
 * Its constructor throws TypeError for options of the wrong kind, RangeError for values that cannot be, Error with what the
 * platform says when the UART cannot be opened; nothing is opened then.
 */
export function uartSerial<Place extends unknown[]>(
	Native: NativeUARTClass<Place>,
	platform: UARTPlatform<Place>,
): UARTSerialClass {
	// Constants of their own: the class is in flash, and with it what it refers to.
	const { bauds, place } = platform;
	const receiveSize = platform.rxSize;
	const transmitSize = platform.txSize;
	return class extends Native {
		readonly target: unknown;

		constructor(options: UARTOptions) {
			if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
			const onReadable = callback(options.onReadable, "onReadable");
			const onWritable = callback(options.onWritable, "onWritable");
			const onError = callback(options.onError, "onError");
			const baud = baudOf(options, bauds);
			const hasFlowControl = isFirst(options.flowControl, "flowControl", "hardware", "none");
			const isNumber = isFirst(options.format, "format", "number", "buffer");
			const { rxSize = receiveSize, txSize = transmitSize, target } = options;
			super(
				baud,
				hasFlowControl,
				isNumber,
				whole(rxSize, "rxSize", 1, LARGEST),
				whole(txSize, "txSize", 1, LARGEST),
				onReadable,
				onWritable,
				onError,
				...place(options as object as Record<string, unknown>, hasFlowControl),
			);
			this.target = target;
		}
	};
}
