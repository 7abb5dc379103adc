/** `<err>` of the TCP/IP Application Note. */
export const SocketCode = Object.freeze({
	invalid: 552,
	notSupported: 555,
	inUse: 563,
	connectFailed: 566,
	closed: 567,
	broken: 570,
	noAPN: 573,
} as const);

/** Whether trying the same again can help. */
export function isPassing(code: number): boolean {
	return code !== SocketCode.invalid && code !== SocketCode.notSupported && code !== SocketCode.noAPN;
}
