import type { Meaning } from "./meaning.js";
import type { Token } from "./token.js";

const NONE = -1;

/** The tokens one after the other: keeps count of the bytes, so that each belongs to exactly one. */
export class Tape {
	/** Bytes that have been looked at. */
	taken = 0;
	readonly #onToken: (token: Token) => void;
	#told = 0;
	/** The last token, as long as a byte more could belong to it. */
	#last: Token | undefined;
	#extension = NONE;

	constructor(onToken: (token: Token) => void) {
		this.#onToken = onToken;
	}

	/** Bytes that belong to a token. */
	get told(): number {
		return this.#told;
	}

	/** Whether the next byte could still belong to the last token. */
	get isOpen(): boolean {
		return this.#extension !== NONE;
	}

	/** Everything up to `end` and not told yet is a token. */
	tell(meaning: Meaning, end: number, content: string, isFile = false): void {
		this.flush();
		const shown = meaning.kind === "garbage" ? content.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, "") : content;
		this.#last = { ...meaning, offset: this.#told, length: end - this.#told, content: shown, isFile };
		this.#told = end;
	}

	/** The byte `extension` would belong to the last token, if it came next. */
	leaveOpen(extension: number): void {
		this.#extension = extension;
	}

	/** Takes the next byte where the last token wants it. @returns whether it did */
	extend(byte: number): boolean {
		const last = this.#last;
		const isPart = byte === this.#extension && last !== undefined;
		this.#extension = NONE;
		if (isPart) {
			this.#last = { ...last, length: last.length + 1 };
			this.#told++;
			this.taken++;
		}
		return isPart;
	}

	/** Hands the last token out. */
	flush(): void {
		const last = this.#last;
		this.#last = undefined;
		this.#extension = NONE;
		if (last !== undefined) this.#onToken(last);
	}
}
