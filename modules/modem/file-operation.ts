import type { ModemError } from "../errors.js";
import type { Inquiry } from "./inquiries.js";
import type { OpenFile } from "./open-file.js";

/** What can be done with the module's files. */
export type FileDeed =
	| "list"
	| "space"
	| "status"
	| "remove"
	| "open"
	| "read"
	| "write"
	| "resize"
	/** Nothing, in its turn. */
	| "flush"
	| "close";

/** Parameters of a {@link FileOperation}, as far as it has them. */
export interface FileParameters {
	readonly name?: string;
	readonly file?: OpenFile;
	/** Where to read or write; the new size. */
	readonly offset?: number;
	/** What is to be written; what is read into. */
	readonly bytes?: Uint8Array;
	/** Without them, how many are to be read at most. */
	readonly count?: number;
}

/** Something that is to be done with the module's files; what came of it is in it when its owner is told. */
export class FileOperation implements Inquiry {
	readonly deed: FileDeed;
	readonly name: string;
	readonly file: OpenFile | undefined;
	readonly offset: number;
	/** Of a read with a count: made when it is known how many there are. */
	bytes: Uint8Array | undefined;
	readonly count: number;
	readonly #onDone: (error: ModemError | null, operation: FileOperation) => void;
	/** Bytes that were read or written. */
	progress = 0;
	/** How often something was not answered, or not right. */
	failures = 0;
	/** Of "list". */
	readonly names: string[] = [];
	/** Of "status": the file's, -1 when there is none. Of "space": what is free. */
	size = -1;
	/** Of "space": all there is. */
	total = -1;
	/** Of "remove": whether there was such a file. */
	wasThere = false;

	/** @param onDone called once, from the wire or the clock */
	constructor(
		deed: FileDeed,
		{ name, file, offset = 0, bytes, count = 0 }: FileParameters,
		onDone: (error: ModemError | null, operation: FileOperation) => void,
	) {
		this.deed = deed;
		this.name = name ?? file?.name ?? "";
		this.file = file;
		this.offset = offset;
		this.bytes = bytes;
		this.count = count;
		this.#onDone = onDone;
	}

	onSucceeded(): void {
		this.#onDone(null, this);
	}

	onFailed(error: ModemError): void {
		this.#onDone(error, this);
	}
}
