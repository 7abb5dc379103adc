import { AssertionError, bytes, deepEqual, equal, ok, text, throws } from "./assert.js";

/** What a failing assertion says; an error when it does not fail, made without any assertion that could hide it. */
function failureOf(assertion: () => void): string {
	try {
		assertion();
	} catch (error) {
		if (error instanceof AssertionError) return error.message;
		throw error;
	}
	throw new Error("the assertion passed, and should have failed");
}

class Special extends Error {}

describe("assert", () => {
	describe("ok", () => {
		it("passes what is true in a condition", () => {
			ok(true);
			ok(1);
			ok("0");
			ok({});
		});

		it("fails for the rest, with the message in front", () => {
			for (const value of [false, 0, "", null, undefined, Number.NaN]) failureOf(() => ok(value));
			equal(
				failureOf(() => ok(0, "count")),
				"count: 0 is not true",
			);
		});
	});

	describe("equal", () => {
		it("passes the same value", () => {
			equal("a", "a");
			equal(Number.NaN, Number.NaN);
			equal(undefined, undefined);
			const object = {};
			equal(object, object);
		});

		it("fails for another value, kind or sign of zero", () => {
			equal(
				failureOf(() => equal("a", "b")),
				'"a" should be "b"',
			);
			equal(
				failureOf(() => equal(1 as unknown, "1", "digit")),
				'digit: 1 should be "1"',
			);
			equal(
				failureOf(() => equal(0, -0)),
				"0 should be -0",
			);
			failureOf(() => equal<unknown>({}, {}));
			failureOf(() => equal<unknown>(null, undefined));
		});
	});

	describe("deepEqual", () => {
		it("passes the same structure", () => {
			deepEqual([1, [2, "3"]], [1, [2, "3"]]);
			deepEqual({ a: 1, b: { c: [] } }, { b: { c: [] }, a: 1 });
			deepEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2));
			deepEqual<unknown>([undefined, Number.NaN], [undefined, Number.NaN]);
		});

		it("fails for another value, length, key or class anywhere", () => {
			failureOf(() => deepEqual([1, 2], [1, 3]));
			failureOf(() => deepEqual([1], [1, 2]));
			failureOf(() => deepEqual([1, 2], [1]));
			failureOf(() => deepEqual<object>({ a: 1 }, { b: 1 }));
			failureOf(() => deepEqual<object>({ a: undefined }, { b: undefined }));
			failureOf(() => deepEqual<object>({ a: { b: 1 } }, { a: { b: 2 } }));
			failureOf(() => deepEqual<object>([1], Uint8Array.of(1)));
			failureOf(() => deepEqual<object>(Uint8Array.of(1), Int8Array.of(1)));
			failureOf(() => deepEqual<object>(Uint8Array.of(1), Uint8Array.of(2)));
			failureOf(() => deepEqual<object | null>({}, null));
		});

		it("refuses what it cannot look into", () => {
			for (const make of [() => new Map(), () => new Set(), () => new Date(0), () => new ArrayBuffer(1)]) {
				const it = make();
				deepEqual(it, it);
				throws(() => deepEqual(it, make()), TypeError, "cannot compare");
				throws(() => deepEqual<unknown>([it], [make()]), TypeError, "cannot compare");
			}
		});

		it("shows both sides", () => {
			equal(
				failureOf(() => deepEqual<object>({ a: [1, "x"] }, Uint8Array.of(65, 0), "row")),
				'row: {a: [1, "x"]} should be "A\\x00"',
			);
		});
	});

	describe("bytes", () => {
		it("passes the same bytes, given as an array or as characters", () => {
			bytes(Uint8Array.of(13, 255), Uint8Array.of(13, 255));
			bytes(Uint8Array.of(13, 255), "\r\xff");
			bytes(new Uint8Array(0), "");
		});

		it("fails with the place where they part", () => {
			equal(
				failureOf(() => bytes(Uint8Array.of(65, 13, 10), "A\rB", "line")),
				'line: differ at byte 2: "A\\r\\n" should be "A\\rB"',
			);
			equal(
				failureOf(() => bytes(Uint8Array.of(65), "AB")),
				'differ at byte 1: "A" should be "AB"',
			);
			equal(
				failureOf(() => bytes(Uint8Array.of(65, 66), "A")),
				'differ at byte 1: "AB" should be "A"',
			);
		});

		it("shows only the neighbourhood in long ones", () => {
			const long = new Uint8Array(10_000).fill(97);
			const other = long.slice();
			other[5000] = 98;
			const message = failureOf(() => bytes(long, other));
			ok(message.startsWith("differ at byte 5000: "));
			ok(message.length < 200);
		});
	});

	describe("throws", () => {
		it("passes an error of exactly that class, and gives it back", () => {
			const error = new Special("two words");
			equal(
				throws(
					() => {
						throw error;
					},
					Special,
					"words",
				),
				error,
			);
		});

		it("fails when nothing or something else was thrown", () => {
			const raise = (error: unknown) => () => {
				throw error;
			};
			equal(
				failureOf(() => throws(() => 1, RangeError)),
				"nothing was thrown, RangeError was expected",
			);
			ok(failureOf(() => throws(raise(new TypeError("no")), RangeError)).includes("TypeError: no"));
			failureOf(() => throws(raise(new Special("a subclass")), Error));
			failureOf(() => throws(raise("a string"), Error));
			equal(
				failureOf(() => throws(raise(undefined), Error)),
				"undefined was thrown",
			);
			equal(
				failureOf(() => throws(raise(new Error("bad state")), Error, "busy")),
				'"bad state" does not say "busy"',
			);
		});
	});

	it("text shows every byte", () => {
		equal(text(Uint8Array.of(0, 10, 13, 31, 32, 126, 127, 255)), '"\\x00\\n\\r\\x1f ~\\x7f\\xff"');
	});
});
