import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { Line } from "../at/line.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import { ModemError } from "../errors.js";
import type { Link } from "../modem/link.js";
import type { Store } from "../uart/store.js";
import { mqtt } from "./mqtt-kinds.js";
import type { PublishResult } from "./mqtt-options.js";

/** Where a publish stands. */
const Place = Object.freeze({
	free: 0,
	/** Its payload is being written in fragments. */
	collecting: 1,
	/** Complete, waiting for its turn. */
	waiting: 2,
	/** Given to the scheduler; its payload is still in the store. */
	submitted: 3,
	/** The module has taken it; its result is awaited. */
	taken: 4,
} as const);

/** One place of the window: a publish from `write` to its result. */
class Outgoing {
	state: number = Place.free;
	order = 0;
	id = 0;
	QoS = 0;
	retain = false;
	topic = "";
	from = 0;
	length = 0;
	command: Command | undefined;
	/** As the result line said: 0 done, 2 failed; -1: none yet. */
	result = -1;
}

export interface PublisherOwner {
	/** A publish ended. */
	onPublished(id: number, QoS: number, result: PublishResult, error: ModemError | undefined): void;
	/** The module sent a packet once more. */
	onRetransmission(id: number, count: number): void;
	/** There is more room than the application was last told of. Also called after the end, if it was so just before. */
	onRoom(): void;
}

/** The transmit store and the window of one MQTT client: takes publishes, and tells truthfully what became of each. */
export class MQTTPublisher implements CommandOwner, RecordWaiter {
	readonly #link: Link;
	readonly #index: number;
	readonly #owner: PublisherOwner;
	readonly #store: Store;
	/** Bytes of the transmit store: of one message, and of all that the module has not taken. */
	readonly capacity: number;
	/** The window; a place is made when that many are in use for the first time. */
	readonly #window: number;
	readonly #places: Outgoing[] = [];
	readonly #resultLimit: number;
	#order = 0;
	/** Behind the last byte collected. Bytes are used from front to back, and anew when all are gone. */
	#end = 0;
	#collecting: Outgoing | undefined;
	#collected = 0;
	/** The room that the application was last told of. */
	#told = 0;
	/** Made once: tells if there still is more. */
	readonly #offer = () => {
		if (!this.isCollecting && this.writable > this.#told) this.#owner.onRoom();
	};

	/**
	 * @param store one that can be sent from; the first `capacity` bytes of it are the publisher's
	 * @param resultLimit from `OK` to the last result, ms: all packet time-outs and retries
	 */
	constructor(link: Link, index: number, store: Store, capacity: number, resultLimit: number, owner: PublisherOwner) {
		this.#link = link;
		this.#index = index;
		this.#owner = owner;
		this.#resultLimit = resultLimit;
		this.#store = store;
		this.capacity = capacity;
		this.#window = link.profile.mqtt.window;
	}

	/** Bytes of payload that may be written now. */
	get writable(): number {
		const collecting = this.#collecting;
		if (collecting !== undefined) return collecting.length - this.#collected;
		return this.#hasPlace ? this.capacity - this.#end : 0;
	}

	/** The same, and from now on known to the application: it hears of it again when there is more. */
	tell(): number {
		this.#told = this.writable;
		return this.#told;
	}

	/** Whether a message has been begun and needs more fragments. */
	get isCollecting(): boolean {
		return this.#collecting !== undefined;
	}

	/** Whether `id` belongs to a publish under way. */
	has(id: number): boolean {
		const places = this.#places;
		const { length } = places;
		for (let at = 0; at < length; at++) {
			const place = places[at] as Outgoing;
			if (place.state !== Place.free && place.id === id) return true;
		}
		return false;
	}

