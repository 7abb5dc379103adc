import { writeBytes } from "../../../../tools/sim/transcript/entry.js";
import { readExchanges } from "../../../../tools/sim/transcript/exchange.js";
import { TranscriptError } from "../../../../tools/sim/transcript/notation.js";
import { deepEqual, equal, ok, throws } from "../../../support/assert.js";

describe("a transcript", () => {
	it("is exchanges with their heads, and what passed", () => {
		const text = [
			"# about everything",
			"",
			"= the first",
			"note 3.2.1, 4.2",
			"covers a b, c",
			"covers d",
			"given echo",
			"given line AT+X=1,2",
			"> 0 AT\\r",
			"< 2.5 \\r\\nOK\\r\\n",
			"! 10 broker closes",
			"= the second",
			"> 0 A/",
		].join("\n");
		deepEqual(readExchanges(text), [
			{
				title: "the first",
				sections: ["3.2.1", "4.2"],
				covers: ["a b", "c", "d"],
				given: ["echo", "line AT+X=1,2"],
				entries: [
					{ kind: "bytes", sender: "host", time: 0, bytes: "AT\r", line: 9 },
					{ kind: "bytes", sender: "module", time: 2.5, bytes: "\r\nOK\r\n", line: 10 },
					{ kind: "event", time: 10, words: "broker closes", line: 11 },
				],
				line: 3,
			},
			{
				title: "the second",
				sections: [],
				covers: [],
				given: [],
				entries: [{ kind: "bytes", sender: "host", time: 0, bytes: "A/", line: 13 }],
				line: 12,
			},
		]);
	});

	it("of a recorder has no heads, and may have lines that end with CR LF", () => {
		const text = [writeBytes("host", 0, "AT\r"), writeBytes("module", 7.25, "\r\nOK\r\n")].join("\r\n");
		const [exchange, ...more] = readExchanges(text);
		equal(more.length, 0);
		equal(exchange?.title, "");
		deepEqual(
			exchange?.entries.map((it) => (it.kind === "bytes" ? [it.sender, it.time, it.bytes] : [])),
			[
				["host", 0, "AT\r"],
				["module", 7.25, "\r\nOK\r\n"],
			],
		);
	});

	it("that is empty has no exchanges", () => deepEqual(readExchanges("# nothing\n\n"), []));

	const wrong: readonly (readonly [string, string, number, RegExp])[] = [
		["a line that is nothing", "= a\nAT\\r", 2, /neither/],
		["a time that is none", "> x AT\\r", 1, /neither/],
		["a time that runs backwards", "> 5 A\n< 4 B", 2, /backwards/],
		["a title that is there already", "= a\n= b\n= a", 3, /already/],
		["a head behind bytes", "= a\n> 0 A\ngiven echo", 3, /behind/],
		["an escape that means nothing", "> 0 A\\z", 1, /\\z/],
		["bytes that are none", "> 0 ", 1, /neither/],
	];
	for (const [title, text, line, message] of wrong) {
		it(`is refused for ${title}, by its line`, () => {
			const error = throws(() => readExchanges(text), TranscriptError);
			equal(error.line, line);
			ok(message.test(error.message), error.message);
		});
	}
});
