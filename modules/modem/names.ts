import { Lexicon, LineKind, type Name } from "../at/lexicon.js";
import type { Probe } from "../at/resync.js";

const { echo, final, intermediate, information } = LineKind;

/** Names of one kind, with `|` between them. */
function named(kind: number, texts: string): Name[] {
	return texts.split("|").map((text) => ({ text, kind }));
}

/**
 * Everything that a module of this family begins a line with, as far as the driver has a use for it. What comes most often
 * stands in front: it is found sooner.
 */
const names: readonly Name[] = Object.freeze(
	[
		// MQTT Application Note, chapters 3 and 4
		named(information, "+QMTPUBEX"),
		// client index, msgid, topic, length, then the payload (4.2)
		{ text: "+QMTRECV", kind: information, counted: 3 },
		named(information, "+QMTSTAT|+QMTSUB|+QMTUNS|+QMTOPEN|+QMTCLOSE|+QMTCONN|+QMTDISC|+QMTPING"),
		// TCP/IP and SSL Application Notes
		named(information, "+QIRD|+QIOPEN|+QISEND|+QISTATE|+QSSLRECV|+QSSLURC|+QSSLOPEN|+QSSLSTATE"),
		named(final, "SEND OK|SEND FAIL"),
		// SIM, network, packet domain
		named(information, "+CSQ|+CEREG|+CREG|+CGREG|+COPS|+CPIN|+QPINC|+CGACT|+QICSGP|+QIACT|+QIURC"),
		// ITU-T V.250, table 1; TS 27.007, 9.2; TS 27.005, 3.2.5
		named(final, "OK|ERROR|+CME ERROR|+CMS ERROR|NO CARRIER|NO ANSWER|NO DIALTONE|BUSY"),
		named(intermediate, "CONNECT"),
		named(echo, "AT"),
		// Boot and power
		named(information, "RDY|POWERED DOWN|NORMAL POWER DOWN|+CFUN|+QIND|+QUSIM"),
		// General
		named(information, "+CMEE|+IPR|+QURCCFG|+CCLK|+CTZU|+QLTS"),
		// Network services
		named(information, "+QNTP|+QIGETERROR"),
		// Files
		named(information, "+QFUPL|+QFDWL|+QFLST|+QFLDS|+QFOPEN|+QFWRITE"),
	].flat(),
);

/** The family's names as the scanner wants them. */
export const lexicon = new Lexicon(names);

/** Final result codes that mean success. */
export const success: readonly number[] = Object.freeze([lexicon.identify("OK")]);

/** Final result codes that only AT+QISEND and AT+QSSLSEND end with. */
export const special: readonly number[] = Object.freeze([lexicon.identify("SEND OK"), lexicon.identify("SEND FAIL")]);

/** Commands whose answers nothing else sends, for proving that the dialogue is in step. */
export const probes: readonly Probe[] = Object.freeze([
	Object.freeze({ name: "+CSQ", answer: lexicon.identify("+CSQ") }),
	Object.freeze({ name: "+IPR?", answer: lexicon.identify("+IPR") }),
	Object.freeze({ name: "+CMEE?", answer: lexicon.identify("+CMEE") }),
]);
