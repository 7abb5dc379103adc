import type { Alarm, Clock } from "../clock.js";
import type { SlowDirectoryInstance, SlowFileInstance } from "../io.js";
import { Message } from "./message.js";
import { addOf, BARE, Chapter, HEAD, isWhole, Kind, lengthOf, recordOf, sizeOf, sizeOfAll } from "./record.js";
import type { SlowOutboxStore, SlowStoreOwner } from "./store.js";

/** Options of {@link SlowJournal}. */
export interface SlowJournalOptions {
	/** Where its two files are: `new modem.Files({})`. */
	directory: SlowDirectoryInstance;
	/** Name of the files, without the ending `.0` or `.1`; default `outbox`. */
	path?: string;
	/** Longest file, bytes, 1024 or more; default 32768. Twice as much is used while one is written anew. */
	bytes?: number;
}

/** Bytes read at once. */
const PIECE = 512;
/** Bytes written at once, more or less: other commands of the module wait as long as that takes. */
const BATCH = 1024;
/** Between two attempts, ms: the first, and the longest. */
const PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/** One thing that was asked for. */
interface Deed {
	readonly message: Message;
	readonly kind: number;
}

/** What a file says, where its last whole record ends, and where it does. */
interface Found {
	readonly chapter: Chapter;
	readonly end: number;
	readonly size: number;
}

/**
 * Keeps an outbox in two files behind an asynchronous directory, such as the module's own flash, in turn: records are put
 * behind one another, as many at once as wait, and when a file is full, what is still wanted goes into the other. A record
 * counts when its checksum is right, and a new file when it says that it is complete, so host and module may lose their
 * supply at every byte. What fails is tried again.
 *
 * The files are those of `Journal`: either can read what the other has written.
 */
export class SlowJournal implements SlowOutboxStore {
	/** Bytes that could not be read when it was loaded: see {@link OutboxStore.unread}. */
	unread = 0;
	readonly #directory: SlowDirectoryInstance;
	readonly #path: string;
	readonly #limit: number;
	#owner: SlowStoreOwner | undefined;
	#alarm: Alarm | undefined;
	readonly #files: (SlowFileInstance | undefined)[] = [undefined, undefined];
	/** What is wanted, those things included that are not written yet. */
	#chapter = new Chapter();
	#current = 0;
	/** Behind the last record that is safe; -1: not loaded. */
	#end = -1;
	#deeds: Deed[] = [];
	#isBusy = false;
	/** What is done next of something that takes several steps. */
	#then: (() => void) | undefined;
	#pause = PAUSE;
	#isClosed = false;

	/** @throws TypeError, RangeError for bad options */
	constructor({ directory, path = "outbox", bytes = 32768 }: SlowJournalOptions) {
		if (typeof directory?.openFile !== "function") throw new TypeError("directory: not a Directory");
		if (!Number.isInteger(bytes) || bytes < 1024) throw new RangeError("bytes: 1024 or more");
		this.#directory = directory;
		this.#path = path;
		this.#limit = bytes;
	}

	get isSlow(): true {
		return true;
	}

	begin(owner: SlowStoreOwner, clock: Clock): void {
		this.#owner = owner;
		this.#alarm = clock.alarm(() => this.#work());
		this.#alarm.set(0);
	}

