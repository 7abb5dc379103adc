import type { ErrorSource } from "../../modules/errors.js";

/** What somebody does about errors of a source. */
export interface Advice {
	readonly whose: string;
	readonly what: string;
}

/** For each source, in the order of the page. */
export const advice: Readonly<Record<ErrorSource, Advice>> = Object.freeze({
	reset: {
		whose: "the module restarted, lost its supply, or the modem was closed",
		what: "nothing: the modem recovers by itself, and what is made anew waits until it is ready. Often: look at the supply, which must carry 2 A",
	},
	timeout: {
		whose: "the module did not answer within the command's limit",
		what: "try again if `retry`; the modem proves by itself that the dialogue is in step. `modem.lastFault` has the bytes",
	},
	framing: {
		whose: "bytes were lost or changed on the wire",
		what: "compare `modem.counters`: overruns ask for flow control, a deeper receive store or a lower baud; unknown lines for a look at the wiring",
	},
	final: {
		whose: "the module said ERROR without a number",
		what: "if it comes each time, the module's firmware does not have the command or the value: record the session, and see how a module is added",
	},
	CME: {
		whose: "the module's equipment error (TS 27.007, 9.2)",
		what: "10 to 18 are the SIM's, 30 to 32 the network's; look the number up there",
	},
	CMS: { whose: "the message service (TS 27.005, 3.2.5)", what: "look the number up there" },
	mqtt: {
		whose: "a result, return or +QMTSTAT code of the MQTT Application Note",
		what: "refusals of the broker (`+QMTCONN`) need other options; the others go away with the network: connect again after a growing pause, as the delivery does",
	},
	socket: {
		whose: "a result code of the TCP/IP or SSL Application Note",
		what: "connect again after a growing pause if `retry`; 552 and 573 need other options",
	},
	tls: {
		whose: "a connection with TLS was not made",
		what: "check `host` against the certificate, `ca` against the server, the module's clock, and the minimum version",
	},
	file: {
		whose: "a file command (FILE Application Note)",
		what: "403 and 420: delete files that are not needed; 0 and 421: the upload is repaired by trying again",
	},
});
