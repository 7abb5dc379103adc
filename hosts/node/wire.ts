import { connect, type Socket } from "node:net";
import type { DigitalInput, DigitalOutput, Serial, SerialOptions } from "../../modules/io.js";
import { FrameReader, FrameType, frame } from "../wire.js";

/** Bytes that may be on their way to the wire at once. */
const STORE = 1024;

/**
 * A UART and its lines over a TCP connection in frames (hosts/wire.ts), for a module that is simulated by another process.
 * Gives ECMA-419 Serial and Digital classes. Pins are named as the module names its lines; levels are those of the wire.
 */
export class Wire {
	readonly #socket: Socket;
	readonly #levels = new Map<string, number>();
	#serial: WireSerial | undefined;

	/** @param target `wire:HOST:PORT`. @throws RangeError for anything else */
	constructor(target: string) {
		const parts = /^wire:([^:]+):(\d+)$/.exec(target);
		if (parts === null) throw new RangeError(`port: ${target} is not wire:HOST:PORT`);
		const [, host = "", port = ""] = parts;
		const reader = new FrameReader((type, payload) => this.#onFrame(type, payload));
		this.#socket = connect(Number(port), host);
		this.#socket.setNoDelay(true);
		this.#socket.on("data", (bytes: Buffer) => reader.push(bytes));
		this.#socket.on("error", () => this.#serial?.fail());
		this.#socket.on("end", () => this.#serial?.fail());
	}

	/** The Serial class of this wire; one instance at a time. */
	get Serial(): new (
		options: SerialOptions,
	) => Serial {
		const wire = this;
		return class extends WireSerial {
			constructor(options: SerialOptions) {
				if (wire.#serial !== undefined) throw new Error("in use");
				super(options, wire);
				wire.#serial = this;
			}
		};
	}

	/** The Digital class of this wire. */
	get Digital(): {
		new (options: {
			pin: unknown;
			mode: number;
			activeLow?: boolean;
			initialValue?: number;
		}): DigitalInput & DigitalOutput;
		readonly Input: number;
		readonly Output: number;
	} {
		const wire = this;
		return class WireDigital {
			static readonly Input = 0;
			static readonly Output = 8;
			readonly #pin: string;
			readonly #invert: number;

			constructor({
				pin,
				mode,
				activeLow = false,
				initialValue,
			}: { pin: unknown; mode: number; activeLow?: boolean; initialValue?: number }) {
				this.#pin = String(pin);
				this.#invert = activeLow ? 1 : 0;
				if (mode === WireDigital.Output && initialValue !== undefined) this.write(initialValue);
			}

			write(value: number): void {
				wire.line(this.#pin, (value === 0 ? 0 : 1) ^ this.#invert);
			}

			read(): number {
				return (wire.#levels.get(this.#pin) ?? 0) ^ this.#invert;
			}

			close(): void {}
		};
	}

	/** Drives a line. */
	line(name: string, level: number): void {
		this.#socket.write(frame(FrameType.line, Buffer.from(`${name}=${level}`)));
	}

	/** Sends bytes; `done` is called when they are on their way. */
	send(bytes: Uint8Array, done: () => void): void {
		this.#socket.write(frame(FrameType.bytes, bytes), done);
	}

	/** The serial is closed: with it goes the connection, so that the process can end. */
	release(): void {
		this.#serial = undefined;
		this.#socket.end();
	}

	#onFrame(type: number, payload: Uint8Array): void {
		if (type === FrameType.bytes) this.#serial?.receive(payload);
		else if (type === FrameType.line) {
			const [name = "", level = ""] = Buffer.from(payload).toString().split("=");
			this.#levels.set(name, Number(level));
		} else throw new Error(`wire: frame of type ${type}`);
	}
}

class WireSerial implements Serial {
	readonly #options: SerialOptions;
	readonly #wire: Wire;
	#arrived: Uint8Array[] = [];
	#count = 0;
	#room = STORE;
	#isClosed = false;

	constructor(options: SerialOptions, wire: Wire) {
		this.#options = options;
		this.#wire = wire;
		wire.line("BAUD", options.baud);
		queueMicrotask(() => this.#writable());
	}

	read(buffer: Uint8Array): number | undefined {
		this.#check();
		let at = 0;
		while (at < buffer.length) {
			const first = this.#arrived[0];
			if (first === undefined) break;
			const part = first.subarray(0, buffer.length - at);
			buffer.set(part, at);
			at += part.length;
			if (part.length === first.length) this.#arrived.shift();
			else this.#arrived[0] = first.subarray(part.length);
		}
		this.#count -= at;
		return at === 0 ? undefined : at;
	}

	write(buffer: Uint8Array): void {
		this.#check();
		if (buffer.length > this.#room) throw new Error("would block");
		this.#room -= buffer.length;
		const { length } = buffer;
		this.#wire.send(buffer.slice(), () => {
			this.#room += length;
			this.#writable();
		});
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#wire.release();
	}

	/** Bytes have come in. */
	receive(bytes: Uint8Array): void {
		if (this.#isClosed) return;
		this.#arrived.push(bytes);
		this.#count += bytes.length;
		this.#options.onReadable?.call(this, this.#count);
	}

	/** The connection is gone. */
	fail(): void {
		if (this.#isClosed) return;
		this.#options.onError?.call(this);
	}

	#writable(): void {
		if (!this.#isClosed) this.#options.onWritable?.call(this, this.#room);
	}

	#check(): void {
		if (this.#isClosed) throw new SyntaxError("closed");
	}
}
