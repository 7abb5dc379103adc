import {
	type Command,
	type CommandKind,
	type CommandOwner,
	type LineListener,
	Outcome,
	Priority,
} from "../../../modules/at/command.js";
import type { Line } from "../../../modules/at/line.js";
import type { ParamWriter } from "../../../modules/at/param-writer.js";
import { Scheduler } from "../../../modules/at/scheduler.js";
import { general } from "../../../modules/modem/commands.js";
import { lexicon, probes, success } from "../../../modules/modem/names.js";
import { mqtt } from "../../../modules/network/mqtt-kinds.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Port } from "../../../modules/uart/port.js";
import type { Ring } from "../../../modules/uart/ring.js";
import { Transmitter } from "../../../modules/uart/transmitter.js";
import { bytesOf } from "../tokens.js";
import { SteadyClock } from "./clock.js";
import { SteadyModule, URCS } from "./module.js";
import { SteadySerial } from "./serial.js";

/** Commands that wait or are under way at once. */
const WINDOW = 3;
/** Of so many commands one gets no answer, so that being in step has to be proven. */
const MUTE_EVERY = 1000;
/** The module announces this many URCs for each command. */
const URCS_PER_COMMAND = 10;
const PAYLOAD = 24;
/** Sum of the bytes of the payload that the module announces: `OK\r\n>",1,"AT`. */
const RECEIVED_SUM = Array.from(bytesOf('OK\r\n>",1,"AT')).reduce((sum, byte) => sum + byte, 0);

/** What is issued, in turn: the tag of a command is its index here. */
const kinds: readonly CommandKind[] = Object.freeze([
	general.errorCodes,
	general.signal,
	mqtt.publish,
	general.registration,
	mqtt.publish,
	general.unlock,
]);
const MUTED = 0;
const REFUSED = 5;

/**
 * The AT engine in steady state: commands of every kind and URCs between them, under virtual time, over a ring of 2 KB.
 * Neither the run nor its module allocates once they are made, so all that is allocated is the driver's.
 */
export class SteadyRun implements CommandOwner, LineListener {
	readonly counters = new Counters();
	/** URCs that were announced and heard, and commands that were issued and ended. */
	announced = 0;
	heard = 0;
	issued = 0;
	ended = 0;
	/** Commands that ended as their answer said, retransmissions told, and commands that timed out. */
	right = 0;
	retransmissions = 0;
	timeouts = 0;
	/** Information lines, results and payloads that were not as the module said. */
	wrong = 0;
	readonly #clock = new SteadyClock(0x7fffff00);
	readonly #serial: SteadySerial;
	readonly #module: SteadyModule;
	readonly #scheduler: Scheduler;
	readonly #payload = Transmitter.store(PAYLOAD);
	#random = 1;
	#sum = 0;
	#mutes = 0;

