import { closeSync, openSync, writeSync } from "node:fs";
import { fromBytes } from "../sim/bytes.js";
import { writeBytes, writeEvent } from "../sim/transcript/entry.js";
import { Masking } from "./masking.js";
import { payloadAfter, payloadBehind, payloadWithin } from "./payloads.js";

type Sender = "host" | "module";

/** What is longer is no line but noise; it is recorded in parts. */
const LONGEST = 4096;
const FILE_COMMAND = /^AT\+QF/i;
/** Lines behind which the module takes no payload any more. */
const FINAL = /^(?:OK|ERROR|\+CM[ES] ERROR\b.*|RDY|\+(?:QFUPL|QFWRITE): .*)$/;

/** One direction of the wire. */
interface Side {
	/** Of the line that has begun, characters up to U+00FF, its line end not among them. */
	line: string;
	/** Bytes of payload to come; Infinity: up to their end. */
	payload: number;
}

/**
 * The bytes of one wire as a transcript (see ../sim/transcript/entry.ts), with what is secret as asterisks: passwords, keys, PINs,
 * log-ins, the numbers of SIM and subscriber, and the contents of files. Lines are written when they are complete, with the time of
 * their end, because only then it is known what is secret in them; payload is written as it comes. The file can be read by nobody else.
 */
export class Recording {
	readonly #file: number;
	readonly #masking: Masking | undefined;
	readonly #host: Side = { line: "", payload: 0 };
	readonly #module: Side = { line: "", payload: 0 };
	/** The command line in flight, and the payload that it has announced, before the first byte of it. */
	#command = "";
	#announced = 0;
	#isDownloading = false;
	#time = 0;

	/** @param reveals masks nothing. @throws Error of the system when the file cannot be written */
	constructor(path: string, reveals: boolean) {
		this.#file = openSync(path, "w", 0o600);
		this.#masking = reveals ? undefined : new Masking();
	}

	/** Bytes that have passed, in either direction; time is in ms. */
	pass(sender: Sender, bytes: Uint8Array, time: number): void {
		this.#time = time;
		if (this.#masking === undefined) {
			this.#write(sender, fromBytes(bytes));
			return;
		}
		let ready = "";
		for (const character of fromBytes(bytes)) {
			ready += sender === "host" ? this.#sent(character) : this.#received(character);
		}
		this.#write(sender, ready);
	}

	/** Something happens outside the wire. Words are printable ASCII. */
	event(words: string, time: number): void {
		this.#time = Math.max(this.#time, time);
		writeSync(this.#file, `${writeEvent(this.#time, words)}\n`);
	}

	/** Writes what has begun, and closes the file. */
	close(): void {
		this.#write("host", this.#masked("host", this.#host.line));
		this.#write("module", this.#masked("module", this.#module.line));
		closeSync(this.#file);
	}

	/** What is fit to be written once the host has sent this character too. */
	#sent(character: string): string {
		const side = this.#host;
		if (this.#announced > 0) {
			// Whatever comes behind the command is its payload: a host whose prompt was lost may send it all the same.
			side.payload = this.#announced;
			this.#announced = 0;
		}
		if (side.payload > 0) {
			const isEnd = side.payload === Number.POSITIVE_INFINITY && (character === "\x1a" || character === "\x1b");
			side.payload = isEnd ? 0 : side.payload - 1;
			return isEnd || !FILE_COMMAND.test(this.#command) ? character : "*";
		}
		if (character !== "\r" && character !== "\n") return this.#gather("host", character);
		const { line } = side;
		side.line = "";
		if (line === "") return character;
		this.#command = line;
		this.#announced = payloadAfter(line);
		this.#isDownloading = false;
		return this.#masked("host", line) + character;
	}

	/** What is fit to be written once the module has sent this character too. */
	#received(character: string): string {
		const side = this.#module;
		if (side.payload > 0) {
			side.payload--;
			// The LF of CONNECT's line end is counted with the bytes behind it.
			return character === "\n" || !FILE_COMMAND.test(this.#command) ? character : "*";
		}
		if (character === "\r" || character === "\n") {
			const { line } = side;
			side.line = "";
			return line === "" ? character : this.#answer(line) + character;
		}
		const ready = this.#gather("module", character);
		if (side.line === ">" && this.#announced > 0) {
			side.line = "";
			return ">";
		}
		const payload = character === '"' ? payloadWithin(side.line) : undefined;
		if (payload === undefined) return ready;
		side.payload = payload;
		const { line } = side;
		side.line = "";
		return line;
	}

	#answer(line: string): string {
		if (this.#isDownloading && !line.startsWith("+QFDWL: ")) return "*".repeat(line.length);
		this.#isDownloading = line === "CONNECT" && /^AT\+QFDWL=/i.test(this.#command);
		if (FINAL.test(line)) {
			this.#announced = 0;
			this.#host.payload = 0;
		}
		const payload = payloadBehind(line);
		// The LF of the line end is the first of the bytes passed over.
		if (payload > 0) this.#module.payload = payload + 1;
		return this.#masked("module", line);
	}

	/** Adds to the line that has begun; gives it back where it is none. */
	#gather(sender: Sender, character: string): string {
		const side = sender === "host" ? this.#host : this.#module;
		side.line += character;
		if (side.line.length < LONGEST) return "";
		const { line } = side;
		side.line = "";
		return this.#masked(sender, line);
	}

	#masked(sender: Sender, line: string): string {
		const masking = this.#masking;
		return masking === undefined ? line : sender === "host" ? masking.sent(line) : masking.received(line);
	}

	#write(sender: Sender, bytes: string): void {
		if (bytes !== "") writeSync(this.#file, `${writeBytes(sender, this.#time, bytes)}\n`);
	}
}
