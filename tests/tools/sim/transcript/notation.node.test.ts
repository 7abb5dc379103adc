import fc from "fast-check";
import { denotate, notate, TranscriptError } from "../../../../tools/sim/transcript/notation.js";
import { equal, ok, throws } from "../../../support/assert.js";

const bytes = fc.uint8Array({ maxLength: 40 }).map((it) => String.fromCharCode(...it));

describe("the notation of bytes", () => {
	const rows: readonly (readonly [string, string])[] = [
		["AT\r", "AT\\r"],
		["\r\nOK\r\n", "\\r\\nOK\\r\\n"],
		["> ", ">\\x20"],
		[" x y ", "\\x20x y\\x20"],
		["\\r", "\\\\r"],
		["\0\xff\x7f\t", "\\x00\\xff\\x7f\\x09"],
		['+X: "a"', '+X: "a"'],
		["", ""],
	];
	for (const [text, notation] of rows) {
		it(`writes and reads ${notation}`, () => {
			equal(notate(text), notation);
			equal(denotate(notation, 1), text);
		});
	}

	it("keeps any bytes, in printable ASCII that does not begin or end with a space", () => {
		fc.assert(
			fc.property(bytes, (text) => {
				const notation = notate(text);
				ok(/^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(notation), notation);
				equal(denotate(notation, 1), text);
			}),
			{ numRuns: 1000, seed: 3108 },
		);
	});

	for (const wrong of ["\\", "\\q", "\\x1", "\\xg0", "\t", "\u00e9"]) {
		it(`refuses ${JSON.stringify(wrong)}, naming the line`, () => {
			const error = throws(() => denotate(wrong, 7), TranscriptError);
			ok(error.message.startsWith("line 7: "));
		});
	}
});
