import { RESULT_FAULTS } from "./result-faults.js";

/** A value of a fault: a whole number, a share of 0 to 1, a text, or one of some words. Without `initial` it has to be given. */
export type FaultField =
	| { readonly range: readonly [number, number]; readonly initial?: number }
	| { readonly share: true; readonly initial?: number }
	| { readonly text: true; readonly initial?: string }
	| { readonly words: readonly string[]; readonly initial?: string };

/** One kind of trouble. */
export interface FaultKind {
	readonly meaning: string;
	readonly fields: Readonly<Record<string, FaultField>>;
}

/** A day: longer than any test waits. */
const DAY = 86_400_000;
const ms: FaultField = Object.freeze({ range: [0, DAY] as const });
const duration: FaultField = Object.freeze({ range: [0, DAY] as const, initial: DAY });
const times: FaultField = Object.freeze({ range: [1, 1_000_000] as const, initial: 1 });
const direction: FaultField = Object.freeze({ words: ["module", "host"], initial: "module" });
const rate: FaultField = Object.freeze({ share: true as const, initial: 0 });
const after: FaultField = Object.freeze({ range: [0, 1_000_000_000] as const, initial: 0 });
const bytes: FaultField = Object.freeze({ range: [0, 1_000_000] as const, initial: 0 });
const wire = Object.freeze({ direction, rate, after, bytes, ms: duration });

/**
 * Everything that can be made to go wrong, by name. The faults of the wire befall the bytes that `direction` sends: a share of
 * them (`rate`) for `ms`, or `bytes` of them behind the next `after`.
 */
export const FAULTS: Readonly<Record<string, FaultKind>> = Object.freeze({
	lose: { meaning: "bytes get lost on the wire", fields: wire },
	double: { meaning: "bytes arrive twice", fields: wire },
	change: { meaning: "bytes arrive as others", fields: wire },
	cut: {
		meaning: "what is sent at once arrives in pieces, up to `gap` ms apart",
		fields: { direction, rate: { share: true, initial: 1 }, gap: { range: [1, 10_000], initial: 20 }, ms: duration },
	},
	delay: {
		meaning: "all bytes arrive `by` ms later",
		fields: { direction, by: { range: [1, 600_000] }, ms: duration },
	},
	urc: {
		meaning: "a URC, now, or in the middle of whatever the module sends, behind the next `after` bytes",
		fields: { text: { text: true }, after: { range: [-1, 1_000_000_000], initial: -1 } },
	},
	"urc-storm": {
		meaning: "URCs anywhere in what the module sends, behind a share of its bytes",
		fields: { rate: { share: true }, ms: duration },
	},
	calm: { meaning: "whatever lasts, or waits to befall something, ends; what is lost stays lost", fields: {} },
	"fake-message": {
		meaning:
			"a message for a client that nobody has sent; without a payload one of `OK`, `ERROR`, `>`, URCs and line ends",
		fields: {
			client: { range: [0, 5], initial: 0 },
			topic: { text: true, initial: "fake" },
			payload: { text: true, initial: "" },
		},
	},
	"prompt-lost": {
		meaning: "the next prompts are not written; the module waits for the data all the same",
		fields: { times },
	},
	late: { meaning: "the next commands are answered `ms` later", fields: { ms, times } },
	silence: {
		meaning: "the module neither hears nor says anything, until it is reset or switched off, or `ms` have passed",
		fields: { ms: duration },
	},
	reset: { meaning: "the module resets by itself", fields: {} },
	"power-cut": { meaning: "the supply fails for a while", fields: { ms } },
	"drop-network": {
		meaning: "no cell can be heard, for `ms` or, with 0, for ever",
		fields: { ms: { range: [0, DAY], initial: 0 } },
	},
	"restore-network": { meaning: "a cell can be heard again", fields: {} },
	"drop-pdp": {
		meaning: "the network takes PDP contexts down: all of them (0), or one",
		fields: { context: { range: [0, 15], initial: 0 } },
	},
	kick: {
		meaning: "servers end the connections, in good order or with a reset",
		fields: { how: { words: ["close", "reset"], initial: "close" } },
	},
	stall: { meaning: "nothing passes between module and servers for `ms`, and all of it afterwards", fields: { ms } },
	"half-open": { meaning: "nothing passes any more on the present connections, and nobody is told", fields: {} },
	"slow-dns": { meaning: "the next names are looked up `ms` later", fields: { ms, times } },
	"no-dns": { meaning: "the next names are not found", fields: { times } },
	"pull-sim": { meaning: "the SIM card is taken out", fields: {} },
	"insert-sim": { meaning: "the SIM card is put in again", fields: {} },
	...Object.fromEntries(Object.entries(RESULT_FAULTS).map(([name, meaning]) => [name, { meaning, fields: { times } }])),
});
