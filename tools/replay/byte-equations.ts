/** What is known of unknown bytes: XORs of some of them. Numbers stand for the bytes, in any order. */
export class ByteEquations {
	/** By the byte that each tells, in the order in which they came; none holds one that an earlier equation tells. */
	readonly #rows = new Map<number, { readonly others: ReadonlySet<number>; readonly value: number }>();

	/** The XOR of all of `bytes` is `value`. What contradicts an earlier equation is not taken. */
	add(bytes: Iterable<number>, value: number): void {
		const all = new Set(bytes);
		let sum = value;
		for (const [told, row] of this.#rows) {
			if (!all.delete(told)) continue;
			sum ^= row.value;
			for (const one of row.others) if (!all.delete(one)) all.add(one);
		}
		const [told] = all;
		if (told === undefined) return;
		all.delete(told);
		this.#rows.set(told, { others: all, value: sum });
	}

	/** Values of bytes that fulfil all of it; those that nothing is known of are `usual`. */
	solve(usual: number): (byte: number) => number {
		const values = new Map<number, number>();
		const byteAt = (byte: number) => values.get(byte) ?? usual;
		// An equation may hold bytes that later ones tell.
		for (const [told, { others, value }] of [...this.#rows].reverse()) {
			let sum = value;
			for (const one of others) sum ^= byteAt(one);
			values.set(told, sum);
		}
		return byteAt;
	}
}
