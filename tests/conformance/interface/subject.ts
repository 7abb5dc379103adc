/** A network interface class under test, as ECMA-419, clause 17 shapes it, with what lets a suite see both of its ends. */
export interface InterfaceSubject {
	readonly NetworkInterface: InterfaceClass;
	/** Options with which an instance is made; fresh each time. */
	options(): Record<string, unknown>;
	/** The address while connected. */
	readonly address: string;
	/** The network's name and the signal, dBm, while connected. */
	readonly operator: string;
	readonly RSSI: number;
	/** Lets everything happen that is due now. */
	settle(): void;
	/** Goes all the way to being connected. */
	connect(): void;
	/** Loses the connection, and does not get it back. */
	disconnect(): void;
}

/** The instance, as a suite uses it; arguments are wrong on purpose now and then. */
export interface Instance {
	readonly connection: number;
	readonly address: string | undefined;
	readonly MAC: string | undefined;
	readonly RSSI: number | undefined;
	readonly operator: string | undefined;
	connect(options?: unknown): unknown;
	disconnect(): unknown;
	close(): unknown;
	target?: unknown;
}

export type InterfaceClass = new (options?: unknown) => Instance;

/** Makes a subject that nobody has used, and that is not connected yet. */
export type MakeSubject = () => InterfaceSubject;
