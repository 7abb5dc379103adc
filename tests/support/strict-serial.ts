import type { Serial, SerialOptions } from "../../modules/io.js";
import { bytesOf } from "./tokens.js";

/**
 * An ECMA-419 Serial as strict as the strictest host: it throws when a view is longer than what is there, and when more
 * is written than it said it could take. The test is the other side of the wire.
 */
export class StrictSerial implements Serial {
	/** The one that was opened last. */
	static last: StrictSerial | undefined;
	readonly options: SerialOptions;
	/** Everything that was written, as characters up to U+00FF. */
	sent = "";
	isClosed = false;
	/** Bytes that it lost; a host that does not know has none. */
	overruns: number | undefined;
	/** Bytes that `onWritable` tells of. */
	credit = 32;
	#arrived: number[] = [];
	#room = 0;

	constructor(options: SerialOptions) {
		this.options = options;
		StrictSerial.last = this;
	}

	read(buffer: Uint8Array): number | undefined {
		if (this.isClosed) throw new SyntaxError("closed");
		if (buffer.length > this.#arrived.length) throw new RangeError("view longer than what is there");
		for (let at = 0; at < buffer.length; at++) buffer[at] = this.#arrived[at] as number;
		this.#arrived.splice(0, buffer.length);
		return buffer.length;
	}

	write(buffer: Uint8Array): void {
		if (this.isClosed) throw new SyntaxError("closed");
		if (buffer.length > this.#room) throw new Error("would block");
		this.#room -= buffer.length;
		for (const byte of buffer) this.sent += String.fromCharCode(byte);
	}

	close(): void {
		this.isClosed = true;
	}

	/** The other side sends `characters`; they arrive in pieces of at most `piece` bytes. */
	give(characters: string, piece = 1000): void {
		const bytes = bytesOf(characters);
		for (let at = 0; at < bytes.length && !this.isClosed; at += piece) {
			this.#arrived.push(...bytes.subarray(at, at + piece));
			this.options.onReadable?.call(this, this.#arrived.length);
		}
	}

	/** The host can send: everything that waits goes out, a few bytes at a time. @returns what was sent since the last call */
	take(): string {
		let before: number;
		do {
			before = this.sent.length;
			this.#room = this.credit;
			if (!this.isClosed) this.options.onWritable?.call(this, this.credit);
		} while (this.sent.length > before);
		const sent = this.sent;
		this.sent = "";
		return sent;
	}

	/** The wire is pulled out. */
	hangUp(): void {
		this.options.onError?.call(this);
	}
}
