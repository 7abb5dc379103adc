import { type Lexicon, LineKind } from "../../../modules/at/lexicon.js";
import { Scanner, Token } from "../../../modules/at/scanner.js";
import { lexicon } from "../../../modules/modem/names.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Ring } from "../../../modules/uart/ring.js";
import { deepEqual, equal } from "../../support/assert.js";
import { bytesOf, scan } from "../../support/tokens.js";

/** Conversations on which the scanner and the reference reader once disagreed, made as small as possible. */
const rows: { what: string; input: string; tokens: string[]; lexicon?: Lexicon }[] = [
	{
		what: "a topic that ends with a quote and a comma",
		input: '\r\n+QMTRECV: 0,1,"a",",5,"hello"\r\nOK\r\n',
		tokens: ['header +QMTRECV(0|1|a",|5) 5', "payload hello", "final OK()"],
	},
	{
		what: "a topic that holds a length, but no payload behind it",
		input: '\r\n+QMTRECV: 0,1,"a",5,b",1,"p"\r\nOK\r\n',
		tokens: ['header +QMTRECV(0|1|a",5,b|1) 1', "payload p", "final OK()"],
	},
	{
		what: "a payload behind something that is no length and no topic",
		input: '\r\n+QMTRECV: 0,1,a,b","5"\r\nOK\r\n',
		tokens: ['line +QMTRECV(0|1|a|b"|5)', "final OK()"],
	},
	{
		what: "a payload too long behind something that is no topic",
		input: '\r\n+QMTRECV: 0,1,2,2001,"5"\r\nOK\r\n',
		tokens: ["line +QMTRECV(0|1|2|2001|5)", "final OK()"],
	},
];

describe("Scanner, once wrong", () => {
	for (const { what, input, tokens, lexicon: names = lexicon } of rows) {
		it(`reads ${what}, however it is cut`, () => {
			deepEqual(
				scan(names, input, () => false),
				tokens,
				"whole",
			);
			for (let split = 1; split < input.length; split++) {
				deepEqual(
					scan(names, input, (at) => at === split),
					tokens,
					`split at ${split}`,
				);
			}
		});
	}

	it("tells the text of a line whose quote never closes as a field without quotes", () => {
		const counters = new Counters();
		const ring = new Ring(256, counters);
		const scanner = new Scanner(ring, lexicon, counters, 2000);
		ring.put(bytesOf('+CSQ: "\r'));
		equal(scanner.next(), Token.line);
		equal(scanner.line.kind, LineKind.unknown);
		equal(scanner.line.isQuoted(0), false);
	});
});
