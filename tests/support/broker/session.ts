import type { QoS } from "mqtt-packet";

/** A message as the broker keeps it. */
export interface Message {
	readonly topic: string;
	readonly payload: Uint8Array;
	readonly QoS: QoS;
	readonly retain: boolean;
}

/** One PUBLISH that a broker accepted from a client: what a judge compares with what the client was told. */
export interface PublishRecord extends Message {
	/** Client identifier of the sender. */
	readonly client: string;
	/** Packet identifier; undefined at QoS 0. */
	readonly id: number | undefined;
	/** Whether the first copy that arrived had the DUP flag. */
	readonly dup: boolean;
	/** The clock's time of its arrival. */
	readonly time: number;
	/** Copies that arrived, the first one included; more than 1 only at QoS 2, where copies can be told. */
	copies: number;
	/** At QoS 2 whether PUBREL came, at QoS 1 whether PUBACK was sent, at QoS 0 always. */
	isComplete: boolean;
}

/** A message on its way to a client at QoS 1 or 2. */
export interface Outgoing {
	readonly id: number;
	readonly message: Message;
	readonly QoS: QoS;
	/** What it waits for; `nothing`: it has not been sent. */
	awaits: "nothing" | "puback" | "pubrec" | "pubcomp";
}

/** What a broker keeps for a client identifier: MQTT 3.1.1, 3.1.2.4. */
export class Session {
	readonly client: string;
	readonly isClean: boolean;
	/** Granted QoS by filter. */
	readonly subscriptions = new Map<string, QoS>();
	/** QoS 2 messages of the client that wait for PUBREL, by packet identifier. */
	readonly incoming = new Map<number, PublishRecord>();
	/** Messages to the client, in order. */
	readonly outgoing: Outgoing[] = [];
	#id = 0;

	constructor(client: string, isClean: boolean) {
		this.client = client;
		this.isClean = isClean;
	}

	/** A packet identifier that is not in flight. */
	nextId(): number {
		do this.#id = (this.#id % 65_535) + 1;
		while (this.outgoing.some(({ id }) => id === this.#id));
		return this.#id;
	}
}