	add(message: Message): void {
		const { kept } = this.#chapter;
		if (sizeOfAll(kept.values()) + sizeOf(message) + 2 * BARE > this.#limit) throw new Error("storage full");
		kept.set(message.ticket, message);
		this.#chapter.nextTicket = Math.max(this.#chapter.nextTicket, message.ticket + 1);
		this.#do(Kind.add, message);
	}

	mark(message: Message): void {
		const { kept, marked } = this.#chapter;
		if (marked.has(message.ticket) || !kept.has(message.ticket)) return;
		marked.add(message.ticket);
		this.#do(Kind.mark, message);
	}

	remove(message: Message): void {
		const { kept, marked } = this.#chapter;
		if (!kept.delete(message.ticket)) return;
		marked.delete(message.ticket);
		this.#do(Kind.remove, message);
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#owner = undefined;
		this.#alarm?.close();
		const then = this.#then;
		this.#then = undefined;
		if (then !== undefined) then();
		else if (!this.#isBusy) this.#drain();
	}

	/** Closed, writes what still waits, and then gives the files back. */
	#drain(): void {
		if (this.#end >= 0 && this.#deeds.length > 0) this.#append();
		else for (const file of this.#files.splice(0)) file?.close();
	}

	#do(kind: number, message: Message): void {
		this.#deeds.push({ kind, message });
		// From the clock, so that all that is asked for in one go is written in one go.
		if (!this.#isBusy && !this.#isClosed) this.#alarm?.set(0);
	}

	#work(): void {
		const then = this.#then;
		this.#then = undefined;
		if (then !== undefined) {
			then();
			return;
		}
		if (this.#isBusy || this.#isClosed) return;
		if (this.#end < 0) this.#load();
		else if (this.#deeds.length > 0) this.#append();
	}

	/** One step of something is done. @returns whether to go on with it */
	#isFine(error: Error | null): boolean {
		if (error === null) return true;
		this.#isBusy = false;
		if (this.#isClosed) {
			// It cannot be told any more, and is not tried for ever.
			this.#deeds = [];
			this.#drain();
			return false;
		}
		this.#alarm?.set(this.#pause);
		this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
		this.#owner?.onStoreError(error);
		return false;
	}

	#finish(): void {
		this.#isBusy = false;
		this.#pause = PAUSE;
		if (this.#isClosed) this.#drain();
		else if (this.#deeds.length > 0) this.#alarm?.set(0);
	}

	// ---- loading

	#load(): void {
		this.#isBusy = true;
		this.#open(0, () => this.#soon(() => this.#open(1, () => this.#soon(() => this.#readBoth()))));
	}

	/** Goes on from the clock: callbacks of a directory come from deep down, and a board's stack is small. */
	#soon(then: () => void): void {
		if (this.#isClosed) {
			then();
			return;
		}
		this.#then = then;
		this.#alarm?.set(0);
	}

	/** Opens a file for reading and writing without emptying it, and makes it when there is none. */
	#open(at: number, then: () => void): void {
		if (this.#files[at] !== undefined) {
			then();
			return;
		}
		const path = `${this.#path}.${at}`;
		const keep = (file: SlowFileInstance) => {
			this.#files[at] = file;
			then();
		};
		const file = this.#directory.openFile({ path, mode: "r+" }, (error) => {
			if (error === null) {
				keep(file);
				return;
			}
			file.close();
			// Not there yet, or it is something else, which shows now.
			this.#directory.status(path, (failure, status) => {
				if (!this.#isFine(failure)) return;
				if (status?.size !== undefined) {
					this.#isFine(error);
					return;
				}
				const made = this.#directory.openFile({ path, mode: "w+" }, (refusal) => {
					if (this.#isFine(refusal)) keep(made);
					else made.close();
				});
			});
		});
	}

	#readBoth(): void {
		this.#read(0, (first) =>
			this.#read(1, (second) => {
				this.unread = 0;
				const generations = [first, second].map(({ chapter, size }) => {
					if (!chapter.isComplete) this.unread += size;
					return chapter.isComplete ? chapter.generation : 0;
				});
				this.#current = (generations[1] as number) > (generations[0] as number) ? 1 : 0;
				const { chapter, end, size } = this.#current === 0 ? first : second;
				if (generations[this.#current] === 0) {
					// Nothing that counts: the first file that does is begun.
					this.#take(new Chapter());
					this.#rewrite();
				} else {
					this.unread += size - end;
					this.#cut(chapter, end);
				}
			}),
		);
	}

	/** Half a record at the end goes: what is written over it may be shorter. */
	#cut(chapter: Chapter, end: number): void {
		(this.#files[this.#current] as SlowFileInstance).setSize(end, (error) => {
			if (!this.#isFine(error)) return;
			this.#soon(() => {
				this.#end = end;
				this.#take(chapter);
				this.#finish();
			});
		});
	}

	/** What was kept, and behind it what was asked for meanwhile. */
	#take(found: Chapter): void {
		const { kept, marked } = this.#chapter;
		found.nextTicket = Math.max(found.nextTicket, this.#chapter.nextTicket);
		const messages = [...found.kept.values()].map((it) => this.#renewed(it, found));
		for (const [ticket, message] of kept) found.kept.set(ticket, message);
		for (const ticket of marked) found.marked.add(ticket);
		this.#chapter = found;
		this.#owner?.onLoaded(messages, found.nextTicket);
	}

	/**
	 * What was kept, as it goes on. Where the host's random numbers are the same at each start, its ticket may have been given to
	 * another message meanwhile: then it gets a new one, before that other message is written over it.
	 */
	#renewed(old: Message, found: Chapter): Message {
		const { ticket, topic, QoS, retain, priority, data } = old;
		const isMarked = found.marked.has(ticket);
		old.mayBeThere = isMarked;
		if (!this.#deeds.some((deed) => deed.message.ticket === ticket)) return old;
		const message = new Message(found.nextTicket++, topic, QoS, retain, priority, data);
		message.mayBeThere = isMarked;
		found.kept.delete(ticket);
		found.kept.set(message.ticket, message);
		found.marked.delete(ticket);
		if (isMarked) {
			found.marked.add(message.ticket);
			this.#deeds.unshift({ kind: Kind.mark, message });
		}
		this.#deeds.unshift({ kind: Kind.add, message });
		return message;
	}

	/** Reads the records of a file up to the first that is not whole, and counts what is behind it. */
	#read(at: number, then: (found: Found) => void): void {
		const file = this.#files[at] as SlowFileInstance;
		const chapter = new Chapter();
		let end = 0;
		let held = new Uint8Array(0);
		/** Where the file ends, once a record was found that is none. */
		let size = -1;
		const next = () =>
			file.read(PIECE, size < 0 ? end + held.length : size, (error, piece) => {
				if (!this.#isFine(error)) return;
				const got = piece instanceof ArrayBuffer ? new Uint8Array(piece) : new Uint8Array(0);
				if (size < 0) {
					const bytes = new Uint8Array(held.length + got.length);
					bytes.set(held);
					bytes.set(got, held.length);
					const { from, isOver } = this.#readRecords(chapter, bytes);
					end += from;
					held = bytes.slice(from);
					if (isOver) size = end + held.length;
				} else size += got.length;
				if (got.length > 0) this.#soon(next);
				else then({ chapter, end, size: size < 0 ? end + held.length : size });
			});
		next();
	}

	/** @returns where the first record begins that is not there whole yet, and whether it can never be */
	#readRecords(chapter: Chapter, bytes: Uint8Array): { from: number; isOver: boolean } {
		let from = 0;
		while (bytes.length - from >= HEAD) {
			const length = lengthOf(bytes, from);
			// No record is longer than a file: what says so is none.
			if (length > this.#limit) return { from, isOver: true };
			if (bytes.length - from < length) break;
			if (!isWhole(bytes, from, length) || !chapter.read(bytes, from, length)) return { from, isOver: true };
			from += length;
		}
		return { from, isOver: false };
	}

	// ---- writing

	/** Writes what waits, as much as makes sense at once. Nothing of it counts before all of it does. */
	#append(): void {
		const records: Uint8Array[] = [];
		let size = 0;
		let count = 0;
		while (count < this.#deeds.length && size < BATCH) {
			const { kind, message } = this.#deeds[count++] as Deed;
			const record = kind === Kind.add ? addOf(message) : recordOf(kind, message.ticket);
			records.push(record);
			size += record.length;
		}
		if (count === 0) return;
		if (this.#end + size > this.#limit) {
			this.#rewrite();
			return;
		}
		this.#isBusy = true;
		(this.#files[this.#current] as SlowFileInstance).write(joined(records, size), this.#end, (error) => {
			// Any part of it may be there: the same goes to the same place again.
			if (!this.#isFine(error)) return;
			this.#soon(() => {
				this.#end += size;
				this.#tell(count);
				this.#finish();
			});
		});
	}

	/** Goes on in the other file, with what is still wanted. The present one counts until the other is complete. */
	#rewrite(): void {
		this.#isBusy = true;
		const { kept, marked, generation, nextTicket } = this.#chapter;
		// All that waits is in it.
		const count = this.#deeds.length;
		const other = 1 - this.#current;
		const file = this.#files[other] as SlowFileInstance;
		const records: Uint8Array[] = [recordOf(Kind.begin, generation + 1)];
		for (const message of kept.values()) {
			records.push(addOf(message));
			if (marked.has(message.ticket)) records.push(recordOf(Kind.mark, message.ticket));
		}
		let end = 0;
		const next = (error: Error | null): void => {
			if (!this.#isFine(error)) return;
			const batch: Uint8Array[] = [];
			let size = 0;
			while (records.length > 0 && size < BATCH) {
				const record = records.shift() as Uint8Array;
				batch.push(record);
				size += record.length;
			}
			const at = end;
			end += size;
			if (size > 0) file.write(joined(batch, size), at, (failure) => this.#soon(() => next(failure)));
			else {
				const seal = recordOf(Kind.complete, nextTicket);
				file.write(seal, at, (failure) => {
					if (!this.#isFine(failure)) return;
					this.#soon(() => {
						this.#current = other;
						this.#end = at + seal.length;
						this.#chapter.generation = generation + 1;
						this.#tell(count);
						this.#finish();
					});
				});
			}
		};
		file.setSize(0, next);
	}

	/** The first `count` things that were asked for are safe. */
	#tell(count: number): void {
		for (const { kind, message } of this.#deeds.splice(0, count)) {
			if (kind === Kind.add) this.#owner?.onAdded(message);
			else if (kind === Kind.mark) this.#owner?.onMarked(message);
			else this.#owner?.onRemoved(message);
		}
	}
}

function joined(records: readonly Uint8Array[], size: number): Uint8Array {
	const all = new Uint8Array(size);
	let at = 0;
	for (const record of records) {
		all.set(record, at);
		at += record.length;
	}
	return all;
}
