import { decode } from "xs-quectel/text";

/** Longest head of a response, bytes: status line and header fields. */
const LONGEST = 1024;
const LF = 10;

/** What a response says before its body. */
export interface ResponseHead {
	readonly status: number;
	/** By their names in small letters. */
	readonly fields: ReadonlyMap<string, string>;
	/** Bytes of the body. */
	readonly length: number;
}

export interface ResponseOwner {
	onHead(head: ResponseHead): void;
	/** A part of the body, as it comes. */
	onBody(bytes: Uint8Array): void;
	/** The body is whole. */
	onEnd(): void;
}

/** Reads responses of HTTP/1.1 that tell how long they are, one after the other, from bytes in any cut (RFC 9112). */
export class HTTPReader {
	readonly #owner: ResponseOwner;
	readonly #head = new Uint8Array(LONGEST);
	/** Bytes of the head so far. */
	#length = 0;
	/** Bytes of the body to come; -1: in the head. */
	#left = -1;

	constructor(owner: ResponseOwner) {
		this.#owner = owner;
	}

	/** @throws Error for what is no such response */
	take(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.#left < 0) at = this.#takeHead(bytes, at);
			else {
				const part = bytes.subarray(at, at + this.#left);
				this.#left -= part.length;
				at += part.length;
				this.#owner.onBody(part);
				this.#endIfWhole();
			}
		}
	}

	/** @returns where the next byte is */
	#takeHead(bytes: Uint8Array, start: number): number {
		for (let at = start; at < bytes.length; at++) {
			if (this.#length === LONGEST) throw new Error("HTTP: the head is too long");
			this.#head[this.#length++] = bytes[at] as number;
			// An empty line: CR LF CR LF.
			if (bytes[at] !== LF || this.#head[this.#length - 3] !== LF) continue;
			const head = headOf(decode(this.#head, 0, this.#length));
			this.#length = 0;
			this.#left = head.length;
			this.#owner.onHead(head);
			this.#endIfWhole();
			return at + 1;
		}
		return bytes.length;
	}

	#endIfWhole(): void {
		if (this.#left !== 0) return;
		this.#left = -1;
		this.#owner.onEnd();
	}
}

function headOf(text: string): ResponseHead {
	const [first = "", ...lines] = text.split("\r\n");
	const status = /^HTTP\/1\.1 (\d\d\d)(?: |$)/.exec(first)?.[1];
	if (status === undefined) throw new Error("HTTP: no status line of HTTP/1.1");
	const fields = new Map<string, string>();
	for (const line of lines) {
		const colon = line.indexOf(":");
		if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
	}
	const length = fields.get("content-length") ?? "";
	if (!/^\d{1,9}$/.test(length)) throw new Error("HTTP: a response without its length");
	return { status: Number(status), fields, length: Number(length) };
}
