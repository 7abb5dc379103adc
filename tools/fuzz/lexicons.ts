import { Lexicon, LineKind, type Name } from "../../modules/at/lexicon.js";
import { lexicon as family } from "../../modules/modem/names.js";

/** Names that begin each other, and counted payloads in other places than the family's. */
const odd: readonly Name[] = Object.freeze([
	...family.names,
	{ text: "+QMTPUB", kind: LineKind.information },
	{ text: "+QM", kind: LineKind.information },
	{ text: "OKAY", kind: LineKind.information },
	{ text: "+ONLY", kind: LineKind.information, counted: 0 },
	{ text: "+SECOND", kind: LineKind.information, counted: 1 },
	{ text: "+LATE", kind: LineKind.information, counted: 4 },
]);

/** The lexicons that conversations are read with: the product's own, and one with more ways to go wrong. */
export const lexicons: readonly Lexicon[] = Object.freeze([family, new Lexicon(odd)]);
