import { Modem, type ModemOptions } from "../../modules/modem-provider.js";
import { StrictSerial } from "./strict-serial.js";
import { VirtualClock } from "./virtual-clock.js";

/** What the module answers to a command line that begins so; a function is asked each time. */
export type Answer = string | ((line: string) => string);

const information = (text: string) => `\r\n${text}\r\n\r\nOK\r\n`;
const OK = "\r\nOK\r\n";

/**
 * A modem whose module is a table: command lines and what is answered. Enough to test what the driver makes of an
 * answer, on every engine; whether a module would answer so is the simulator's business.
 */
export class ScriptedModule {
	readonly clock = new VirtualClock();
	readonly serialOptions = { io: StrictSerial, baud: 115200 };
	readonly modem: Modem;
	/** Command lines since the last call of {@link lines}, payloads in angle brackets. */
	readonly #lines: string[] = [];
	readonly #answers = new Map<string, Answer>([
		["ATI", "\r\nQuectel\r\nEC600S\r\nRevision: TEST\r\n\r\nOK\r\n"],
		["AT+CPIN?", information("+CPIN: READY")],
		["AT+CSQ", information("+CSQ: 29,99")],
		["AT+IPR?", information("+IPR: 115200")],
		["AT+CMEE?", information("+CMEE: 1")],
		["AT+CEREG?", information("+CEREG: 1,1")],
		["AT+COPS?", information('+COPS: 0,0,"OPERATOR",7')],
		["AT+QIACT?", information('+QIACT: 1,1,1,"10.0.0.1"')],
		["AT+QMTCLOSE=", (line) => `${OK}\r\n+QMTCLOSE: ${line.slice(12)},0\r\n`],
		["AT+QMTOPEN=", (line) => `${OK}\r\n+QMTOPEN: ${line[11]},0\r\n`],
		["AT+QMTCONN=", (line) => `${OK}\r\n+QMTCONN: ${line[11]},0,0\r\n`],
		["AT+QMTDISC=", (line) => `${OK}\r\n+QMTDISC: ${line[11]},0\r\n`],
		["AT+QMTPUBEX=", "\r\n> "],
	]);
	readonly #overrides = new Map<string, string>();
	readonly #watchers = new Map<string, (line: string) => void>();
	#pending = "";
	/** Bytes of payload that are still to come; then `#publish` is the command they belong to. */
	#owed = 0;
	#payload = "";
	/** The last one that was whole. */
	payload = "";
	#publish = "";
	/** What follows a payload. */
	afterPayload: Answer = (line) => {
		const [client, id] = line.slice(12).split(",");
		return `${OK}\r\n+QMTPUBEX: ${client},${id},0\r\n`;
	};

	/** @param Its of a smaller build: then classes that {@link modem} has by its type may be missing */
	constructor(options: Partial<ModemOptions> = {}, Its: new (options: ModemOptions) => object = Modem) {
		const serial = this.serialOptions;
		this.modem = new Its({ serial, clock: this.clock, receiveStore: 4096, ...options }) as Modem;
	}

	get serial(): StrictSerial {
		return StrictSerial.last as StrictSerial;
	}

	/** From now on, lines that begin with `begin` are answered so; the longest match counts. */
	answer(begin: string, answer: Answer): void {
		this.#answers.set(begin, answer);
	}

	/** It has restarted: the driver's probes are echoed until ATE0. */
	echoUntilTold(): void {
		let isEchoOn = true;
		this.answer("ATE0", () => {
			isEchoOn = false;
			return OK;
		});
		for (const [probe, answer] of [
			["+CSQ", "+CSQ: 29,99"],
			["+IPR?", "+IPR: 1"],
			["+CMEE?", "+CMEE: 1"],
		]) {
			this.answer(`AT${probe}`, (line) => (isEchoOn ? `${line}\r` : "") + information(answer as string));
		}
	}

	/** The next line that begins so is answered so, and later ones as before. */
	override(begin: string, answer: string): void {
		this.#overrides.set(begin, answer);
	}

	/** Calls `watcher` with each line that begins so, before it is answered. */
	watch(begin: string, watcher: (line: string) => void): void {
		this.#watchers.set(begin, watcher);
	}

	/** Lets everything happen that is due now, the module's answers included. */
	settle(): void {
		for (let round = 0; round < 1000; round++) {
			this.clock.advance(0);
			const sent = this.serial.take();
			if (sent === "") return;
			this.#take(sent);
		}
		throw new Error("does not settle");
	}

	/** Lets so much time pass, ms, in which the module answers at once. */
	pass(ms: number): void {
		for (let left = ms; ; ) {
			const step = Math.min(this.clock.nextAlarm() ?? left, left);
			this.clock.advance(step);
			this.settle();
			left -= step;
			if (left === 0) return;
		}
	}

	get isReady(): boolean {
		return this.modem.state === "ready";
	}

	/** Runs until the modem is ready. */
	ready(): void {
		for (let round = 0; round < 100 && !this.isReady; round++) {
			this.settle();
			if (!this.isReady) this.clock.advance(500);
		}
		if (!this.isReady) throw new Error(`stays ${this.modem.state}`);
		this.lines();
	}

	/** The module says `text` by itself, and what follows from it happens. */
	say(text: string): void {
		this.serial.give(text);
		this.settle();
	}

	/** Command lines since the last call. */
	lines(): string[] {
		return this.#lines.splice(0);
	}

	#take(sent: string): void {
		for (const character of sent) {
			if (this.#owed > 0) {
				this.#payload += character;
				if (--this.#owed > 0) continue;
				this.#lines.push(`<${this.#payload}>`);
				this.payload = this.#payload;
				this.#payload = "";
				this.#give(this.afterPayload, this.#publish);
			} else if (character === "\r") {
				const line = this.#pending;
				this.#pending = "";
				if (line !== "") this.#line(line);
			} else this.#pending += character;
		}
	}

	#line(line: string): void {
		this.#lines.push(line);
		for (const [begin, watcher] of this.#watchers) if (line.startsWith(begin)) watcher(line);
		let found: Answer = OK;
		let length = 0;
		for (const [begin, answer] of this.#answers) {
			if (line.startsWith(begin) && begin.length > length) {
				found = answer;
				length = begin.length;
			}
		}
		for (const [begin, overriding] of this.#overrides) {
			if (!line.startsWith(begin)) continue;
			this.#overrides.delete(begin);
			found = overriding;
			break;
		}
		const answer = this.#give(found, line);
		const isPrompt = answer.endsWith("> ") || (line.startsWith("AT+QFWRITE=") && answer.endsWith("CONNECT\r\n"));
		if (!isPrompt) return;
		this.#publish = line;
		const [, counted] = line.split(",");
		this.#owed = Number(/^AT\+Q((SSL|I)SEND|FWRITE)/.test(line) ? counted : line.slice(line.lastIndexOf(",") + 1));
	}

	#give(answer: Answer, line: string): string {
		const text = typeof answer === "string" ? answer : answer(line);
		if (text !== "") this.serial.give(text);
		return text;
	}
}
