import { CME, Refusal } from "../refusal.js";
import { MemoryStorage, type Storage } from "./storage.js";

/** Flash is given out in blocks of this size. */
const BLOCK = 4096;
/** Bytes, the prefix not counted. */
const NAME_LIMIT = 80;
/** Not published [I]. */
const RAM_CAPACITY = 512 * 1024;
const OPEN_LIMIT = 10;

/** A file's place: the storage it is in, by its prefix, and its name there. */
export interface FilePath {
	readonly prefix: "UFS" | "RAM";
	readonly name: string;
}

/** `<mode>` of AT+QFOPEN: 0 opens or makes, 1 makes or empties, 2 opens to be read only. */
export type OpenMode = 0 | 1 | 2;

interface OpenFile {
	readonly path: FilePath;
	readonly readOnly: boolean;
	position: number;
}

/**
 * The module's files: UFS, which is its flash and outlives power cuts, and RAM, which does not. A name that could leave the
 * storage (a path, `..`) is none.
 */
export class FileSystem {
	readonly #storages: Readonly<Record<FilePath["prefix"], Storage>>;
	readonly #open = new Map<number, OpenFile>();

	constructor(flash: Storage) {
		this.#storages = { UFS: flash, RAM: new MemoryStorage(RAM_CAPACITY) };
	}

	/** Reads `UFS:name`, `RAM:name` or `name`. @throws Refusal for what can be no file */
	path(text: string): FilePath {
		const { prefix, name } = split(text);
		if (!isName(name)) {
			throw new Refusal(CME.fileName);
		}
		return { prefix, name };
	}

	/** Files that a pattern with `*` is meant for: `*`, `UFS:*`, `RAM:*.pem`, or a name. */
	matching(pattern: string): { path: FilePath; size: number }[] {
		const { prefix, name } = split(pattern);
		return this.#storages[prefix]
			.list()
			.filter((file) => matches(file.name, name))
			.map((file) => ({ path: { prefix, name: file.name }, size: file.size }));
	}

	/** Bytes that are free, and all bytes. */
	space(prefix: FilePath["prefix"]): { free: number; total: number } {
		const storage = this.#storages[prefix];
		const used = storage.list().reduce((sum, { size }) => sum + blocks(size), 0);
		return { free: Math.max(0, storage.capacity - used), total: storage.capacity };
	}

	read({ prefix, name }: FilePath): Uint8Array | undefined {
		return this.#storages[prefix].read(name);
	}

	/** What `UFS:name`, `RAM:name` or `name` holds; undefined when it is no name or there is no such file. */
	find(text: string): Uint8Array | undefined {
		const { prefix, name } = split(text);
		return isName(name) ? this.read({ prefix, name }) : undefined;
	}

	/** Refuses what there is no room for. */
	requireSpace({ prefix, name }: FilePath, size: number): void {
		const before = this.#storages[prefix].read(name)?.length ?? 0;
		if (blocks(size) > this.space(prefix).free + blocks(before)) {
			throw new Refusal(CME.fileSpace);
		}
	}

	/** Makes or replaces a file. @throws Refusal */
	write(path: FilePath, bytes: Uint8Array): void {
		this.requireSpace(path, bytes.length);
		if (!this.#storages[path.prefix].write(path.name, bytes)) {
			throw new Refusal(CME.fileWrite);
		}
	}

	/** Deletes a file. @throws Refusal */
	remove(path: FilePath): void {
		if (this.read(path) === undefined) {
			throw new Refusal(CME.fileNotFound);
		}
		if (this.#isOpen(path) || !this.#storages[path.prefix].remove(path.name)) {
			throw new Refusal(CME.fileDelete);
		}
	}

	/** Opens a file and returns its handle. @throws Refusal */
	open(path: FilePath, mode: OpenMode): number {
		if (this.#isOpen(path)) {
			throw new Refusal(CME.fileOpenAlready);
		}
		if (this.#open.size === OPEN_LIMIT) {
			throw new Refusal(CME.filesOpen);
		}
		const exists = this.read(path) !== undefined;
		if (mode === 2 && !exists) {
			throw new Refusal(CME.fileNotFound);
		}
		if (mode === 1 || !exists) {
			this.write(path, new Uint8Array(0));
		}
		let handle = 1;
		while (this.#open.has(handle)) {
			handle++;
		}
		this.#open.set(handle, { path, readOnly: mode === 2, position: 0 });
		return handle;
	}

