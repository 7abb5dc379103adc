import type { Lexicon } from "../../modules/at/lexicon.js";
import type { Conversation } from "./conversation.js";
import type { Reading } from "./reading.js";
import { ReferenceReader } from "./reference-reader.js";
import { runScanner, type ScannerClass } from "./scanner-run.js";

/** The first thing that two readings do not have in common; undefined when they are the same. */
export function differenceOf(actual: Reading, expected: Reading): string | undefined {
	for (const key of Object.keys(expected) as (keyof Reading)[]) {
		const [a, b] = [actual[key], expected[key]];
		if (typeof a !== "object" || typeof b !== "object") {
			if (a !== b) return `${key} is ${a}, should be ${b}`;
			continue;
		}
		for (let index = 0; index < Math.max(a.length, b.length); index++) {
			if (a[index] !== b[index]) {
				return `${key} ${index} is ${JSON.stringify(a[index])}, should be ${JSON.stringify(b[index])}`;
			}
		}
	}
	return undefined;
}

/** Where a scanner and the reference reader disagree about a conversation; undefined when they tell the same. */
export function disagreement(
	ScannerOf: ScannerClass,
	lexicon: Lexicon,
	conversation: Conversation,
): { difference: string | undefined; reading: Reading } {
	const reading = new ReferenceReader(lexicon.names).read(conversation);
	let difference: string | undefined;
	try {
		difference = differenceOf(runScanner(ScannerOf, lexicon, conversation), reading);
	} catch (error) {
		// A seeded bug may end in a throw, and the scanner itself never should.
		difference = String(error);
	}
	return { difference, reading };
}
