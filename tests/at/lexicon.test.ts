import { Lexicon, LineKind, type Name, UNKNOWN } from "../../modules/at/lexicon.js";
import { equal, throws } from "../support/assert.js";
import { checkRow } from "../support/scan-table.js";

const { information, final } = LineKind;
const refuses = (names: Name[], why: string) => equal(throws(() => new Lexicon(names), RangeError).message, why);

/** Names of three letters, none twice. */
function many(count: number, kind: number = final): Name[] {
	return Array.from({ length: count }, (_, index) => ({ text: `+${(36 + index).toString(36)}`, kind }));
}

describe("Lexicon", () => {
	it("knows its names by their places", () => {
		const lexicon = new Lexicon([
			{ text: "OK", kind: final },
			{ text: "+A", kind: information },
		]);
		equal(lexicon.identify("OK"), 1);
		equal(lexicon.identify("+A"), 2);
		equal(lexicon.identify("+"), UNKNOWN);
		equal(lexicon.text(1), "OK");
		equal(lexicon.text(2), "+A");
		equal(lexicon.text(UNKNOWN), "");
		equal(lexicon.text(3), "");
	});

	it("takes 254 names and no more", () => {
		equal(new Lexicon(many(254)).identify("+81"), 254);
		refuses(many(255), "more than 254 names");
	});

	it("takes names of printable ASCII without quotes and colons only", () => {
		equal(new Lexicon([{ text: " ~", kind: final }]).identify(" ~"), 1);
		for (const text of ["\x1f", "\x7f", "a\r", "\xe4", "€", 'a"', "a:", ""])
			refuses([{ text, kind: final }], "not a name");
	});

	it("takes names of 32 characters and no longer ones", () => {
		const text = "+ABCDEFGHIJKLMNOPQRSTUVWXYZ01234";
		const lexicon = new Lexicon([{ text, kind: information }]);
		checkRow({ what: text, said: [[`${text}: 1\r\n`, `line ${text} 1`]] }, lexicon);
		refuses([{ text: `${text}5`, kind: information }], "not a name");
	});

	it("refuses a name that stands twice", () => {
		refuses([...many(3), { text: "+11", kind: information }], "name stands twice");
	});

	it("finds a beginning of names that came before it", () => {
		const lexicon = new Lexicon([
			{ text: "+ABCD", kind: information },
			{ text: "+A", kind: information },
			{ text: "+AB", kind: information },
			{ text: "+ABCDEFGHIJ", kind: information },
			{ text: "+ABCDEFGHIK", kind: information },
		]);
		for (const { text } of lexicon.names) checkRow({ what: text, said: [[`${text}\r\n`, `line ${text}`]] }, lexicon);
		for (const { text } of lexicon.names)
			checkRow({ what: text, said: [[`${text}: 1\r\n`, `line ${text} 1`]] }, lexicon);
	});

	it("leaves a result that it does not know to be text", () => {
		const lexicon = new Lexicon([{ text: "+A", kind: information }]);
		checkRow({ what: "OK", said: ["\r\n", ["OK\r\n", "text OK"], ["+A: 1\r\n", "line +A 1"]] }, lexicon);
	});

	it("finds names that begin each other, and names of every length", () => {
		const names: Name[] = [];
		for (let length = 1; length <= 12; length++)
			names.push({ text: "+BCDEFGHIJKL".slice(0, length), kind: information });
		const lexicon = new Lexicon(names);
		for (const { text } of names) {
			checkRow({ what: text, said: [[`${text}: 1,2\r\n`, `line ${text} 1|2`]] }, lexicon);
			checkRow({ what: text, said: [[`${text}\r\n`, `line ${text}`]] }, lexicon);
			checkRow({ what: text, said: [[`${text}x: 1\r\n`, `text ${text}x: 1`]] }, lexicon);
		}
	});

	it("finds each of many names that differ in one place", () => {
		const names = many(60, information);
		const lexicon = new Lexicon(names);
		for (const { text } of names) {
			equal(lexicon.text(lexicon.identify(text)), text);
			checkRow({ what: text, said: [[`${text}: 1\r\n`, `line ${text} 1`]] }, lexicon);
		}
		checkRow({ what: "none of them", said: [["+2o: 1\r\n", "text +2o: 1"]] }, lexicon);
	});

	it("knows which field of a line tells how long its payload is", () => {
		const lexicon = new Lexicon([
			{ text: "+FIRST", kind: information, counted: 0 },
			{ text: "+THIRD", kind: information, counted: 2 },
			{ text: "+NONE", kind: information },
		]);
		const payload = [
			["ab", "payload ab"],
			['"\r\n', "whole"],
		] as const;
		checkRow({ what: "the first", said: [['+FIRST: 2,"', "header +FIRST 2 of 2"], ...payload] }, lexicon);
		checkRow({ what: "the third", said: [['+THIRD: 0,"t",2,"', 'header +THIRD 0|"t"|2 of 2'], ...payload] }, lexicon);
		checkRow({ what: "none", said: [['+NONE: 2,"ab"\r\n', 'line +NONE 2|"ab"']] }, lexicon);
	});
});
