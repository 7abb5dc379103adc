/** Those who wait for the same moment, in the order in which they came. Allocates only when more wait than ever before. */
export class Waiters<Waiter extends object> {
	/** How many wait. */
	count = 0;
	/** Made for the first one. */
	#waiters: (Waiter | undefined)[] | undefined;

	/** Adds one, unless it waits already. */
	add(waiter: Waiter): void {
		this.#waiters ??= [];
		if (this.indexOf(waiter) === this.count) this.#waiters[this.count++] = waiter;
	}

	/** Forgets one; nothing happens if it does not wait. */
	remove(waiter: Waiter): void {
		const at = this.indexOf(waiter);
		if (at < this.count) this.take(at);
	}

	/** The one that has waited longest, which waits no more. */
	shift(): Waiter | undefined {
		return this.count === 0 ? undefined : this.take(0);
	}

	/** Forgets all. */
	clear(): void {
		this.count = 0;
		this.#waiters = undefined;
	}

	private indexOf(waiter: Waiter): number {
		let at = 0;
		while (at < this.count && this.#waiters?.[at] !== waiter) at++;
		return at;
	}

	private take(at: number): Waiter | undefined {
		const waiters = this.#waiters as (Waiter | undefined)[];
		const waiter = waiters[at];
		this.count--;
		for (; at < this.count; at++) waiters[at] = waiters[at + 1];
		waiters[at] = undefined;
		return waiter;
	}
}
