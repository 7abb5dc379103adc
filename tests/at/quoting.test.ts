import { checkInteger, checkQuotable, isQuotable } from "../../modules/at/quoting.js";
import { equal, throws } from "../support/assert.js";

describe("quoting, at its limits", () => {
	it("takes every character but CR, LF, NUL, the quote, and those that edit the line", () => {
		for (let code = 0; code < 300; code++) {
			const isWell = ![0, 8, 10, 13, 34, 127].includes(code);
			equal(isQuotable(`a${String.fromCharCode(code)}`), isWell, `character ${code}`);
		}
		equal(isQuotable(""), true);
	});

	it("takes a string of just the limit, in bytes", () => {
		checkQuotable("topic", "", 0);
		checkQuotable("topic", "abc", 3);
		checkQuotable("topic", "€", 3);
		equal(throws(() => checkQuotable("topic", "abcd", 3), RangeError).message, "topic: over 3 bytes");
		equal(throws(() => checkQuotable("topic", "€", 2), RangeError).message, "topic: over 2 bytes");
		equal(
			throws(() => checkQuotable("topic", 'a"', 3), RangeError).message,
			"topic: holds CR, LF, NUL, BS, DEL or a quote",
		);
		for (const value of [undefined, null, 5, {}]) {
			equal(throws(() => checkQuotable("topic", value, 3), TypeError).message, "topic: not a string");
		}
	});

	it("takes whole numbers from the lowest to the highest", () => {
		for (const value of [-1, 0, 5]) checkInteger("port", value, -1, 5);
		for (const value of [-2, 6, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "0", undefined, null]) {
			equal(throws(() => checkInteger("port", value, -1, 5), RangeError).message, "port: -1 to 5");
		}
	});
});
