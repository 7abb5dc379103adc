import { type Command, type CommandOwner, Outcome } from "../at/command.js";
import type { ParamWriter } from "../at/param-writer.js";
import type { RecordWaiter } from "../at/scheduler.js";
import type { Link } from "../modem/link.js";
import { mqtt } from "./mqtt-kinds.js";

export interface InboxOwner {
	/** Whether a message can be taken in now: connected, and the one before it was read. */
	readonly hasRoom: boolean;
	/** All places are taken: what comes now, the module loses without a word. */
	onFull(): void;
	/** A message is gone that was never seen. */
	onVanished(): void;
	/** Something was swallowed on the wire, and with it perhaps what tells of other messages. */
	onSwallowed(): void;
}

/**
 * Fetches the messages that the module has stored for one client (MQTT Application Note 3.2.9), in the order in which it
 * told of them: one at a time, and only when there is room, so that nothing comes in unasked.
 */
export class MQTTInbox implements CommandOwner, RecordWaiter {
	readonly #link: Link;
	readonly #index: number;
	readonly #owner: InboxOwner;
	/** Storage indices with a message in them, the oldest in front. */
	readonly #places: Uint8Array;
	#count = 0;
	#command: Command | undefined;
	/** The place that is being emptied, and whether its message has begun to come. */
	#fetched = 0;
	#hasBegun = false;
	/** Places, as bits, that were to be emptied, and nobody knows whether they were: no answer came. */
	#doubtful = 0;

	constructor(link: Link, index: number, owner: InboxOwner) {
		this.#link = link;
		this.#index = index;
		this.#owner = owner;
		this.#places = new Uint8Array(link.profile.mqtt.stored);
	}

	/**
	 * The module says that there is a message at `place`.
	 * @param isNew whether it has just come; otherwise it may have been there all the time
	 * @returns whether there is such a place
	 */
	add(place: number, isNew: boolean): boolean {
		const places = this.#places;
		if (!(place >= 0 && place < places.length)) return false;
		this.#settle(place, isNew);
		let at = 0;
		while (at < this.#count && places[at] !== place) at++;
		if (at === this.#count) {
			places[this.#count++] = place;
			const isFull = this.#count + (this.#command === undefined ? 0 : 1) >= places.length;
			this.pull();
			if (isFull) this.#owner.onFull();
		} else this.pull();
		return true;
	}

	/** The module says that there is none. */
	empty(place: number): void {
		this.#settle(place, true);
	}

	/** A message has begun to come. */
	begin(): void {
		this.#hasBegun = true;
	}

	/** Knows now what became of the message that was at `place`. */
	#settle(place: number, isGone: boolean): void {
		const bit = 1 << place;
		if ((this.#doubtful & bit) === 0) return;
		this.#doubtful &= ~bit;
		if (isGone) this.#owner.onVanished();
	}

	/** Asks for the oldest message, if there is one, there is room, and none is on its way. */
	pull(): void {
		if (this.#count === 0 || this.#command !== undefined || !this.#owner.hasRoom) return;
		const { scheduler } = this.#link;
		if (scheduler.free <= 0) {
			scheduler.waitForRecord(this);
			return;
		}
		this.#command = scheduler.submit(mqtt.receive, this, 0, this.#index);
		scheduler.start();
	}

	/** Forgets everything; nothing is fetched any more. */
	close(): void {
		const { scheduler } = this.#link;
		scheduler.stopWaiting(this);
		if (this.#command !== undefined) scheduler.abandon(this.#command);
		this.#command = undefined;
		this.#count = 0;
		this.#doubtful = 0;
	}

	compose(_command: Command, writer: ParamWriter): void {
		const places = this.#places;
		const place = places[0] as number;
		// Forgotten now: from here on the module may tell of another message at the same place.
		this.#count--;
		places.copyWithin(0, 1);
		this.#fetched = place;
		this.#hasBegun = false;
		writer.begin(mqtt.receive.name);
		writer.integer(this.#index);
		writer.integer(place);
	}

	/** Whatever the outcome was: what is still there, the module tells when it is asked for its inventory. */
	onDone(command: Command, outcome: number): void {
		if (command !== this.#command) return;
		this.#command = undefined;
		if (outcome === Outcome.timeout) {
			if (!this.#hasBegun) this.#doubtful |= 1 << this.#fetched;
			this.#owner.onSwallowed();
		}
		this.pull();
	}

	onRecordFree(): void {
		this.pull();
	}
}
