import type { VirtualClock } from "../../support/virtual-clock.js";
import type { Behaviour } from "./behaviour.js";
import { Exchange } from "./exchange.js";

const CR = 13;
/** From CR to the answer, from the last payload byte to OK, and from OK to a later result, ms. */
const ANSWER = 10;
const TAKEN = 20;
const RESULT = 50;
/** From losing its supply, or a reset, to RDY, ms. */
const BOOT = 300;

/** A stored message, with everything in it that could be taken for something else. */
export const STORED = 'x"\r\nOK\r\n\r\n> "';

/**
 * A module in virtual time: takes bytes, runs command lines in order, echoes until it is told not to, and remembers
 * truthfully what it did. Knows no more commands than the matrix needs; everything else is refused.
 */
export class ATModule {
	/** Every command line taken, in order, and every effect, in order. */
	readonly exchanges: Exchange[] = [];
	readonly effects: string[] = [];
	/** The module says something: an answer, or something of its own accord (`undefined`). */
	onSaid: (text: string, exchange: Exchange | undefined) => void = () => {};
	readonly #clock: VirtualClock;
	readonly #behaviour: Behaviour;
	/** The command that {@link Behaviour} is about. */
	readonly #subject: number;
	#isEchoOn = false;
	#mode: "line" | "running" | "payload" | "off" = "line";
	/** Bumped by a reset: what was planned before does not happen. */
	#life = 0;
	readonly #open = new Set([0]);
	readonly #connected = new Set([0]);
	#input: { byte: number; by: number }[] = [];
	#line = "";
	/** To which of the driver's commands each character of the line belongs. */
	#meant: number[] = [];
	#owed = 0;
	#taker: ((payload: string) => void) | undefined;
	#payload = "";

	constructor(clock: VirtualClock, subject: number, behaviour: Behaviour = {}) {
		this.#clock = clock;
		this.#subject = subject;
		this.#behaviour = behaviour;
		if (behaviour.isFresh) this.#forget();
	}

