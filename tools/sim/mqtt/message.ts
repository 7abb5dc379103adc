/** An MQTT message on the AT side. */
export interface Message {
	/** The packet identifier; 0 at QoS 0. */
	readonly identifier: number;
	/** Byte strings. */
	readonly topic: string;
	readonly payload: string;
}
