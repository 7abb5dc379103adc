import { bytesOf } from "../tokens.js";
import type { SteadySerial } from "./serial.js";

const CR = 13;
const COMMA = 44;

/** Command lines and their answers; the first one can be made to stay without. */
const dialogues = Object.freeze([
	["AT+CMEE=1\r", "\r\nOK\r\n"],
	["AT+CSQ\r", "\r\n+CSQ: 29,99\r\n\r\nOK\r\n"],
	["AT+CEREG?\r", "\r\n+CEREG: 1,1\r\n\r\nOK\r\n"],
	["AT+CPIN=0\r", "\r\n+CME ERROR: 16\r\n"],
	["AT+IPR?\r", "\r\n+IPR: 115200\r\n\r\nOK\r\n"],
	["AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n"],
] as const);

/** How many different URCs {@link SteadyModule.announce} knows. */
export const URCS = 5;

/**
 * The module's end of a {@link SteadySerial}: answers a handful of commands and says URCs, from texts made beforehand, so
 * that nothing is allocated while it runs.
 */
export class SteadyModule {
	/** Command lines taken, and counted payloads. */
	lines = 0;
	payloads = 0;
	/** Lines that are none of those it knows. */
	unknown = 0;
	/** The next AT+CMEE=1 is taken and not answered. */
	#isNextMute = false;
	/** A command line was not answered, and no question whether the module is there has come since. */
	isMute = false;
	readonly #serial: SteadySerial;
	readonly #lines: readonly Uint8Array[];
	readonly #answers: readonly Uint8Array[];
	readonly #publish = bytesOf("AT+QMTPUBEX=");
	readonly #prompt = bytesOf("\r\n> ");
	readonly #ok = bytesOf("\r\nOK\r\n");
	readonly #retransmission = bytesOf("\r\n+QMTPUBEX: 0,0000,1,1\r\n");
	readonly #result = bytesOf("\r\n+QMTPUBEX: 0,0000,0\r\n");
	readonly #urcs = [
		bytesOf("\r\n+CEREG: 5\r\n"),
		bytesOf('\r\n+CEREG: 1,"D509","80D413D",7\r\n'),
		bytesOf("\r\n+QMTPING: 0,1\r\n"),
		bytesOf("\r\n+QMTSTAT: 3,1\r\n"),
		bytesOf('\r\n+QMTRECV: 0,0,"a/b",12,"OK\r\n>",1,"AT"\r\n'),
	] as const;
	/** Bytes of payload still to come. */
	#owed = 0;
	/** What of the input was looked at, and where the present line begins. */
	#at = 0;
	#start = 0;

	constructor(serial: SteadySerial) {
		this.#serial = serial;
		this.#lines = dialogues.map(([line]) => bytesOf(line));
		this.#answers = dialogues.map(([, answer]) => bytesOf(answer));
	}

	/** From now on, the next AT+CMEE=1 gets no answer. */
	mute(): void {
		this.#isNextMute = true;
	}

	/** Says a URC: 0 to {@link URCS} - 1. */
	announce(index: number): void {
		this.#serial.say(this.#urcs[index] as Uint8Array);
	}

	/** Looks at what the driver has written, and answers. */
	look(): void {
		const { toModule: bytes, toModuleLength: end } = this.#serial;
		while (this.#at < end) {
			const byte = bytes[this.#at++] as number;
			if (this.#owed > 0) {
				if (--this.#owed === 0) this.#taken();
			} else if (byte === CR) {
				if (this.#at - this.#start > 1) this.#line();
				this.#start = this.#at;
			}
		}
		if (this.#start === end && this.#owed === 0) this.#at = this.#start = this.#serial.toModuleLength = 0;
	}

	#line(): void {
		this.lines++;
		if (this.#isNextMute && this.#begins(this.#lines[0] as Uint8Array)) {
			this.#isNextMute = false;
			this.isMute = true;
			return;
		}
		this.isMute = false;
		if (this.#begins(this.#publish)) {
			this.#askForPayload();
			return;
		}
		for (let at = 0; at < this.#lines.length; at++) {
			if (!this.#begins(this.#lines[at] as Uint8Array)) continue;
			this.#serial.say(this.#answers[at] as Uint8Array);
			return;
		}
		this.unknown++;
	}

	/** `AT+QMTPUBEX=0,<msgid of four digits>,...,<length>`: keeps the msgid for the results. */
	#askForPayload(): void {
		const bytes = this.#serial.toModule;
		const id = this.#start + this.#publish.length + 2;
		for (let at = 0; at < 4; at++) {
			this.#result[15 + at] = this.#retransmission[15 + at] = bytes[id + at] as number;
		}
		let unit = 1;
		for (let at = this.#at - 2; bytes[at] !== COMMA; at--) {
			this.#owed += ((bytes[at] as number) - 48) * unit;
			unit *= 10;
		}
		this.#serial.say(this.#prompt);
	}

	#taken(): void {
		this.payloads++;
		this.#start = this.#at;
		this.#serial.say(this.#ok);
		this.#serial.say(this.#retransmission);
		this.#serial.say(this.#result);
	}

	#begins(text: Uint8Array): boolean {
		const bytes = this.#serial.toModule;
		const start = this.#start;
		for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
		return true;
	}
}