	/** Begins a message of `length` bytes. @throws Error("would block") when there is no room for all of it */
	begin(topic: string, length: number, QoS: number, retain: boolean, id: number): void {
		if (!this.#hasPlace || this.capacity - this.#end < length) throw new Error("would block");
		const place = this.#freePlace() ?? this.#addPlace();
		place.state = Place.collecting;
		place.order = this.#order = (this.#order + 1) | 0;
		place.topic = topic;
		place.length = length;
		place.QoS = QoS;
		place.retain = retain;
		place.id = id;
		place.result = -1;
		place.from = this.#end;
		this.#end += length;
		this.#collecting = place;
		this.#collected = 0;
	}

	/** Adds a fragment; the last one sends the message on its way. @throws RangeError more than was announced */
	append(data: Uint8Array): void {
		const place = this.#collecting;
		if (place === undefined) throw new Error("bad state");
		if (this.#collected + data.length > place.length) throw new RangeError(`data: over ${place.length} bytes`);
		this.#store.bytes.set(data, place.from + this.#collected);
		this.#collected += data.length;
		if (this.#collected < place.length) return;
		this.#collecting = undefined;
		place.state = Place.waiting;
		this.#pump();
	}

	/** Ends everything under way: truthfully unknown where the module has it all, failed where it has not. */
	end(error: ModemError): void {
		this.#collecting = undefined;
		this.#link.scheduler.stopWaiting(this);
		for (;;) {
			let place: Outgoing | undefined;
			for (const it of this.#places) {
				if (it.state !== Place.free && (place === undefined || ((it.order - place.order) | 0) < 0)) place = it;
			}
			if (place === undefined) return;
			const { command } = place;
			// What was sent goes on to its end: its prompt may come, and its payload is published then.
			const isOut = command === undefined ? place.state === Place.taken : !this.#link.scheduler.abandon(command);
			try {
				this.#settle(place, isOut ? "unknown" : "failed", error, false);
			} catch (mistake) {
				// The application's; the others are told all the same.
				this.end(error);
				throw mistake;
			}
		}
	}

	/** Hears no more of anything; nobody is told. */
	close(): void {
		this.#link.scheduler.stopWaiting(this);
		for (const place of this.#places) if (place.command !== undefined) this.#link.scheduler.abandon(place.command);
	}

	compose(command: Command, writer: ParamWriter): void {
		const place = this.#places[command.tag] as Outgoing;
		writer.begin(mqtt.publish.name);
		writer.integer(this.#index);
		writer.integer(place.QoS === 0 ? 0 : place.id);
		writer.integer(place.QoS);
		writer.integer(place.retain ? 1 : 0);
		writer.string(place.topic);
		writer.integer(place.length);
	}

	onResult(command: Command, line: Line): boolean {
		const place = this.#places[command.tag] as Outgoing;
		const result = line.integer(2);
		if (result === 1) {
			this.#link.counters.retransmissions = (this.#link.counters.retransmissions + 1) | 0;
			this.#owner.onRetransmission(place.id, line.integer(3));
			return false;
		}
		if (result !== 0 && result !== 2) return false;
		place.result = result;
		return true;
	}

	onDone(command: Command, outcome: number, code: number): void {
		const place = this.#places[command.tag] as Outgoing;
		if (place.command !== command) return;
		place.command = undefined;
		const { name } = mqtt.publish;
		if (outcome === Outcome.ok && place.result === 0) this.#settle(place, "published", undefined, true);
		else if (outcome === Outcome.ok) {
			// Not acknowledged after all retries. The broker may have it all the same, unless nothing was ever sent.
			this.#settle(place, place.QoS === 0 ? "failed" : "unknown", new ModemError("mqtt", 2, name, true), true);
		} else if (outcome === Outcome.error) {
			this.#settle(place, "failed", new ModemError(code === 0 ? "final" : "CME", code, name, true), true);
		} else if (outcome === Outcome.refused) {
			this.#settle(place, "failed", new ModemError("framing", 0, name, false), true);
		} else {
			const source = outcome === Outcome.reset ? "reset" : "timeout";
			this.#settle(place, command.isOut ? "unknown" : "failed", new ModemError(source, 0, name, true), true);
		}
	}

	onRecordFree(): void {
		this.#pump();
	}

	/** The module has taken the payload of a publish: its bytes are free. Called for each command whose `OK` has come. */
	onTaken(command: Command): void {
		const place = this.#places[command.tag] as Outgoing;
		if (place.command !== command || place.state !== Place.submitted) return;
		place.state = Place.taken;
		this.#compact();
		this.offer();
	}

	get #hasPlace(): boolean {
		return this.#places.length < this.#window || this.#freePlace() !== undefined;
	}

	#addPlace(): Outgoing {
		const place = new Outgoing();
		this.#places.push(place);
		return place;
	}

	#freePlace(): Outgoing | undefined {
		const places = this.#places;
		const { length } = places;
		for (let at = 0; at < length; at++) if (places[at]?.state === Place.free) return places[at];
		return undefined;
	}

	#settle(place: Outgoing, result: PublishResult, error: ModemError | undefined, goesOn: boolean): void {
		const { id, QoS } = place;
		place.state = Place.free;
		place.topic = "";
		place.command = undefined;
		this.#compact();
		try {
			this.#owner.onPublished(id, QoS, result, error);
		} finally {
			if (goesOn) {
				this.#pump();
				this.offer();
			}
		}
	}

	#compact(): void {
		const places = this.#places;
		const { length } = places;
		for (let at = 0; at < length; at++) {
			const { state } = places[at] as Outgoing;
			if (state !== Place.free && state !== Place.taken) return;
		}
		this.#end = 0;
	}

	/** Tells soon that there is room, though a write from `onControl` may have told of it already: nobody goes by that alone. */
	greet(): void {
		this.#told = 0;
		this.offer();
	}

	/** Tells soon if there is more room than the application knows of. */
	offer(): void {
		if (!this.isCollecting && this.writable > this.#told) this.#link.later(this.#offer);
	}

	/** Hands complete messages to the scheduler, in order. Publishes of QoS 0 share id 0: one at a time. */
	#pump(): void {
		for (;;) {
			let next: Outgoing | undefined;
			let isZeroOut = false;
			let tag = 0;
			for (let i = 0; i < this.#places.length; i++) {
				const it = this.#places[i] as Outgoing;
				if (it.state >= Place.submitted && it.QoS === 0) isZeroOut = true;
				if (it.state !== Place.waiting || (next !== undefined && ((it.order - next.order) | 0) > 0)) continue;
				next = it;
				tag = i;
			}
			if (next === undefined || (next.QoS === 0 && isZeroOut)) return;
			const { scheduler } = this.#link;
			if (scheduler.free <= 0) {
				scheduler.waitForRecord(this);
				return;
			}
			const command = scheduler.submit(mqtt.publish, this, tag, this.#index, next.QoS === 0 ? 0 : next.id);
			command.payload = this.#store;
			command.payloadFrom = next.from;
			command.payloadLength = next.length;
			command.resultLimit = this.#resultLimit;
			next.command = command;
			next.state = Place.submitted;
			scheduler.start();
		}
	}
}
