import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, write } from "node:fs";
import { ReadStream } from "node:tty";
import type { Serial, SerialOptions } from "../../../modules/io.js";

/** Bytes that may be on their way to the device at once. */
const STORE = 1024;

/**
 * A serial device of a computer (a USB adapter, a PTY) as an ECMA-419 Serial, on plain Node: `stty` sets it up, the
 * terminal streams of Node read it. For tools that send a few kilobytes; flow control is left as it is.
 */
export class Device {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** The Serial class of this device. Its constructor throws the system's error when the device cannot be used. */
	get Serial(): new (
		options: SerialOptions,
	) => Serial {
		const path = this.#path;
		return class extends DeviceSerial {
			constructor(options: SerialOptions) {
				super(path, options);
			}
		};
	}
}

class DeviceSerial implements Serial {
	readonly #options: SerialOptions;
	readonly #input: ReadStream;
	readonly #output: number;
	readonly #pending: Uint8Array[] = [];
	#arrived: Buffer = Buffer.alloc(0);
	#room = STORE;
	#isClosed = false;
	/** Whether a write is under way, which the device is closed behind. */
	#isWriting = false;

	constructor(path: string, options: SerialOptions) {
		this.#options = options;
		const { baud } = options;
		const flag = process.platform === "darwin" ? "-f" : "-F";
		const modes = ["raw", "-echo", "cs8", "-parenb", "-cstopb", "clocal", "cread", "-hupcl"];
		const input = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
		try {
			execFileSync("stty", [flag, path, String(baud), ...modes], { stdio: ["ignore", "ignore", "pipe"] });
			this.#output = openSync(path, constants.O_WRONLY | constants.O_NOCTTY);
		} catch (error) {
			closeSync(input);
			throw error;
		}
		this.#input = new ReadStream(input);
		this.#input.on("data", (bytes: Buffer) => this.#receive(bytes));
		// An unplugged adapter ends or fails; either way it is gone.
		this.#input.on("error", () => this.#fail());
		this.#input.on("end", () => this.#fail());
		queueMicrotask(() => this.#writable());
	}

	read(buffer: Uint8Array): number | undefined {
		this.#check();
		const count = Math.min(buffer.length, this.#arrived.length);
		buffer.set(this.#arrived.subarray(0, count));
		this.#arrived = this.#arrived.subarray(count);
		return count === 0 ? undefined : count;
	}

	write(buffer: Uint8Array): void {
		this.#check();
		if (buffer.length > this.#room) throw new Error("would block");
		this.#room -= buffer.length;
		this.#pending.push(buffer.slice());
		if (!this.#isWriting) this.#send();
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#input.destroy();
		if (!this.#isWriting) closeSync(this.#output);
	}

	#send(): void {
		const bytes = this.#pending[0];
		this.#isWriting = bytes !== undefined && !this.#isClosed;
		if (bytes === undefined || this.#isClosed) return;
		write(this.#output, bytes, (error, count) => {
			this.#isWriting = false;
			if (this.#isClosed) closeSync(this.#output);
			else if (error !== null) this.#fail();
			else {
				if (count === bytes.length) this.#pending.shift();
				else this.#pending[0] = bytes.subarray(count);
				this.#room += count;
				this.#send();
				this.#writable();
			}
		});
	}

	#receive(bytes: Buffer): void {
		if (this.#isClosed) return;
		this.#arrived = Buffer.concat([this.#arrived, bytes]);
		this.#options.onReadable?.call(this, this.#arrived.length);
	}

	#fail(): void {
		if (this.#isClosed) return;
		this.close();
		this.#options.onError?.call(this);
	}

	#writable(): void {
		if (!this.#isClosed) this.#options.onWritable?.call(this, this.#room);
	}

	#check(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}
}
