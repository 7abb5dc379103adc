import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { ModemError } from "../errors.js";
import type { Link, LinkUser } from "../modem/link.js";
import { mqtt, results } from "./mqtt-kinds.js";

export interface ClosingsOwner {
	/** Nothing is left in the module at `index`, or nothing can be done about it. Called from the wire or the clock. */
	onClosed(index: number): void;
}

/** How often a client is closed that will not. */
const TRIES = 3;

/** Where closing stands. */
const Closing = Object.freeze({ none: 0, wanted: 1, sent: 2 } as const);

/**
 * Closes in the module what nobody has any more (AT+QMTCLOSE; MQTT Application Note 3.2.3): at once where that can be, and
 * otherwise when a command record is free and the module is ready. A reset has closed all by itself.
 */
export class MQTTClosings implements CommandOwner, LinkUser, RecordWaiter {
	readonly #link: Link;
	readonly #owner: ClosingsOwner;
	/** Per index: one of {@link Closing}, and how often that has failed in a row. */
	readonly #states: Uint8Array;
	readonly #failures: Uint8Array;
	/** A bit per index: whether its last +QMTCLOSE said that it has failed. */
	#refused = 0;
	/** Indices with something to close. */
	#count = 0;

	constructor(link: Link, owner: ClosingsOwner) {
		const { clients } = link.profile.mqtt;
		this.#link = link;
		this.#owner = owner;
		this.#states = new Uint8Array(clients);
		this.#failures = new Uint8Array(clients);
	}

	/** Has closed what is at `index`. Never throws: what cannot be sent now is sent later. */
	close(index: number): void {
		this.#states[index] = Closing.wanted;
		if (this.#count++ === 0) this.#link.add(this);
		this.#next();
		if (this.#states[index] === Closing.wanted) this.#countLate();
	}

	/** @returns an index whose closing has not begun, and is left to whoever takes it now; -1: there is none */
	leave(): number {
		const index = this.#states.indexOf(Closing.wanted);
		if (index >= 0) this.#settle(index);
		return index;
	}

	#countLate(): void {
		const { counters } = this.#link;
		counters.lateCloses = (counters.lateCloses + 1) | 0;
	}

	#settle(index: number): void {
		this.#states[index] = Closing.none;
		this.#failures[index] = 0;
		if (--this.#count > 0) return;
		this.#link.scheduler.stopWaiting(this);
		this.#link.remove(this);
	}

	/** Sends what there is to send. */
	#next(): void {
		const { scheduler, isReady } = this.#link;
		if (!isReady) return;
		for (let index = 0; index < this.#states.length; index++) {
			if (this.#states[index] !== Closing.wanted) continue;
			if (scheduler.free <= 0) {
				scheduler.waitForRecord(this);
				break;
			}
			this.#states[index] = Closing.sent;
			scheduler.submit(mqtt.close, this, index, index);
		}
		scheduler.start();
	}

	compose(command: Command, writer: ParamWriter): void {
		writer.begin(mqtt.close.name);
		writer.integer(command.tag);
	}

	onResult(command: Command, line: Line): boolean {
		const bit = 1 << command.tag;
		this.#refused = line.integer(1) === 0 ? this.#refused & ~bit : this.#refused | bit;
		return true;
	}

	onDone(command: Command, outcome: number, _code: number): void {
		const index = command.tag;
		const bit = 1 << index;
		// ERROR says that nothing was open; a reset frees all.
		const hasFailed = outcome === Outcome.timeout || (outcome === Outcome.ok && (this.#refused & bit) !== 0);
		this.#refused &= ~bit;
		if (outcome <= Outcome.error && !hasFailed) this.#link.scheduler.forgive(results, index);
		const failures = hasFailed ? (this.#failures[index] as number) + 1 : 0;
		if (hasFailed && failures < TRIES) {
			this.#failures[index] = failures;
			this.#states[index] = Closing.wanted;
			this.#countLate();
			this.#next();
			return;
		}
		const { counters } = this.#link;
		// What cannot be closed at all, the next client of the index finds.
		if (hasFailed) counters.unclosed = (counters.unclosed + 1) | 0;
		this.#settle(index);
		this.#owner.onClosed(index);
	}

	onRecordFree(): void {
		this.#next();
	}

	onLinkUp(): void {
		this.#next();
	}

	/** The commands that are out hear of it themselves. */
	onLinkDown(_error: ModemError): void {
		for (let index = 0; index < this.#states.length; index++) {
			if (this.#states[index] !== Closing.wanted) continue;
			this.#settle(index);
			this.#owner.onClosed(index);
		}
	}

	/** What is to be closed still is, once the modem is ready again. */
	onContextDown(_error: ModemError): void {}
}
