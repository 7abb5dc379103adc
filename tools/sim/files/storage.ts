/** A place that keeps files, as a port: the flash of a module, or a folder of the machine that simulates it. Names have no prefix. */
export interface Storage {
	/** Bytes that it can hold. */
	readonly capacity: number;
	/** Everything in it, in order of names. */
	list(): readonly StoredFile[];
	/** What a file holds; undefined when there is none, or it cannot be read. The caller may keep it, and does not change it. */
	read(name: string): Uint8Array | undefined;
	/** Makes a file, or replaces it. False when that has failed; the file is then what it was. */
	write(name: string, bytes: Uint8Array): boolean;
	/** Deletes a file. False when that has failed. */
	remove(name: string): boolean;
}

export interface StoredFile {
	readonly name: string;
	readonly size: number;
}

/** Files in memory. */
export class MemoryStorage implements Storage {
	readonly capacity: number;
	readonly #files = new Map<string, Uint8Array>();

	/** @param capacity bytes */
	constructor(capacity: number) {
		this.capacity = capacity;
	}

	list(): readonly StoredFile[] {
		return [...this.#files]
			.map(([name, { length }]) => ({ name, size: length }))
			.sort((a, b) => (a.name < b.name ? -1 : 1));
	}

	read(name: string): Uint8Array | undefined {
		return this.#files.get(name);
	}

	write(name: string, bytes: Uint8Array): boolean {
		this.#files.set(name, bytes.slice());
		return true;
	}

	remove(name: string): boolean {
		return this.#files.delete(name);
	}
}
