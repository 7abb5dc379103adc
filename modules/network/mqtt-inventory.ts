import type { Command, CommandOwner } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Alarm } from "../clock.js";
import type { Link } from "../modem/link.js";
import { mqtt } from "./mqtt-kinds.js";

/** How often it is looked whether a URC may have been lost, ms. */
const LOOK = 5000;
/** How many looks later the module is asked all the same: a Serial may lose bytes without a trace. */
const LOOKS = 12;

/**
 * Asks the module which messages wait in it (AT+QMTRECV?, MQTT Application Note 3.2.9): soon after the wire gave cause for
 * doubt, and once a minute. A message whose URC was lost would otherwise wait for ever.
 */
export class MQTTInventory implements CommandOwner {
	readonly #link: Link;
	readonly #onLine: (line: Line) => void;
	#alarm: Alarm | undefined;
	/** Clients that have messages stored. */
	#users = 0;
	#looks = 0;
	#doubts = 0;
	#isAsking = false;

	/** @param onLine gets one line for each client that is connected: its index, and for each place 1 or 0 */
	constructor(link: Link, onLine: (line: Line) => void) {
		this.#link = link;
		this.#onLine = onLine;
	}

	/** One client more. */
	enter(): void {
		if (this.#users++ > 0) return;
		this.#looks = 0;
		this.#doubts = this.#sum();
		this.#alarm = this.#link.clock.alarm(() => this.#look());
		this.#alarm.set(LOOK);
	}

	/** One client less. */
	leave(): void {
		if (--this.#users > 0) return;
		this.#alarm?.close();
		this.#alarm = undefined;
	}

	compose(_command: Command, writer: ParamWriter): void {
		writer.begin(mqtt.inventory.name);
		writer.read();
	}

	onInformation(_command: Command, line: Line): void {
		this.#onLine(line);
	}

	onDone(): void {
		this.#isAsking = false;
	}

	#look(): void {
		this.#alarm?.set(LOOK);
		const doubts = this.#sum();
		if (++this.#looks < LOOKS && doubts === this.#doubts) return;
		const { scheduler, isReady } = this.#link;
		if (this.#isAsking || !isReady || scheduler.free === 0) return;
		this.#looks = 0;
		this.#doubts = doubts;
		this.#isAsking = true;
		scheduler.submit(mqtt.inventory, this);
		scheduler.start();
	}

	/** Changes with everything that may have cost a line. */
	#sum(): number {
		const { unknownLines, longLines, overruns, framingErrors, lateReplies, resyncs, timeouts } = this.#link.counters;
		return (unknownLines + longLines + overruns + framingErrors + lateReplies + resyncs + timeouts) | 0;
	}
}
