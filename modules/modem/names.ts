import { Lexicon, LineKind, type Name } from "../at/lexicon.js";
import type { Probe } from "../at/resync.js";

const { echo, final, intermediate, information } = LineKind;

/**
 * Everything that a module of this family begins a line with, as far as the driver has a use for it. What comes most often
 * stands in front: it is found sooner.
 */
const names: readonly Name[] = Object.freeze([
	// MQTT Application Note, chapters 3 and 4
	{ text: "+QMTPUBEX", kind: information },
	// client index, msgid, topic, length, then the payload (4.2)
	{ text: "+QMTRECV", kind: information, counted: 3 },
	{ text: "+QMTSTAT", kind: information },
	{ text: "+QMTSUB", kind: information },
	{ text: "+QMTUNS", kind: information },
	{ text: "+QMTOPEN", kind: information },
	{ text: "+QMTCLOSE", kind: information },
	{ text: "+QMTCONN", kind: information },
	{ text: "+QMTDISC", kind: information },
	{ text: "+QMTPING", kind: information },
	// TCP/IP and SSL Application Notes
	{ text: "+QIRD", kind: information },
	{ text: "+QIOPEN", kind: information },
	{ text: "+QISEND", kind: information },
	{ text: "+QISTATE", kind: information },
	{ text: "+QSSLRECV", kind: information },
	{ text: "+QSSLURC", kind: information },
	{ text: "+QSSLOPEN", kind: information },
	{ text: "+QSSLSTATE", kind: information },
	{ text: "SEND OK", kind: final },
	{ text: "SEND FAIL", kind: final },
	// SIM, network, packet domain
	{ text: "+CSQ", kind: information },
	{ text: "+CEREG", kind: information },
	{ text: "+CREG", kind: information },
	{ text: "+CGREG", kind: information },
	{ text: "+COPS", kind: information },
	{ text: "+CPIN", kind: information },
	{ text: "+QPINC", kind: information },
	{ text: "+CGACT", kind: information },
	{ text: "+QICSGP", kind: information },
	{ text: "+QIACT", kind: information },
	{ text: "+QIURC", kind: information },
	// ITU-T V.250, table 1; TS 27.007, 9.2; TS 27.005, 3.2.5
	{ text: "OK", kind: final },
	{ text: "ERROR", kind: final },
	{ text: "+CME ERROR", kind: final },
	{ text: "+CMS ERROR", kind: final },
	{ text: "NO CARRIER", kind: final },
	{ text: "NO ANSWER", kind: final },
	{ text: "NO DIALTONE", kind: final },
	{ text: "BUSY", kind: final },
	{ text: "CONNECT", kind: intermediate },
	{ text: "AT", kind: echo },
	// Boot and power
	{ text: "RDY", kind: information },
	{ text: "POWERED DOWN", kind: information },
	{ text: "NORMAL POWER DOWN", kind: information },
	{ text: "+CFUN", kind: information },
	{ text: "+QIND", kind: information },
	{ text: "+QUSIM", kind: information },
	// General
	{ text: "+CMEE", kind: information },
	{ text: "+IPR", kind: information },
	{ text: "+QURCCFG", kind: information },
	{ text: "+CCLK", kind: information },
	{ text: "+CTZU", kind: information },
	{ text: "+QLTS", kind: information },
	// Network services
	{ text: "+QNTP", kind: information },
	{ text: "+QIGETERROR", kind: information },
	// Files
	{ text: "+QFUPL", kind: information },
	{ text: "+QFDWL", kind: information },
	{ text: "+QFLST", kind: information },
	{ text: "+QFLDS", kind: information },
	{ text: "+QFOPEN", kind: information },
	{ text: "+QFWRITE", kind: information },
]);

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
