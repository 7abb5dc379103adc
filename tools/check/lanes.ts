/** So many things are done at a time, whoever wants them done; who came first is served first. */
export class Lanes {
	#free: number;
	readonly #waiting: (() => void)[] = [];

	constructor(count: number) {
		this.#free = count;
	}

	/** Does `work` once there is a lane for it. */
	async take<Result>(work: () => Promise<Result>): Promise<Result> {
		if (this.#free > 0) this.#free--;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#free++;
			else next();
		}
	}

	/**
	 * Does `work` for each of `items`, begun in their order.
	 * @returns what came of each, in the order of the items
	 */
	each<Item, Result>(items: readonly Item[], work: (item: Item, at: number) => Promise<Result>): Promise<Result[]> {
		return Promise.all(items.map((item, at) => this.take(() => work(item, at))));
	}
}
