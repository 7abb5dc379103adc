import { Decoder } from "../decode/decoder.js";
import { readNamedLine } from "../decode/fields.js";
import { rawLengthAfter } from "../decode/shapes.js";
import type { Token } from "../decode/token.js";

/** What a module sends at one go: a line, or a message with its payload. */
export interface Unit {
	/** All its bytes, one character up to U+00FF each. */
	readonly raw: string;
	/** Where it begins among the module's bytes. */
	readonly begin: number;
	/** Where it ends among the module's bytes, a blank behind a prompt not counted. */
	readonly end: number;
	/** Whether it comes by itself: then it may come between any two answers. */
	readonly isURC: boolean;
	/** `QMTRECV` of `+QMTRECV: ...`; "" for lines without a name. */
	readonly name: string;
}

/** Cuts what a module sends into units, with the project's own decoder. */
export class Units {
	readonly #onUnit: (unit: Unit) => void;
	readonly #decoder: Decoder;
	#text = "";
	/** Bytes in front of {@link #text}. */
	#base = 0;
	#tokens: Token[] = [];

	constructor(onUnit: (unit: Unit) => void) {
		this.#onUnit = onUnit;
		this.#decoder = new Decoder("host", (token) => this.#take(token));
	}

	/** The host has sent bytes: command lines, or data. */
	sent(bytes: string): void {
		for (const line of bytes.split("\r")) if (/^\s*at/i.test(line)) this.#decoder.sent(line.trim());
	}

	take(bytes: Uint8Array): void {
		this.#text += Buffer.from(bytes).toString("latin1");
		this.#decoder.take(bytes);
	}

	/** Nothing has come for a while, or what has come ends with a line: what is whole is a unit. */
	pause(): void {
		this.#decoder.pause();
		if (!this.#isAnnounced) this.#flush();
	}

	end(): void {
		this.#decoder.end();
		this.#flush();
	}

	/** Whether the last line has announced a payload that is not whole yet. */
	get #isAnnounced(): boolean {
		const first = this.#tokens[0];
		const last = this.#tokens.at(-1);
		if (first === undefined || last === undefined) return false;
		// Behind the payload stands the quote that closes it.
		if (/^\+QMTRECV: .*,\d+,"$/s.test(first.content)) return !(last !== first && last.content === "");
		const line = readNamedLine(first.content);
		return line !== undefined && rawLengthAfter(line) > 0 && last === first;
	}

	#take(token: Token): void {
		const last = this.#tokens.at(-1);
		const belongs = token.kind === "payload" || (last?.kind === "payload" && token.content === "");
		if (!belongs) this.#flush();
		this.#tokens.push(token);
	}

	#flush(): void {
		const [first] = this.#tokens;
		const last = this.#tokens.at(-1);
		if (first === undefined || last === undefined) return;
		this.#tokens = [];
		const end = last.offset + last.length;
		const raw = this.#text.slice(first.offset - this.#base, end - this.#base);
		this.#text = this.#text.slice(end - this.#base);
		this.#base = end;
		const name = /^\+(\w+):/.exec(first.content)?.[1] ?? "";
		const isPrompt = first.kind === "prompt" && raw.endsWith(" ");
		this.#onUnit({ raw, begin: first.offset, end: isPrompt ? end - 1 : end, isURC: first.kind === "urc", name });
	}
}
