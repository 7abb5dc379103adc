import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Alarm } from "../clock.js";
import type { Link } from "../modem/link.js";
import { mqtt } from "./mqtt-kinds.js";

/** How often it is looked whether a URC may have been lost, ms. */
const LOOK = 5000;
/** How many looks later the module is asked all the same: a Serial may lose bytes without a trace. */
const LOOKS = 12;

export interface AuditOwner {
	/** Whether the module is known to tell of its clients: if not, it is asked soon. */
	readonly isKnown: boolean;
	/** Whether a client's +QMTCONN is still to come: it cannot be told from an answer of AT+QMTCONN?. */
	readonly isConnecting: boolean;
	/** Whether a client has its messages stored in the module. */
	readonly hasStored: boolean;
	/** A line for each client of the module: its index, and what it does (MQTT Application Note 3.2.4, `<state>`). */
	onState(line: Line): void;
	/** All of them were told. @returns whether it is to be asked again soon */
	onStatesTold(): boolean;
	/** A line for each client that is connected: its index, and for each place 1 or 0 (3.2.9). */
	onInventory(line: Line): void;
}

/**
 * Asks the module what there is in it, soon after the wire or a refusal gave cause for doubt, and once a minute: which
 * clients are connected (AT+QMTCONN?), and which messages wait (AT+QMTRECV?). Otherwise a client whose +QMTSTAT was lost
 * would be of no use for ever without knowing it, and a message whose +QMTRECV was lost would never be fetched.
 */
export class MQTTAudit implements CommandOwner {
	readonly #link: Link;
	readonly #owner: AuditOwner;
	#alarm: Alarm | undefined;
	/** Clients that are connected. */
	#users = 0;
	#looks = 0;
	#doubts = 0;
	/** Whether there is cause that the wire knows nothing of. */
	#isDoubted = false;
	/** Questions without an answer yet. */
	#asked = 0;
	/** Whether one of them is for the inventory, and whether that is to be asked for once more. */
	#isListing = false;
	#isUrged = false;

	constructor(link: Link, owner: AuditOwner) {
		this.#link = link;
		this.#owner = owner;
	}

	/** One client more is connected. */
	enter(): void {
		if (this.#users++ > 0) return;
		this.#looks = 0;
		this.#isDoubted = !this.#owner.isKnown;
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

	/** What tells of messages may be lost: the module is asked for its inventory at once, or as soon as its last answer is there. */
	urge(): void {
		const { scheduler, isReady } = this.#link;
		this.#isUrged = this.#isListing;
		if (this.#isListing || !isReady) return;
		if (scheduler.free > 0) {
			this.#ask(mqtt.inventory);
			scheduler.start();
		} else this.#isDoubted = true;
	}

	/** The module has refused what a client that is connected may do. */
	doubt(): void {
		this.#isDoubted = true;
	}

	compose(command: Command, writer: ParamWriter): void {
		writer.begin(command.kind?.name ?? "");
		writer.read();
	}

	onInformation(command: Command, line: Line): void {
		if (command.kind === mqtt.states) this.#owner.onState(line);
		else this.#owner.onInventory(line);
	}

	onDone(command: Command, outcome: number): void {
		this.#asked--;
		if (command.kind === mqtt.inventory) {
			this.#isListing = false;
			if (this.#isUrged) this.urge();
			return;
		}
		// Half of an answer, or none, says nothing.
		if (outcome === Outcome.ok && this.#owner.onStatesTold()) this.doubt();
	}

	#look(): void {
		this.#alarm?.set(LOOK);
		const doubts = this.#sum();
		if (++this.#looks < LOOKS && doubts === this.#doubts && !this.#isDoubted) return;
		const { scheduler, isReady } = this.#link;
		if (this.#asked > 0 || !isReady || scheduler.free < 2 || this.#owner.isConnecting) return;
		this.#looks = 0;
		this.#doubts = doubts;
		this.#isDoubted = false;
		this.#ask(mqtt.states);
		if (this.#owner.hasStored && !this.#isListing) this.#ask(mqtt.inventory);
		scheduler.start();
	}

	#ask(kind: typeof mqtt.states | typeof mqtt.inventory): void {
		this.#asked++;
		if (kind === mqtt.inventory) this.#isListing = true;
		this.#link.scheduler.submit(kind, this);
	}

	/** Changes with everything that may have cost a line. */
	#sum(): number {
		const { unknownLines, longLines, overruns, framingErrors, lateReplies, resyncs, timeouts } = this.#link.counters;
		return (unknownLines + longLines + overruns + framingErrors + lateReplies + resyncs + timeouts) | 0;
	}
}
