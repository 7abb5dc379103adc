import { type Announced, LONGEST } from "./dialogue.js";
import type { Kind } from "./token.js";

/** What a byte is to a run: one of many, its last one, the first one behind it, or proof that there is no run. */
export type Step = "more" | "last" | "behind" | "none";

const LF = 10;
const CR = 13;
const CONTROL_Z = 26;
const ESCAPE = 27;

/** What comes instead of data sent back, when the module does not send data back. */
const instead: ReadonlySet<string> = new Set(["\r\nOK\r\n", "\r\nERROR\r\n", "\r\nSEND OK\r\n", "\r\nSEND FAIL\r\n"]);
const LONGEST_INSTEAD = 13;

/** Bytes that are no lines, and which the scanner is not shown: their length is told by something else than their end. */
export class Run {
	readonly kind: Kind;
	readonly isFile: boolean;
	/** What has come of it, one character for each byte. */
	content = "";
	readonly #take: (byte: number, content: string) => Step;

	private constructor(kind: Kind, take: (byte: number, content: string) => Step, isFile = false) {
		this.kind = kind;
		this.isFile = isFile;
		this.#take = take;
	}

	/** `length` bytes that the line in front announced. */
	static payload(length: number, isFile: boolean): Run {
		return new Run("payload", (_, content) => (content.length === length ? "last" : "more"), isFile);
	}

	/** The rest of a line that is given up. */
	static garbage(): Run {
		return new Run("garbage", (byte) => (byte === CR || byte === LF ? "last" : "more"));
	}

	/** The data behind a prompt, sent back by the module. */
	static echo(announced: Announced): Run {
		if (announced === "control-Z") {
			return new Run("echo", (byte, content) => {
				if (byte === CR || byte === LF) return "behind";
				return byte === CONTROL_Z || byte === ESCAPE || content.length === LONGEST ? "last" : "more";
			});
		}
		return new Run("echo", (byte, content) => {
			if (byte === LF && content.length <= LONGEST_INSTEAD && instead.has(content)) return "none";
			return content.length === announced ? "last" : "more";
		});
	}

	/** Whether so many bytes are taken as one run. */
	static fits(length: number): boolean {
		return length > 0 && length <= LONGEST;
	}

	/** Takes a byte, unless it says "behind". */
	take(byte: number): Step {
		const content = this.content + String.fromCharCode(byte);
		const step = this.#take(byte, content);
		if (step !== "behind") this.content = content;
		return step;
	}
}
