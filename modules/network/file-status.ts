/** What `status` tells of a file, or of one that there is not (ECMA-419, clause 28). */
export class FileStatus {
	/** Bytes; absent when there is no such file. */
	declare readonly size?: number;
	/** Always 0: the module's files have none. */
	readonly mode: number = 0;

	/** @param size -1: there is no such file */
	constructor(size: number) {
		if (size >= 0) this.size = size;
	}

	isFile(): boolean {
		return this.size !== undefined;
	}

	isDirectory(): boolean {
		return false;
	}

	isSymbolicLink(): boolean {
		return false;
	}
}
