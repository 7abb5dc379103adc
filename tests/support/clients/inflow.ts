/** Bytes that a socket has given, taken from the front as they make sense. */
export class Inflow {
	#bytes = new Uint8Array(4096);
	#start = 0;
	#end = 0;

	get length(): number {
		return this.#end - this.#start;
	}

	put(data: ArrayBuffer): void {
		const { length } = this;
		if (length + data.byteLength > this.#bytes.length) throw new RangeError("more than it holds");
		this.#bytes.copyWithin(0, this.#start, this.#end);
		this.#start = 0;
		this.#bytes.set(new Uint8Array(data), length);
		this.#end = length + data.byteLength;
	}

	/** Byte `at` from the front. */
	at(at: number): number {
		return this.#bytes[this.#start + at] as number;
	}

	take(count: number): Uint8Array {
		const taken = this.#bytes.slice(this.#start, this.#start + count);
		this.#start += count;
		return taken;
	}

	/** A line up to CR LF, which is taken too; undefined while it is not whole. */
	line(): string | undefined {
		for (let at = 1; at < this.length; at++) {
			if (this.at(at) !== 10 || this.at(at - 1) !== 13) continue;
			const line = String.fromCharCode(...this.take(at - 1));
			this.take(2);
			return line;
		}
		return undefined;
	}
}

/** FNV-1a, continued over more bytes. */
export function hash(bytes: Uint8Array, from = 0x811c9dc5): number {
	let sum = from;
	for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
	return sum;
}

/** Bytes of ASCII text. */
export function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What the clients here need of a TCP class (ECMA-419, clause 10), TLS included. */
export interface SocketClass {
	new (
		options: never,
	): { read(): unknown; write(data: Uint8Array, options?: { more?: boolean }): number; close(): void };
}

/** Sends what is given to it as the socket has room. */
export class Outflow {
	readonly #socket: { write(data: Uint8Array, options?: { more?: boolean }): number };
	readonly #waiting: Uint8Array[] = [];
	#room = 0;

	constructor(socket: { write(data: Uint8Array, options?: { more?: boolean }): number }) {
		this.#socket = socket;
	}

	send(data: Uint8Array): void {
		this.#waiting.push(data);
		this.pump(this.#room);
	}

	pump(room: number): void {
		this.#room = room;
		for (let first = this.#waiting[0]; first !== undefined && this.#room > 0; first = this.#waiting[0]) {
			const piece = first.subarray(0, this.#room);
			if (piece.length === first.length) this.#waiting.shift();
			else this.#waiting[0] = first.subarray(piece.length);
			this.#room = this.#socket.write(piece, { more: this.#waiting.length > 0 });
		}
	}
}
