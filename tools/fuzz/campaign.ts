import fc from "fast-check";
import { type Conversation, describeConversation } from "./conversation.js";
import { disagreement } from "./disagreement.js";
import { conversation } from "./grammar.js";
import { lexicons } from "./lexicons.js";
import type { ScannerClass } from "./scanner-run.js";

/** What a number of random conversations gave. */
export interface Campaign {
	readonly runs: number;
	readonly bytes: number;
	/** Tokens told, per kind. */
	readonly tokens: Readonly<Record<string, number>>;
	/** The smallest conversation found on which the scanner and the reference reader disagree. */
	readonly counterexample?: { readonly conversation: Conversation; readonly difference: string; readonly text: string };
}

/**
 * Lets a scanner read random conversations until it disagrees with the reference reader.
 * @param isShrinking whether a conversation on which they disagree is made as small as possible
 */
export function runCampaign(
	ScannerOf: ScannerClass,
	{ runs, seed, isShrinking }: { runs: number; seed: number; isShrinking: boolean },
): Campaign {
	const tokens: Record<string, number> = {};
	let bytes = 0;
	let count = 0;
	let isCounting = true;
	const experiment = fc.record({ conversation, lexicon: fc.nat(lexicons.length - 1) });
	const result = fc.check(
		fc.property(experiment, ({ conversation: it, lexicon }) => {
			const { difference, reading } = disagreement(ScannerOf, lexicons[lexicon]!, it);
			if (isCounting) {
				count++;
				bytes += it.text.length;
				for (const token of reading.tokens) {
					const kind = token.split(" ", 2)[1] as string;
					tokens[kind] = (tokens[kind] ?? 0) + 1;
				}
			}
			// What comes behind the first failure is shrinking: not part of the experiment.
			if (difference !== undefined) isCounting = false;
			return difference === undefined;
		}),
		{ numRuns: runs, seed, endOnFailure: !isShrinking },
	);
	if (!result.failed) return { runs: count, bytes, tokens };
	const { conversation: smallest, lexicon } = result.counterexample![0];
	const { difference } = disagreement(ScannerOf, lexicons[lexicon]!, smallest);
	return {
		runs: count,
		bytes,
		tokens,
		counterexample: {
			conversation: smallest,
			difference: difference ?? "none, the second time",
			text: `${difference} (seed ${seed}, lexicon ${lexicon})\n${describeConversation(smallest)}`,
		},
	};
}
