/** What the lifecycle does to the wire itself, beside talking over it. */
export interface Wire {
	/** Closes the Serial and opens it again at another baud. Errors of its constructor pass through; it is closed then. */
	reopen(baud: number): void;
	/** Sends `count` times the byte `byte`, up to 256, for a module that may be in the middle of something. */
	fill(byte: number, count: number): void;
	/** Wakes the module, and keeps it awake. */
	keepAwake(): void;
	/** The module may sleep while nothing passes, if the user wants that. */
	letSleep(): void;
}
