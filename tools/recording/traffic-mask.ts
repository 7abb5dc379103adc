import { Masking } from "../cli/masking.js";
import { payloadAfter, payloadBehind, payloadWithin } from "../cli/payloads.js";
import { toBytes } from "../sim/bytes.js";
import { Checksum } from "../sim/files/checksum.js";
import { Download } from "./download.js";

type Sender = "host" | "module";

/** What is longer is no line but noise; it is handed out in parts. */
const LONGEST = 4096;
const FILE_COMMAND = /^AT\+QF/i;
/** Lines behind which the module takes no payload any more. */
const FINAL = /^(?:OK|ERROR|\+CM[ES] ERROR\b.*|RDY|\+(?:QFUPL|QFWRITE): .*)$/;

/** Who sees what passes, secrets too. */
export interface TrafficWitness {
	/** A line of the host, or of the module. */
	line(sender: Sender, line: string): void;
	/** A whole file, or a new one, has passed. */
	content(length: number, sum: string): void;
}

const nobody: TrafficWitness = Object.freeze({ line() {}, content() {} });

/** One direction of the wire. */
interface Side {
	/** Of the line that has begun, characters up to U+00FF, its line end not among them. */
	line: string;
	/** Bytes of payload to come; Infinity: up to their end. */
	payload: number;
}

/**
 * The bytes of one wire with what is secret as asterisks, as many as there were bytes: passwords, keys, PINs, log-ins, the numbers of
 * SIM and subscriber, and the contents of files, their line ends too. A line is handed out with its end, because only then it is known
 * what is secret in it; payload is handed out as it comes.
 */
export class TrafficMask {
	/** What was hidden of the module's: bytes of files, and lines with something secret in them. */
	readonly hidden = { fileBytes: 0, lines: 0 };
	readonly #masking: Masking | undefined;
	readonly #witness: TrafficWitness;
	readonly #host: Side = { line: "", payload: 0 };
	readonly #module: Side = { line: "", payload: 0 };
	/** The command line in flight, and the payload that it has announced, before the first byte of it. */
	#command = "";
	#announced = 0;
	/** Of the file that is on its way to the module. */
	#upload: { readonly sum: Checksum; length: number } | undefined;
	#download: Download | undefined;
	/** What the line in front leads the next byte of the module to be. */
	#next: "LF of CONNECT" | "blank of a prompt" | undefined;

	/** @param reveals masks nothing */
	constructor(reveals: boolean, witness: TrafficWitness = nobody) {
		this.#masking = reveals ? undefined : new Masking();
		this.#witness = witness;
	}

	/** The host has sent bytes, one character each. @returns what can be handed out by now */
	sent(bytes: string): string {
		let ready = "";
		for (const character of bytes) ready += this.#sent(character);
		return ready;
	}

	/** The same of the module. */
	received(bytes: string): string {
		let ready = "";
		for (const character of bytes) ready += this.#received(character);
		return ready;
	}

	/** What has begun, as no more is to come. */
	rest(sender: Sender): string {
		const side = sender === "host" ? this.#host : this.#module;
		const { line } = side;
		side.line = "";
		return (sender === "module" ? this.#endDownload() : "") + this.#masked(sender, line);
	}

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
			if (isEnd || !FILE_COMMAND.test(this.#command)) return character;
			if (this.#upload !== undefined) {
				this.#upload.sum.push(toBytes(character));
				this.#upload.length++;
			}
			return this.#masking === undefined ? character : "*";
		}
		if (character !== "\r" && character !== "\n") return this.#gather("host", character);
		const { line } = side;
		side.line = "";
		if (line === "") return character;
		this.#witness.line("host", line);
		this.#command = line;
		if (this.#download !== undefined) this.#download.isGivenUp = true;
		this.#announced = payloadAfter(line);
		this.#upload = /^AT\+QFUPL=/i.test(line) ? { sum: new Checksum(), length: 0 } : undefined;
		return this.#masked("host", line) + character;
	}

	#received(character: string): string {
		const next = this.#next;
		this.#next = undefined;
		if (next === "LF of CONNECT" && character === "\n") return character;
		if (next === "blank of a prompt" && character === " ") return character;
		const download = this.#download;
		if (download?.isGivenUp === true) return this.#endDownload() + this.#heard(character);
		return download === undefined ? this.#heard(character) : this.#pull(download, character);
	}

	/** A byte of the module that belongs to no file without a length. */
	#heard(character: string): string {
		const side = this.#module;
		if (side.payload > 0) {
			side.payload--;
			if (!FILE_COMMAND.test(this.#command)) return character;
			return this.#hideFile(character);
		}
		if (character === "\r" || character === "\n") {
			const { line } = side;
			side.line = "";
			return line === "" ? character : this.#answer(line) + character;
		}
		const ready = this.#gather("module", character);
		if (side.line === ">" && this.#announced > 0) {
			side.line = "";
			this.#next = "blank of a prompt";
			return ">";
		}
		const payload = character === '"' ? payloadWithin(side.line) : undefined;
		if (payload === undefined) return ready;
		side.payload = payload;
		const { line } = side;
		side.line = "";
		return line;
	}

	/** A byte behind the CONNECT of AT+QFDWL. */
	#pull(download: Download, character: string): string {
		const content = this.#hideFile(download.take(character));
		const { end } = download;
		if (end === undefined) return content;
		this.#download = undefined;
		this.#witness.content(download.length, download.sum);
		const line = end.trim();
		this.#witness.line("module", line);
		return content + end.replace(line, this.#masked("module", line));
	}

	/** It is no file any more, or never will be whole. */
	#endDownload(): string {
		const rest = this.#download?.pending ?? "";
		this.#download = undefined;
		return this.#hideFile(rest);
	}

	#answer(line: string): string {
		this.#witness.line("module", line);
		if (line === "CONNECT" && /^AT\+QFDWL=/i.test(this.#command)) this.#download = new Download();
		if (FINAL.test(line)) {
			this.#announced = 0;
			this.#host.payload = 0;
		}
		if (line.startsWith("+QFUPL: ") && this.#upload !== undefined) {
			const { length, sum } = this.#upload;
			this.#witness.content(length, sum.text);
		}
		const payload = payloadBehind(line);
		this.#module.payload = payload;
		if (payload > 0 || this.#download !== undefined) this.#next = "LF of CONNECT";
		return this.#masked("module", line);
	}

	#hideFile(content: string): string {
		if (this.#masking === undefined) return content;
		this.hidden.fileBytes += content.length;
		return "*".repeat(content.length);
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
		if (masking === undefined) return line;
		if (sender === "host") return masking.sent(line);
		const masked = masking.received(line);
		if (masked !== line) this.hidden.lines++;
		return masked;
	}
}
