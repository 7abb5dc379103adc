/** What a module has seen since it was made; it outlives power cuts. */
export interface Counters {
	/** Command lines and the commands in them. */
	lines: number;
	commands: number;
	/** Bytes that had reached the module, and that it has sent. */
	received: number;
	sent: number;
	/** Bytes of the host, and of the module, that came to nothing because of the fault `silence`. */
	unheard: number;
	unsaid: number;
	/** Bytes that came while the input was full. */
	inputLost: number;
	/** Bytes behind a counted payload that were thrown away. */
	surplus: number;
	/** MQTT messages that came while all places of AT+QMTRECV were taken. */
	messagesLost: number;
	/** Bytes that the host typed in data mode for a connection that had ended. */
	transparentLost: number;
	/** Datagrams that came while the buffer of their socket was full. */
	datagramsLost: number;
	/** Bytes of the host that came while the module was asleep (AT+QSCLK). */
	sleptThrough: number;
	/** Times the module was switched on, or reset. */
	starts: number;
	/** Commands, forms and options that this simulator does not have, and how often each was asked for. */
	readonly unsupported: Map<string, number>;
}

export function newCounters(): Counters {
	return {
		lines: 0,
		commands: 0,
		received: 0,
		sent: 0,
		unheard: 0,
		unsaid: 0,
		inputLost: 0,
		surplus: 0,
		messagesLost: 0,
		transparentLost: 0,
		datagramsLost: 0,
		sleptThrough: 0,
		starts: 0,
		unsupported: new Map(),
	};
}
