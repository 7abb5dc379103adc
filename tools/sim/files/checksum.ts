/**
 * The checksum of the file commands: the XOR of the data as 16-bit words, the first byte of a word the high one; an odd last
 * byte is a high one too. Checked against what real modules said of two well-known certificates.
 */
export class Checksum {
	#value = 0;
	#odd = false;

	push(bytes: Uint8Array): this {
		for (const byte of bytes) {
			this.#value ^= this.#odd ? byte : byte << 8;
			this.#odd = !this.#odd;
		}
		return this;
	}

	/** Hex, lower case, without leading zeros. */
	get text(): string {
		return this.#value.toString(16);
	}
}
