import { FileOperation } from "../modem/file-operation.js";
import { FileSystem } from "../modem/file-system.js";
import { checkFileName } from "../modem/files.js";
import type { Link } from "../modem/link.js";
import { OpenFile } from "../modem/open-file.js";
import { File } from "./file.js";
import { FileStatus } from "./file-status.js";

/** Constructor options. */
export interface FilesOptions {
	target?: unknown;
	/** A failure of an operation that no completion callback was given for. Absent: nobody is told. */
	onError?(this: Files, error: Error): void;
}

/** Completion callback (ECMA-419, clause 8): `null` and what was asked for, or what went wrong, mostly a ModemError. */
export type FilesCallback<Result = void> = (this: Files, error: Error | null, result?: Result) => void;

/** What `openFile` opens. */
export interface OpenFileOptions {
	/** A name of 1 to 80 bytes: there are no folders. */
	path: string;
	/** "r" to read, "r+" to read and write what is there; "w" to write, "w+" to read and write, both from empty. Default "r". */
	mode?: "r" | "r+" | "w" | "w+";
}

/** Bytes of the module's flash. */
export interface Space {
	readonly free: number;
	readonly total: number;
}

const modes: readonly unknown[] = Object.freeze(["r", "r+", "w", "w+"]);

/**
 * The module's flash (UFS) as the Directory of ECMA-419 (4th edition, clause 28), but asynchronous (clause 8): every method takes a
 * completion callback as its last, optional argument and returns at once. What cannot be is told in
 * `tests/conformance/files/clause-28.md`.
 *
 * Constructed by scripts as `new modem.Files(options)`. Operations wait for the modem and are carried out in their order. What is
 * under way when the module restarts fails with ModemError "reset"; all files are still there afterwards.
 */
export class Files {
	/** The script's own; from the option of the same name. */
	target: unknown;
	readonly #system: FileSystem;
	readonly #onError: FilesOptions["onError"];
	#isClosed = false;

	/**
	 * @param link the modem; given by the provider, which publishes a subclass bound to itself
	 * @throws TypeError for bad options
	 */
	constructor(options: FilesOptions, link: Link) {
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { onError, target } = options;
		if (onError !== undefined && typeof onError !== "function") throw new TypeError("onError: not a function");
		this.#system = link.part(FileSystem);
		this.#onError = onError;
		this.target = target;
	}

	/**
	 * Opens a file.
	 * @param callback gets the file when it is open, which is returned at once, too: what is done with it waits for that
	 * @throws TypeError, RangeError for bad options; SyntaxError after `close`; Error("busy") when 32 operations wait
	 */
	openFile(options: OpenFileOptions, callback?: FilesCallback<File>): File {
		this.#check(callback);
		if (typeof options !== "object" || options === null) throw new TypeError("options: not an object");
		const { path, mode = "r" } = options;
		checkFileName("path", path);
		if (!modes.includes(mode)) throw new RangeError('mode: "r", "r+", "w" or "w+"');
		return new File(this.#system, new OpenFile(path, mode), (error) => this.#tell(error), callback?.bind(this));
	}

	/** Deletes a file. @param callback gets whether there was one */
	delete(path: string, callback?: FilesCallback<boolean>): void {
		this.#check(callback);
		checkFileName("path", path);
		this.#do(
			new FileOperation(
				"remove",
				{ name: path },
				this.#done(callback, ({ wasThere }) => wasThere),
			),
		);
	}

	/** Tells what there is under a name. @param callback gets a status; without `size` when there is nothing */
	status(path: string, callback?: FilesCallback<FileStatus>): void {
		this.#check(callback);
		checkFileName("path", path);
		this.#do(
			new FileOperation(
				"status",
				{ name: path },
				this.#done(callback, ({ size }) => new FileStatus(size)),
			),
		);
	}

	/** Lists the names of all files. @param callback gets them as an array: the module tells them all at once */
	scan(callback?: FilesCallback<string[]>): void {
		this.#check(callback);
		this.#do(
			new FileOperation(
				"list",
				{},
				this.#done(callback, ({ names }) => names),
			),
		);
	}

	/** Tells how many bytes are free, and how many there are; the module gives them out in blocks. Not of the standard. */
	space(callback?: FilesCallback<Space>): void {
		this.#check(callback);
		const result = ({ size, total }: FileOperation): Space => ({ free: size, total });
		this.#do(new FileOperation("space", {}, this.#done(callback, result)));
	}

	/** Closes once all that was called before is done. Files that are open stay so. May be called twice. */
	close(callback?: FilesCallback): void {
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
		this.#isClosed = true;
		this.#do(
			new FileOperation(
				"close",
				{},
				this.#done(callback, () => undefined),
			),
		);
	}

	#check(callback: unknown): void {
		if (this.#isClosed) throw new SyntaxError("closed");
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
	}

	#done<Result>(
		callback: FilesCallback<Result> | undefined,
		resultOf: (operation: FileOperation) => Result | undefined,
	): (error: Error | null, operation: FileOperation) => void {
		return (error, operation) => {
			if (error === null) callback?.call(this, null, resultOf(operation));
			else if (callback === undefined) this.#tell(error);
			else callback.call(this, error);
		};
	}

	#do(operation: FileOperation): void {
		this.#system.ask(operation);
	}

	#tell(error: Error): void {
		this.#onError?.call(this, error);
	}
}
