/** Who said that something failed. */
export type ErrorSource =
	| "CME" // +CME ERROR: n (3GPP TS 27.007, 9.2)
	| "CMS" // +CMS ERROR: n (3GPP TS 27.005, 3.2.5)
	| "final" // ERROR, NO CARRIER ... : a final result code without a number
	| "timeout" // the module did not answer within the limit of the command
	| "framing" // bytes on the wire were not what the manual says
	| "reset" // the module restarted or lost its supply: everything in it is gone
	| "mqtt" // a result, return or +QMTSTAT code of the MQTT Application Note
	| "socket"
	| "tls"
	| "file";

/**
 * What the module said, or failed to say.
 *
 * The message names source, code and command only; meanings as text are kept off the device
 * (see `meaning` in `xs-quectel/meanings`).
 */
export class ModemError extends Error {
	/** Who said it. */
	readonly source: ErrorSource;
	/** The number that was said; 0 where there is none. */
	readonly code: number;
	/** The command or URC it belongs to, without `AT`, for example `+QMTOPEN`; empty where there is none. */
	readonly command: string;
	/** Whether trying the same again can help. */
	readonly retry: boolean;

	constructor(source: ErrorSource, code: number, command: string, retry: boolean) {
		super(`${command} ${source} ${code}`);
		this.source = source;
		this.code = code;
		this.command = command;
		this.retry = retry;
	}
}
