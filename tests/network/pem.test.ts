import { isDER, keyLabel, lengthOfPEM, writePEM } from "../../modules/network/pem.js";
import { decode } from "../../modules/text.js";
import { equal } from "../support/assert.js";

/** A DER sequence with this content. */
function sequence(content: readonly number[]): Uint8Array {
	const { length } = content;
	const front = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
	return new Uint8Array([0x30, ...front, ...content]);
}

const counted = (length: number) => sequence(Array.from({ length }, (_, at) => at & 255));

function text(der: Uint8Array): string {
	const into = new Uint8Array(lengthOfPEM("CERTIFICATE", der) + 2);
	const end = writePEM("CERTIFICATE", der, into, 1);
	equal(end, into.length - 1);
	equal(into[0], 0);
	equal(into[end], 0);
	return decode(into, 1, end);
}

describe("PEM", () => {
	it("has lines of 64 characters, padded at the end", () => {
		equal(text(sequence([])), "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
		equal(text(sequence([1])), "-----BEGIN CERTIFICATE-----\nMAEB\n-----END CERTIFICATE-----\n");
		equal(text(sequence([1, 255])), "-----BEGIN CERTIFICATE-----\nMAIB/w==\n-----END CERTIFICATE-----\n");
		const lines = text(counted(100)).split("\n");
		equal(lines[1], "MGQAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywt");
		equal(lines[2], "Li8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xd");
		equal(lines[3], "Xl9gYWJj");
	});

	it("is as long as it was said, whatever the length", () => {
		for (let length = 0; length < 300; length++) text(counted(length));
	});

	it("knows DER by its length", () => {
		for (const length of [0, 1, 127, 128, 255, 256, 1000]) {
			const der = counted(length);
			equal(isDER(der), true);
			equal(isDER(der.subarray(0, der.length - 1)), false);
		}
		equal(isDER(new Uint8Array([0x30, 0x80, 0, 0])), false);
		equal(isDER(new Uint8Array([0x30])), false);
		equal(isDER(new Uint8Array([0x31, 0])), false);
		equal(isDER(new Uint8Array([])), false);
	});

	it("knows the kinds of keys", () => {
		equal(keyLabel(sequence([2, 1, 0, 0x30, 0])), "PRIVATE KEY");
		equal(keyLabel(sequence([2, 1, 0, 2, 1, 5])), "RSA PRIVATE KEY");
		equal(keyLabel(sequence([2, 1, 1, 4, 1, 5])), "EC PRIVATE KEY");
	});
});
