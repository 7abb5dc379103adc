/**
 * The bytes of a Byte Buffer (ECMA-419, clause 6), without copying.
 * @throws TypeError for anything else, among it views of numbers wider than a byte
 */
export function bytesIn(what: string, data: unknown): Uint8Array {
	if (data instanceof Uint8Array) return data;
	if (ArrayBuffer.isView(data)) {
		const { BYTES_PER_ELEMENT = 1 } = data as { BYTES_PER_ELEMENT?: number };
		if (BYTES_PER_ELEMENT === 1) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	} else if (data instanceof ArrayBuffer || isShared(data)) return new Uint8Array(data);
	throw new TypeError(`${what}: not a Byte Buffer`);
}

/** Not every engine has it. */
function isShared(data: unknown): data is ArrayBuffer {
	return typeof SharedArrayBuffer === "function" && data instanceof SharedArrayBuffer;
}
