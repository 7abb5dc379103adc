import { LineKind } from "../../modules/at/lexicon.js";
import { Scanner, Token as Told } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Dialogue, LONGEST, type Witness } from "./dialogue.js";
import { readNamedLine } from "./fields.js";
import { type Meaning, meaningOf } from "./meaning.js";
import { Run } from "./run.js";
import { hasUncountedPayload, rawLengthAfter } from "./shapes.js";
import { Tape } from "./tape.js";
import type { Kind, Token } from "./token.js";

/** Longest line, and most blank bytes in a row, that are one token; longer ones are cut. */
const LINE = 4096;

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const NONE = -1;

const garbage: Meaning = Object.freeze({ kind: "garbage", isAmbiguous: false });

/**
 * Tells what each byte that a module sends is, with the product's own scanner, in one pass and bounded memory. Every byte
 * belongs to exactly one token.
 *
 * What the scanner leaves to the layers above it is decided here: what is an answer and what a URC, the data that a module
 * sends back behind its prompt, raw bytes that a line announces. Where the scanner gives up, the first line of what it gives
 * up is garbage, and the rest is read anew.
 */
export class Decoder {
	readonly #tape: Tape;
	readonly #dialogue: Dialogue;
	readonly #ring: Ring;
	readonly #scanner: Scanner;
	/** Bytes between the last token and the next line: blank, as the scanner sees it. */
	#blank = "";
	/** What is read without the scanner now, and what will be behind the last token. */
	#run: Run | undefined;
	#next: Run | undefined;
	/** A counted payload, and what its header was. */
	#payload = "";
	#header: Meaning = garbage;
	/** Where a line began that was looked at for line ends in it. */
	#looked = NONE;
	/** Up to here a topic has been looked for an end in vain: none that begins before has one either. */
	#hopeless = 0;

	/** @param witness who shows which command is in flight */
	constructor(witness: Witness, onToken: (token: Token) => void) {
		const counters = new Counters();
		this.#tape = new Tape(onToken);
		this.#dialogue = new Dialogue(witness);
		this.#ring = new Ring(LINE, counters);
		this.#scanner = new Scanner(this.#ring, lexicon, counters, LONGEST);
	}

	/** A line that the host sent, for the witness "host". */
	sent(line: string): void {
		this.#dialogue.send(line);
	}

	/** Bytes that the module sent. */
	take(bytes: Uint8Array): void {
		const scanner = this.#scanner;
		const tape = this.#tape;
		let at = 0;
		while (at < bytes.length) {
			const byte = bytes[at] as number;
			if (tape.isOpen) {
				if (tape.extend(byte)) at++;
				this.#startNext();
			} else if (this.#run !== undefined) {
				if (this.#step(this.#run, byte)) at++;
			} else if (!scanner.isInside && byte <= SPACE) {
				this.#blank += String.fromCharCode(byte);
				this.#tape.taken++;
				at++;
				if (this.#blank.length === LINE) this.#tell(garbage, this.#tape.taken, this.#blank);
			} else {
				if (!scanner.isInside) this.#tellNoise();
				const length = this.#runLength(bytes, at);
				this.#ring.put(bytes.subarray(at, at + length));
				this.#tape.taken += length;
				at += length;
				this.#drain();
			}
		}
	}

	/** No more bytes for now: hands out the last whole token, to which a blank or line end more could have belonged. */
	pause(): void {
		const wasOpen = this.#tape.isOpen;
		this.#tape.flush();
		if (wasOpen) this.#startNext();
	}

	/** No more bytes: what has not ended is garbage. */
	end(): void {
		for (;;) {
			this.#tape.flush();
			const run = this.#run;
			this.#run = this.#next = undefined;
			if (run !== undefined && run.content !== "") this.#tell(garbage, this.#tape.taken, run.content);
			const rest = this.#unread();
			if (this.#payload !== "") {
				const isWhole = this.#scanner.remaining === 0 && '"\r\n'.startsWith(latin1(rest));
				this.#tellPayload(isWhole ? "payload" : "garbage", rest.length);
			}
			if (rest.length === 0) break;
			this.#giveUp(rest);
		}
		if (this.#tape.told < this.#tape.taken) this.#tell(garbage, this.#tape.taken, this.#blank);
		this.#tape.flush();
	}

	/** How many bytes the scanner is given at once: no token ends before the last of them. */
	#runLength(bytes: Uint8Array, start: number): number {
		const { remaining, isInside } = this.#scanner;
		const limit = Math.min(bytes.length - start, this.#ring.room);
		if (remaining > 0) return Math.min(limit, remaining);
		if (!isInside) return 1;
		let at = start;
		const end = start + limit;
		while (at < end && bytes[at] !== CR && bytes[at] !== LF && bytes[at] !== QUOTE) at++;
		return Math.max(1, at - start);
	}

	#drain(): void {
		const scanner = this.#scanner;
		for (;;) {
			// A prompt is one wherever a line can begin: here nobody knows what is awaited.
			scanner.awaitsPrompt = true;
			const told = scanner.next();
			if (told === Told.none) break;
			const rest = this.#unread();
			if (told === Told.payload) {
				this.#payload += latin1(this.#ring.bytes.subarray(scanner.runStart, scanner.runEnd));
			} else if (told === Told.payloadEnd) {
				this.#tellPayload("payload", rest.length);
				this.#tell(this.#header, this.#tape.taken, "");
			} else if (told === Told.payloadBroken) {
				this.#tellPayload("garbage", rest.length);
				this.#rewind(rest);
				this.#run = Run.garbage();
				this.take(rest);
				return;
			} else if (told === Told.garbage) {
				this.#giveUp(rest);
				return;
			} else this.#tellScanned(told, latin1(rest));
		}
		this.#lookAtTopic();
	}

	/** Tells a line, a header or a prompt that has just ended. */
	#tellScanned(told: number, text: string): void {
		if (told === Told.prompt) {
			this.#tell({ kind: "prompt", isAmbiguous: false }, this.#tape.taken, text);
			this.#tape.leaveOpen(SPACE);
			const { announced } = this.#dialogue;
			if (announced === "control-Z" || (announced !== undefined && Run.fits(announced))) {
				this.#next = Run.echo(announced);
			}
		} else if (told === Told.header) {
			this.#header = meaningOf(text, LineKind.information, this.#dialogue);
			this.#tell(this.#header, this.#tape.taken, text);
		} else this.#tellLine(text.slice(0, -1), this.#scanner.line.kind, text.endsWith("\r"));
	}

	#tellLine(content: string, scanned: number, isOpen: boolean): void {
		const dialogue = this.#dialogue;
		const meaning = meaningOf(content, scanned, dialogue);
		const line = readNamedLine(content);
		const raw = line === undefined ? 0 : rawLengthAfter(line);
		const file = dialogue.asks("+QFREAD") ? Number(/^CONNECT (\d+)$/.exec(content)?.[1] ?? 0) : 0;
		if (meaning.kind === "echo") dialogue.echo(content);
		if (meaning.kind === "final") dialogue.end();
		if (/^(?:APP )?RDY$/.test(content)) dialogue.restart();
		this.#tell(meaning, this.#tape.taken, content);
		if (isOpen) this.#tape.leaveOpen(LF);
		if (meaning.kind !== "garbage" && Run.fits(raw + file)) this.#next = Run.payload(raw + file, file > 0);
		if (!isOpen) this.#startNext();
	}

