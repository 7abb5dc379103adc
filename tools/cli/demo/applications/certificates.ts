import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, PEM. */
export interface Identity {
	readonly certificate: string;
	readonly key: string;
}

/** An authority made for one run, and a server that it answers for. */
export interface Trust {
	/** Certificate of the authority, PEM. */
	readonly ca: string;
	readonly server: Identity;
}

/** Object identifiers, encoded (X.690, 8.19). */
const ecdsaWithSHA256 = Buffer.from("06082a8648ce3d040302", "hex");
const commonName = Buffer.from("0603550403", "hex");
const basicConstraints = Buffer.from("0603551d13", "hex");
const subjectAltName = Buffer.from("0603551d11", "hex");

const DAY = 86_400_000;

/** One value in DER (X.690, 8.1). */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const nameOf = (name: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(name)))));
/** UTCTime, as years before 2050 have it (RFC 5280, 4.1.2.5.1). */
const timeOf = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, "")}Z`));

interface Subject {
	readonly name: string;
	readonly publicKey: KeyObject;
	readonly extension: Buffer;
}

/** A certificate of version 3 (RFC 5280, 4.1), in force since yesterday and for a month. */
function certificateOf({ name, publicKey, extension }: Subject, issuer: string, key: KeyObject): string {
	const now = Date.now();
	const algorithm = sequence(ecdsaWithSHA256);
	const content = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.from([1]), randomBytes(8)),
		algorithm,
		nameOf(issuer),
		sequence(timeOf(new Date(now - DAY)), timeOf(new Date(now + 30 * DAY))),
		nameOf(name),
		publicKey.export({ type: "spki", format: "der" }),
		der(0xa3, sequence(extension)),
	);
	const whole = sequence(content, algorithm, bits(sign("sha256", content, key)));
	const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Makes an authority of its own, and a server's certificate for a host name. */
export function makeTrust(host: string): Trust {
	const [authority, server] = [0, 1].map(() => generateKeyPairSync("ec", { namedCurve: "P-256" })) as [Keys, Keys];
	const name = "xs-quectel demo authority";
	const isAuthority = sequence(
		basicConstraints,
		der(0x01, Buffer.from([255])),
		octets(sequence(der(0x01, Buffer.from([255])))),
	);
	const isHost = sequence(subjectAltName, octets(sequence(der(0x82, Buffer.from(host)))));
	return {
		ca: certificateOf({ name, publicKey: authority.publicKey, extension: isAuthority }, name, authority.privateKey),
		server: {
			certificate: certificateOf(
				{ name: host, publicKey: server.publicKey, extension: isHost },
				name,
				authority.privateKey,
			),
			key: server.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
		},
	};
}

interface Keys {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}
