import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

const { pki, asn1, util } = forge;

/** A key and its certificate, PEM. */
export interface Identity {
	readonly certificate: string;
	readonly key: string;
}

export interface IdentityOptions {
	/** Names and addresses that the certificate is for. */
	names?: readonly string[];
	from?: Date;
	to?: Date;
	/** Whether the certificate may issue others. */
	authority?: boolean;
	/** The signature is not the issuer's. */
	forged?: boolean;
}

const YEAR = 365 * 86_400_000;

interface Keys {
	readonly publicKey: string;
	readonly privateKey: string;
}

/** A certificate authority of a test's own. Keys are made by Node, certificates by node-forge. */
export class Authority {
	readonly certificate: string;
	readonly #name: string;
	readonly #issuer: Authority | undefined;
	readonly #keys = newKeys();
	/** All that it issues have the same key: making one takes its time. */
	readonly #issued = newKeys();

	/**
	 * @param issuer another authority that answers for this one; without it this one answers for itself
	 * @param genuine false for one that issues certificates although it is no authority
	 * @param validity of its own certificate; a year around now unless told otherwise
	 */
	constructor(name: string, issuer?: Authority, genuine = true, validity: Pick<IdentityOptions, "from" | "to"> = {}) {
		this.#name = name;
		this.#issuer = issuer;
		this.certificate = (issuer ?? this).#sign(name, this.#keys, { ...validity, authority: genuine });
	}

	/** What a server sends beside its own certificate: the authorities on the way to the one that answers for itself. */
	get chain(): string {
		return this.#issuer === undefined ? "" : this.certificate + this.#issuer.chain;
	}

	/** A certificate for somebody. */
	issue(name: string, options: IdentityOptions = {}): Identity {
		return { certificate: this.#sign(name, this.#issued, options), key: this.#issued.privateKey };
	}

	#sign(name: string, keys: Keys, options: IdentityOptions): string {
		const certificate = pki.createCertificate();
		certificate.publicKey = pki.publicKeyFromPem(keys.publicKey);
		certificate.serialNumber = `01${util.bytesToHex(forge.random.getBytesSync(8))}`;
		certificate.validity.notBefore = options.from ?? new Date(Date.now() - YEAR);
		certificate.validity.notAfter = options.to ?? new Date(Date.now() + YEAR);
		certificate.setSubject([{ name: "commonName", value: name }]);
		certificate.setIssuer([{ name: "commonName", value: this.#name }]);
		const altNames = (options.names ?? []).map((one) =>
			/^[\d.]+$/.test(one) ? { type: 7, ip: one } : { type: 2, value: one },
		);
		certificate.setExtensions([
			{ name: "basicConstraints", cA: options.authority ?? false },
			...(altNames.length > 0 ? [{ name: "subjectAltName", altNames }] : []),
		]);
		const signer = options.forged ? this.#issued : this.#keys;
		certificate.sign(pki.privateKeyFromPem(signer.privateKey), forge.md.sha256.create());
		return pki.certificateToPem(certificate).replaceAll("\r\n", "\n");
	}
}

function newKeys(): Keys {
	return generateKeyPairSync("rsa", {
		modulusLength: 2048,
		publicKeyEncoding: { type: "spki", format: "pem" },
		privateKeyEncoding: { type: "pkcs1", format: "pem" },
	});
}

/** A certificate without its PEM clothes. */
export function derOf(pem: string): Uint8Array {
	return Buffer.from(asn1.toDer(pki.certificateToAsn1(pki.certificateFromPem(pem))).getBytes(), "latin1");
}
