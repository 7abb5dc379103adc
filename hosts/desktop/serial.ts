import type { Serial, SerialOptions } from "../../modules/io.js";

/** The SDK's Serial on a desktop, as it really is: it reads by count and writes only whole ArrayBuffers. */
export interface NativeSerial {
	/** At most `count` bytes on Linux and macOS, all that is there on Windows; undefined when nothing is. */
	read(count: number): ArrayBuffer | undefined;
	/** All of `buffer`, up to {@link CAPACITY} bytes, and nothing before the next `onWritable`: else it throws. */
	write(buffer: ArrayBuffer): void;
	close(): void;
}

export type NativeSerialClass = new (
	options: Omit<SerialOptions, "onReadable" | "onWritable" | "onError"> & {
		onReadable(count: number): void;
		onWritable(): void;
		onError(): void;
	},
) => NativeSerial;

/** Longest single write of the SDK's Serial, bytes. */
const CAPACITY = 1024;

/**
 * ECMA-419 Serial (clause 10) over the SDK's Serial of mcsim: reads into a buffer, any number of writes up to what
 * `onWritable` told, and safe to close at any time, after an error too.
 *
 * Options are the SDK's: `device` (the path of a serial device or PTY) and `baud`. Data format is `"buffer"`.
 */
export class DesktopSerial implements Serial {
	readonly target: unknown;
	readonly #options: SerialOptions;
	#native: NativeSerial | undefined;
	/** Bytes that were read from the system, and not yet by the user. */
	#arrived = new Uint8Array(0);
	/** Bytes that were written by the user, and not yet to the system. */
	readonly #outgoing = new Uint8Array(CAPACITY);
	#outgoingCount = 0;
	/** Whether the SDK takes one write now. */
	#isIdle = false;
	#isTelling = false;

	/** @throws Error when the device cannot be opened */
	constructor(options: SerialOptions, Native: NativeSerialClass) {
		this.target = options.target;
		this.#options = options;
		this.#native = new Native({
			...options,
			onReadable: (count) => this.#onReadable(count),
			onWritable: () => this.#onWritable(),
			onError: () => this.#onError(),
		});
	}

	read(buffer: Uint8Array): number | undefined {
		const native = this.#open();
		if (buffer.length === 0) return undefined;
		if (this.#arrived.length === 0) {
			const arrived = native.read(buffer.length);
			if (arrived === undefined) return undefined;
			this.#arrived = new Uint8Array(arrived);
		}
		const count = Math.min(this.#arrived.length, buffer.length);
		buffer.set(this.#arrived.subarray(0, count));
		this.#arrived = this.#arrived.subarray(count);
		return count;
	}

	/** @throws Error("would block") for more than `onWritable` told of; nothing of it is sent then */
	write(buffer: Uint8Array): void {
		this.#open();
		if (buffer.length > CAPACITY - this.#outgoingCount) throw new Error("would block");
		this.#outgoing.set(buffer, this.#outgoingCount);
		this.#outgoingCount += buffer.length;
		if (!this.#isTelling) this.#send();
	}

	close(): void {
		const native = this.#native;
		this.#native = undefined;
		native?.close();
	}

	#open(): NativeSerial {
		if (this.#native === undefined) throw new SyntaxError("closed");
		return this.#native;
	}

	#send(): void {
		if (!this.#isIdle || this.#outgoingCount === 0) return;
		this.#isIdle = false;
		const count = this.#outgoingCount;
		this.#outgoingCount = 0;
		this.#native?.write(this.#outgoing.buffer.slice(0, count));
	}

	#onReadable(count: number): void {
		const { onReadable } = this.#options;
		onReadable?.call(this, this.#arrived.length + count);
		// On Windows a read takes more than was told; the system will not tell of that again.
		for (let before = 0; this.#native !== undefined && this.#arrived.length !== before; ) {
			before = this.#arrived.length;
			if (before > 0) onReadable?.call(this, before);
		}
	}

	#onWritable(): void {
		this.#isIdle = true;
		if (this.#outgoingCount > 0) {
			this.#send();
			return;
		}
		this.#isTelling = true;
		try {
			this.#options.onWritable?.call(this, CAPACITY);
		} finally {
			this.#isTelling = false;
		}
		this.#send();
	}

	#onError(): void {
		// The SDK closes its Serial by itself after this, and touching it again would bring the host down.
		this.#native = undefined;
		this.#options.onError?.call(this);
	}
}
