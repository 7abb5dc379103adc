/** What a byte has completed: nothing, a command line, the repetition of the last line, or a line that was too long. */
export type Edited = "nothing" | "line" | "repeat" | "overflow";

const LF = 0x0a;
const SLASH = 0x2f;

/**
 * Gathers what the host types into command lines, as V.250, 5.2 has it: everything before `AT` is passed over, the character
 * of S3 ends the line, that of S5 takes the last character back, `A/` repeats without an end of line. LF never counts.
 */
export class LineEditor {
	readonly #limit: number;
	/** `outside` waits for A, `a` has seen it, `line` gathers. */
	#state: "outside" | "a" | "line" = "outside";
	#line = "";
	#overflow = false;
	#last = "";

	/** @param limit the longest line, bytes, its `AT` not counted */
	constructor(limit: number) {
		this.#limit = limit;
	}

	/** The line of the last `line` or `repeat`, without its `AT`. */
	get line(): string {
		return this.#last;
	}

	/** Takes a byte. `end` and `back` are the values of S3 and S5. */
	push(byte: number, end: number, back: number): Edited {
		if (byte === LF && end !== LF) {
			return "nothing";
		}
		if (this.#state !== "line") {
			return this.#outside(byte);
		}
		if (byte === end) {
			this.#state = "outside";
			if (this.#overflow) {
				return "overflow";
			}
			this.#last = this.#line;
			return "line";
		}
		if (byte === back) {
			this.#line = this.#line.slice(0, -1);
		} else if (this.#line.length < this.#limit) {
			this.#line += String.fromCharCode(byte);
		} else {
			this.#overflow = true;
		}
		return "nothing";
	}

	/** Forgets what has been typed of a line. */
	clear(): void {
		this.#state = "outside";
	}

	#outside(byte: number): Edited {
		const upper = byte & ~0x20;
		if (this.#state === "a" && byte === SLASH) {
			this.#state = "outside";
			return "repeat";
		}
		if (this.#state === "a" && upper === 0x54) {
			this.#state = "line";
			this.#line = "";
			this.#overflow = false;
			return "nothing";
		}
		this.#state = upper === 0x41 ? "a" : "outside";
		return "nothing";
	}
}
