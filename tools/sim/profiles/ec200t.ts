import type { Profile } from "../profile.js";
import { note } from "./note.js";

/** An EC200T-CN: the note is for it too. */
export const ec200t: Profile = Object.freeze({
	...note, // note 1 names it among its modules
	name: "ec200t",
	identity: Object.freeze({
		...note.identity,
		model: "EC200T",
		revision: "EC200TCNDAR01A01M08", // form of AT+CGMR in field logs; the numbers are made up
	}),
	bauds: Object.freeze([...note.bauds, 1_000_000]), // AT+IPR of modules on ASR chips
	sslAliases: Object.freeze({}), // the note's spelling is a slip of its example
} as const);