	constructor() {
		const run = this;
		const port = new Port(
			{ io: SteadySerial, baud: 115200 },
			{
				onBytes: () => run.#scheduler.onBytes(),
				onFault() {
					run.wrong++;
				},
			},
			this.counters,
			2048,
			1024,
		);
		this.#scheduler = new Scheduler({
			clock: this.#clock,
			ring: port.ring,
			transmitter: port.transmitter,
			lexicon,
			counters: this.counters,
			owner: {
				onProven() {},
				onSilent() {
					run.wrong++;
				},
				onEcho() {
					run.wrong++;
				},
			},
			success,
			probes,
			longestPayload: 2000,
			records: 12,
		});
		port.open(115200);
		this.#serial = SteadySerial.last as SteadySerial;
		this.#module = new SteadyModule(this.#serial);
		this.#scheduler.gate = Priority.low;
		this.#scheduler.isEchoOff = true;
		for (const name of ["+CEREG", "+QMTPING", "+QMTSTAT", "+QMTRECV"]) {
			this.#scheduler.listen(lexicon.identify(name), this);
		}
		this.#payload.bytes.set(bytesOf("the payload of a message"));
	}

	/** How many commands the module let pass without an answer so far. */
	get mutes(): number {
		return this.#mutes;
	}

	/** Goes on until `commands` commands in all have ended, and their URCs have been heard. @throws Error when nothing moves */
	until(commands: number): void {
		for (let idle = 0; this.ended < commands || this.heard < commands * URCS_PER_COMMAND; idle++) {
			const before = this.ended + this.heard;
			this.#step(commands);
			if (this.ended + this.heard !== before) idle = 0;
			if (idle > 10_000) throw new Error("the run stands still");
		}
	}

	compose(command: Command, writer: ParamWriter): void {
		const kind = command.kind as CommandKind;
		writer.begin(kind.name);
		if (kind === general.errorCodes) writer.integer(1);
		else if (kind === general.registration) writer.read();
		else if (kind === general.unlock) {
			writer.integer(0);
		} else if (kind === mqtt.publish) {
			writer.integer(0);
			writer.integer(command.key2);
			writer.integer(1);
			writer.integer(0);
			writer.string("site/17/level");
			writer.integer(PAYLOAD);
		}
	}

	onInformation(command: Command, line: Line): void {
		const isRight =
			command.kind === general.signal
				? line.integer(0) === 29 && line.integer(1) === 99
				: command.kind === general.registration && line.integer(0) === 1 && line.integer(1) === 1;
		if (!isRight) this.wrong++;
	}

	onResult(_command: Command, line: Line): boolean {
		if (line.integer(2) === 0) return true;
		if (line.integer(2) === 1) this.retransmissions++;
		else this.wrong++;
		return false;
	}

	onDone(command: Command, outcome: number, code: number): void {
		this.ended++;
		if (outcome === Outcome.timeout && command.tag === MUTED) this.timeouts++;
		else if (command.tag === REFUSED ? outcome === Outcome.error && code === 16 : outcome === Outcome.ok) this.right++;
		else this.wrong++;
	}

	onURC(line: Line): void {
		this.heard++;
		if (line.count === 0) this.wrong++;
	}

	onHeader(line: Line, length: number): void {
		if (length !== 12 || !line.equals(2, "a/b")) this.wrong++;
		this.#sum = 0;
	}

	onPayload(ring: Ring, start: number, end: number): void {
		const { bytes } = ring;
		let sum = this.#sum;
		for (let at = start; at < end; at++) sum += bytes[at] as number;
		this.#sum = sum;
	}

	onPayloadEnd(isWhole: boolean): void {
		this.heard++;
		if (!isWhole || this.#sum !== RECEIVED_SUM) this.wrong++;
	}

	#step(commands: number): void {
		while (this.issued < commands && this.issued - this.ended < WINDOW) this.#issue();
		// One FIFO's worth at a time, cut anywhere, as a UART gives it.
		this.#serial.let(32);
		this.#module.look();
		const allowed = this.issued * URCS_PER_COMMAND;
		for (let burst = this.#draw(4); burst > 0 && this.announced < allowed; burst--) {
			this.#module.announce(this.announced % URCS);
			this.announced++;
		}
		while (this.#serial.deliver(1 + this.#draw(120)));
		// A command without an answer is waited for in large steps: virtual time costs nothing.
		this.#clock.advance(this.#module.isMute ? 100 : 3);
	}

	#issue(): void {
		const tag = this.issued % kinds.length;
		const kind = kinds[tag] as CommandKind;
		const key2 = 1000 + (this.issued % 9000);
		const command = this.#scheduler.submit(kind, this, tag, 0, kind === mqtt.publish ? key2 : 0);
		if (kind === mqtt.publish) {
			command.payload = this.#payload;
			command.payloadLength = PAYLOAD;
			command.resultLimit = 20000;
		} else if (tag === MUTED && this.issued >= (this.#mutes + 1) * MUTE_EVERY) {
			this.#mutes++;
			this.#module.mute();
		}
		this.issued++;
		this.#scheduler.start();
	}

	/** A whole number from 0 to `below` - 1. */
	#draw(below: number): number {
		let it = this.#random;
		it ^= it << 13;
		it ^= it >>> 17;
		it ^= it << 5;
		this.#random = it;
		return (it & 0xffff) % below;
	}
}
