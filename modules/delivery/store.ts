import type { Message } from "./message.js";

/**
 * Where an outbox survives a restart of the host. Every method has done its work when it returns, or throws and has changed
 * nothing.
 */
export interface OutboxStore {
	/**
	 * Gives everything that was kept, in the order of arrival; `mayBeThere` is set on what was marked. Called once, first.
	 * @returns a ticket above all that were ever kept
	 */
	load(take: (message: Message) => void): number;
	/** @throws Error when there is no room */
	add(message: Message): void;
	/** From now on the broker may have it. */
	mark(message: Message): void;
	remove(message: Message): void;
	close(): void;
}
