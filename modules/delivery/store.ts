import type { Clock } from "../clock.js";
import type { Message } from "./message.js";

/**
 * Where an outbox survives a restart of the host. Every method has done its work when it returns, or throws and has changed
 * nothing.
 */
export interface OutboxStore {
	/**
	 * Bytes of what was kept that could not be read when it was loaded: a record that a power failure has cut off, which nobody
	 * was promised, or a damaged one and all behind it, which were. What they were, nobody knows. Absent: the store cannot say.
	 */
	readonly unread?: number;
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

/** Who is told what a slow store has done. Never from inside a call of the owner's. */
export interface SlowStoreOwner {
	/**
	 * All that was kept, in the order of arrival; `mayBeThere` is set on what was marked. Called once, before all else.
	 * @param nextTicket above all that were ever kept
	 */
	onLoaded(messages: readonly Message[], nextTicket: number): void;
	onAdded(message: Message): void;
	onMarked(message: Message): void;
	onRemoved(message: Message): void;
	/** Something did not work, and is tried again. */
	onStoreError(error: Error): void;
}

/**
 * The same for storage that takes its time. What is asked for is done later, in order and all of it, however often it has
 * to be tried; the owner is told of each thing when it is safe.
 */
export interface SlowOutboxStore {
	readonly isSlow: true;
	/** As in {@link OutboxStore}. */
	readonly unread?: number;
	/** Called once, first. What is asked for before it has loaded waits. */
	begin(owner: SlowStoreOwner, clock: Clock): void;
	/** @throws Error when there is no room */
	add(message: Message): void;
	mark(message: Message): void;
	remove(message: Message): void;
	/** Does what was asked for if it can; nobody is told any more. */
	close(): void;
}
