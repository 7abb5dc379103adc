import { readEntry } from "../sim/transcript/entry.js";
import type { Decoder } from "./decoder.js";

/** How the bytes of a conversation are written down. */
export type Format = "raw" | "hex" | "transcript";

/** Text that is not in the format it should be in. */
export class FormatError extends Error {}

/** Reads chunks of a file into a decoder. */
export interface Source {
	/** @throws FormatError or TranscriptError, which tell where */
	take(chunk: Uint8Array): void;
	end(): void;
}

/** Bytes as the module sends them. */
class RawSource implements Source {
	readonly #decoder: Decoder;

	constructor(decoder: Decoder) {
		this.#decoder = decoder;
	}

	take(chunk: Uint8Array): void {
		this.#decoder.take(chunk);
	}

	end(): void {
		this.#decoder.end();
	}
}

/** Pairs of hex digits, with any white space between the pairs. */
class HexSource implements Source {
	readonly #decoder: Decoder;
	#high = -1;
	#at = 0;

	constructor(decoder: Decoder) {
		this.#decoder = decoder;
	}

	take(chunk: Uint8Array): void {
		const bytes = new Uint8Array(chunk.length + 1);
		let count = 0;
		for (const byte of chunk) {
			this.#at++;
			const digit = Number.parseInt(String.fromCharCode(byte), 16);
			if (Number.isNaN(digit)) {
				const isBlank = byte === 32 || (byte >= 9 && byte <= 13);
				if (!isBlank || this.#high >= 0) throw new FormatError(`byte ${this.#at}: not a pair of hex digits`);
			} else if (this.#high < 0) this.#high = digit;
			else {
				bytes[count++] = this.#high * 16 + digit;
				this.#high = -1;
			}
		}
		this.#decoder.take(bytes.subarray(0, count));
	}

	end(): void {
		if (this.#high >= 0) throw new FormatError(`byte ${this.#at}: half a pair of hex digits at the end`);
		this.#decoder.end();
	}
}

/** Longest line of a transcript, characters. */
const LONGEST_LINE = 1 << 20;

/** A transcript of both directions: what the host sent shows which command is in flight. */
class TranscriptSource implements Source {
	readonly #decoder: Decoder;
	readonly #onSent: (line: string) => void;
	#text = "";
	#line = 0;
	#sent = "";

	constructor(decoder: Decoder, onSent: (line: string) => void) {
		this.#decoder = decoder;
		this.#onSent = onSent;
	}

	take(chunk: Uint8Array): void {
		this.#text += Buffer.from(chunk).toString("latin1");
		const lines = this.#text.split("\n");
		this.#text = lines.pop() as string;
		for (const line of lines) this.#read(line);
		if (this.#text.length > LONGEST_LINE) throw new FormatError(`line ${this.#line + 1}: too long`);
	}

	end(): void {
		if (this.#text !== "") this.#read(this.#text);
		this.#decoder.end();
	}

	#read(text: string): void {
		this.#line++;
		const entry = readEntry(text.replace(/\r$/, ""), this.#line);
		if (entry?.kind !== "bytes") return;
		if (entry.sender === "module") {
			this.#decoder.take(Buffer.from(entry.bytes, "latin1"));
			return;
		}
		const lines = (this.#sent + entry.bytes).split("\r");
		this.#sent = (lines.pop() as string).slice(-LONGEST_LINE);
		for (const line of lines) {
			// Anything else is data behind a prompt.
			const command = /^\s*(at.*|a\/)$/is.exec(line)?.[1];
			if (command !== undefined) this.#onSent(command);
		}
	}
}

/** @param onSent told each command line that the host sent, in front of what the module sent after it */
export function openSource(format: Format, decoder: Decoder, onSent: (line: string) => void): Source {
	if (format === "raw") return new RawSource(decoder);
	return format === "hex" ? new HexSource(decoder) : new TranscriptSource(decoder, onSent);
}
