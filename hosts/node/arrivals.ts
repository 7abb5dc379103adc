/** Bytes that have come in pieces and that nobody has read yet. */
export class Arrivals {
	/** How many. */
	count = 0;
	readonly #pieces: Uint8Array[] = [];

	/** @param bytes kept as they are: not to be changed any more */
	push(bytes: Uint8Array): void {
		this.#pieces.push(bytes);
		this.count += bytes.length;
	}

	/** Fills `buffer` from its start. @returns how many bytes; undefined: there are none (ECMA-419, clause 10) */
	read(buffer: Uint8Array): number | undefined {
		let at = 0;
		while (at < buffer.length) {
			const first = this.#pieces[0];
			if (first === undefined) break;
			const part = first.subarray(0, buffer.length - at);
			buffer.set(part, at);
			at += part.length;
			if (part.length === first.length) this.#pieces.shift();
			else this.#pieces[0] = first.subarray(part.length);
		}
		this.count -= at;
		return at === 0 ? undefined : at;
	}
}
