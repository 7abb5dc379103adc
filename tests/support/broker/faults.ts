/** Packets that a broker can be told to keep back. */
export type Stallable = "connack" | "puback" | "pubrec" | "pubcomp" | "suback" | "unsuback" | "pingresp";

/** What a broker does wrong at present; each can be changed at any time. */
export class Faults {
	/** CONNACK return code with which connections are refused, 1 to 5; 0: they are accepted. */
	refusal = 0;
	/** Answers of these kinds are kept back until {@link Broker.release}. */
	readonly stalled = new Set<Stallable>();
	/** Subscriptions to these filters are answered with 128 (MQTT 3.1.1, 3.9.3). */
	readonly refusedFilters = new Set<string>();
	/** The highest QoS that is granted. */
	grantedQoS: 0 | 1 | 2 = 2;
}