	/** A byte arrives, which was meant as part of the driver's command `by`. */
	receive(byte: number, by: number): void {
		if (this.#mode === "off") return;
		this.#input.push({ byte, by });
		this.#look();
	}

	/** Says something by itself. */
	announce(text: string): void {
		this.#say(`\r\n${text}\r\n`, undefined);
	}

	/** The broker has closed the connection of client 0: what it had not got by now it does not get. */
	lose(): void {
		this.#open.delete(0);
		this.#connected.delete(0);
		this.#after(0, () => this.announce("+QMTSTAT: 0,1"));
	}

	/** Loses everything and starts anew. @param isAnnounced whether it says RDY */
	restart(isAnnounced: boolean): void {
		this.#life++;
		this.#mode = "off";
		this.#input = [];
		this.#line = "";
		this.#meant = [];
		this.#taker = undefined;
		this.#after(BOOT, () => {
			this.#mode = "line";
			this.#forget();
			if (isAnnounced) this.announce("RDY");
		});
	}

	/** Everything is as after being switched on. */
	#forget(): void {
		this.#isEchoOn = true;
		this.#open.clear();
		this.#connected.clear();
	}

	#say(text: string, exchange: Exchange | undefined): void {
		this.onSaid(text, exchange);
	}

	#after(delay: number, work: () => void): void {
		const life = this.#life;
		const alarm = this.#clock.alarm(() => {
			alarm.close();
			if (life === this.#life) work();
		});
		alarm.set(delay);
	}

	#look(): void {
		while (this.#input.length > 0 && (this.#mode === "line" || this.#mode === "payload")) {
			const { byte, by } = this.#input.shift() as { byte: number; by: number };
			const character = String.fromCharCode(byte);
			if (this.#isEchoOn && character !== "\n") this.#say(character, undefined);
			if (this.#mode === "payload") this.#gather(character);
			else this.#type(byte, character, by);
		}
	}

	#type(byte: number, character: string, by: number): void {
		if (character === "\n") return;
		if (byte !== CR) {
			this.#meant.push(by);
			this.#line += character;
			return;
		}
		// Everything in front of AT is passed over (V.250, 5.2.1).
		const start = this.#line.search(/at/i);
		const line = this.#line.slice(start);
		const meant = this.#meant[start] ?? 0;
		this.#line = "";
		this.#meant = [];
		if (start < 0) return;
		const exchange = new Exchange(meant, line);
		this.exchanges.push(exchange);
		this.#mode = "running";
		this.#after(ANSWER, () => this.#run(exchange, line.slice(2)));
	}

	#gather(character: string): void {
		this.#payload += character;
		const { refusesAt, gathers } = this.#behaviour;
		const exchange = this.exchanges.at(-1) as Exchange;
		if (exchange.by === this.#subject && this.#payload.length === refusesAt) {
			if (gathers !== true) {
				this.#mode = "running";
				this.#input = [];
				this.#final(exchange, "ERROR");
				return;
			}
			exchange.answer = "ERROR";
			this.#say("\r\nERROR\r\n", exchange);
		}
		if (--this.#owed > 0) return;
		this.#mode = "running";
		const take = this.#taker;
		this.#taker = undefined;
		// What comes behind the last byte is thrown away, as this family does.
		this.#input = [];
		if (exchange.answer !== undefined) this.#idle();
		else this.#after(TAKEN, () => take?.(this.#payload));
	}

	#final(exchange: Exchange, code: string): void {
		exchange.answer = code;
		this.#say(`\r\n${code}\r\n`, exchange);
		this.#idle();
	}

	#idle(): void {
		this.#mode = "line";
		this.#after(0, () => this.#look());
	}

	#do(exchange: Exchange, effect: string): void {
		exchange.effect = effect;
		this.effects.push(effect);
	}

	#inform(exchange: Exchange, ...lines: string[]): void {
		exchange.information.push(...lines);
		this.#say(`\r\n${lines.join("\r\n")}\r\n`, exchange);
		this.#final(exchange, "OK");
	}

	/** OK, and a result in the order that was asked for. */
	#finish(exchange: Exchange, ...results: string[]): void {
		const { result = "later" } = this.#behaviour;
		const order = exchange.by === this.#subject ? result : "later";
		const tell = () => {
			for (const it of results) {
				exchange.results.push(it);
				this.#say(`\r\n${it}\r\n`, exchange);
			}
		};
		if (order === "before OK") tell();
		this.#final(exchange, "OK");
		if (order === "with OK") tell();
		if (order === "later") this.#after(RESULT, tell);
	}

	#run(exchange: Exchange, text: string): void {
		const command = text.replace(/^[a-z+&]+/i, (name) => name.toUpperCase());
		const number = this.exchanges.length;
		const refuse = () => this.#final(exchange, "ERROR");
		let found: RegExpExecArray | null;
		if (command === "") this.#final(exchange, "OK");
		else if ((found = /^E([01]?)$/.exec(command)) !== null) {
			this.#isEchoOn = found[1] === "1";
			this.#final(exchange, "OK");
		} else if (command === "I") this.#inform(exchange, "Quectel", "EC600S", `Revision: R${number}`);
		else if ((found = /^\+CMEE=([0-2])$/.exec(command)) !== null) {
			this.#do(exchange, `CMEE ${found[1]}`);
			this.#final(exchange, "OK");
		} else if (command === "+CMEE?") this.#inform(exchange, "+CMEE: 1");
		else if (command === "+CSQ") this.#inform(exchange, `+CSQ: ${10 + (number % 20)},99`);
		else if (command === "+IPR?") this.#inform(exchange, "+IPR: 115200");
		else if (command === "+CPIN?") this.#inform(exchange, "+CPIN: READY");
		else if (/^\+CPIN=\d{4,8}$/.test(command)) this.#final(exchange, "+CME ERROR: 16");
		else if ((found = /^\+CEREG=([0-2])$/.exec(command)) !== null) {
			this.#do(exchange, `CEREG ${found[1]}`);
			this.#final(exchange, "OK");
		} else if (command === "+CEREG?") this.#inform(exchange, '+CEREG: 2,1,"D509","80D413D",7');
		else if (command === "+COPS?") this.#inform(exchange, '+COPS: 0,0,"OPERATOR",7');
		else if (command === "+QIACT?") this.#inform(exchange, '+QIACT: 1,1,1,"10.0.0.1"', '+QIACT: 2,1,1,"10.0.0.2"');
		else if ((found = /^\+QMTOPEN=([0-5]),"[^"]+",\d{1,5}$/.exec(command)) !== null) {
			const client = Number(found[1]);
			const isFree = !this.#open.has(client);
			this.#open.add(client);
			if (isFree) this.#do(exchange, `open ${command}`);
			this.#finish(exchange, `+QMTOPEN: ${client},${isFree ? 0 : 2}`);
		} else if ((found = /^\+QMTSUB=0,(\d{1,5}),"[^"]+",[0-2]$/.exec(command)) !== null && this.#connected.has(0)) {
			this.#do(exchange, `subscribe ${command}`);
			this.#finish(exchange, `+QMTSUB: 0,${Number(found[1])},0,1`);
		} else if ((found = /^\+QMTRECV=0,2$/.exec(command)) !== null && this.#connected.has(0)) {
			this.#inform(exchange, `+QMTRECV: 0,9,"a/b",${STORED.length},"${STORED}"`);
		} else if ((found = /^\+QMTPUBEX=([0-5]),(\d{1,5}),([0-2]),[01],"[^"]*",(\d{1,4})$/.exec(command)) !== null) {
			const client = Number(found[1]);
			const id = Number(found[2]);
			const length = Number(found[4]);
			if (!this.#connected.has(client) || length < 1 || length > 1500 || (id === 0 && found[3] !== "0")) refuse();
			else this.#publish(exchange, command, client, id, length);
		} else if ((found = /^\+QMTC(LOSE|ONN)=([0-5])(?:,"[^"]*"){0,3}$/.exec(command)) !== null) {
			const client = Number(found[2]);
			if (found[1] === "ONN") this.#connect(exchange, client);
			else this.#close(exchange, client);
		} else if (/^\+QMTCFG="[^"]+",[0-5](?:,\d+)+$/.test(command)) {
			// Refused while that client is connected (note 3.2.1).
			if (this.#connected.has(Number(command.replace(/^[^,]*,(\d).*$/, "$1")))) refuse();
			else this.#final(exchange, "OK");
		} else if (command === '+QURCCFG="urcport","uart1"') this.#final(exchange, "OK");
		else refuse();
	}

	#connect(exchange: Exchange, client: number): void {
		if (!this.#open.has(client) || this.#connected.has(client)) {
			this.#final(exchange, "ERROR");
			return;
		}
		this.#connected.add(client);
		this.#finish(exchange, `+QMTCONN: ${client},0,0`);
	}

	#close(exchange: Exchange, client: number): void {
		if (!this.#open.has(client)) {
			this.#final(exchange, "ERROR");
			return;
		}
		this.#open.delete(client);
		this.#connected.delete(client);
		this.#finish(exchange, `+QMTCLOSE: ${client},0`);
	}

	#publish(exchange: Exchange, command: string, client: number, id: number, length: number): void {
		// Client index and msgid, as the results begin.
		const keys = `${client},${id}`;
		const prompt = exchange.by === this.#subject ? this.#behaviour.prompt : undefined;
		if (prompt === "dead") {
			this.#idle();
			return;
		}
		if (prompt === "ERROR" || prompt === "+CME ERROR: 3") {
			this.#final(exchange, prompt);
			return;
		}
		if (prompt !== "swallowed") this.#say("\r\n> ", exchange);
		this.#owed = length;
		this.#payload = "";
		this.#mode = "payload";
		this.#taker = (payload) => {
			exchange.payload = payload;
			if (!this.#connected.has(client)) {
				this.#final(exchange, "ERROR");
				return;
			}
			this.#do(exchange, `publish ${command} ${payload}`);
			const results = [`+QMTPUBEX: ${keys},0`];
			if (this.#behaviour.retransmits && exchange.by === this.#subject) results.unshift(`+QMTPUBEX: ${keys},1,1`);
			this.#finish(exchange, ...results);
		};
		this.#after(0, () => this.#look());
	}
}
