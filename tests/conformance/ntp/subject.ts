/** An NTP client class under test, as ECMA-419, clause 19 shapes it, with what lets a suite see both of its ends. */
export interface NTPSubject {
	readonly NTP: NTPClass;
	/** Options with which a client is made; fresh each time. Its servers tell `time`. */
	options(): { servers: string[] } & Record<string, unknown>;
	/** What the servers tell, ms since 1970. */
	readonly time: number;
	/** How far what a client tells may be off, ms. */
	readonly precision: number;
	/** A server that there is not. */
	readonly nobody: string;
	/** Lets everything happen that is due now, and what a failure takes. */
	settle(): void;
	/** Servers that were asked since the last call. */
	asked(): string[];
}

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	getTime(callback?: unknown): unknown;
	close(callback?: unknown): unknown;
	target?: unknown;
}

export type NTPClass = new (options?: unknown) => Instance;

/** Makes a subject that nobody has used. */
export type MakeSubject = () => NTPSubject;
