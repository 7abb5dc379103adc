import type { Writers } from "./wire.js";

/** Knows the publishes among what goes out by their lines, and numbers them from 1. */
export class PublishWriters implements Writers {
	#count = 0;
	#writing = 0;
	#isInLine = false;
	/** Bytes of the payload that the last line has announced, and of them what is still to come once it goes out. */
	#announced = 0;
	#left = 0;

	of(text: string, at: number): number {
		const isEnd = text[at] === "\r";
		if (this.#left > 0) {
			this.#left--;
			return this.#writing;
		}
		if (this.#isInLine) {
			if (isEnd) this.#isInLine = false;
			return this.#writing;
		}
		if (isEnd) {
			this.#writing = this.#announced = 0;
			return 0;
		}
		// No payload of the matrix looks like a line; one behind a refused publish is the next command.
		if (this.#announced > 0 && !/^AT[^\r]*\r/.test(text.slice(at))) {
			this.#left = this.#announced - 1;
			this.#announced = 0;
			return this.#writing;
		}
		this.#isInLine = true;
		const publish = /^AT\+QMTPUBEX=.*,(\d+)\r/.exec(text.slice(at));
		this.#writing = publish === null ? 0 : ++this.#count;
		this.#announced = publish === null ? 0 : Number(publish[1]);
		return this.#writing;
	}
}
