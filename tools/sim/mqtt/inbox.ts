import type { Message } from "./message.js";

/** The places in which a client keeps messages until AT+QMTRECV fetches them (note 3.2.9). */
export class Inbox {
	readonly #places: (Message | undefined)[];

	constructor(places: number) {
		this.#places = new Array(places).fill(undefined);
	}

	/** Puts a message into the first free place and returns its number; undefined when all are taken. */
	put(message: Message): number | undefined {
		const place = this.#places.indexOf(undefined);
		if (place < 0) {
			return undefined;
		}
		this.#places[place] = message;
		return place;
	}

	/** Takes the message of a place out; undefined when there is none. */
	take(place: number): Message | undefined {
		const message = this.#places[place];
		this.#places[place] = undefined;
		return message;
	}

	/** For each place whether a message is in it. */
	get taken(): boolean[] {
		return this.#places.map((message) => message !== undefined);
	}

	clear(): void {
		this.#places.fill(undefined);
	}
}
