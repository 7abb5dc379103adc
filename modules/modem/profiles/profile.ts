/** What differs from one module to the next, as data. Times are ms, sizes are bytes. */
export interface Profile {
	/** What its name in answer to ATI begins with. */
	readonly model: string;
	/** Whether it is a module that this driver knows; otherwise everything here is as careful as can be. */
	readonly isKnown: boolean;
	/** Whether it falls back from LTE to other networks, which +CGREG tells of and +CEREG does not. */
	readonly fallsBack: boolean;
	readonly power: {
		/** How long the power key is held to switch on. */
		readonly keyOn: number;
		/** How long it is held to switch off. */
		readonly keyOff: number;
		/** How long the reset line is held. */
		readonly reset: number;
		/** From the key's release until `RDY` or the first answer, at the longest. */
		readonly boot: number;
		/** From `POWERED DOWN` until the key works again. */
		readonly rest: number;
		/** From DTR, which wakes it, until the first byte is heard. */
		readonly wake: number;
	};
	/** SSL contexts (AT+QSSLCFG). */
	readonly sslContexts: number;
	/** Connections with and without TLS (TCP/IP and SSL Application Notes). */
	readonly sockets: {
		/** How many there can be at once. */
		readonly connections: number;
		/** Most bytes of one AT+QISEND, and of one AT+QIRD. */
		readonly send: number;
		readonly receive: number;
		/** Longest host name. */
		readonly host: number;
	};
	readonly mqtt: {
		readonly clients: number;
		/** Publishes under way per client (MQTT Application Note 3.2.8, note 1). */
		readonly window: number;
		/** Messages that the module stores per client (3.2.9). */
		readonly stored: number;
		/** Longest payload of one publish (3.2.8, note 2). */
		readonly payload: number;
		/** Longest host name (3.2.2). */
		readonly host: number;
		/** Longest topic, client identifier, user and password. */
		readonly topic: number;
		readonly credential: number;
		/** Range of the packet time-out, s, and of the retries (3.2.1, "timeout"). */
		readonly packetTimeout: readonly [number, number];
		readonly retries: readonly [number, number];
		/** Longest keep-alive, s (3.2.1, "keepalive"). */
		readonly keepAlive: number;
		/** Range of the interval of an unanswered PINGREQ, s (3.2.1, "qmtping"). */
		readonly pingInterval: readonly [number, number];
	};
}
