import { checkInteger } from "../at/quoting.js";
import type { ByteBuffer } from "../io.js";
import { FileOperation, type FileParameters } from "../modem/file-operation.js";
import type { FileSystem } from "../modem/file-system.js";
import type { OpenFile } from "../modem/open-file.js";
import { bytesIn } from "./byte-buffer.js";
import { FileStatus } from "./file-status.js";

/** Completion callback (ECMA-419, clause 8): `null` and what was asked for, or what went wrong, mostly a ModemError. */
export type FileCallback<Result = void> = (this: File, error: Error | null, result?: Result) => void;

/** Bytes of a file, at most: the module's numbers have nine digits. */
const LONGEST = 999999999;

/**
 * A file in the module's flash, as ECMA-419 (4th edition, clause 28) has it, but asynchronous (clause 8): between this file and its
 * bytes is a UART. Every method takes a completion callback as its last, optional argument and returns at once. Operations
 * are carried out in the order of their calls; what was called before `close` is done before it.
 *
 * Made by `openFile` of `new modem.Files({})`. It lives through restarts of the module, which keep files: what is under way
 * then fails with ModemError "reset", and what comes after it opens the file again.
 */
export class File {
	readonly #system: FileSystem;
	readonly #file: OpenFile;
	readonly #onError: (error: Error) => void;
	#isClosed = false;

	/**
	 * Not for scripts.
	 * @param onError hears of failures that no callback was given for
	 * @param onOpen hears whether the file could be opened
	 */
	constructor(
		system: FileSystem,
		file: OpenFile,
		onError: (error: Error) => void,
		onOpen: ((error: Error | null, file?: File) => void) | undefined,
	) {
		this.#system = system;
		this.#file = file;
		this.#onError = onError;
		const operation = new FileOperation("open", { file }, (error) => {
			if (onOpen === undefined) {
				if (error !== null) onError(error);
			} else if (error === null) onOpen(null, this);
			else onOpen(error);
		});
		system.ask(operation);
	}

	/**
	 * Reads from `offset` on.
	 * @param into how many bytes at most, or the buffer to fill, which has to stay as it is until the callback
	 * @param offset bytes from the beginning
	 * @param callback gets an ArrayBuffer, or for a buffer the count; undefined at the file's end
	 * @throws TypeError, RangeError; Error for a file that is only written; SyntaxError after `close`
	 */
	read(into: number | ByteBuffer, offset: number, callback?: FileCallback<ArrayBuffer | number>): void {
		this.#check(callback);
		if (!this.#file.mayRead) throw new Error("write only");
		if (typeof into === "number") checkInteger("count", into, 1, LONGEST);
		checkInteger("offset", offset, 0, LONGEST);
		const parameters = typeof into === "number" ? { count: into, offset } : { bytes: bytesIn("buffer", into), offset };
		this.#do("read", parameters, callback, ({ progress, bytes }) => {
			if (progress === 0) return undefined;
			return typeof into === "number" ? (bytes?.buffer as ArrayBuffer) : progress;
		});
	}

	/**
	 * Writes all of `data` at `offset`; what lies between the file's end and the offset becomes zeros. The data is what it was at
	 * the call. After a failure, any part of it may have been written.
	 * @throws TypeError, RangeError; Error for a file that is only read; SyntaxError after `close`
	 */
	write(data: ByteBuffer, offset: number, callback?: FileCallback): void {
		this.#check(callback);
		if (!this.#file.mayWrite) throw new Error("read only");
		const bytes = bytesIn("data", data).slice();
		checkInteger("offset", offset, 0, LONGEST - bytes.length);
		this.#do("write", { bytes, offset }, callback, () => undefined);
	}

	/** Tells the file's size. @throws SyntaxError after `close` */
	status(callback?: FileCallback<FileStatus>): void {
		this.#check(callback);
		this.#do("open", {}, callback, () => new FileStatus(this.#file.size));
	}

	/**
	 * Cuts off what is behind `size`, or puts zeros behind the end.
	 * @throws RangeError; Error for a file that is only read; SyntaxError after `close`
	 */
	setSize(size: number, callback?: FileCallback): void {
		this.#check(callback);
		if (!this.#file.mayWrite) throw new Error("read only");
		checkInteger("size", size, 0, LONGEST);
		this.#do("resize", { offset: size }, callback, () => undefined);
	}

	/** Calls back when all that was called before is done: nothing is kept in memory here. @throws SyntaxError after `close` */
	flush(callback?: FileCallback): void {
		this.#check(callback);
		this.#do("flush", {}, callback, () => undefined);
	}

	/** Closes once all that was called before is done. May be called twice: the second time nothing happens but the callback. */
	close(callback?: FileCallback): void {
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
		this.#isClosed = true;
		this.#do("close", {}, callback, () => undefined);
	}

	#check(callback: unknown): void {
		if (this.#isClosed) throw new SyntaxError("closed");
		if (callback !== undefined && typeof callback !== "function") throw new TypeError("callback: not a function");
	}

	#do<Result>(
		deed: FileOperation["deed"],
		parameters: FileParameters,
		callback: FileCallback<Result> | undefined,
		resultOf: (operation: FileOperation) => Result | undefined,
	): void {
		const operation = new FileOperation(deed, { ...parameters, file: this.#file }, (error, done) => {
			if (error === null) callback?.call(this, null, resultOf(done));
			else if (callback === undefined) this.#onError(error);
			else callback.call(this, error);
		});
		this.#system.ask(operation);
	}
}
