/** The lines between a host and the module, as levels on the wire: 1 is high, 0 is low. */
export type HostLine = "VBAT" | "PWRKEY" | "RESET_N" | "DTR" | "RTS";
export type ModuleLine = "STATUS" | "CTS" | "RI" | "DCD";

/**
 * The module's connector: what a host is soldered to. Everything that passes between a host and the simulated module
 * passes here: a PTY, a TCP port, the XS engine's wire and an in-process test all end in one of these.
 *
 * Resting levels: VBAT 1, PWRKEY 1 and RESET_N 1 (both are active low), DTR 0, RTS 0 (both asserted). RTS and CTS matter
 * only while the module's flow control (AT+IFC) is on.
 */
export interface Connector {
	/** The host's transmitter: bytes leave the host now, one after the other, at the host's baud. */
	write(bytes: Uint8Array): void;
	/** The host's own baud. A baud other than the module's gives garbage both ways, as on a wire. */
	setBaud(baud: number): void;
	/** The host drives one of its lines. */
	setLine(line: HostLine, level: 0 | 1): void;
	/** Bytes that reach the host, each call at the time its last byte has passed the wire. */
	onBytes: (bytes: Uint8Array) => void;
	/** The module drives one of its lines. */
	onLine: (line: ModuleLine, level: 0 | 1) => void;
}
