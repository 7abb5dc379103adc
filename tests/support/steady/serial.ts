import type { Serial, SerialOptions } from "../../../modules/io.js";

/** Bytes on their way, each direction. */
const CAPACITY = 4096;

/** A Serial between the driver and a module in the same machine, which allocates nothing once it is made. */
export class SteadySerial implements Serial {
	/** The one that was opened last. */
	static last: SteadySerial | undefined;
	/** What the driver has written and the module has not looked at: `toModule` from 0 to `toModuleLength`. */
	readonly toModule = new Uint8Array(CAPACITY);
	toModuleLength = 0;
	readonly #toDriver = new Uint8Array(CAPACITY);
	/** What the module has said: from `#from` to `#to`; the driver was told of what is in front of `#shown`. */
	#from = 0;
	#to = 0;
	#shown = 0;
	readonly #options: SerialOptions;

	constructor(options: SerialOptions) {
		this.#options = options;
		SteadySerial.last = this;
	}

	read(buffer: Uint8Array): number {
		if (buffer.length > this.#shown - this.#from) throw new RangeError("view longer than what is there");
		const bytes = this.#toDriver;
		let from = this.#from;
		const { length } = buffer;
		for (let at = 0; at < length; at++) buffer[at] = bytes[from++] as number;
		this.#from = from;
		return length;
	}

	write(buffer: Uint8Array): void {
		if (this.toModuleLength + buffer.length > CAPACITY) throw new Error("would block");
		this.toModule.set(buffer, this.toModuleLength);
		this.toModuleLength += buffer.length;
	}

	close(): void {
		this.toModuleLength = 0;
		this.#from = this.#to = this.#shown = 0;
	}

	/** The driver can send `count` bytes. */
	let(count: number): void {
		this.#options.onWritable?.call(this, count);
	}

	/** The module says `bytes`; they wait for {@link deliver}. @throws Error when too much waits */
	say(bytes: Uint8Array): void {
		if (this.#to + bytes.length > CAPACITY) throw new Error("the test says too much at once");
		this.#toDriver.set(bytes, this.#to);
		this.#to += bytes.length;
	}

	/** The next `count` bytes, or what there is, arrive at the driver. @returns whether there were any */
	deliver(count: number): boolean {
		if (this.#shown === this.#to) return false;
		this.#shown = Math.min(this.#shown + count, this.#to);
		this.#options.onReadable?.call(this, this.#shown - this.#from);
		if (this.#from === this.#to) this.#from = this.#to = this.#shown = 0;
		return true;
	}
}
