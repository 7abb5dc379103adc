import { checkQuotable } from "../at/quoting.js";
import type { ByteBuffer } from "../io.js";
import { checkFileName } from "../modem/files.js";
import type { SSLFile, SSLSettings } from "../modem/ssl-context.js";
import { Transmitter } from "../uart/transmitter.js";
import { isDER, keyLabel, lengthOfPEM, type PEMLabel, writePEM } from "./pem.js";

/** TLS version strings (ECMA-419, 4th edition, clause 10). */
export type TLSVersion = "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/**
 * Certificates or keys: DER as the standard says, or PEM; a string is the name of a file that is in the module already,
 * see `xs-quectel provision`. The bytes must not change while the connection lives.
 */
export type TLSData = ByteBuffer | readonly ByteBuffer[] | string;

/** The `tls` property of a TLS client's options (ECMA-419, 4th edition, clause 10). */
export interface TLSOptions {
	/** The server's name, for SNI and verification; the same as the connection's `host`: the module knows one name only. */
	host?: string;
	/** Certificates of the authorities that answer for the server. Required unless `verify` is false. */
	ca?: TLSData;
	/** Together: what the client shows of itself. */
	clientCertificate?: TLSData;
	clientKey?: TLSData;
	/** Default "TLSv1.2". The module offers one version only: with "TLSv1.1" the maximum has to be that too. */
	minimumVersion?: TLSVersion;
	/** Default, and the most that the module knows: "TLSv1.2". */
	maximumVersion?: TLSVersion;
	/**
	 * What is asked of the server's certificate: by default that it comes from an authority, is for `host`, and in force by
	 * the module's clock. "chain" leaves the host out, for firmware that cannot look at it. false asks nothing at all.
	 */
	verify?: boolean | "chain";
	applicationLayerProtocol?: undefined;
	maximumFragmentLength?: undefined;
}

/** `sslversion` of AT+QSSLCFG for TLS 1.1; each later version is one more. */
const OLDEST = 2;
const NEWEST = 3;
const versions: readonly unknown[] = Object.freeze(["TLSv1.1", "TLSv1.2", "TLSv1.3"]);

const LF = 10;
const DASH = 45;

function versionOf(what: string, value: unknown): number | undefined {
	if (value === undefined) return undefined;
	const at = versions.indexOf(value);
	if (at < 0) throw new RangeError(`${what}: "TLSv1.1", "TLSv1.2" or "TLSv1.3"`);
	return OLDEST + at;
}

function sslVersion({ minimumVersion, maximumVersion }: TLSOptions): number {
	const most = versionOf("tls.maximumVersion", maximumVersion) ?? NEWEST;
	const newest = Math.min(most, NEWEST);
	const oldest = versionOf("tls.minimumVersion", minimumVersion) ?? newest;
	if (oldest > most) throw new RangeError("tls.minimumVersion: over the maximum");
	if (oldest > NEWEST) throw new RangeError("tls.minimumVersion: the module knows TLSv1.2 at most");
	if (oldest < newest) throw new RangeError("tls.minimumVersion: the module offers one version only");
	return newest;
}

function bytesOf(what: string, data: unknown): Uint8Array {
	if (data instanceof ArrayBuffer) return new Uint8Array(data);
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	throw new TypeError(`${what}: not a Byte Buffer`);
}

/** Whether it begins as PEM does, blanks and remarks in front left out. */
function isPEM(bytes: Uint8Array): boolean {
	for (let at = 0, dashes = 0; at < bytes.length; at++) {
		dashes = bytes[at] === DASH ? dashes + 1 : 0;
		if (dashes === 5) return true;
	}
	return false;
}

/** FNV-1a of all bytes: enough for names, since files are compared byte by byte. */
function hashOf(parts: readonly Uint8Array[]): string {
	let hash = 0x811c9dc5;
	parts.forEach((part) => {
		for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ (part[at] as number), 0x01000193);
	});
	return (hash >>> 0).toString(16).padStart(8, "0");
}

