import type { LineListener } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { Link } from "../modem/link.js";
import type { Ring } from "../uart/ring.js";
import { type AuditOwner, MQTTAudit } from "./mqtt-audit.js";
import { type ClosingsOwner, MQTTClosings } from "./mqtt-closings.js";
import { MQTTIdentifiers } from "./mqtt-ids.js";
import { isInventory, messageOf, PING, RECEIVED, STAT } from "./mqtt-kinds.js";

/** What the table tells the client at an index. */
export interface MQTTIndexOwner {
	/** Whether +QMTCONN is awaited. */
	readonly isConnecting: boolean;
	readonly isConnected: boolean;
	/** Whether messages are stored in the module until they are fetched. */
	readonly isStored: boolean;
	/** The module has no such connection any more, and the URC that said so was lost. */
	onGone(): void;
	/** +QMTSTAT with its code (MQTT Application Note 4.1): the connection is gone. */
	onStat(code: number): void;
	/** A message is stored in the module at `place`, and has just come there if `isNew`. @returns false when there is no such place */
	onStored(place: number, isNew: boolean): boolean;
	/** None is. */
	onEmpty(place: number): void;
	/** A payload of `length` bytes follows; field 2 of `line` is its topic. */
	onMessage(line: Line, QoS: number, length: number): void;
	onPayload(ring: Ring, start: number, end: number): void;
	onPayloadEnd(isWhole: boolean): void;
}

/** `<state>` of +QMTCONN (MQTT Application Note 3.2.4). */
const CONNECTED = 3;

/** The module's MQTT clients: who has which index, and whose each URC is. One table per modem. */
export class MQTTClients implements LineListener, ClosingsOwner, AuditOwner {
	readonly ids = new MQTTIdentifiers();
	/** Asks the module now and then what it has; a client that is connected enters. */
	readonly audit: MQTTAudit;
	readonly #link: Link;
	readonly #owners: (MQTTIndexOwner | undefined)[] = [];
	/** Free indices, the one longest unused in front: what is late from a former client is then least likely to matter. */
	readonly #free: number[] = [];
	/** Per index, which options a client has changed that most leave alone: see SetupOption. Made for the first of them. */
	#marks: Uint8Array | undefined;
	/** A bit per index: whether the present audit has found it connected, and whether the one before has missed it. */
	#found = 0;
	#missed = 0;
	/** Whether this module was ever heard to tell of a client that is connected: only then its silence says something. */
	#tells = false;
	/** Made for the first client that is closed. */
	#closings: MQTTClosings | undefined;
	/** Who gets the payload that is coming in. */
	#receiver: MQTTIndexOwner | undefined;

	constructor(link: Link) {
		this.#link = link;
		this.audit = new MQTTAudit(link, this);
		const { clients } = link.profile.mqtt;
		for (let index = 0; index < clients; index++) {
			this.#owners.push(undefined);
			this.#free.push(index);
		}
		link.scheduler.listen(STAT, this);
		link.scheduler.listen(RECEIVED, this);
		link.scheduler.listen(PING, this);
	}

	/** @returns the client index. @throws Error("busy") when all are taken */
	take(owner: MQTTIndexOwner): number {
		// One that cannot be closed yet will be by its next client.
		const index = this.#free.shift() ?? this.#closings?.leave() ?? -1;
		if (index < 0) throw new Error("busy");
		this.#owners[index] = owner;
		this.#missed &= ~(1 << index);
		return index;
	}

	marksOf(index: number): number {
		return this.#marks?.[index] ?? 0;
	}

	/** Remembers what a client has set in the module, or put back. */
	mark(index: number, mark: number, isSet: boolean): void {
		this.#marks ??= new Uint8Array(this.#owners.length);
		const marks = this.#marks[index] as number;
		this.#marks[index] = isSet ? marks | mark : marks & ~mark;
	}

	/**
	 * Gives an index back. Never throws.
	 * @param isOpen whether something of the client may be left in the module: then it is closed there first
	 */
	release(index: number, isOpen: boolean): void {
		this.#drop(index);
		// What is left in the module when the modem is closed, the next modem finds.
		if (isOpen && this.#link.status.state !== "closed") {
			this.#closings ??= new MQTTClosings(this.#link, this);
			this.#closings.close(index);
		} else this.#free.push(index);
	}

	/** The module has nothing of a client at `index` any more. */
	onClosed(index: number): void {
		this.#free.push(index);
	}

	onURC(line: Line): void {
		const owner = this.#owners[line.integer(0)];
		// Cut short by noise it says nothing: the connection need not be gone.
		if (line.name === STAT && owner !== undefined && line.count === 2 && line.isInteger(1))
			owner.onStat(line.integer(1));
		else if (line.name === PING)
			return; // only announces the +QMTSTAT that follows
		else if (line.name === RECEIVED && line.count === 2 && owner?.onStored(line.integer(1), true) === true) return;
		else if (line.name === RECEIVED && isInventory(line)) this.onInventory(line);
		else this.#link.counters.unknownLines = (this.#link.counters.unknownLines + 1) | 0;
	}

	// ---- audits

	get isKnown(): boolean {
		return this.#tells;
	}

	get isConnecting(): boolean {
		return this.#owners.some((owner) => owner?.isConnecting === true);
	}

	get hasStored(): boolean {
		return this.#owners.some((owner) => owner?.isConnected === true && owner.isStored);
	}

	onState(line: Line): void {
		const index = line.integer(0);
		if (index >= 0 && index < this.#owners.length && line.integer(1) === CONNECTED) this.#found |= 1 << index;
	}

	onStatesTold(): boolean {
		let isMissing = false;
		const { length } = this.#owners;
		const found = this.#found;
		this.#found = 0;
		for (let index = 0; index < length; index++) {
			const bit = 1 << index;
			const isFound = (found & bit) !== 0;
			const owner = this.#owners[index];
			if (owner?.isConnected !== true) continue;
			if (isFound) this.#tells = true;
			const wasMissed = (this.#missed & bit) !== 0;
			this.#missed &= ~bit;
			if (isFound || !this.#tells) continue;
			this.#missed |= bit;
			// Once may be a line that was lost.
			if (wasMissed) owner.onGone();
			else isMissing = true;
		}
		return isMissing;
	}

	onInventory(line: Line): void {
		const owner = this.#owners[line.integer(0)];
		if (owner === undefined) return;
		for (let at = 1; at < line.count; at++) {
			if (line.integer(at) === 1) owner.onStored(at - 1, false);
			else owner.onEmpty(at - 1);
		}
	}

	onHeader(line: Line, length: number): void {
		const message = messageOf(line);
		this.#receiver = message < 0 ? undefined : this.#owners[message >> 1];
		if (this.#receiver === undefined) this.#link.counters.drops = (this.#link.counters.drops + 1) | 0;
		else this.#receiver.onMessage(line, message & 1, length);
	}

	onPayload(ring: Ring, start: number, end: number): void {
		const { counters } = this.#link;
		counters.payloadBytes = (counters.payloadBytes + end - start) | 0;
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
