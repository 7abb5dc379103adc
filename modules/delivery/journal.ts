import type { DirectoryInstance, FileInstance } from "../io.js";
import { byteLength, decode, encode } from "../text.js";
import { checksum } from "./checksum.js";
import { Message } from "./message.js";
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

/** What a record says. */
const Kind = Object.freeze({
	/** The first one of a file: its generation. */
	begin: 1,
	/** Everything that was kept from the file before is in this one; the next ticket. */
	complete: 2,
	add: 3,
	mark: 4,
	remove: 5,
} as const);

/** Kind (1 byte), length of the body (4), number (8: ticket or generation); then body and checksum. */
const HEAD = 13;
const CHECKSUM = 4;
/** In front of topic and payload: QoS, retain (1 byte each), priority (4), length of the topic (4). */
const BODY = 10;

/**
 * Keeps an outbox in two files of the host, in turn: records are put behind one another, and when a file is full, what is
 * still wanted goes into the other. A record counts when its checksum is right, and a new file when it says that it is
 * complete, so the power may fail at every byte.
 */
export class Journal implements OutboxStore {
	readonly #files: FileInstance[] = [];
	readonly #limit: number;
	/** Every message kept, by ticket. */
	readonly #kept = new Map<number, Message>();
	readonly #marked = new Set<number>();
	#current = 0;
	#generation = 0;
	#end = 0;
	#nextTicket = 1;

	/** @throws TypeError, RangeError for bad options; whatever the directory throws */
	constructor({ directory, path = "outbox", bytes = 65536 }: JournalOptions) {
		if (typeof directory?.openFile !== "function") throw new TypeError("directory: not a Directory");
		if (!Number.isInteger(bytes) || bytes < 1024) throw new RangeError("bytes: 1024 or more");
		this.#limit = bytes;
		for (const ending of [".0", ".1"]) this.#files.push(open(directory, path + ending));
	}

	load(take: (message: Message) => void): number {
		const generations = this.#files.map((file) => this.#read(file, undefined));
		this.#current = (generations[1] as number) > (generations[0] as number) ? 1 : 0;
		this.#generation = generations[this.#current] as number;
		if (this.#generation === 0) {
			this.#begin();
		} else {
			this.#read(this.#file, (kind, ticket, body) => this.#replay(kind, ticket, body));
			// Half a record at the end would hide those that come behind it.
			this.#file.setSize(this.#end);
		}
		for (const message of this.#kept.values()) {
			message.mayBeThere = this.#marked.has(message.ticket);
			take(message);
		}
		return this.#nextTicket;
	}

	add(message: Message): void {
		const { ticket } = message;
		this.#append(Kind.add, ticket, bodyOf(message));
		this.#kept.set(ticket, message);
		this.#nextTicket = ticket + 1;
	}

	mark({ ticket }: Message): void {
		if (this.#marked.has(ticket) || !this.#kept.has(ticket)) return;
		this.#append(Kind.mark, ticket, undefined);
		this.#marked.add(ticket);
	}

	remove({ ticket }: Message): void {
		if (!this.#kept.has(ticket)) return;
		this.#append(Kind.remove, ticket, undefined);
		this.#forget(ticket);
	}

	close(): void {
		for (const file of this.#files.splice(0)) file.close();
	}

	get #file(): FileInstance {
		return this.#files[this.#current] as FileInstance;
	}

	#forget(ticket: number): void {
		this.#kept.delete(ticket);
		this.#marked.delete(ticket);
	}

	#replay(kind: number, ticket: number, body: Uint8Array): void {
		if (kind === Kind.add) {
			this.#kept.set(ticket, messageOf(ticket, body));
			this.#nextTicket = ticket + 1;
		} else if (kind === Kind.mark) this.#marked.add(ticket);
		else if (kind === Kind.remove) this.#forget(ticket);
		else if (kind === Kind.complete) this.#nextTicket = ticket;
	}

