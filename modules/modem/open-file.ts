/** A file that is to be read or written. It stays open over restarts of the module, which forget handles and keep files. */
export class OpenFile {
	readonly name: string;
	readonly mayRead: boolean;
	readonly mayWrite: boolean;
	/** Whether what is there is to be emptied, or made when nothing is: once. */
	isToBeEmptied: boolean;
	/** The module's number for it; -1: it is not open there. */
	handle = -1;
	/** Bytes in it; -1: not known. */
	size = -1;
	/** Where the module reads or writes next; -1: not known. */
	position = 0;

	/** @param mode "r" to read; "r+" to read and write, both of what is there; "w" to write and "w+" also to read, from empty */
	constructor(name: string, mode: "r" | "r+" | "w" | "w+") {
		this.name = name;
		this.mayRead = mode !== "w";
		this.mayWrite = mode !== "r";
		this.isToBeEmptied = mode === "w" || mode === "w+";
	}

	/** The module has forgotten it, or nobody knows what it makes of it. */
	lose(): void {
		this.handle = -1;
		this.size = -1;
		this.position = -1;
	}
}
