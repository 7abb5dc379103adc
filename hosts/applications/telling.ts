import type { ModemError } from "xs-quectel/errors";
import type { Modem } from "xs-quectel/modem-provider";

/** Tells something on the debug output: one line, words apart by blanks. The first word says what it is about. */
export function tellWords(...words: readonly unknown[]): void {
	trace(`${words.join(" ")}\n`);
}

/** Tells bytes of the wire in hex, as an `onTrace` of the modem's. Whoever reads them hides the secrets. */
export function tellTraffic(direction: "in" | "out", bytes: Uint8Array): void {
	tellWords("wire", direction, Array.from(bytes, (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join(""));
}

/** Callbacks of a modem that tell what it goes through. */
export const tellingModem = Object.freeze({
	onState(state: string): void {
		tellWords("state", state);
	},
	onReady(this: Modem): void {
		tellWords("identity", this.identity.join(" "));
		tellWords("network", `${this.operator}, signal ${this.signal} of 31, address ${this.address}`);
	},
	onError(error: ModemError): void {
		tellWords("broken", error.message);
	},
});