	#append(kind: number, ticket: number, body: Uint8Array | undefined): void {
		const size = HEAD + (body?.length ?? 0) + CHECKSUM;
		// Room for a mark and a remove of everything is never given to messages.
		const reserve = kind === Kind.add ? (this.#kept.size + 1) * 2 * (HEAD + CHECKSUM) : 0;
		if (this.#end + size + reserve > this.#limit) {
			if (this.#sizeOfKept() + size + reserve > this.#limit) throw new Error("storage full");
			this.#begin();
		}
		this.#write(recordOf(kind, ticket, body));
		this.#file.flush();
	}

	#sizeOfKept(): number {
		let size = 2 * (HEAD + CHECKSUM);
		for (const { topic, data } of this.#kept.values()) {
			size += 2 * (HEAD + CHECKSUM) + BODY + byteLength(topic) + data.length;
		}
		return size;
	}

	/** Goes on in the other file, with what is still wanted. The present one counts until the other is complete. */
	#begin(): void {
		const before = this.#current;
		const end = this.#end;
		this.#current = 1 - before;
		try {
			this.#file.setSize(0);
			this.#end = 0;
			this.#write(recordOf(Kind.begin, this.#generation + 1, undefined));
			for (const message of this.#kept.values()) {
				this.#write(recordOf(Kind.add, message.ticket, bodyOf(message)));
				if (this.#marked.has(message.ticket)) this.#write(recordOf(Kind.mark, message.ticket, undefined));
			}
			this.#file.flush();
			this.#write(recordOf(Kind.complete, this.#nextTicket, undefined));
			this.#file.flush();
			this.#generation++;
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

	/**
	 * Reads the records of a file up to the first that is not whole, and sets the end there.
	 * @returns its generation; 0 when it is not complete
	 */
	#read(file: FileInstance, tell: ((kind: number, ticket: number, body: Uint8Array) => void) | undefined): number {
		const { size } = file.status();
		const head = new Uint8Array(HEAD);
		const view = new DataView(head.buffer);
		let generation = 0;
		let isComplete = false;
		let at = 0;
		while (at + HEAD + CHECKSUM <= size) {
			file.read(head, at);
			const length = view.getUint32(1, true);
			if (length > size - at - HEAD - CHECKSUM) break;
			const record = new Uint8Array(HEAD + length + CHECKSUM);
			file.read(record, at);
			const sum = new DataView(record.buffer).getInt32(HEAD + length, true);
			if (sum !== checksum(record, 0, HEAD + length)) break;
			const kind = record[0] as number;
			const number = view.getFloat64(5, true);
			if (at === 0) {
				if (kind !== Kind.begin) break;
				generation = number;
			}
			if (kind === Kind.complete) isComplete = true;
			tell?.(kind, number, record.subarray(HEAD, HEAD + length));
			at += record.length;
		}
		this.#end = at;
		return isComplete ? generation : 0;
	}
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

function recordOf(kind: number, number: number, body: Uint8Array | undefined): Uint8Array {
	const length = body?.length ?? 0;
	const record = new Uint8Array(HEAD + length + CHECKSUM);
	const view = new DataView(record.buffer);
	record[0] = kind;
	view.setUint32(1, length, true);
	view.setFloat64(5, number, true);
	if (body !== undefined) record.set(body, HEAD);
	view.setInt32(HEAD + length, checksum(record, 0, HEAD + length), true);
	return record;
}

function bodyOf({ topic, QoS, retain, priority, data }: Message): Uint8Array {
	const topicLength = byteLength(topic);
	const body = new Uint8Array(BODY + topicLength + data.length);
	const view = new DataView(body.buffer);
	body[0] = QoS;
	body[1] = retain ? 1 : 0;
	view.setInt32(2, priority, true);
	view.setUint32(6, topicLength, true);
	encode(topic, body, BODY);
	body.set(data, BODY + topicLength);
	return body;
}

function messageOf(ticket: number, body: Uint8Array): Message {
	const view = new DataView(body.buffer, body.byteOffset);
	const end = BODY + view.getUint32(6, true);
	const topic = decode(body, BODY, end);
	return new Message(ticket, topic, body[0] as number, body[1] === 1, view.getInt32(2, true), body.slice(end));
}
