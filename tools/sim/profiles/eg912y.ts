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
	bauds: Object.freeze([...note.bauds, 1_000_000]), // AT+IPR of modules on ASR chips
	urcPort: "usbat", // seen on an EG800K, whose firmware has the manuals of the EG912Y: no URC on the UART until AT+QURCCFG
	sslAliases: Object.freeze({}), // the note's spelling is a slip of its example
} as const);
