import type { Profile } from "../profile.js";
import { note } from "./note.js";

/** An EC200S-CN: the note is for it too, and logs of one agree with it. */
export const ec200s: Profile = Object.freeze({
	...note, // note 1 names it among its modules
	name: "ec200s",
	identity: Object.freeze({
		...note.identity,
		model: "EC200S",
		revision: "EC200SCNAAR01A01M08", // form of AT+CGMR in field logs; the numbers are made up
	}),
	bauds: Object.freeze([...note.bauds, 1_000_000]), // AT+IPR of modules on ASR chips
	power: Object.freeze({
		onHold: 500, // EC200N and EC200A hardware guides
		offHold: 650, // same
		resetHold: 300, // a host driver for the EC200S holds it for 400
	}),
	sslAliases: Object.freeze({}), // the note's spelling is a slip of its example
} as const);
