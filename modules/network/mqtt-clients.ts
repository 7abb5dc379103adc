import { type Command, type CommandOwner, type LineListener, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { Link } from "../modem/link.js";
import type { Ring } from "../uart/ring.js";
import { MQTTInventory } from "./mqtt-inventory.js";
import { isInventory, isMessage, mqtt, PING, RECEIVED, results, STAT } from "./mqtt-kinds.js";

/** What the table tells the client at an index. */
export interface MQTTIndexOwner {
	/** +QMTSTAT with its code (MQTT Application Note 4.1): the connection is gone. */
	onStat(code: number): void;
	/** A message is stored in the module at `place`. @returns false when there is no such place */
	onStored(place: number): boolean;
	onMessage(line: Line, length: number): void;
	onPayload(ring: Ring, start: number, end: number): void;
	onPayloadEnd(isWhole: boolean): void;
}

/** The module's MQTT clients: who has which index, and whose each URC is. One table per modem. */
export class MQTTClients implements LineListener, CommandOwner {
	/** Asks now and then which messages wait in the module; a client that has them stored there enters. */
	readonly inventory: MQTTInventory;
	readonly #link: Link;
	readonly #owners: (MQTTIndexOwner | undefined)[] = [];
	/** Free indices, the one longest unused in front: what is late from a former client is then least likely to matter. */
	readonly #free: number[] = [];
	/** Who gets the payload that is coming in. */
	#receiver: MQTTIndexOwner | undefined;

	constructor(link: Link) {
		this.#link = link;
		this.inventory = new MQTTInventory(link, (line) => this.#onInventory(line));
		for (let index = 0; index < link.profile.mqtt.clients; index++) {
			this.#owners.push(undefined);
			this.#free.push(index);
		}
		for (const name of [STAT, RECEIVED, PING]) link.scheduler.listen(name, this);
	}

	/** @returns the client index. @throws Error("busy") when all are taken */
	take(owner: MQTTIndexOwner): number {
		const index = this.#free.shift();
		if (index === undefined) throw new Error("busy");
		this.#owners[index] = owner;
		return index;
	}

	/**
	 * Gives an index back.
	 * @param isOpen whether something of the client may be left in the module: then it is closed there first
	 */
	release(index: number, isOpen: boolean): void {
		this.#drop(index);
		if (isOpen && this.#link.isReady) {
			this.#link.scheduler.submit(mqtt.close, this, index, index);
			this.#link.scheduler.start();
		} else this.#free.push(index);
	}

	compose(command: Command, writer: ParamWriter): void {
		writer.begin(mqtt.close.name);
		writer.integer(command.tag);
	}

	onDone(command: Command, outcome: number, _code: number): void {
		// ERROR says that nothing was open. Only when the module did not answer, nobody knows; a reset frees all.
		if (outcome <= Outcome.error) this.#link.scheduler.forgive(results, command.tag);
		if (outcome === Outcome.timeout) this.release(command.tag, true);
		else this.#free.push(command.tag);
	}

	onURC(line: Line): void {
		const owner = this.#owners[line.integer(0)];
		// Cut short by noise it says nothing: the connection need not be gone.
		if (line.name === STAT && owner !== undefined && line.count === 2 && line.isInteger(1))
			owner.onStat(line.integer(1));
		else if (line.name === PING)
			return; // only announces the +QMTSTAT that follows
		else if (line.name === RECEIVED && line.count === 2 && owner?.onStored(line.integer(1)) === true) return;
		else if (line.name === RECEIVED && isInventory(line)) this.#onInventory(line);
		else this.#link.counters.unknownLines = (this.#link.counters.unknownLines + 1) | 0;
	}

	#onInventory(line: Line): void {
		const owner = this.#owners[line.integer(0)];
		for (let at = 1; at < line.count; at++) if (line.integer(at) === 1) owner?.onStored(at - 1);
	}

	onHeader(line: Line, length: number): void {
		this.#receiver = isMessage(line) ? this.#owners[line.integer(0)] : undefined;
		if (this.#receiver === undefined) this.#link.counters.drops = (this.#link.counters.drops + 1) | 0;
		else this.#receiver.onMessage(line, length);
	}

	onPayload(ring: Ring, start: number, end: number): void {
		this.#receiver?.onPayload(ring, start, end);
	}

	onPayloadEnd(isWhole: boolean): void {
		const receiver = this.#receiver;
		this.#receiver = undefined;
		receiver?.onPayloadEnd(isWhole);
	}

	#drop(index: number): void {
		const owner = this.#owners[index];
		if (owner !== undefined && this.#receiver === owner) this.#receiver = undefined;
		this.#owners[index] = undefined;
	}
}
