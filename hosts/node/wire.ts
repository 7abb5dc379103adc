import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { DigitalInput, DigitalOutput, Serial, SerialOptions } from "../../modules/io.js";
import { FrameReader, FrameType, frame } from "../wire.js";
import { Arrivals } from "./arrivals.js";

/** Bytes that may be on their way to the wire at once. */
const STORE = 1024;

/** Digital (ECMA-419, clause 10), as far as the modules use it. */
type WireDigitalClass = {
	new (options: {
		pin: unknown;
		mode: number;
		activeLow?: boolean;
		initialValue?: number;
	}): DigitalInput & DigitalOutput;
	readonly Input: number;
	readonly Output: number;
};

/**
 * A UART at the other end of a TCP connection, as ECMA-419 Serial and Digital classes. `wire:HOST:PORT` carries bytes and
 * line states in frames (hosts/wire.ts), for a module that another process simulates; `tcp:HOST:PORT` bytes only, as
 * terminal servers do. Pins are named as the module names its lines; levels are those of the wire.
 */
export class Wire {
	readonly #socket: Socket;
	readonly #isFramed: boolean;
	readonly #levels = new Map<string, number>();
	#serial: WireSerial | undefined;

	private constructor(socket: Socket, isFramed: boolean) {
		this.#socket = socket;
		this.#isFramed = isFramed;
		const reader = new FrameReader((type, payload) => this.#onFrame(type, payload));
		socket.setNoDelay(true);
		socket.on("data", (bytes: Buffer) => {
			if (isFramed) reader.push(bytes);
			else this.#serial?.receive(bytes);
		});
		// An error is followed by "close", which tells the serial.
		socket.on("error", () => socket.destroy());
		socket.on("end", () => socket.destroy());
		socket.on("close", () => this.#serial?.fail());
	}

	/**
	 * Resolves once the connection is there.
	 * @param target `wire:HOST:PORT` or `tcp:HOST:PORT`
	 * @throws RangeError for anything else; the system's Error when nobody answers
	 */
	static async connect(target: string): Promise<Wire> {
		const parts = /^(wire|tcp):([^:]+):(\d{1,5})$/.exec(target);
		if (parts === null) throw new RangeError(`port: ${target} is neither wire:HOST:PORT nor tcp:HOST:PORT`);
		const [, scheme, host = "", port = ""] = parts;
		const socket = connect(Number(port), host);
		await once(socket, "connect");
		return new Wire(socket, scheme === "wire");
	}

	/** The Serial class of this wire; one instance at a time. */
	get Serial(): new (
		options: SerialOptions,
	) => Serial {
		const wire = this;
		return class extends WireSerial {
			constructor(options: SerialOptions) {
				if (wire.#serial !== undefined) throw new Error("in use");
				if (wire.#socket.destroyed) throw new Error("hung up");
				super(options, wire);
				wire.#serial = this;
			}
		};
	}

	/** The Digital class of this wire; undefined where there are no lines. */
	get Digital(): WireDigitalClass | undefined {
		if (!this.#isFramed) return undefined;
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

	/** Drives a line, where there are any. */
	line(name: string, level: number): void {
		if (this.#isFramed) this.#socket.write(frame(FrameType.line, Buffer.from(`${name}=${level}`)));
	}

	/** Sends bytes; `done` is called when they are on their way. */
	send(bytes: Uint8Array, done: () => void): void {
		this.#socket.write(this.#isFramed ? frame(FrameType.bytes, bytes) : bytes, (error) => {
			// What could not be sent is told by "close".
			if (!error) done();
		});
	}

	/** The serial is closed: with it goes the connection, so that the process can end. */
	release(): void {
		this.#serial = undefined;
		// Whoever is at the other end may never hang up by itself.
		this.#socket.destroySoon();
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
	readonly #arrived = new Arrivals();
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
		return this.#arrived.read(buffer);
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
		this.#options.onReadable?.call(this, this.#arrived.count);
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
