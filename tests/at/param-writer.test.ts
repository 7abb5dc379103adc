import { ParamWriter } from "../../modules/at/param-writer.js";
import { Store } from "../../modules/uart/store.js";
import { equal, throws } from "../support/assert.js";

/** A writer of lines of at most `capacity` bytes, and what it has written. */
function writerOf(capacity: number) {
	const store = new Store(capacity, 16);
	const writer = new ParamWriter(store);
	return { writer, text: (length: number) => String.fromCharCode(...store.bytes.subarray(0, length)) };
}

describe("ParamWriter, at its limits", () => {
	it("knows how long the line is and what still fits", () => {
		const { writer, text } = writerOf(16);
		writer.begin("+X");
		equal(writer.length, 4);
		equal(writer.room, 11);
		writer.integer(-12);
		equal(writer.length, 8);
		equal(writer.room, 7);
		equal(writer.end(), 9);
		equal(text(9), "AT+X=-12\r");
	});

	it("ends with a CR what the module may still hold of another line", () => {
		const { writer, text } = writerOf(16);
		writer.begin("+CSQ", true);
		equal(text(writer.end()), "\rAT+CSQ\r");
	});

	it("begins a line anew, whatever was written before", () => {
		const { writer, text } = writerOf(32);
		writer.begin("+X");
		writer.integer(1);
		writer.integer(2);
		writer.begin("+Y");
		writer.integer(3);
		equal(text(writer.end()), "AT+Y=3\r");
	});

	it("writes a line that just fits, and says when it does not", () => {
		const { writer, text } = writerOf(8);
		const tooLong = (work: () => void) => equal(throws(work, RangeError).message, "line too long");
		writer.begin("+ABCD");
		equal(writer.room, 0);
		tooLong(() => writer.read());
		equal(text(writer.end()), "AT+ABCD\r");
		tooLong(() => writer.begin("+ABCDE"));
		writer.begin("+A");
		writer.integer(12);
		equal(text(writer.end()), "AT+A=12\r");
		writer.begin("+A");
		tooLong(() => writer.integer(123));
		writer.begin("+A");
		writer.string("");
		equal(text(writer.end()), 'AT+A=""\r');
		writer.begin("+A");
		tooLong(() => writer.string("x"));
		writer.begin("+ABC");
		writer.omitted();
		tooLong(() => writer.omitted());
	});

	it("writes nothing of a string that does not fit", () => {
		const store = new Store(8, 16);
		const writer = new ParamWriter(store);
		for (const text of ["xx", "xxx", "x".repeat(16)]) {
			writer.begin("+A");
			throws(() => writer.string(text), RangeError, "line too long");
			equal(store.bytes.includes(120), false);
		}
	});

	it("writes integers of up to nine digits and no others", () => {
		const { writer } = writerOf(64);
		writer.begin("");
		writer.integer(999999999);
		writer.integer(-999999999);
		for (const value of [1000000000, -1000000000, 0.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
			equal(throws(() => writer.integer(value), RangeError).message, "not an integer");
		}
	});

	it("says why it refuses a string", () => {
		const { writer } = writerOf(64);
		writer.begin("");
		for (const text of ["\r", "\n", "\0", '"']) {
			equal(throws(() => writer.string(text), RangeError).message, "cannot be quoted");
		}
	});
});
