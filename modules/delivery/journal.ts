import type { DirectoryInstance, FileInstance } from "../io.js";
import type { Message } from "./message.js";
import { addOf, BARE, Chapter, HEAD, isWhole, Kind, lengthOf, recordOf, sizeOfAll } from "./record.js";
import type { OutboxStore } from "./store.js";

/** Options of {@link Journal}. */
export interface JournalOptions {
	/** Where its two files are. */
	directory: DirectoryInstance;
	/** Path of the files, without the ending `.0` or `.1`; default `outbox`. */
	path?: string;
	/** Longest file, bytes, 1024 or more; default 65536. Twice as much is used while one is written anew. */
	bytes?: number;
}

/**
 * Keeps an outbox in two files of the host, in turn: records are put behind one another, and when a file is full, what is
 * still wanted goes into the other. A record counts when its checksum is right, and a new file when it says that it is
 * complete, so the power may fail at every byte.
 */
export class Journal implements OutboxStore {
	/** Bytes that could not be read when it was loaded: see {@link OutboxStore.unread}. */
	unread = 0;
	readonly #files: FileInstance[] = [];
	readonly #limit: number;
	#chapter = new Chapter();
	#current = 0;
	#end = 0;

	/** @throws TypeError, RangeError for bad options; whatever the directory throws */
	constructor({ directory, path = "outbox", bytes = 65536 }: JournalOptions) {
		if (typeof directory?.openFile !== "function") throw new TypeError("directory: not a Directory");
		if (!Number.isInteger(bytes) || bytes < 1024) throw new RangeError("bytes: 1024 or more");
		this.#limit = bytes;
		for (const ending of [".0", ".1"]) this.#files.push(open(directory, path + ending));
	}

	load(take: (message: Message) => void): number {
		this.unread = 0;
		const generations = this.#files.map((file) => {
			const { chapter, size } = read(file);
			if (!chapter.isComplete) this.unread += size;
			return chapter.isComplete ? chapter.generation : 0;
		});
		this.#current = (generations[1] as number) > (generations[0] as number) ? 1 : 0;
		if (generations[this.#current] === 0) {
			this.#begin();
		} else {
			const { chapter, end, size } = read(this.#file);
			this.unread += size - end;
			this.#chapter = chapter;
			this.#end = end;
			// Half a record at the end would hide those that come behind it.
			this.#file.setSize(end);
		}
		const { kept, marked, nextTicket } = this.#chapter;
		for (const message of kept.values()) {
			message.mayBeThere = marked.has(message.ticket);
			take(message);
		}
		return nextTicket;
	}

	add(message: Message): void {
		const { ticket } = message;
		const { kept } = this.#chapter;
		this.#append(addOf(message), (kept.size + 1) * 2 * BARE);
		kept.set(ticket, message);
		this.#chapter.nextTicket = ticket + 1;
	}

	mark({ ticket }: Message): void {
		const { kept, marked } = this.#chapter;
		if (marked.has(ticket) || !kept.has(ticket)) return;
		this.#append(recordOf(Kind.mark, ticket), 0);
		marked.add(ticket);
	}

	remove({ ticket }: Message): void {
		const { kept, marked } = this.#chapter;
		if (!kept.has(ticket)) return;
		this.#append(recordOf(Kind.remove, ticket), 0);
		kept.delete(ticket);
		marked.delete(ticket);
	}

	close(): void {
		for (const file of this.#files.splice(0)) file.close();
	}

	get #file(): FileInstance {
		return this.#files[this.#current] as FileInstance;
	}

	/** @param reserve room for a mark and a removal of everything, which is never given to messages */
	#append(record: Uint8Array, reserve: number): void {
		const size = record.length + reserve;
		if (this.#end + size > this.#limit) {
			if (sizeOfAll(this.#chapter.kept.values()) + size > this.#limit) throw new Error("storage full");
			this.#begin();
		}
		const end = this.#end;
		try {
			this.#write(record);
			this.#file.flush();
		} catch (error) {
			this.#takeBack(end);
			throw error;
		}
	}

	/** What is written from `end` on, nobody was promised: after a restart it must not come back. */
	#takeBack(end: number): void {
		this.#end = end;
		try {
			this.#file.setSize(end);
		} catch {
			// It cannot be undone now: the next record is written over it. The failure itself is told.
		}
	}

	/** Goes on in the other file, with what is still wanted. The present one counts until the other is complete. */
	#begin(): void {
		const { kept, marked, generation, nextTicket } = this.#chapter;
		const before = this.#current;
		const end = this.#end;
		this.#current = 1 - before;
		try {
			this.#file.setSize(0);
			this.#end = 0;
			this.#write(recordOf(Kind.begin, generation + 1));
			for (const message of kept.values()) {
				this.#write(addOf(message));
				if (marked.has(message.ticket)) this.#write(recordOf(Kind.mark, message.ticket));
			}
			this.#file.flush();
			this.#write(recordOf(Kind.complete, nextTicket));
			this.#file.flush();
			this.#chapter.generation++;
		} catch (error) {
			this.#current = before;
			this.#end = end;
			throw error;
		}
	}

	#write(record: Uint8Array): void {
		this.#file.write(record, this.#end);
		this.#end += record.length;
	}
}

/** Reads the records of a file up to the first that is not whole. @returns what they say, where they end, and where the file does */
function read(file: FileInstance): { chapter: Chapter; end: number; size: number } {
	const { size } = file.status();
	const head = new Uint8Array(HEAD);
	const chapter = new Chapter();
	let end = 0;
	while (end + BARE <= size) {
		file.read(head, end);
		const length = lengthOf(head, 0);
		if (length > size - end) break;
		const record = new Uint8Array(length);
		file.read(record, end);
		if (!isWhole(record, 0, length) || !chapter.read(record, 0, length)) break;
		end += length;
	}
	return { chapter, end, size };
}

/** Opens a file for reading and writing without emptying it, and makes it when there is none. */
function open(directory: DirectoryInstance, path: string): FileInstance {
	try {
		return directory.openFile({ path, mode: "r+" });
	} catch {
		// Not there yet. If it is something else, this throws as well, and that is told.
		return directory.openFile({ path, mode: "w+" });
	}
}
