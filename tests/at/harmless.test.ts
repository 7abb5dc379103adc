import { isHarmless } from "../../modules/at/harmless.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { equal } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

describe("isHarmless", () => {
	for (const [payload, expected] of [
		["abc", true],
		["{}", true],
		["23.5", true],
		["1,2", true],
		["a;b", true],
		["t, ends in a", true],
		["at the end", false],
		// A length in front of these would grow, and the module would wait for more.
		["12", false],
		[" 1 2\n", false],
		["", false],
		// Behind a length, another command.
		["5;+QPOWD", false],
		[";+QPOWD", false],
		["a\rb", false],
		["a\bb", false],
		// Digits, all of them.
		["0;+QPOWD", false],
		["9;+QPOWD", false],
		["/;", true],
		[":;", true],
		["xAT", false],
		["xaT", false],
		["xA/", false],
	] as const) {
		it(`says ${expected} of ${JSON.stringify(payload)}`, () => {
			const store = Transmitter.store(payload.length + 4);
			store.bytes.set(bytesOf(`at\r\r${payload}`));
			equal(isHarmless(store, 4, payload.length), expected);
		});
	}

	it("looks at the payload alone, whatever stands around it", () => {
		const store = Transmitter.store(16);
		store.bytes.set(bytesOf("A\rTag\rAT"));
		equal(isHarmless(store, 2, 3), true);
		equal(isHarmless(store, 2, 4), false);
		equal(isHarmless(store, 0, 3), false);
	});
});