	close(handle: number): void {
		this.#file(handle);
		this.#open.delete(handle);
	}

	get handles(): readonly { handle: number; path: FilePath; mode: OpenMode }[] {
		return [...this.#open].map(([handle, { path, readOnly }]) => ({ handle, path, mode: readOnly ? 2 : 0 }));
	}

	position(handle: number): number {
		return this.#file(handle).position;
	}

	/** Moves to an offset from the beginning (0), the present position (1) or the end (2). */
	seek(handle: number, offset: number, from: number): void {
		const file = this.#file(handle);
		const size = this.#content(file).length;
		const position = [0, file.position, size][from]! + offset;
		if (position < 0 || position > size) {
			throw new Refusal(CME.fileParameter);
		}
		file.position = position;
	}

	/** Reads on from the present position; nothing is left at the end of the file. */
	readOn(handle: number, length: number): Uint8Array {
		const file = this.#file(handle);
		const part = this.#content(file).subarray(file.position, file.position + length);
		file.position += part.length;
		return part;
	}

	/** Refuses a handle that cannot be written, or where there is no room for that many bytes more. */
	requireWritable(handle: number, length: number): void {
		const file = this.#file(handle);
		if (file.readOnly) {
			throw new Refusal(CME.fileReadOnly);
		}
		this.requireSpace(file.path, Math.max(this.#content(file).length, file.position + length));
	}

	/** Writes on at the present position; returns the size of the file. */
	writeOn(handle: number, bytes: Uint8Array): number {
		this.requireWritable(handle, bytes.length);
		const file = this.#file(handle);
		const before = this.#content(file);
		const after = new Uint8Array(Math.max(before.length, file.position + bytes.length));
		after.set(before);
		after.set(bytes, file.position);
		this.write(file.path, after);
		file.position += bytes.length;
		return after.length;
	}

	/** Cuts a file off at the present position. */
	truncate(handle: number): void {
		this.requireWritable(handle, 0);
		const file = this.#file(handle);
		this.write(file.path, this.#content(file).slice(0, file.position));
	}

	#file(handle: number): OpenFile {
		const file = this.#open.get(handle);
		if (file === undefined) {
			throw new Refusal(CME.fileHandle);
		}
		return file;
	}

	#content({ path }: OpenFile): Uint8Array {
		const bytes = this.read(path);
		if (bytes === undefined) {
			throw new Refusal(CME.fileRead);
		}
		return bytes;
	}

	#isOpen({ prefix, name }: FilePath): boolean {
		return [...this.#open.values()].some(({ path }) => path.prefix === prefix && path.name === name);
	}
}

/** `UFS:name` as a file is shown. */
export function showPath({ prefix, name }: FilePath): string {
	return `${prefix}:${name}`;
}

function split(text: string): FilePath {
	const match = /^(UFS|RAM):/i.exec(text);
	return match === null
		? { prefix: "UFS", name: text }
		: { prefix: match[1]!.toUpperCase() as FilePath["prefix"], name: text.slice(4) };
}

function isName(name: string): boolean {
	return /^[^\0-\x1f"*?:\\/\x7f]+$/.test(name) && !name.includes("..") && name !== "." && name.length <= NAME_LIMIT;
}

function blocks(size: number): number {
	return Math.ceil(size / BLOCK) * BLOCK;
}

/** Whether a name is meant by a pattern, in which `*` stands for anything. Each character is looked at once for each `*` at most. */
function matches(name: string, pattern: string): boolean {
	const [first = "", ...others] = pattern.split("*");
	const last = others.pop();
	if (last === undefined) {
		return name === pattern;
	}
	if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) {
		return false;
	}
	let at = first.length;
	for (const part of others) {
		const found = name.indexOf(part, at);
		if (found < 0) {
			return false;
		}
		at = found + part.length;
	}
	return at <= name.length - last.length;
}
