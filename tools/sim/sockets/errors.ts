import { Refusal } from "../refusal.js";

/** Why an AT+QI or AT+QSSL command failed: the codes of the TCP/IP Application Note, and the texts of AT+QIGETERROR. */
export const SOCKET_ERROR = Object.freeze({
	none: 0,
	unknown: 550,
	invalidParameters: 552,
	notSupported: 555,
	bindFailed: 556,
	listenFailed: 557,
	noContext: 561,
	identityUsed: 563,
	dnsBusy: 564,
	dnsFailed: 565,
	connectFailed: 566,
	closed: 567,
	busy: 568,
	timeout: 569,
	contextBroken: 570,
	sendCancelled: 571,
	notAllowed: 572,
} as const);
export type SocketError = (typeof SOCKET_ERROR)[keyof typeof SOCKET_ERROR];

const MEANINGS: Readonly<Record<SocketError, string>> = Object.freeze({
	0: "operate successfully",
	550: "unknown error",
	552: "invalid parameters",
	555: "operation not supported",
	556: "socket bind failed",
	557: "socket listen failed",
	561: "open pdp context failed",
	563: "socket identity has been used",
	564: "dns busy",
	565: "dns parse failed",
	566: "socket connect failed",
	567: "socket has been closed",
	568: "operation busy",
	569: "operation timeout",
	570: "pdp context broken down",
	571: "cancel send",
	572: "operation not allowed",
});

export function socketMeaning(error: SocketError): string {
	return MEANINGS[error];
}

/** A command of this family says no: plain ERROR, and the reason for AT+QIGETERROR. */
export class SocketRefusal extends Refusal {
	readonly error: SocketError;

	constructor(error: SocketError) {
		super();
		this.error = error;
	}
}