/** One file of all parts in PEM, which is what the module reads. */
function contentOf(parts: readonly Uint8Array[], labelOf: (der: Uint8Array) => PEMLabel) {
	let length = 0;
	parts.forEach((part) => {
		length += isDER(part) ? lengthOfPEM(labelOf(part), part) : part.length + (part.at(-1) === LF ? 0 : 1);
	});
	const store = Transmitter.store(length);
	let at = 0;
	parts.forEach((part) => {
		if (isDER(part)) at = writePEM(labelOf(part), part, store.bytes, at);
		else {
			store.bytes.set(part, at);
			at += part.length;
			if (part.at(-1) !== LF) store.bytes[at++] = LF;
		}
	});
	return store;
}

/** Certificates of authorities, of a client, and a client's key. */
export type TLSFileKind = "ca" | "crt" | "key";

/**
 * The file of the module that certificates or keys are kept in: a name is that of a file that is there already.
 * @param what the option's name, for messages
 * @throws TypeError neither Byte Buffer, list of them, nor name; RangeError neither DER nor PEM, or no name of a file
 */
export function tlsFile(what: string, kind: TLSFileKind, data: unknown): SSLFile {
	const labelOf = kind === "key" ? keyLabel : (): PEMLabel => "CERTIFICATE";
	if (typeof data === "string") {
		const name = data.startsWith("UFS:") ? data.slice(4) : data;
		checkFileName(what, name);
		return { name: `UFS:${name}` };
	}
	const parts = (Array.isArray(data) ? data : [data]).map((part) => bytesOf(what, part));
	if (parts.length === 0) throw new RangeError(`${what}: empty`);
	if (!parts.every((part) => isDER(part) || isPEM(part))) throw new RangeError(`${what}: neither DER nor PEM`);
	// Named by what it holds: nothing is sent twice, and clients with other certificates do not get in each other's way.
	const name = `UFS:xsq-${kind}-${hashOf(parts)}.pem`;
	return { name, content: () => contentOf(parts, labelOf) };
}

function checkAbsent(name: string, value: unknown): void {
	if (value !== undefined) throw new RangeError(`tls.${name}: the driver does not offer it`);
}

/**
 * Checks TLS options and puts them into the module's terms.
 * @param host the connection's own
 * @param ignoresTime whether certificates count that are not in force by the module's clock
 * @throws TypeError wrong kind or missing; RangeError a value that the module cannot do justice to
 */
export function checkTLSOptions(tls: TLSOptions, host: string, ignoresTime: boolean): SSLSettings {
	if (typeof tls !== "object" || tls === null) throw new TypeError("tls: not an object");
	const { verify = true, ca, clientCertificate, clientKey } = tls;
	if (verify !== true && verify !== false && verify !== "chain") {
		throw new RangeError('tls.verify: true, false or "chain"');
	}
	if (tls.host !== undefined) {
		checkQuotable("tls.host", tls.host, 255);
		if (tls.host !== host) throw new RangeError("tls.host: not the host that is connected to");
	}
	checkAbsent("applicationLayerProtocol", tls.applicationLayerProtocol);
	checkAbsent("maximumFragmentLength", tls.maximumFragmentLength);
	if (verify !== false && ca === undefined) throw new TypeError("tls.ca: missing; verify: false does without");
	if ((clientCertificate === undefined) !== (clientKey === undefined)) {
		throw new TypeError("tls: clientCertificate and clientKey belong together");
	}
	if (verify === false && clientKey !== undefined) {
		throw new RangeError("tls.verify: the module shows no certificate to a server that it does not verify");
	}
	return {
		version: sslVersion(tls),
		level: verify === false ? 0 : clientKey === undefined ? 1 : 2,
		ca: verify === false || ca === undefined ? undefined : tlsFile("tls.ca", "ca", ca),
		certificate:
			clientCertificate === undefined ? undefined : tlsFile("tls.clientCertificate", "crt", clientCertificate),
		key: clientKey === undefined ? undefined : tlsFile("tls.clientKey", "key", clientKey),
		checksHost: verify === true,
		ignoresTime: ignoresTime || verify === false,
	};
}
