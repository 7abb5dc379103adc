import type { Serial, SerialOptions, SerialSpecifier } from "../../modules/io.js";

/** Bytes that the SDK's Serial for Zephyr is built to hold here; see `defines` in the manifest. */
export const RX_BUFSIZE = 2048;

/** What the SDK's Serial calls `onError` with: its own instance, which goes on, and a number that says what was lost. */
type NativeOptions = Omit<SerialOptions, "onError"> & { onError(this: { overruns: number }): void };

/**
 * The SDK's Serial for Zephyr, with its losses counted. It calls `onError` for a full buffer and for errors of the line, and goes
 * on: no user of ECMA-419 expects that, and would give it up.
 */
export function zephyrSerial(Native: SerialSpecifier["io"]): new (options: SerialOptions) => Serial {
	return class extends (Native as new (options: NativeOptions) => Serial) {
		/** See `overruns` of Serial in modules/io.ts: here the number of losses. */
		override overruns = 0;

		constructor(options: SerialOptions) {
			const { onError, ...rest } = options;
			super({
				...rest,
				onError() {
					this.overruns = (this.overruns + 1) | 0;
				},
			});
		}
	};
}
