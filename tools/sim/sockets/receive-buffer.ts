import type { Endpoint } from "../network.js";

/** Bytes that have come, as a byte string; `from` where that is told. */
export interface Received {
	readonly bytes: string;
	readonly from?: Endpoint | undefined;
}

/** What has come for a connection, and nobody has fetched yet. */
export class ReceiveBuffer {
	/** Bytes in all, since the connection was opened. */
	total = 0;
	/** Whether the host knows that something is here: it is told once, until it has fetched everything. */
	told = false;
	readonly #parts: Received[] = [];
	#length = 0;

	/** Bytes that are here. */
	get length(): number {
		return this.#length;
	}

	put(part: Received): void {
		this.#parts.push(part);
		this.#length += part.bytes.length;
		this.total += part.bytes.length;
	}

	/** Fetches up to `most` bytes; with `whole` never more than one part, as the boundaries of datagrams count. */
	take(most: number, whole: boolean): Received {
		const from = this.#parts[0]?.from;
		let bytes = "";
		while (bytes.length < most && this.#parts[0] !== undefined) {
			const first = this.#parts[0];
			const piece = first.bytes.slice(0, most - bytes.length);
			bytes += piece;
			if (piece.length === first.bytes.length) {
				this.#parts.shift();
			} else {
				this.#parts[0] = { ...first, bytes: first.bytes.slice(piece.length) };
			}
			if (whole) {
				break;
			}
		}
		this.#length -= bytes.length;
		if (this.#length === 0) {
			this.told = false;
		}
		return { bytes, from };
	}
}
