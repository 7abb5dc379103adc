import type { Range } from "./profile.js";

/** A value of an option: a number of a range, or one of some words. */
export type OptionField = { readonly range: Range } | { readonly words: readonly string[] };

export interface ExtendedOption {
	readonly fields: readonly OptionField[];
	/** How many of them have to be there; all unless told otherwise. */
	readonly least?: number;
	readonly initial: readonly (number | string)[];
	/** This simulator keeps the values, but does nothing for them: setting others than the initial ones is told. */
	readonly inert?: true;
}

/** How the RI line moves; this simulator does not drive it. */
const pulse: ExtendedOption = {
	fields: [{ words: ["off", "pulse"] }, { range: [5, 2000] }, { range: [1, 5] }],
	least: 1,
	initial: ["pulse", 120, 1],
	inert: true,
};

/** The options of AT+QCFG that drivers of this family use (AT manuals of the EC2x and EC200U families). An EC600S has LTE only. */
export const EXTENDED_OPTIONS: Readonly<Record<string, ExtendedOption>> = Object.freeze({
	nwscanmode: { fields: [{ range: [0, 3] }, { range: [0, 1] }], least: 1, initial: [0, 1], inert: true },
	"urc/ri/ring": pulse,
	"urc/ri/smsincoming": pulse,
	"urc/ri/other": pulse,
	risignaltype: { fields: [{ words: ["respective", "physical"] }], initial: ["respective"], inert: true },
	"urc/delay": { fields: [{ range: [0, 1] }], initial: [0], inert: true },
	"urc/cache": { fields: [{ range: [0, 1] }], initial: [0] },
});
