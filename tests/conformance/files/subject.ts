/** Files and directories under test, as ECMA-419, clause 28 shapes them but asynchronous, with what lets a suite see the storage. */
export interface FilesSubject {
	readonly Files: FilesClass;
	/** Options with which the directory is made; fresh each time. */
	options(): Record<string, unknown>;
	/** Lets everything happen that is due now. */
	settle(): void;
	/** What a file holds, as characters up to U+00FF; undefined: there is no such file. */
	content(name: string): string | undefined;
	/** Makes a file. */
	put(name: string, content: string): void;
}

/** Instances, as a suite uses them; arguments are wrong on purpose now and then. */
export interface Directory {
	openFile(options: unknown, callback?: unknown): FileInstance;
	delete(path: unknown, callback?: unknown): unknown;
	status(path: unknown, callback?: unknown): unknown;
	scan(callback?: unknown): unknown;
	space(callback?: unknown): unknown;
	close(callback?: unknown): unknown;
	target?: unknown;
}

export interface FileInstance {
	read(into: unknown, offset: unknown, callback?: unknown): unknown;
	write(data: unknown, offset: unknown, callback?: unknown): unknown;
	status(callback?: unknown): unknown;
	setSize(size: unknown, callback?: unknown): unknown;
	flush(callback?: unknown): unknown;
	close(callback?: unknown): unknown;
}

export type FilesClass = new (options?: unknown) => Directory;

/** Makes a subject that nobody has used. */
export type MakeSubject = () => FilesSubject;

/** Calls an asynchronous method with a completion callback, and lets it complete. @returns its result. @throws its error */
export function done<Result = unknown>(
	subject: FilesSubject,
	instance: object,
	method: string,
	...parameters: unknown[]
): Result {
	const calls: unknown[][] = [];
	let isInside = true;
	const callback = function (this: unknown, ...results: unknown[]) {
		if (isInside) throw new Error(`${method}: called back inside the call`);
		if (this !== instance) throw new Error(`${method}: called back with another this`);
		calls.push(results);
	};
	(instance as Record<string, (...all: unknown[]) => unknown>)[method]?.(...parameters, callback);
	isInside = false;
	subject.settle();
	if (calls.length !== 1) throw new Error(`${method}: called back ${calls.length} times`);
	const [error, result] = calls[0] as unknown[];
	if (error instanceof Error) throw error;
	if (error !== null) throw new Error(`${method}: error ${String(error)}`);
	return result as Result;
}

/** Characters up to U+00FF. */
export function textOf(data: unknown): string {
	const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array);
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return text;
}
