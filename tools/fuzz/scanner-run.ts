import type { Lexicon } from "../../modules/at/lexicon.js";
import { type Scanner, Token } from "../../modules/at/scanner.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import type { Conversation } from "./conversation.js";
import { describeScanned, latin1, type Reading } from "./reading.js";

/** The scanner's class, or that of a copy of it. */
export type ScannerClass = new (ring: Ring, lexicon: Lexicon, counters: Counters, longest: number) => Scanner;

/** Tokens that one byte can cause at most, and one for luck: a scanner that tells more goes round in circles. */
const PATIENCE = 4;

/**
 * Lets a scanner read a conversation, in its pieces, and writes down what it tells.
 * @throws Error when the scanner tells tokens without end, or leaves no room in the ring and tells nothing
 */
export function runScanner(ScannerOf: ScannerClass, lexicon: Lexicon, conversation: Conversation): Reading {
	const { acts, pieces, capacity, longest } = conversation;
	const bytes = Buffer.from(conversation.text, "latin1");
	const counters = new Counters();
	const ring = new Ring(capacity, counters);
	const scanner = new ScannerOf(ring, lexicon, counters, longest);
	const tokens: string[] = [];
	const swallowed: number[] = [];
	// Payload in every second conversation comes in runs: what is held back is asked for when it goes no further.
	const leastRun = bytes.length % 2 === 0 ? 1 : Math.min(64, capacity >> 1);
	scanner.leastRun = leastRun;
	let put = 0;
	let payload = "";
	let payloadAt = 0;
	let patience = PATIENCE * (bytes.length + 1);

	const endPayload = () => {
		if (payload !== "") tokens.push(`${payloadAt} payload ${payload}`);
		payload = "";
	};
	const drain = () => {
		for (;;) {
			const token = scanner.next();
			if (token === Token.none) return;
			if (patience-- === 0) throw new Error("tokens without end");
			const offset = put - (ring.head - ring.tail);
			if (token === Token.payload) {
				if (payload === "") payloadAt = offset;
				payload += latin1(ring.bytes, scanner.runStart, scanner.runEnd);
				continue;
			}
			endPayload();
			const { line } = scanner;
			if (token === Token.line) tokens.push(describeScanned(offset, line, lexicon.text(line.name)));
			else if (token === Token.header) {
				tokens.push(`${describeScanned(offset, line, lexicon.text(line.name))} announces ${scanner.remaining + 0}`);
			} else if (token === Token.prompt) tokens.push(`${offset} prompt`);
			else if (token === Token.payloadEnd) tokens.push(`${offset} whole`);
			else if (token === Token.payloadBroken) tokens.push(`${offset} broken`);
			else if (token === Token.garbage) tokens.push(`${offset} garbage`);
			else throw new Error(`token ${token}`);
		}
	};
	const drainAll = () => {
		scanner.leastRun = 1;
		drain();
		scanner.leastRun = leastRun;
	};
	/** Puts the bytes up to `end`, as far as the ring has room at a time. */
	const feed = (end: number) => {
		while (put < end) {
			const taken = ring.put(bytes.subarray(put, end));
			if (taken === 0) throw new Error("the ring is full and nothing is told");
			put += taken;
			drain();
		}
	};

	let turn = 0;
	let next = 0;
	for (;;) {
		while (next < acts.length && acts[next]?.at === put) {
			const kind = acts[next++]?.kind;
			if (kind === "reset") {
				drainAll();
				endPayload();
				swallowed.push(put - (ring.head - ring.tail));
				scanner.reset();
			} else scanner.awaitsPrompt = kind === "await";
		}
		if (put === bytes.length) break;
		const piece = pieces.length === 0 ? bytes.length : (pieces[turn++ % pieces.length] as number);
		feed(Math.min(put + piece, bytes.length, acts[next]?.at ?? bytes.length));
	}
	drainAll();
	endPayload();
	swallowed.push(put - (ring.head - ring.tail));
	return {
		tokens,
		swallowed,
		isInside: scanner.isInside,
		remaining: scanner.remaining + 0,
		awaitsPrompt: scanner.awaitsPrompt,
		longLines: counters.longLines,
		framingErrors: counters.framingErrors,
	};
}
