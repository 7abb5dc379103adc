import { LineKind, UNKNOWN } from "../../modules/at/lexicon.js";
import { lexicon } from "../../modules/modem/names.js";
import type { Dialogue } from "./dialogue.js";
import { readNamedLine } from "./fields.js";
import { originOf } from "./shapes.js";
import type { Kind } from "./token.js";

/** What a line is, and whether it could be an answer as well as a URC. */
export interface Meaning {
	readonly kind: Kind;
	readonly isAmbiguous: boolean;
}

const finals: ReadonlySet<string> = new Set(["SEND OK", "SEND FAIL"]);
/** Lines without a colon that come by themselves. */
const announcements: ReadonlySet<string> = new Set([
	"RDY",
	"APP RDY",
	"POWERED DOWN",
	"NORMAL POWER DOWN",
	"RING",
	"Call Ready",
	"SMS Ready",
]);

const sure = (kind: Kind): Meaning => ({ kind, isAmbiguous: false });

/**
 * What a whole line is. The product's scanner says which lines are echo and result codes; the command in flight, then the
 * shape, say which of the others are answers.
 *
 * @param scanned one of LineKind, as the scanner told it
 */
export function meaningOf(content: string, scanned: number, dialogue: Dialogue): Meaning {
	if (scanned === LineKind.echo || /^(?:at(?:$|[+&*\\a-z])|a\/$)/i.test(content)) return sure("echo");
	if (scanned === LineKind.final || finals.has(content)) return sure("final");
	if (scanned === LineKind.intermediate) return sure("intermediate");
	if (announcements.has(content)) return sure("urc");
	const line = readNamedLine(content);
	if (line === undefined) return sure(dialogue.isInFlight ? "info" : "garbage");
	// A known name that the scanner does not take for it: a quote did not close. Lists of strings, as test commands tell
	// them, look so to the scanner, but their quotes come in pairs.
	const isRefused = scanned === LineKind.unknown && lexicon.identify(line.name) !== UNKNOWN;
	if (isRefused && (content.match(/"/g)?.length ?? 0) % 2 === 1) return sure("garbage");
	const origin = originOf(line);
	if (origin !== "urc" && dialogue.asks(line.name)) return { kind: "info", isAmbiguous: origin === "either" };
	return { kind: "urc", isAmbiguous: origin !== "urc" && !dialogue.isShown };
}
