import type { MqttProfile, Range } from "../profile.js";

/** A value of AT+QMTCFG: a number from `range`, or a quoted string of so many bytes. */
export type Field = { readonly range: Range } | { readonly bytes: Range };

/** One option of AT+QMTCFG. */
export interface Option {
	readonly fields: readonly Field[];
	/** The counts of values that a write may give; values that are left out keep what they were. */
	readonly counts: readonly number[];
	readonly initial: readonly (number | string)[];
	/** How a query spells the name, if not in lower case. */
	readonly shown?: string;
	/** This simulator keeps the values, but does nothing for them: a log-in with them is told. */
	readonly inert?: true;
}

const FLAG: Field = Object.freeze({ range: [0, 1] as const });
const CREDENTIAL: Field = Object.freeze({ bytes: [0, 256] as const });

/** AT+QMTCFG="willex" holds a length where "will" holds the message. */
export const WILL_LENGTH: Range = Object.freeze([0, 256] as const);

/** Options that real firmware has beyond the note, by their names in lower case. */
const MORE_OPTIONS: Readonly<Record<string, Option>> = Object.freeze({
	ctwing: { shown: "CTWing", fields: [CREDENTIAL, CREDENTIAL], counts: [2], initial: ["", ""], inert: true },
	"edit/timeout": { fields: [FLAG, { range: [1, 180] }], counts: [2], initial: [0, 60] },
} satisfies Record<string, Option>);

/**
 * The options of the note, 3.2.1, and those that the profile adds, by their names in lower case; but for "will" and "willex", which
 * are one thing under two names.
 */
export function optionsOf(profile: MqttProfile): Readonly<Record<string, Option>> {
	const more = profile.moreOptions.map((name) => name.toLowerCase());
	return {
		...Object.fromEntries(Object.entries(MORE_OPTIONS).filter(([name]) => more.includes(name))),
		version: { fields: [{ range: [3, 4] }], counts: [1], initial: [4] },
		pdpcid: { fields: [{ range: [1, 15] }], counts: [1], initial: [1] },
		ssl: { fields: [FLAG, { range: [0, 5] }], counts: [1, 2], initial: [0, 0] },
		keepalive: { fields: [{ range: [0, 3600] }], counts: [1], initial: [120] },
		session: { fields: [FLAG], counts: [1], initial: [1] },
		timeout: {
			fields: [{ range: profile.packetTimeout }, { range: profile.retryTimes }, FLAG],
			counts: [3],
			initial: [5, 3, 0],
		},
		"recv/mode": { fields: [FLAG, FLAG], counts: [1, 2], initial: [0, 0] },
		aliauth: { fields: [CREDENTIAL, CREDENTIAL, CREDENTIAL], counts: [3], initial: ["", "", ""] },
		qmtping: { fields: [{ range: [5, 60] }], counts: [1], initial: [5] },
		"send/mode": { fields: [FLAG], counts: [1], initial: [0] },
		onenet: { fields: [CREDENTIAL, CREDENTIAL], counts: [2], initial: ["", ""] },
		hwauth: { fields: [CREDENTIAL, CREDENTIAL], counts: [2], initial: ["", ""] },
		hwprodid: { fields: [CREDENTIAL, CREDENTIAL, CREDENTIAL], counts: [3], initial: ["", "", ""] },
		dataformat: { fields: [FLAG, FLAG], counts: [2], initial: [0, 0] },
		// Kept and shown only: no command of the note enters the transparent mode that it is about.
		"view/mode": { fields: [FLAG], counts: [1], initial: [0] },
	};
}
