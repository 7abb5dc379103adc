import type { Behaviour } from "./behaviour.js";

/** What goes wrong in one case of the matrix. Positions count the bytes of the command under test, payload included, or of its answer. */
export interface Fault {
	readonly kind:
		| "nothing"
		| "byte lost"
		| "byte doubled"
		| "byte changed"
		| "garbage inserted"
		| "URC inserted"
		| "reply late"
		| "module reset"
		| "prompt missing"
		| "ERROR for prompt"
		| "ERROR in payload"
		| "connection lost";
	/** On the way to whom. */
	readonly towards: "module" | "driver";
	readonly at: number;
	/** What is inserted, or stands in the place of the byte. */
	readonly text?: string;
	/** How late the byte and all behind it are, ms. */
	readonly ms?: number;
	/** Whether the module says RDY after its reset. */
	readonly isAnnounced?: boolean;
	readonly behaviour?: Behaviour;
}

/** What noise does to the wire: line ends, what ends a field, a prompt, NUL, bytes that are no text, and an answer cut short. */
const garbage = Object.freeze([
	"\0",
	"\xff\xfe\x80",
	"\r",
	"\n",
	"\r\n",
	'"',
	",",
	">",
	" ",
	"7",
	"K",
	"\r\nER",
	"\x1b~}#@!x",
]);

/** What may come at any time: plain, with the name of an answer, with a payload that looks like an answer, and stale results. */
export const urcs = Object.freeze([
	"+QMTSTAT: 2,1",
	"+CEREG: 5",
	'+CEREG: 3,"D509","80D413D",7',
	'+QMTRECV: 0,0,"u",10,"\r\nOK\r\n>",1"',
	"+QMTPUBEX: 0,99,0",
	"+QMTOPEN: 4,-1",
	'+QIURC: "pdpdeact",2',
] as const);

/** Bytes that a byte is changed into: each of its bits once, and what means something between bytes. */
function others(byte: number): string[] {
	const codes = new Set<number>();
	for (let bit = 0; bit < 8; bit++) codes.add(byte ^ (1 << bit));
	for (const code of [13, 10, 34, 44, 62, 48, 49, 50]) codes.add(code);
	codes.delete(byte);
	return [...codes].map((code) => String.fromCharCode(code));
}

/** The bytes of a whole exchange without a fault. */
export interface Course {
	/** What the driver sends for the command under test, and what the module sends for it. */
	readonly sent: string;
	readonly answered: string;
	/** Limits after which the driver gives the answer up, ms. */
	readonly limits: readonly number[];
	/** Where the payload begins in `sent`; its length when there is none. */
	readonly payloadAt: number;
}

/** Every fault at every byte of an exchange. */
export function* faults({ sent, answered, limits, payloadAt }: Course): Generator<Fault> {
	yield { kind: "nothing", towards: "driver", at: -1 };
	for (const [towards, text] of [
		["module", sent],
		["driver", answered],
	] as const) {
		for (let at = 0; at < text.length; at++) {
			const where = { towards, at };
			yield { ...where, kind: "byte lost" };
			yield { ...where, kind: "byte doubled" };
			for (const it of others(text.charCodeAt(at))) yield { ...where, kind: "byte changed", text: it };
			for (const it of garbage) yield { ...where, kind: "garbage inserted", text: it };
			yield { ...where, kind: "module reset", isAnnounced: true };
			yield { ...where, kind: "module reset", isAnnounced: false };
			if (towards === "module") continue;
			for (const it of urcs) yield { ...where, kind: "URC inserted", text: it };
			for (const limit of limits) {
				for (const more of [1, 700, 1500, 2500]) yield { ...where, kind: "reply late", ms: limit + more };
			}
		}
	}
	if (payloadAt === sent.length) return;
	const nowhere = { towards: "driver", at: -1 } as const;
	for (let at = 0; at < sent.length; at++) yield { kind: "connection lost", towards: "module", at };
	for (let at = 0; at < answered.length; at++) yield { kind: "connection lost", towards: "driver", at };
	yield { ...nowhere, kind: "prompt missing", behaviour: { prompt: "swallowed" } };
	yield { ...nowhere, kind: "prompt missing", behaviour: { prompt: "dead" } };
	yield { ...nowhere, kind: "ERROR for prompt", behaviour: { prompt: "ERROR" } };
	yield { ...nowhere, kind: "ERROR for prompt", behaviour: { prompt: "+CME ERROR: 3" } };
	for (let at = 1; at <= sent.length - payloadAt; at++) {
		yield { ...nowhere, kind: "ERROR in payload", behaviour: { refusesAt: at } };
		yield { ...nowhere, kind: "ERROR in payload", behaviour: { refusesAt: at, gathers: true } };
	}
}
