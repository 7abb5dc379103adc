/** A number's least and greatest value. */
export type Range = readonly [least: number, most: number];

/**
 * A chip as data: what differs between modules, and nothing else. Each value names its source: "note" is the MQTT
 * Application Note V1.0 for EC200x, EC600S and EG912Y; [I] marks what no manual tells.
 */
export interface Profile {
	readonly name: string;
	readonly identity: {
		readonly manufacturer: string;
		readonly model: string;
		readonly revision: string;
		/** What AT+QGMR adds to the revision. */
		readonly subVersion: string;
	};
	/** The longest command line, bytes. */
	readonly lineLimit: number;
	/** What the module takes in while it is busy, bytes; more is lost. */
	readonly inputLimit: number;
	readonly bauds: readonly number[];
	readonly power: {
		/** PWRKEY low for at least this long switches on, ms. */
		readonly onHold: number;
		/** PWRKEY low for at least this long switches a running module off, once it is released, ms. */
		readonly offHold: number;
		/** RESET_N low for at least this long resets, ms. */
		readonly resetHold: number;
	};
	/** Where URCs go at first: AT+QURCCFG="urcport". */
	readonly urcPort: string;
	/** What AT+CGDCONT shows for a context that nobody has defined. */
	readonly pdpType: "IP" | "IPV6" | "IPV4V6";
	/** What AT+QFLDS shows of an empty UFS, bytes. */
	readonly flashCapacity: number;
	/** PDP contexts that can be active together. */
	readonly activeContexts: number;
	/** Other names that AT+QSSLCFG knows for its options. */
	readonly sslAliases: Readonly<Record<string, string>>;
	readonly mqtt: MqttProfile;
	readonly sockets: SocketProfile;
}

/**
 * How modules speak AT+QMTPUB, which the note does not have: `mark` ends the data with Ctrl-Z (EC20, EC25, BG96, hosts of EC600S),
 * `length` counts it (BG95, BG77, BC260Y), `inline` has it as a last string (BC26, EC800M); with `pubex-inline` AT+QMTPUBEX takes
 * such a string too, and its result is called +QMTPUB (BG95).
 */
export const PUBLISH_DIALECTS = Object.freeze(["none", "mark", "length", "inline", "pubex-inline"] as const);
export type PublishDialect = (typeof PUBLISH_DIALECTS)[number];

/** The sockets of a chip: AT+QIOPEN, AT+QSSLOPEN and what belongs to them. */
export interface SocketProfile {
	/** PDP contexts and connections are numbered up to these, contexts from 1 and connections from 0. */
	readonly lastContext: number;
	readonly lastConnection: number;
	/** Bytes of one AT+QISEND or AT+QSSLSEND, of one AT+QISENDEX, and of one AT+QIRD, AT+QSSLRECV or pushed URC. */
	readonly sendLimit: number;
	readonly hexLimit: number;
	readonly readLimit: number;
	/** Bytes that wait for the peer's acknowledgement; more gives SEND FAIL. */
	readonly sendBuffer: number;
	/** Bytes of datagrams that wait for being fetched; what comes beyond is lost. */
	readonly datagramBuffer: number;
	/** `<err>` of AT+QIOPEN when the server refuses or cannot be reached. */
	readonly refused: 552 | 566;
}

/** The MQTT side of a chip. */
export interface MqttProfile {
	/** AT+QMTCFG="timeout": seconds and times. */
	readonly packetTimeout: Range;
	readonly retryTimes: Range;
	/** Options of AT+QMTCFG beyond those of the note, as the module spells them. */
	readonly moreOptions: readonly ("CTWing" | "edit/timeout")[];
	/** The lines of AT+QMTCFG=?, in the module's order, each without `+QMTCFG: `. */
	readonly configurationLines: readonly string[];
	/** The lines of the other test commands, by command. */
	readonly testLines: Readonly<Record<string, string>>;
	readonly hostLimit: number;
	/** `<result>` of AT+QMTOPEN when the handshake fails, or cannot begin for want of a file. */
	readonly handshakeFailure: number;
	readonly topicLimit: number;
	readonly payloadLimit: number;
	/** Publishes under way at one time. */
	readonly window: number;
	/** Messages stored for AT+QMTRECV. */
	readonly storedMessages: number;
	/** PINGREQ packets without an answer, one every "qmtping" seconds, until the link counts as dead. */
	readonly pings: number;
	/** Exchanges that fail one after the other until the module gives the connection up with +QMTSTAT: n,6. */
	readonly failuresToClose: number;
	/** Whether AT+QMTPUBEX of a length of 0 is taken as an empty message; otherwise it is an ERROR. */
	readonly emptyPublish: boolean;
	/** Whether a message identifier other than 0 is refused at QoS 0. */
	readonly strictIdentifier: boolean;
}
