import { byteLength, decode, encode } from "../text.js";
import { checksum } from "./checksum.js";
import { Message } from "./message.js";

/** What a record of a journal says. */
export const Kind = Object.freeze({
	/** The first one of a file: its generation. */
	begin: 1,
	/** Everything that was kept from the file before is in this one; the next ticket. */
	complete: 2,
	add: 3,
	mark: 4,
	remove: 5,
} as const);

/** Kind (1 byte), length of the body (4), number (8: ticket or generation); then body and checksum. */
export const HEAD = 13;
const CHECKSUM = 4;
/** In front of topic and payload: QoS, retain (1 byte each), priority (4), length of the topic (4). */
const BODY = 10;

/** Bytes of a record without a body. */
export const BARE = HEAD + CHECKSUM;

/** Bytes of the record that adds a message. */
export function sizeOf({ topic, data }: Message): number {
	return BARE + BODY + byteLength(topic) + data.length;
}

/** Bytes of a file that holds these messages, each with room for its mark and its removal. */
export function sizeOfAll(messages: Iterable<Message>): number {
	let size = 2 * BARE;
	for (const message of messages) size += sizeOf(message) + 2 * BARE;
	return size;
}

export function recordOf(kind: number, number: number, body?: Uint8Array): Uint8Array {
	const length = body?.length ?? 0;
	const record = new Uint8Array(BARE + length);
	const view = new DataView(record.buffer);
	record[0] = kind;
	view.setUint32(1, length, true);
	view.setFloat64(5, number, true);
	if (body !== undefined) record.set(body, HEAD);
	view.setInt32(HEAD + length, checksum(record, 0, HEAD + length), true);
	return record;
}

/** The record that adds a message. */
export function addOf({ ticket, topic, QoS, retain, priority, data }: Message): Uint8Array {
	const topicLength = byteLength(topic);
	const body = new Uint8Array(BODY + topicLength + data.length);
	const view = new DataView(body.buffer);
	body[0] = QoS;
	body[1] = retain ? 1 : 0;
	view.setInt32(2, priority, true);
	view.setUint32(6, topicLength, true);
	encode(topic, body, BODY);
	body.set(data, BODY + topicLength);
	return recordOf(Kind.add, ticket, body);
}

/** How long the record is that begins at `at`, by its head; the head has to be there. */
export function lengthOf(bytes: Uint8Array, at: number): number {
	return BARE + new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1, true);
}

/** Whether the record of `length` bytes at `at` is whole. */
export function isWhole(bytes: Uint8Array, at: number, length: number): boolean {
	const end = at + length - CHECKSUM;
	return new DataView(bytes.buffer, bytes.byteOffset).getInt32(end, true) === checksum(bytes, at, end);
}

/** What the records of one file say, one after the other. */
export class Chapter {
	/** Every message that is kept, by ticket, in the order of arrival. */
	readonly kept = new Map<number, Message>();
	readonly marked = new Set<number>();
	/** 0: the file does not begin with one. */
	generation = 0;
	isComplete = false;
	nextTicket = 1;

	/** @param body of a record that is whole. @returns whether it belongs here */
	take(kind: number, number: number, body: Uint8Array): boolean {
		if (this.generation === 0) {
			if (kind !== Kind.begin) return false;
			this.generation = number;
		} else if (kind === Kind.add) {
			this.kept.set(number, messageOf(number, body));
			// What was marked was another one with this number.
			this.marked.delete(number);
			this.nextTicket = number + 1;
		} else if (kind === Kind.mark) this.marked.add(number);
		else if (kind === Kind.remove) {
			this.kept.delete(number);
			this.marked.delete(number);
		} else if (kind === Kind.complete) {
			this.isComplete = true;
			this.nextTicket = number;
		}
		return true;
	}

	/** Takes the whole record of `length` bytes at `at`. */
	read(bytes: Uint8Array, at: number, length: number): boolean {
		const view = new DataView(bytes.buffer, bytes.byteOffset);
		const body = bytes.subarray(at + HEAD, at + length - CHECKSUM);
		return this.take(bytes[at] as number, view.getFloat64(at + 5, true), body);
	}
}

function messageOf(ticket: number, body: Uint8Array): Message {
	const view = new DataView(body.buffer, body.byteOffset);
	const end = BODY + view.getUint32(6, true);
	const topic = decode(body, BODY, end);
	return new Message(ticket, topic, body[0] as number, body[1] === 1, view.getInt32(2, true), body.slice(end));
}
