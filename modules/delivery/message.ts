/** How a message ended: the broker has it (at QoS 0: it was sent), it never will, or nobody can say. */
export type DeliveryOutcome = "published" | "failed" | "unknown";

/** How far a message has come. */
export const Stage = Object.freeze({
	queued: 0,
	/** Its payload is being written to the client. */
	writing: 1,
	/** The client has all of it. */
	written: 2,
} as const);

/** One message of the outbox. */
export class Message {
	readonly ticket: number;
	readonly topic: string;
	readonly QoS: number;
	readonly retain: boolean;
	/** Higher goes first. */
	readonly priority: number;
	readonly data: Uint8Array;
	stage: number = Stage.queued;
	/** Given to the client with the message; 0: none. */
	id = 0;
	/** Bytes written to the client. */
	written = 0;
	/** Whether an earlier attempt may have reached the broker. */
	mayBeThere = false;
	/** Connections that were lost while it was on its way, or that did not send it. */
	cuts = 0;

	/** @param data is kept, not copied */
	constructor(ticket: number, topic: string, QoS: number, retain: boolean, priority: number, data: Uint8Array) {
		this.ticket = ticket;
		this.topic = topic;
		this.QoS = QoS;
		this.retain = retain;
		this.priority = priority;
		this.data = data;
	}
}
