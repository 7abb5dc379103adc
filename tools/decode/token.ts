/** What a run of the module's bytes is. */
export type Kind = "echo" | "final" | "intermediate" | "info" | "urc" | "prompt" | "payload" | "garbage";

/** A run of the module's bytes that mean one thing. Tokens follow each other without a gap. */
export interface Token {
	/** Of its first byte, from the first byte of all. */
	readonly offset: number;
	/** In bytes, with the blank bytes in front and the line end. */
	readonly length: number;
	readonly kind: Kind;
	/** Without the blank bytes in front and the line end; one character up to U+00FF for each byte. */
	readonly content: string;
	/** Whether an `info` could be a `urc`, or the other way round. */
	readonly isAmbiguous: boolean;
	/** Whether it is what a file holds, which may be a key. */
	readonly isFile: boolean;
}

/** The token as one line of JSON. */
export function describeToken({ offset, length, kind, content, isAmbiguous }: Token): string {
	const value = /^[ -~]*$/.test(content) ? { text: content } : { hex: Buffer.from(content, "latin1").toString("hex") };
	return JSON.stringify({ offset, length, kind, ...value, ...(isAmbiguous ? { ambiguous: true } : {}) });
}
