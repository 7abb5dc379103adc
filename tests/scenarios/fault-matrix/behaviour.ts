/** How this module behaves where the manual leaves it open, and where it is told to misbehave. */
export interface Behaviour {
	/** The result URC: in front of OK, in the same breath, or later. */
	result?: "before OK" | "with OK" | "later";
	/** A retransmission is told of before the result. */
	retransmits?: boolean;
	/** The prompt of the command under test: swallowed though bytes are awaited, never given, or a refusal instead. */
	prompt?: "swallowed" | "dead" | "ERROR" | "+CME ERROR: 3";
	/** After so many bytes of payload the command is refused, and the rest is thrown away. */
	refusesAt?: number;
	/** As above, but the bytes are still gathered to the last one. */
	gathers?: boolean;
	/** It has just been switched on: nothing is open, and it echoes. Otherwise client 0 is connected, and echo is off. */
	isFresh?: boolean;
}
