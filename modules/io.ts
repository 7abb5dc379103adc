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
	/**
	 * Bytes that were lost on the way in since it was opened, in 32 bits that wrap: it grows by 1 or more with each loss. Not of
	 * the standard, which has no way to tell; absent where the host does not know.
	 */
	readonly overruns?: number;
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

/** An MQTT client instance (clause 25), as far as the delivery relies on it. */
export interface MQTTClientInstance {
	read(byteLength: number): ArrayBuffer | number | undefined;
	/** @returns bytes that may be written now */
	write(data: ByteBuffer | undefined, options?: MQTTWriteOptions): number;
	close(): void;
}

/** Second argument of `write` (clause 25). */
export interface MQTTWriteOptions {
	operation?: number;
	id?: number;
	topic?: string;
	QoS?: number;
	retain?: boolean;
	duplicate?: boolean;
	byteLength?: number;
	items?: readonly { topic: string; QoS?: number }[];
}

/** What comes with `onReadable` (clause 25): the first three with the first fragment only. */
export interface MQTTMessageOptions {
	topic?: string;
	QoS?: number;
	byteLength?: number;
	more: boolean;
}

/** What comes with `onControl` (clause 25); `returnCode` with CONNACK, `payload` with SUBACK. */
export interface MQTTControlMessage {
	operation: number;
	id?: number;
	returnCode?: number;
	payload?: readonly number[];
}

/** Callbacks of an MQTT client (clause 25). None is called from inside a call of the client's user. */
export interface MQTTClientCallbacks {
	onReadable(count: number, options: MQTTMessageOptions): void;
	onWritable(count: number): void;
	onControl(opcode: number, message: MQTTControlMessage): void;
	onError(error?: Error): void;
}

/** An MQTT client class (clause 25). */
export interface MQTTClientClass {
	new (options: never): MQTTClientInstance;
	readonly CONNACK: number;
	readonly PUBACK: number;
	readonly PUBCOMP: number;
	readonly SUBSCRIBE: number;
	readonly SUBACK: number;
	readonly UNSUBSCRIBE: number;
	/** Whether its instances call `quectel.onResult` for every PUBLISH; see `xs-quectel/network/mqtt`. Not of the standard. */
	readonly tellsResults?: boolean;
}

/** An MQTT client class together with its options. */
export interface MQTTClientSpecifier {
	io: MQTTClientClass;
	[option: string]: unknown;
}

/** A File instance (clause 28). Offsets and sizes are bytes. */
export interface FileInstance {
	/** Fills `buffer` from `offset` on. @returns how many bytes there were */
	read(buffer: Uint8Array, offset: number): number | undefined;
	write(buffer: Uint8Array, offset: number): unknown;
	status(): { size: number };
	setSize(size: number): void;
	/** What was written is on the storage when it returns. */
	flush(): void;
	close(): void;
}

/** A Directory instance (clause 28). */
export interface DirectoryInstance {
	openFile(options: { path: string; mode?: "r" | "r+" | "w" | "w+" }): FileInstance;
}

/** Completion callback (clause 8): `null` and what was asked for, or what went wrong. Never called from inside the call. */
export type Completion<Result = void> = (error: Error | null, result?: Result) => void;

/** A File instance whose methods return at once and call back when they are done, in the order of the calls. */
export interface SlowFileInstance {
	/** Up to `count` bytes from `offset` on; undefined at the end. */
	read(count: number, offset: number, callback: Completion<ArrayBuffer | number>): void;
	/** What was written is on the storage when it calls back. After a failure any part of it may be. */
	write(buffer: Uint8Array, offset: number, callback: Completion): void;
	setSize(size: number, callback: Completion): void;
	/** Once all that was called before is done. */
	close(): void;
}

/** A Directory instance of that kind. */
export interface SlowDirectoryInstance {
	/** @returns the file at once: what is done with it waits until it is open */
	openFile(options: { path: string; mode?: "r" | "r+" | "w" | "w+" }, callback: Completion<unknown>): SlowFileInstance;
	/** `size` is absent when there is no such file. */
	status(path: string, callback: Completion<{ readonly size?: number }>): void;
}
