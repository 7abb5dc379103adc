import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { Checksum } from "../../../../tools/sim/files/checksum.js";
import { equal } from "../../../support/assert.js";

const checksum = (...parts: string[]) => {
	const sum = new Checksum();
	for (const part of parts) {
		sum.push(Buffer.from(part, "latin1"));
	}
	return sum.text;
};

describe("the checksum of the file commands", () => {
	it("is the XOR of big-endian words, an odd last byte a high one", () => {
		equal(checksum(), "0");
		equal(checksum("\x12\x34"), "1234");
		equal(checksum("\x12\x34\x10\x01"), "235");
		equal(checksum("\x12\x34\x56"), "4434");
	});

	it("does not depend on how the data is cut", () => {
		equal(checksum("a", "", "bcd", "e"), checksum("abcde"));
	});

	/** What real modules said of files that everybody has: at-reference names size and checksum. */
	const known: readonly (readonly [name: string, subject: RegExp, size: number, sum: string])[] = [
		["ISRG Root X1, by an EG800K", /CN=ISRG Root X1$/, 1939, "4f64"],
		["Amazon Root CA 1, by an EC25", /CN=Amazon Root CA 1$/, 1188, "2d13"],
	];
	for (const [name, subject, size, sum] of known) {
		it(`is what a real module said of ${name}`, () => {
			const found = rootCertificates.map((pem) => new X509Certificate(pem)).find((one) => subject.test(one.subject));
			const lines = found?.raw.toString("base64").match(/.{1,64}/g) ?? [];
			const file = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
			equal(file.length, size);
			equal(checksum(file), sum);
		});
	}
});
