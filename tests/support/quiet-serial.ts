import type { Serial, SerialOptions } from "../../modules/io.js";

/** A Serial that allocates nothing itself, so that what is measured around it is the driver's. */
export class QuietSerial implements Serial {
	/** The one that was opened last. */
	static last: QuietSerial | undefined;
	/** Bytes that were written. */
	written = 0;
	readonly #options: SerialOptions;
	#source: Uint8Array = new Uint8Array(0);
	#from = 0;

	constructor(options: SerialOptions) {
		this.#options = options;
		QuietSerial.last = this;
	}

	read(view: Uint8Array): number {
		const source = this.#source;
		const { length } = view;
		for (let at = 0; at < length; at++) view[at] = source[this.#from++] as number;
		return length;
	}

	write(view: Uint8Array): void {
		this.written += view.length;
	}

	close(): void {}

	/** The other side sends these bytes, and they arrive at once. */
	give(bytes: Uint8Array): void {
		this.#source = bytes;
		this.#from = 0;
		this.#options.onReadable?.call(this, bytes.length);
	}

	/** So many bytes can be taken. */
	canWrite(count: number): void {
		this.#options.onWritable?.call(this, count);
	}
}
