import { Lexicon, LineKind, type Name, UNKNOWN } from "../../modules/at/lexicon.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { checkRow } from "../support/scan-table.js";
import { bytesOf } from "../support/tokens.js";

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

	/** What a little-endian load from the beginning of a text gives. */
	const viewOf = (text: string) => new DataView(bytesOf(text.padEnd(40, "~")).buffer);
	const word = (text: string) => viewOf(text).getInt32(0, true);
	const double = (text: string) => viewOf(text).getFloat64(0, true);

	it("finds names by their first bytes with a colon and a blank, where that leaves four bytes at most", () => {
		const names: Name[] = [];
		for (let length = 1; length <= 14; length++)
			names.push({
				text: `${length.toString(16)}${"BCDEFGHIJKLMN".slice(0, length - 1)}`,
				kind: information,
				counted: length,
			});
		const lexicon = new Lexicon([...names, { text: "ECHO", kind: LineKind.echo }]);
		for (const [index, { text }] of names.entries()) {
			const whole = `${text}: `;
			const { length } = whole;
			const entry = lexicon.entries[index + 1];
			equal(length >= 8 && lexicon.long.get(double(whole)) === entry, length >= 8 && length <= 12, `long ${text}`);
			equal(length < 8 && lexicon.short.get(word(whole)) === entry, length > 4 && length < 8, `short ${text}`);
		}
		equal(lexicon.long.size, 5);
		equal(lexicon.short.size, 3);
	});

	it("tells of each name what a line that begins with it has to hold behind its first bytes", () => {
		for (let length = 1; length <= 10; length++) {
			const text = "+BCDEFGHIJ".slice(0, length);
			const entry = new Lexicon([{ text, kind: final, counted: 5 }]).entries[1];
			if (entry === undefined) throw new Error("no entry");
			const { name, kind, counted, offset, mask, rest } = entry;
			deepEqual([name, kind, counted, entry.length], [1, final, 6, length + 2]);
			equal(offset, length + 2 < 8 ? 4 : 8);
			const view = viewOf(`${text}: `);
			equal(view.getInt32(offset, true) & mask, rest);
			// What follows does not matter, and every byte of the name does.
			equal(viewOf(`${text}: 29,99,7`).getInt32(offset, true) & mask, rest);
			for (let at = offset; at < length + 2; at++) {
				const other = viewOf(`${text}: `);
				other.setUint8(at, 33);
				equal((other.getInt32(offset, true) & mask) === rest, false, `${text} ${at}`);
			}
		}
		equal(new Lexicon([{ text: "+A", kind: final }]).entries[1]?.counted, 0);
	});

	it("lets the first of names with the same first bytes be found by these", () => {
		const lexicon = new Lexicon([
			{ text: "+ABCDEFG", kind: information },
			{ text: "+ABCDEFGHI", kind: information },
			{ text: "+ABCDEFGH", kind: information },
		]);
		equal(lexicon.long.size, 1);
		equal(lexicon.long.get(double("+ABCDEFG"))?.name, 1);
		for (const { text } of lexicon.names)
			checkRow({ what: text, said: [[`${text}: 1\r\n`, `line ${text} 1`]] }, lexicon);
	});

	it("matches the longest name that bytes begin with, in whichever order names came", () => {
		const texts = ["A", "+ABC", "+ABCDEFGHIJKL", "+ABCDE", "+ABCDEFGHI", "+ABCD", "+ABCDX"];
		const orders = [texts, [...texts].reverse(), [...texts].sort()];
		for (const order of orders) {
			const lexicon = new Lexicon(order.map((text) => ({ text, kind: information })));
			for (const [bytes, expected] of [
				["+ABCDEFGHIJKLM", "+ABCDEFGHIJKL"],
				["+ABCDEFGHIJKx", "+ABCDEFGHI"],
				["+ABCDEFGHI", "+ABCDEFGHI"],
				["+ABCDEFGHx", "+ABCDE"],
				["+ABCDEFx", "+ABCDE"],
				["+ABCDx", "+ABCD"],
				["+ABCDX", "+ABCDX"],
				["+ABCx", "+ABC"],
				["+ABx", ""],
				["Ax", "A"],
				["xA", ""],
			] as const) {
				const found = lexicon.match(viewOf(bytes), 0);
				equal(lexicon.text(found & 255), expected, bytes);
				equal(found >> 8, expected.length, bytes);
			}
		}
	});
});
