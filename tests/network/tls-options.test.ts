import { checkTLSOptions, type TLSOptions } from "../../modules/network/tls-options.js";
import { decode } from "../../modules/text.js";
import { equal, ok, throws } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

const host = "broker.example";
const pem = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----";
const ca = bytesOf(pem);
const der = new Uint8Array([0x30, 0]);
const key = new Uint8Array([0x30, 6, 2, 1, 0, 2, 1, 5]);
const check = (tls: TLSOptions, ignoresTime = false) => checkTLSOptions(tls, host, ignoresTime);

function contentOf(file: ReturnType<typeof check>["ca"]): string {
	const store = file?.content?.();
	return store === undefined ? "" : decode(store.bytes, 0, store.capacity);
}

describe("TLS options", () => {
	it("verifies the server, its name and the time unless told otherwise", () => {
		const { version, level, checksHost, ignoresTime, certificate, key } = check({ ca });
		equal(
			`${version} ${level} ${checksHost} ${ignoresTime} ${certificate} ${key}`,
			"3 1 true false undefined undefined",
		);
		equal(check({ ca, host }).level, 1);
		equal(check({ ca, verify: true }, true).ignoresTime, true);
		equal(check({ ca, verify: "chain" }).checksHost, false);
	});

	it("does without only when that is written", () => {
		throws(() => check({}), TypeError, "tls.ca");
		throws(() => check({ verify: "chain" }), TypeError, "tls.ca");
		const none = check({ verify: false });
		equal(`${none.level} ${none.ca} ${none.checksHost} ${none.ignoresTime}`, "0 undefined false true");
		equal(check({ verify: false, ca: der }).ca, undefined);
		throws(() => check({ ca, verify: 0 as never }), RangeError, "verify");
	});

	it("shows a certificate with its key, to a server that is verified", () => {
		const settings = check({ ca, clientCertificate: der, clientKey: key });
		equal(settings.level, 2);
		ok(contentOf(settings.key).startsWith("-----BEGIN RSA PRIVATE KEY-----\n"));
		ok(contentOf(settings.certificate).startsWith("-----BEGIN CERTIFICATE-----\n"));
		throws(() => check({ ca, clientCertificate: der }), TypeError, "together");
		throws(() => check({ ca, clientKey: key }), TypeError, "together");
		throws(() => check({ verify: false, clientCertificate: der, clientKey: key }), RangeError, "verify");
	});

	it("makes one file of PEM, DER and lists of them", () => {
		equal(contentOf(check({ ca }).ca), `${pem}\n`);
		equal(contentOf(check({ ca: der }).ca), `${pem}\n`);
		equal(contentOf(check({ ca: der.buffer }).ca), `${pem}\n`);
		equal(
			contentOf(check({ ca: [der, ca, new DataView(der.buffer)] }).ca),
			`${pem}\n${pem}\n\n${pem}\n`.replace("\n\n", "\n"),
		);
	});

	it("names files by what they hold", () => {
		const name = (data: Uint8Array) => check({ ca: data }).ca?.name ?? "";
		ok(/^UFS:xsq-ca-[0-9a-f]{8}\.pem$/.test(name(ca)), name(ca));
		equal(name(ca), name(ca.slice()));
		ok(name(ca) !== name(bytesOf(`${pem}\n`)));
	});

	it("takes the name of a file that is in the module", () => {
		for (const name of ["ca.pem", "UFS:ca.pem"]) {
			const file = check({ ca: name }).ca;
			equal(file?.name, "UFS:ca.pem");
			equal(file?.content, undefined);
		}
		for (const name of ["", "..", "a/b", 'a"', "RAM:x", "a\r"]) {
			throws(() => check({ ca: name }), RangeError, "tls.ca");
		}
	});

	it("refuses what is no certificate", () => {
		for (const data of [bytesOf("hello"), new Uint8Array(), new Uint8Array([0x30, 5]), []]) {
			throws(() => check({ ca: data }), RangeError, "tls.ca");
		}
		for (const data of [5, null, {}, [5], ["ca.pem"]]) {
			throws(() => check({ ca: data as never }), TypeError, "tls.ca");
		}
		throws(() => check(null as never), TypeError, "tls");
	});

	it("offers one version, and promises nothing else", () => {
		const version = (minimumVersion?: string, maximumVersion?: string) =>
			check({ ca, minimumVersion, maximumVersion } as TLSOptions).version;
		equal(version(), 3);
		equal(version("TLSv1.2"), 3);
		equal(version("TLSv1.2", "TLSv1.3"), 3);
		equal(version(undefined, "TLSv1.3"), 3);
		equal(version(undefined, "TLSv1.1"), 2);
		equal(version("TLSv1.1", "TLSv1.1"), 2);
		for (const [low, high] of [
			["TLSv1.1"],
			["TLSv1.1", "TLSv1.2"],
			["TLSv1.3"],
			["TLSv1.3", "TLSv1.3"],
			["TLSv1.2", "TLSv1.1"],
			["1.2"],
			[undefined, "TLSv1.4"],
		]) {
			throws(() => version(low, high), RangeError, "Version");
		}
	});

	it("refuses what the module's MQTT does not have", () => {
		throws(() => check({ ca, host: "other.example" }), RangeError, "tls.host");
		throws(() => check({ ca, host: 5 as never }), TypeError, "tls.host");
		throws(() => check({ ca, applicationLayerProtocol: "mqtt" as never }), RangeError, "applicationLayerProtocol");
		throws(() => check({ ca, maximumFragmentLength: 512 as never }), RangeError, "maximumFragmentLength");
	});
});
