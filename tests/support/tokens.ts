import type { Lexicon } from "../../modules/at/lexicon.js";
import { Scanner, Token } from "../../modules/at/scanner.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { text } from "./assert.js";

/** What a table row of the scanner's tests sets before the first byte. */
export interface ScanOptions {
	/** Whether a prompt is awaited from the beginning. */
	prompt?: boolean;
	/** Capacity of the ring; default 512. */
	ring?: number;
	counters?: Counters;
}

/** Characters up to U+00FF as bytes. */
export function bytesOf(characters: string): Uint8Array {
	return Uint8Array.from(characters, (it) => it.charCodeAt(0));
}

/**
 * Feeds `input` in pieces and tells each token in one line of text: kind, name, fields.
 * @param cut where a piece ends: called with each index, true cuts in front of that byte
 */
export function scan(
	lexicon: Lexicon,
	input: string,
	cut: (index: number) => boolean,
	options: ScanOptions = {},
): string[] {
	const counters = options.counters ?? new Counters();
	const ring = new Ring(options.ring ?? 512, counters);
	const scanner = new Scanner(ring, lexicon, counters, 2000);
	scanner.awaitsPrompt = options.prompt === true;
	const bytes = bytesOf(input);
	const told: string[] = [];
	let payload = "";
	const drain = () => {
		for (;;) {
			const token = scanner.next();
			const { line } = scanner;
			if (token === Token.none) return;
			if (token === Token.payload) {
				payload += text(ring.bytes.slice(scanner.runStart, scanner.runEnd)).slice(1, -1);
				continue;
			}
			const fields: string[] = [];
			for (let at = 0; at < line.count; at++) fields.push(line.string(at));
			if (token === Token.line)
				told.push(
					`${["text", "echo", "final", "intermediate", "line"][line.kind]} ${lexicon.text(line.name)}(${fields.join("|")})`,
				);
			if (token === Token.prompt) told.push("prompt");
			if (token === Token.header)
				told.push(`header ${lexicon.text(line.name)}(${fields.join("|")}) ${scanner.remaining}`);
			if (token === Token.payloadEnd) told.push(`payload ${payload}`);
			if (token === Token.payloadBroken) told.push(`broken ${payload}`);
			if (token === Token.garbage) told.push("garbage");
			if (token === Token.payloadEnd || token === Token.payloadBroken) payload = "";
		}
	};
	let start = 0;
	for (let at = 1; at <= bytes.length; at++) {
		if (at < bytes.length && !cut(at)) continue;
		for (let from = start; from < at; ) {
			from += ring.put(bytes.subarray(from, at));
			drain();
		}
		start = at;
	}
	return told;
}
