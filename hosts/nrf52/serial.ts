import type { SerialSpecifier } from "../../modules/io.js";

/**
 * The SDK's Serial for nRF52, with `read` as ECMA-419 (clause 10) has it: it returns the number of bytes. The SDK's
 * own returns the buffer it was given. Like the SDK's, it throws when the buffer is longer than what has arrived.
 */
export function countingSerial(Native: SerialSpecifier["io"]): SerialSpecifier["io"] {
	return class extends Native {
		override read(buffer: Uint8Array): number | undefined {
			return super.read(buffer) === undefined ? undefined : buffer.length;
		}
	};
}
