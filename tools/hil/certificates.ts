import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** Types of ASN.1 (ITU-T X.690), as they stand in certificates. */
const Tag = Object.freeze({
	boolean: 1,
	integer: 2,
	bits: 3,
	octets: 4,
	none: 5,
	object: 6,
	text: 12,
	time: 23,
	sequence: 0x30,
	set: 0x31,
} as const);

/** Names in an extension (RFC 5280, 4.2.1.6). */
const NAME = 0x82;
const ADDRESS = 0x87;

/** A device's clock may be years off; what these certificates answer for lives as long as one run. */
const FROM = "200101000000Z";
const TO = "491231235959Z";

function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	if (content.length < 128) return Buffer.concat([Buffer.of(tag, content.length), content]);
	const hex = content.length.toString(16);
	const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
	return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, content]);
}

/** An object identifier, of its bytes. */
const object = (...bytes: readonly number[]) => encode(Tag.object, Buffer.from(bytes));
const sha256WithRSA = encode(
	Tag.sequence,
	object(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
	encode(Tag.none),
);
const commonName = object(0x55, 0x04, 0x03);
const basicConstraints = object(0x55, 0x1d, 0x13);
const subjectNames = object(0x55, 0x1d, 0x11);

function nameOf(text: string): Buffer {
	const one = encode(Tag.sequence, commonName, encode(Tag.text, Buffer.from(text)));
	return encode(Tag.sequence, encode(Tag.set, one));
}

function extension(id: Uint8Array, isCritical: boolean, content: Uint8Array): Buffer {
	const critical = isCritical ? [encode(Tag.boolean, Buffer.of(0xff))] : [];
	return encode(Tag.sequence, id, ...critical, encode(Tag.octets, content));
}

function newKey(): string {
	return generateKeyPairSync("rsa", {
		modulusLength: 2048,
		publicKeyEncoding: { type: "spki", format: "pem" },
		privateKeyEncoding: { type: "pkcs8", format: "pem" },
	}).privateKey;
}

/** A key and the certificate that was issued for it, PEM. */
export interface Credentials {
	readonly certificate: string;
	readonly key: string;
}

/**
 * An authority that lives as long as a run, for a TLS server that modules can verify (X.509, RFC 5280; RSA and SHA-256, which all
 * of them know).
 */
export class RunAuthority {
	/** Its own, PEM. */
	readonly certificate: string;
	readonly #name = `xs-quectel hil ${randomBytes(4).toString("hex")}`;
	readonly #key = newKey();
	/** Of all servers: making one takes its time. */
	readonly #serverKey = newKey();

	constructor() {
		this.certificate = this.#issue(this.#name, this.#key, [
			extension(basicConstraints, true, encode(Tag.sequence, encode(Tag.boolean, Buffer.of(0xff)))),
		]);
	}

	/** For a server that is known by names and addresses (IPv4). */
	issue(names: readonly [string, ...string[]]): Credentials {
		const all = names.map((name) => {
			const isAddress = /^[\d.]+$/.test(name);
			return isAddress ? encode(ADDRESS, Buffer.from(name.split(".").map(Number))) : encode(NAME, Buffer.from(name));
		});
		const extensions = [
			extension(basicConstraints, true, encode(Tag.sequence)),
			extension(subjectNames, false, encode(Tag.sequence, ...all)),
		];
		return { certificate: this.#issue(names[0], this.#serverKey, extensions), key: this.#serverKey };
	}

	#issue(name: string, key: string, extensions: readonly Uint8Array[]): string {
		const version = encode(0xa0, encode(Tag.integer, Buffer.of(2)));
		// Positive, as it begins with 1.
		const serial = encode(Tag.integer, Buffer.concat([Buffer.of(1), randomBytes(8)]));
		const times = encode(Tag.sequence, encode(Tag.time, Buffer.from(FROM)), encode(Tag.time, Buffer.from(TO)));
		const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
		const body = encode(
			Tag.sequence,
			...[version, serial, sha256WithRSA, nameOf(this.#name), times, nameOf(name), publicKey],
			encode(0xa3, encode(Tag.sequence, ...extensions)),
		);
		const signature = encode(Tag.bits, Buffer.of(0), sign("sha256", body, createPrivateKey(this.#key)));
		const base64 = encode(Tag.sequence, body, sha256WithRSA, signature).toString("base64");
		const lines = base64.match(/.{1,64}/g) ?? [];
		return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
	}
}
