import type { ByteBuffer } from "../../modules/io.js";
import type { TLSOptions } from "../../modules/network/tls-options.js";

/** The option `secure` of the SDK's own TLS socket, as far as it says something to the module. */
export interface SecureOptions {
	/** Certificates of the authorities that answer for the server. */
	certificate?: ByteBuffer | readonly ByteBuffer[];
	clientCertificates?: ByteBuffer | readonly ByteBuffer[];
	clientKey?: ByteBuffer;
	serverName?: string;
	verify?: boolean;
	/** 0x302 or 0x303. */
	protocolVersion?: number;
	/** "http/1.1" only: that is what is spoken without, too. */
	applicationLayerProtocolNegotiation?: string | readonly string[];
	/** Accepted and ignored. */
	[other: string]: unknown;
}

const versions: Readonly<Record<number, NonNullable<TLSOptions["maximumVersion"]>>> = Object.freeze({
	[0x302]: "TLSv1.1",
	[0x303]: "TLSv1.2",
});
const PROTOCOL = "http/1.1";

/**
 * What ECMA-419 wants as `tls`, from what applications of the SDK give as `secure`.
 * @param defaults the host's own, where the application says nothing
 * @throws RangeError for what the module cannot do
 */
export function tlsOptions(secure: SecureOptions = {}, defaults: TLSOptions = {}): TLSOptions {
	const { certificate, clientCertificates, clientKey, serverName, verify, protocolVersion } = secure;
	const protocols = [secure.applicationLayerProtocolNegotiation ?? PROTOCOL].flat();
	if (!protocols.includes(PROTOCOL)) {
		throw new RangeError(`secure.applicationLayerProtocolNegotiation: "${PROTOCOL}" only`);
	}
	const version = protocolVersion === undefined ? undefined : versions[protocolVersion];
	if (protocolVersion !== undefined && version === undefined) {
		throw new RangeError("secure.protocolVersion: 0x302 or 0x303");
	}
	return {
		...defaults,
		...(certificate === undefined ? {} : { ca: certificate }),
		...(clientCertificates === undefined ? {} : { clientCertificate: clientCertificates }),
		...(clientKey === undefined ? {} : { clientKey }),
		...(serverName === undefined ? {} : { host: serverName }),
		...(verify === undefined ? {} : { verify }),
		...(version === undefined ? {} : { minimumVersion: version, maximumVersion: version }),
	};
}
