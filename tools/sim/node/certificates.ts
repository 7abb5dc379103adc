import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { TlsSettings } from "../network.js";

/** Certificates from the server's own to the one of an authority, at most. */
const LONGEST_CHAIN = 10;
const PEM = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

/** Whether the server of a handshake is one that the module may talk to. */
export function isTrusted(socket: TLSSocket, settings: TlsSettings): boolean {
	const { authorities, identity } = settings;
	if (authorities === undefined) {
		return true;
	}
	const sent = chainOf(socket);
	const [own] = sent;
	const known = authorities.map(certificatesOf);
	if (own === undefined || known.some((certificates) => certificates.length === 0)) {
		return false;
	}
	try {
		return isChained(own, sent, known.flat(), settings) && (identity === undefined || isFor(own, identity));
	} catch {
		// A key of a kind that Node does not know proves nothing.
		return false;
	}
}

/** The bytes of a file in PEM form: as they are, or put into it when they are DER. */
export function toPem(file: Uint8Array, label: string): Buffer {
	const bytes = Buffer.from(file);
	if (bytes.includes("-----BEGIN ")) {
		return bytes;
	}
	const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
	return Buffer.from([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n"));
}

/** What stands in a file of certificates: several in PEM form, or one in DER; none when anything in it is broken. */
function certificatesOf(file: Uint8Array): X509Certificate[] {
	const text = Buffer.from(file).toString("latin1");
	try {
		const blocks = text.includes("-----BEGIN ") ? (text.match(PEM) ?? []) : [Buffer.from(file)];
		return blocks.map((block) => new X509Certificate(block));
	} catch {
		// X509Certificate tells by throwing that it was given none.
		return [];
	}
}

/** The certificates that the server has sent, its own first. */
function chainOf(socket: TLSSocket): X509Certificate[] {
	const chain: X509Certificate[] = [];
	let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
	while (next?.raw !== undefined && chain.length < LONGEST_CHAIN) {
		chain.push(new X509Certificate(next.raw));
		const { issuerCertificate }: { issuerCertificate?: DetailedPeerCertificate } = next;
		next = issuerCertificate === next ? undefined : issuerCertificate;
	}
	return chain;
}

/** Follows the issuers from the server's certificate to an authority. */
function isChained(
	own: X509Certificate,
	sent: readonly X509Certificate[],
	authorities: readonly X509Certificate[],
	{ time, ignoreSignatures }: TlsSettings,
): boolean {
	let present = own;
	for (let length = 0; length < LONGEST_CHAIN; length++) {
		if (!isValidAt(present, time)) {
			return false;
		}
		if (authorities.some(({ fingerprint256 }) => fingerprint256 === present.fingerprint256)) {
			return true;
		}
		const isIssuer = (other: X509Certificate) =>
			other.ca && present.checkIssued(other) && (ignoreSignatures || present.verify(other.publicKey));
		const authority = authorities.find(isIssuer);
		if (authority !== undefined) {
			return isValidAt(authority, time);
		}
		const issuer = sent.find((other) => other.fingerprint256 !== present.fingerprint256 && isIssuer(other));
		if (issuer === undefined) {
			return false;
		}
		present = issuer;
	}
	return false;
}

function isValidAt(certificate: X509Certificate, time: number | undefined): boolean {
	return time === undefined || (Date.parse(certificate.validFrom) <= time && time <= Date.parse(certificate.validTo));
}

function isFor(certificate: X509Certificate, identity: string): boolean {
	const found = isIP(identity) === 0 ? certificate.checkHost(identity) : certificate.checkIP(identity);
	return found !== undefined;
}
