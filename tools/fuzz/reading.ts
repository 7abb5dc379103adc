import type { Line } from "../../modules/at/line.js";

/** A field of a line. */
export interface Field {
	readonly text: string;
	readonly isQuoted: boolean;
}

/** All that can be told about the bytes of a conversation: two readers agree when their readings are the same. */
export interface Reading {
	/** One text for each token: where it begins, its kind, its name, its fields or its bytes. */
	readonly tokens: readonly string[];
	/** For each piece of the conversation that ends with a reset or with the last byte: how many bytes were let go, in all. */
	readonly swallowed: readonly number[];
	/** Whether a line or a payload has begun and not ended. */
	readonly isInside: boolean;
	/** Bytes of a payload that are still to come. */
	readonly remaining: number;
	readonly awaitsPrompt: boolean;
	readonly longLines: number;
	readonly framingErrors: number;
}

/** Fields that a line locates; more are only counted. */
export const LOCATED = 20;

const kinds = Object.freeze(["text", "echo", "final", "intermediate", "line"] as const);

/** The text that stands for a line or for the header of a payload. */
export function describeLine(offset: number, kind: number, name: string, fields: readonly Field[]): string {
	const shown = fields.map(({ text, isQuoted }, index) => {
		if (index >= LOCATED) return "";
		const value = /^-?[0-9]{1,9}$/.test(text) ? `=${Number(text) + 0}` : "";
		return isQuoted ? `[${text}]${value}` : `(${text})${value}`;
	});
	return `${offset} ${kinds[kind]} ${name}${shown.join(",")}`;
}

/** The same text, from a line as the scanner tells it. */
export function describeScanned(offset: number, line: Line, name: string): string {
	let shown = "";
	for (let index = 0; index < line.count; index++) {
		if (index > 0) shown += ",";
		if (index >= LOCATED) continue;
		// Asked for at first sight, and once more when the field has been found: both have ways of their own.
		const first = line.integer(index);
		const start = line.start(index);
		const text = latin1(line.bytes, start, start + line.length(index));
		const value = line.integer(index);
		if (!Object.is(first, value)) return `${offset} reads ${text} as ${first} and ${value}`;
		const suffix = Number.isNaN(value) ? "" : `=${value + 0}`;
		shown += line.isQuoted(index) ? `[${text}]${suffix}` : `(${text})${suffix}`;
	}
	return `${offset} ${kinds[line.kind]} ${name}${shown}`;
}

/** Bytes as characters up to U+00FF. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}
