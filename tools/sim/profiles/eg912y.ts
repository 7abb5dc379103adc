import type { Profile } from "../profile.js";
import { note } from "./note.js";

/** An EG912Y: the note is for it too. */
export const eg912y: Profile = Object.freeze({
	...note, // note 1 names it among its modules
	name: "eg912y",
	identity: Object.freeze({
		...note.identity,
		model: "EG912Y",
		revision: "EG912YGGLAAR01A01M08", // form of AT+CGMR in field logs; the numbers are made up
	}),
	sslAliases: Object.freeze({}), // the note's spelling is a slip of its example
} as const);
