import { Decoder } from "../../../tools/decode/decoder.js";
import type { Witness } from "../../../tools/decode/dialogue.js";
import type { Token } from "../../../tools/decode/token.js";

/** Decodes `input` (characters up to U+00FF), cut in front of every index that `cut` says. */
export function decode(input: string, witness: Witness, cut: (index: number) => boolean): Token[] {
	const tokens: Token[] = [];
	const decoder = new Decoder(witness, (token) => tokens.push(token));
	const bytes = Buffer.from(input, "latin1");
	let start = 0;
	for (let at = 1; at <= bytes.length; at++) {
		if (at < bytes.length && !cut(at)) continue;
		decoder.take(bytes.subarray(start, at));
		start = at;
	}
	decoder.end();
	return tokens;
}

/** Each token as a line: its kind, a question mark when it is ambiguous, all its bytes, and its content. */
export function describeTokens(input: string, tokens: readonly Token[]): string[] {
	return tokens.map(({ offset, length, kind, content, isAmbiguous }) => {
		const whole = input.slice(offset, offset + length);
		const shown = whole === content ? "" : ` ${JSON.stringify(whole)}`;
		return `${kind}${isAmbiguous ? "?" : ""} ${content}${shown}`;
	});
}