	/**
	 * The first line end inside a line: a topic may hold any. But a message without its length looks the same to the
	 * scanner, which would go on for ever.
	 */
	#lookAtTopic(): void {
		const { bytes, head } = this.#ring;
		const end = bytes[head - 1];
		if ((end !== CR && end !== LF) || !this.#scanner.isInside || this.#payload !== "") return;
		if (this.#looked === this.#tape.told) return;
		this.#looked = this.#tape.told;
		const rest = this.#unread();
		const content = latin1(rest.subarray(0, -1));
		if (hasUncountedPayload(content)) {
			this.#scanner.reset();
			this.#tellLine(content, LineKind.information, end === CR);
		} else if (this.#tape.told < this.#hopeless) this.#giveUp(rest);
	}

	/** The first line of what the scanner has given up is garbage; the rest is read anew. */
	#giveUp(rest: Uint8Array): void {
		this.#hopeless = Math.max(this.#hopeless, this.#tape.taken);
		this.#rewind(rest);
		const at = rest.findIndex((byte) => byte === CR || byte === LF);
		const length = at < 0 ? rest.length : at + 1;
		this.#tape.taken += length;
		this.#tell(garbage, this.#tape.taken, latin1(at < 0 ? rest : rest.subarray(0, at)));
		if (at < 0) this.#run = Run.garbage();
		else if (rest[at] === CR) this.#tape.leaveOpen(LF);
		this.take(rest.subarray(length));
	}

	#rewind(rest: Uint8Array): void {
		this.#scanner.reset();
		this.#tape.taken -= rest.length;
	}

	#startNext(): void {
		this.#run = this.#next;
		this.#next = undefined;
	}

	/** Gives `run` a byte. @returns whether it was taken */
	#step(run: Run, byte: number): boolean {
		const step = run.take(byte);
		if (step !== "behind") this.#tape.taken++;
		const { kind, isFile, content } = run;
		if (step === "more" && (kind !== "garbage" || content.length < LINE)) return true;
		this.#run = step === "more" ? Run.garbage() : undefined;
		if (step === "none") {
			this.#tape.taken -= content.length;
			this.take(Buffer.from(content, "latin1"));
			return true;
		}
		if (content !== "") this.#tell({ kind, isAmbiguous: false }, this.#tape.taken, content, isFile);
		if (kind === "garbage" && byte === CR) this.#tape.leaveOpen(LF);
		return step !== "behind";
	}

	#tellPayload(kind: Kind, behind: number): void {
		if (this.#payload !== "") this.#tell({ kind, isAmbiguous: false }, this.#tape.taken - behind, this.#payload);
		this.#payload = "";
	}

	/** Of the blank bytes in front of a line, those up to the last that is neither line end nor space are noise. */
	#tellNoise(): void {
		const blank = this.#blank;
		const length = blank.replace(/[\r\n\t ]+$/, "").length;
		if (length === 0) return;
		this.#tell(garbage, this.#tape.told + length, blank.slice(0, length));
		this.#blank = blank.slice(length);
	}

	#tell(meaning: Meaning, end: number, content: string, isFile = false): void {
		this.#tape.tell(meaning, end, content, isFile);
		this.#blank = "";
	}

	/** What the scanner holds of a line in progress, or of the token just told. */
	#unread(): Uint8Array {
		const { bytes, tail, head } = this.#ring;
		return bytes.slice(tail, head);
	}
}

function latin1(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
