import { ParamWriter } from "../../modules/at/param-writer.js";
import { checkInteger, checkQuotable, isQuotable } from "../../modules/at/quoting.js";
import { byteLength, decode, encode } from "../../modules/text.js";
import { Store } from "../../modules/uart/store.js";
import { bytes, equal, throws } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

function written(write: (writer: ParamWriter) => void, capacity = 128): string {
	const store = new Store(capacity, 16);
	const writer = new ParamWriter(store);
	write(writer);
	const length = writer.end();
	return String.fromCharCode(...store.bytes.subarray(0, length));
}

describe("ParamWriter", () => {
	it("writes every form of a command", () => {
		equal(
			written((it) => it.begin("")),
			"AT\r",
		);
		equal(
			written((it) => it.begin("+CSQ")),
			"AT+CSQ\r",
		);
		equal(
			written((it) => {
				it.begin("+IPR");
				it.read();
			}),
			"AT+IPR?\r",
		);
		equal(
			written((it) => {
				it.begin("+QMTCONN");
				it.integer(0);
				it.string("id");
				it.omitted();
				it.string("");
			}),
			'AT+QMTCONN=0,"id",,""\r',
		);
	});

	it("writes integers of every length", () => {
		for (const value of [0, 1, 9, 10, 99, 100, 65535, 123456789, 999999999, -1, -10, -999999999]) {
			equal(
				written((it) => {
					it.begin("X");
					it.integer(value);
				}),
				`ATX=${value}\r`,
			);
		}
		for (const value of [1.5, Number.NaN, 1e9, -1e9, Number.POSITIVE_INFINITY]) {
			throws(() => written((it) => it.integer(value)), RangeError);
		}
	});

	it("refuses what cannot be quoted and what does not fit", () => {
		for (const text of ["a\rb", "a\nb", 'a"b', "a\0b"]) {
			equal(isQuotable(text), false);
			throws(() => written((it) => it.string(text)), RangeError, "quoted");
		}
		const line = (length: number) =>
			written((it) => {
				it.begin("");
				it.string("x".repeat(length));
			}, 16);
		equal(line(10).length, 16);
		throws(() => line(11), RangeError, "too long");
	});

	it("writes text as UTF-8", () => {
		equal(
			written((it) => {
				it.begin("");
				it.string("ä€😀");
			}),
			'AT="\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"\r',
		);
	});
});

describe("quoting", () => {
	it("names what it refuses and the limit", () => {
		throws(() => checkQuotable("topic", 5, 10), TypeError, "topic");
		throws(() => checkQuotable("topic", "a\r", 10), RangeError, "topic");
		throws(() => checkQuotable("topic", "ää", 3), RangeError, "3 bytes");
		throws(() => checkInteger("port", 0, 1, 65535), RangeError, "port: 1 to 65535");
		throws(() => checkInteger("port", "80", 1, 65535), RangeError, "port");
	});
});

describe("text", () => {
	it("encodes and decodes every kind of character", () => {
		for (const text of ["", "abc", "\x7f\x80\u07ff\u0800\uffff", "😀\u{10ffff}", "a\0b"]) {
			const into = new Uint8Array(byteLength(text) + 2);
			const end = encode(text, into, 1);
			equal(end, into.length - 1);
			equal(decode(into, 1, end), text);
		}
	});

	it("never throws on bytes that are not UTF-8", () => {
		equal(decode(bytesOf("a\xff\xc3"), 0, 3), "a\ufffd\ufffd");
		equal(decode(bytesOf("\xed\xa0\x80z"), 3, 4), "z");
	});

	it("writes an unpaired surrogate as the replacement character", () => {
		const into = new Uint8Array(6);
		equal(encode("\ud800x", into, 0), 4);
		bytes(into.subarray(0, 4), "\xef\xbf\xbdx");
	});
});
