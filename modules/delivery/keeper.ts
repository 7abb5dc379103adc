import type { Clock } from "../clock.js";
import type { Message } from "./message.js";
import type { OutboxStore, SlowOutboxStore } from "./store.js";

/** Who has messages kept. */
export interface KeeperOwner {
	/** Messages of before, in the order of arrival; within the constructor where the store is a fast one. */
	onLoaded(messages: readonly Message[]): void;
	/** A message survives a restart from now on. */
	onKept(message: Message): void;
	/** Something that was waited for is safe: more may be sent. */
	onProgress(): void;
	onStoreError(error: Error): void;
}

/** Tickets of one start of the host, where the store cannot say in time which were used before. */
const TICKETS = 0x100000;

/**
 * Keeps the messages of an outbox in whatever store there is: none, one that has done its work when it returns, or one that
 * takes its time. With the last, nothing goes to the client, and no end is told, before the store knows of it.
 */
export class Keeper {
	/** Above all tickets that were ever given. */
	nextTicket = 1;
	readonly #store: OutboxStore | undefined;
	readonly #slow: SlowOutboxStore | undefined;
	readonly #owner: KeeperOwner;
	/** Slow: tickets that the store holds, that it is to mark, and those that are marked. */
	readonly #held = new Set<number>();
	readonly #marking = new Set<number>();
	readonly #marked = new Set<number>();
	/** Slow: what is told once a message is forgotten. */
	readonly #ends = new Map<number, () => void>();

	/** @param epoch a number that is another one at each start, 0 to 2^31 - 1. @throws whatever a fast store does when it loads */
	constructor(store: OutboxStore | SlowOutboxStore | undefined, clock: Clock, epoch: () => number, owner: KeeperOwner) {
		this.#owner = owner;
		if (store === undefined) return;
		if (!("isSlow" in store)) {
			this.#store = store;
			const messages: Message[] = [];
			this.nextTicket = store.load((message) => messages.push(message));
			owner.onLoaded(messages);
			return;
		}
		this.#slow = store;
		this.nextTicket = epoch() * TICKETS + 1;
		store.begin(this, clock);
	}

	/** @throws whatever the store does: then it is not kept */
	add(message: Message): void {
		this.#slow?.add(message);
		if (this.#slow !== undefined) this.#held.add(message.ticket);
		if (this.#store === undefined) return;
		this.#store.add(message);
		this.#owner.onKept(message);
	}

	/** Whether a message may be given to the client. With a slow store it is asked for, and has to be safe first. */
	maySend({ ticket }: Message): boolean {
		return this.#slow === undefined || this.#marked.has(ticket);
	}

	/** These will be sent next: a slow store is asked to mark them, all at once. */
	prepare(messages: readonly Message[]): void {
		const slow = this.#slow;
		if (slow === undefined) return;
		for (const message of messages) {
			const { ticket } = message;
			if (!this.#held.has(ticket) || this.#marking.has(ticket)) continue;
			this.#marking.add(ticket);
			slow.mark(message);
		}
	}

	/** From now on the broker may have it. */
	mark(message: Message): void {
		this.#try(() => this.#store?.mark(message));
	}

	/** It has ended. @param tell is called once it is forgotten, or at once where nothing waits for that */
	remove(message: Message, tell: () => void): void {
		const { ticket } = message;
		if (this.#slow !== undefined && this.#held.delete(ticket)) {
			this.#marking.delete(ticket);
			this.#marked.delete(ticket);
			this.#ends.set(ticket, tell);
			this.#slow.remove(message);
			return;
		}
		this.#try(() => this.#store?.remove(message));
		tell();
	}

	close(): void {
		(this.#store ?? this.#slow)?.close();
	}

	// ---- SlowStoreOwner

	onLoaded(messages: readonly Message[], nextTicket: number): void {
		this.nextTicket = Math.max(this.nextTicket, nextTicket);
		for (const { ticket, mayBeThere } of messages) {
			this.#held.add(ticket);
			if (!mayBeThere) continue;
			this.#marking.add(ticket);
			this.#marked.add(ticket);
		}
		this.#owner.onLoaded(messages);
	}

	onAdded(message: Message): void {
		this.#owner.onKept(message);
	}

	onMarked({ ticket }: Message): void {
		// It may have ended meanwhile.
		if (!this.#marking.has(ticket)) return;
		this.#marked.add(ticket);
		this.#owner.onProgress();
	}

	onRemoved({ ticket }: Message): void {
		const tell = this.#ends.get(ticket);
		this.#ends.delete(ticket);
		tell?.();
	}

	onStoreError(error: Error): void {
		this.#owner.onStoreError(error);
	}

	/** Does what may fail with a fast store. The message goes on in memory; the owner is told. */
	#try(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#owner.onStoreError(error as Error);
		}
	}
}
