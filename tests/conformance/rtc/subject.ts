/** A real-time clock class under test, as ECMA-419, clause 16 shapes it, with what lets a suite see both of its ends. */
export interface RTCSubject {
	readonly RTC: RTCClass;
	/** Options with which a clock is made; fresh each time. */
	options(): Record<string, unknown>;
	/** What the clock's hardware shows now, ms since 1970; not undefined once {@link connect} has returned. */
	now(): number;
	/** How far what an instance tells may be off, ms. */
	readonly precision: number;
	/** Goes all the way to where the time is known. */
	connect(): void;
	/** Lets everything happen that is due now, the wire included. */
	settle(): void;
	/** Lets so much time pass, ms. */
	pass(ms: number): void;
}

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	get time(): number | undefined;
	set time(time: unknown);
	readonly configuration: object;
	configure(options?: unknown): unknown;
	close(): unknown;
	target?: unknown;
}

export type RTCClass = new (options?: unknown) => Instance;

/** Makes a subject that nobody has used, and that does not know the time yet. */
export type MakeSubject = () => RTCSubject;
