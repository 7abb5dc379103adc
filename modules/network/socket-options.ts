import { checkInteger, checkQuotable } from "../at/quoting.js";
import type { ModemError } from "../errors.js";
import type { Link } from "../modem/link.js";
import type { SSLSettings } from "../modem/ssl-context.js";
import type { TCP } from "./tcp.js";
import type { TLSOptions } from "./tls-options.js";

/** Data formats of a stream (ECMA-419, clause 10). */
export type StreamFormat = "buffer" | "number";

/** What the module can do beyond the standard. */
export interface QuectelSocketOptions {
	/** Bytes that were received and not read, and bytes that were written and that the module has not taken; 1 to 65535, default 1460. */
	receiveStore?: number;
	transmitStore?: number;
	/**
	 * What `read` does when it is asked for more than there is: gives what there is, as the standard says (default), or throws,
	 * as the SDK's own class does.
	 */
	readPast?: "clamp" | "throw";
	/** With TLS: whether certificates count that are not in force by the module's clock; default false. */
	ignoreTime?: boolean;
}

/** Constructor options of TCP (ECMA-419, clause 10). */
export interface TCPOptions {
	/** The peer's IP address. Here a name will do as well: the module looks it up. */
	address?: string;
	/** The peer's name, for who has no address; looked up by the module. */
	host?: string;
	/** 1 to 65535. */
	port?: number;
	/** Whether bytes go out at once; otherwise what one turn of script writes goes together. Default false. */
	noDelay?: boolean;
	/** The same, under the SDK's name. */
	nodelay?: boolean;
	/** Accepted, and without effect: the module has one such setting for all its connections, and no unit that all firmware shares. */
	keepAlive?: number;
	/** A socket whose connection goes on under this one; it is closed itself. `address` and `port` do not count then. */
	from?: TCP;
	/** Default "buffer". */
	format?: StreamFormat;
	target?: unknown;
	quectel?: QuectelSocketOptions;
	/** `count` bytes can be read. */
	onReadable?(this: TCP, count: number): void;
	/** `count` bytes can be written; the first time, it is connected. */
	onWritable?(this: TCP, count: number): void;
	/** The connection is over. When the peer has closed, only after all that came before was read. */
	onError?(this: TCP, error: ModemError): void;
}

/** Constructor options of TLS (ECMA-419, clause 10). */
export interface TLSSocketOptions extends TCPOptions {
	/** `tls.host` is whom the module connects to, by name; default `host`, or else `address`. */
	tls?: TLSOptions;
}

/** The options, checked, with their defaults. */
export interface StreamSettings {
	readonly host: string;
	readonly port: number;
	readonly noDelay: boolean;
	readonly format: StreamFormat;
	readonly receiveStore: number;
	readonly transmitStore: number;
	readonly throwsPast: boolean;
	readonly tls: SSLSettings | undefined;
}

/** @throws TypeError, RangeError */
export function checkFormat(format: unknown): asserts format is StreamFormat {
	if (format !== "buffer" && format !== "number") throw new RangeError('format: "buffer" or "number"');
}

/**
 * A port number, also as a string of digits.
 * @throws TypeError what is no number; RangeError outside of `low` to 65535; Error, as the SDK's own classes do, for none at all
 */
export function checkPort(what: string, port: unknown, low: number): number {
	if (port === undefined) throw new Error(`${what}: missing`);
	// Converting a symbol throws TypeError.
	const value = typeof port === "number" ? port : Number(port);
	checkInteger(what, value, low, 65535);
	return value;
}

/** Whom to connect to. @throws TypeError, RangeError; Error, as the SDK's own classes do, for none at all */
function hostOf({ address, host }: TCPOptions, longest: number): string {
	const chosen = address ?? host;
	if (chosen === undefined) throw new Error("address: missing");
	const what = address === undefined ? "host" : "address";
	checkQuotable(what, chosen, longest);
	if (chosen === "") throw new RangeError(`${what}: empty`);
	return chosen;
}

/** What does not depend on whom it connects to. @throws TypeError, RangeError */
export function checkStreamOptions(options: TCPOptions): Omit<StreamSettings, "host" | "port" | "tls"> {
	const { format = "buffer", quectel = {}, keepAlive } = options;
	checkFormat(format);
	if (typeof quectel !== "object" || quectel === null) throw new TypeError("quectel: not an object");
	const { receiveStore = 1460, transmitStore = 1460, readPast = "clamp" } = quectel;
	checkInteger("quectel.receiveStore", receiveStore, 1, 65535);
	checkInteger("quectel.transmitStore", transmitStore, 1, 65535);
	if (readPast !== "clamp" && readPast !== "throw") throw new RangeError('quectel.readPast: "clamp" or "throw"');
	if (keepAlive !== undefined) checkInteger("keepAlive", keepAlive, 0, 0x7fffffff);
	const noDelay = options.noDelay ?? options.nodelay ?? false;
	return { format, receiveStore, transmitStore, throwsPast: readPast === "throw", noDelay: Boolean(noDelay) };
}

/**
 * Checks everything before anything is changed.
 * @param isSecure whether `tls` counts, and is required
 * @throws TypeError wrong kind; RangeError a value that cannot be sent; Error no address or port
 */
export function checkTCPOptions(options: TLSSocketOptions, link: Link, isSecure: boolean): StreamSettings {
	const rest = checkStreamOptions(options);
	const longest = link.profile.sockets.host;
	const port = checkPort("port", options.port, 1);
	if (!isSecure) return { ...rest, host: hostOf(options, longest), port, tls: undefined };
	const { tls } = options;
	if (typeof tls !== "object" || tls === null) throw new TypeError("tls: not an object");
	// The module sends the name that it connects to, and verifies it: an address has none.
	const host = hostOf({ address: tls.host ?? options.host ?? options.address }, longest);
	const ignoresTime = options.quectel?.ignoreTime ?? false;
	if (typeof ignoresTime !== "boolean") throw new TypeError("quectel.ignoreTime: not a boolean");
	return { ...rest, host, port, tls: link.security.settingsOf(tls, host, ignoresTime) };
}
