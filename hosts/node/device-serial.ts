import type { Serial, SerialOptions } from "../../modules/io.js";
import { Arrivals } from "./arrivals.js";

/** Bytes that may be on their way to the operating system at once. */
const TRANSMIT = 1024;
/** Unread bytes from which on no more are taken from the operating system. */
const RECEIVE = 4095;

/** What a {@link DeviceSerial} needs of the device it belongs to. */
export interface SerialEnd {
	send(bytes: Uint8Array, done: () => void): void;
	hold(isHeld: boolean): void;
	release(serial: DeviceSerial): void;
	setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void>;
	readonly hasLines: boolean;
}

/** An ECMA-419 Serial (clause 10) over an end that takes and gives bytes; made by `SerialDevice.Serial`. */
export class DeviceSerial implements Serial {
	readonly #options: SerialOptions;
	readonly #end: SerialEnd;
	readonly #arrived = new Arrivals();
	#room = TRANSMIT;
	#isHeld = false;
	#isClosed = false;

	constructor(options: SerialOptions, end: SerialEnd) {
		const { baud, format = "buffer" } = options;
		if (!Number.isInteger(baud) || baud < 1)
			throw new RangeError(`baud: ${baud} is not a whole number of bits per second`);
		if (format !== "buffer") throw new RangeError(`format: ${format} is not "buffer"`);
		this.#options = options;
		this.#end = end;
	}

	read(buffer: Uint8Array): number | undefined {
		this.#check();
		const count = this.#arrived.read(buffer);
		if (this.#isHeld && this.#arrived.count < RECEIVE / 2) {
			this.#isHeld = false;
			this.#end.hold(false);
		}
		return count;
	}

	write(buffer: Uint8Array): void {
		this.#check();
		const { length } = buffer;
		if (length > this.#room) throw new Error("would block");
		this.#room -= length;
		this.#end.send(buffer.slice(), () => {
			this.#room += length;
			this.#writable();
		});
	}

	/** @throws Error("bad state") where the device has no control lines */
	set({ dataTerminalReady, requestToSend }: { dataTerminalReady?: boolean; requestToSend?: boolean }): void {
		this.#check();
		if (!this.#end.hasLines) throw new Error("bad state");
		const lines = {
			...(dataTerminalReady === undefined ? {} : { dtr: dataTerminalReady }),
			...(requestToSend === undefined ? {} : { rts: requestToSend }),
		};
		this.#end.setLines(lines).catch((error: unknown) => this.fail(error));
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#end.release(this);
	}

	/** The device is as it was asked for: bytes may go out. */
	start(): void {
		this.#writable();
	}

	/** Bytes have come in. */
	receive(bytes: Uint8Array): void {
		if (this.#isClosed) return;
		this.#arrived.push(bytes);
		this.#options.onReadable?.call(this, this.#arrived.count);
		if (!this.#isClosed && !this.#isHeld && this.#arrived.count >= RECEIVE) {
			this.#isHeld = true;
			this.#end.hold(true);
		}
	}

	/** The device has gone. */
	fail(error: unknown): void {
		if (this.#isClosed) return;
		this.close();
		this.#options.onError?.call(this, error);
	}

	#writable(): void {
		if (!this.#isClosed) this.#options.onWritable?.call(this, this.#room);
	}

	#check(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}
}
