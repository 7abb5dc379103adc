/**
 * The ECMA-419 (4th edition) shapes that the modules rely on, compiled against and nothing more.
 * Hosts provide classes of these shapes; the modules never import one.
 */

/** What ECMA-419, clause 5 calls a Byte Buffer. */
export type ByteBuffer = ArrayBuffer | ArrayBufferView;

/** A Serial instance (clause 10), data format `"buffer"`. */
export interface Serial {
	/**
	 * Fills `buffer` with what has arrived, at most its length, and returns the count; `undefined` when nothing is there.
	 * Portable callers pass a view no longer than the count of the last `onReadable`: some hosts throw on a longer one.
	 */
	read(buffer: Uint8Array): number | undefined;
	/** Sends all of `buffer` or throws. At most the count of the last `onWritable`. */
	write(buffer: Uint8Array): unknown;
	/** Changes line states; absent where the host has no such lines. */
	set?(options: { dataTerminalReady?: boolean; requestToSend?: boolean; break?: boolean }): void;
	close(): void;
}

/** Constructor options of Serial (clause 10); hosts add pins and ports of their own. */
export interface SerialOptions {
	baud: number;
	flowControl?: "hardware" | "none";
	format?: "buffer" | "number";
	target?: unknown;
	onReadable?(this: Serial, bytes: number): void;
	onWritable?(this: Serial, bytes: number): void;
	onError?(this: Serial, error?: unknown): void;
}

/** A Serial class together with its options, as ECMA-419 hands IO to a provider (clauses 11 and 12). */
export interface SerialSpecifier extends Omit<SerialOptions, "onReadable" | "onWritable" | "onError" | "target"> {
	io: new (options: SerialOptions) => Serial;
	[option: string]: unknown;
}

/** A Digital output instance (clause 10): 1 is active. */
export interface DigitalOutput {
	write(value: number): void;
	close(): void;
}

/** A Digital input instance (clause 10). */
export interface DigitalInput {
	read(): number;
	close(): void;
}

/** A Digital class together with its options. `mode` is set by the user of the pin, from the class's own constants. */
export interface DigitalSpecifier<Instance = DigitalOutput> {
	io: {
		new (options: { pin: unknown; mode: number; initialValue?: number; activeLow?: boolean }): Instance;
		readonly Input?: number;
		readonly Output?: number;
	};
	pin: unknown;
	[option: string]: unknown;
}
