/** What commands keep in flash at once, without AT&W; it outlives power cuts. */
export interface Stored {
	/** AT+QSIMDET: whether a card that is put in is noticed, and the level of the pin that means a card. */
	simDetection: { on: boolean; level: 0 | 1 };
	/** AT+QSIMSTAT: whether +QSIMSTAT tells of it. */
	simReports: boolean;
	/** AT+CTZU: 0 the network's time is not taken, 1 it is taken as UTC, 3 as local time. */
	clockUpdate: 0 | 1 | 3;
	/** AT+QCFG: the values of options that somebody has set. */
	readonly options: Map<string, readonly (number | string)[]>;
	/** AT+QINDCFG: which kinds of +QIND are told. */
	readonly indications: Map<string, 0 | 1>;
}

/**
 * A new module. Real ones begin with the detection of the card and the network's time off; a module in a simulation that
 * misses both helps nobody [I].
 */
export function newStored(): Stored {
	return {
		simDetection: { on: true, level: 0 },
		simReports: false,
		clockUpdate: 3,
		options: new Map(),
		indications: new Map(),
	};
}
