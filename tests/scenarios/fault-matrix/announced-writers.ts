import type { Writers } from "./wire.js";

/** Knows whose bytes go out because each command says when its line begins. */
export class AnnouncedWriters implements Writers {
	/** Which command writes; 0: the engine itself, asking whether somebody is there. */
	#writing = 0;
	#isInLine = false;
	#isLineOut = false;
	#payloadLength = 0;
	/** Bytes of the payload that are still to come. */
	#left = 0;

	/** The line of the command `number` is about to go out; `payloadLength` bytes may follow it. */
	begin(number: number, payloadLength: number): void {
		this.#writing = number;
		this.#payloadLength = payloadLength;
		this.#left = 0;
		this.#isInLine = false;
		this.#isLineOut = false;
	}

	of(text: string, at: number): number {
		const isEnd = text[at] === "\r";
		if (this.#left > 0) this.#left--;
		else if (this.#isInLine) {
			if (isEnd) {
				this.#isInLine = false;
				this.#isLineOut = true;
			}
		} else if (isEnd) {
			// Only a question whether somebody is there begins with a CR of its own.
			this.#writing = 0;
			this.#isLineOut = false;
		} else if (this.#isLineOut && this.#writing !== 0) this.#left = this.#payloadLength - 1;
		else this.#isInLine = true;
		return this.#writing;
	}
}
