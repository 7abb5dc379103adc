import type { Line } from "../../modules/at/line.js";
import { Scanner, Token } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { deepEqual, equal } from "../support/assert.js";
import { bytesOf } from "../support/tokens.js";

/** The last line of a text, in a scanner that has read all lines in front of it. */
function lineOf(text: string): Line {
	const counters = new Counters();
	const ring = new Ring(1024, counters);
	const scanner = new Scanner(ring, lexicon, counters, 2000);
	ring.put(bytesOf(text));
	for (let left = text.split("\r").length - 1; left > 0; left--) equal(scanner.next(), Token.line);
	return scanner.line;
}

describe("Line", () => {
	it("tells fields as integers, quoted or not", () => {
		const line = lineOf('+COPS: 0,-1,"17",999999999,-999999999,007,-0\r');
		const values = [0, 1, 2, 3, 4, 5].map((index) => line.integer(index));
		deepEqual(values, [0, -1, 17, 999999999, -999999999, 7]);
		equal(line.integer(6) + 0, 0);
	});

	it("tells NaN where there is no integer", () => {
		const line = lineOf('+COPS: ,"",x,1x,x1,-,--1,+1,1.5,1 ,1234567890,-1234567890,0x1,:,/\r');
		for (let index = 0; index < 15; index++) equal(line.integer(index), Number.NaN, `field ${index}`);
	});

	it("tells nothing of fields that are not there, whatever an earlier line had in their place", () => {
		const line = lineOf('+COPS: -1,-2,-3,"-4",5\r+CSQ: 1,2\r');
		equal(line.count, 2);
		for (const index of [2, 3, 4, 20]) {
			equal(line.length(index), 0);
			equal(line.integer(index), Number.NaN);
			equal(line.byte(index, 0), -1);
			equal(line.string(index), "");
			equal(line.isInteger(index), false);
		}
	});

	it("tells only those integers that stand without quotes as such", () => {
		const line = lineOf('+COPS: 1,"1",x,,-5\r');
		deepEqual(
			[0, 1, 2, 3, 4].map((index) => line.isInteger(index)),
			[true, false, false, false, true],
		);
	});

	it("tells a field byte by byte", () => {
		const line = lineOf('+COPS: "a\xff",b\r');
		deepEqual(
			[0, 1, 2].map((at) => line.byte(0, at)),
			[97, 255, -1],
		);
		deepEqual(
			[0, 1].map((at) => line.byte(1, at)),
			[98, -1],
		);
	});

	it("compares a field letter for letter", () => {
		const line = lineOf('+CPIN: READY,"",SIM PIN\r');
		equal(line.equals(0, "READY"), true);
		for (const text of ["", "R", "READ", "READYX", "ready", "READX", "XEADY"]) equal(line.equals(0, text), false, text);
		equal(line.equals(1, ""), true);
		equal(line.equals(1, "x"), false);
		equal(line.equals(2, "SIM PIN"), true);
		equal(line.equals(3, ""), true);
		equal(line.equals(3, "x"), false);
	});

	it("tells a field as a string of UTF-8", () => {
		const line = lineOf('+COPS: 0,"caf\xc3\xa9",\xff,\r');
		deepEqual(
			[0, 1, 2, 3, 4].map((index) => line.string(index)),
			["0", "café", "\ufffd", "", ""],
		);
	});

	it("tells all fields as they stand", () => {
		equal(lineOf('\r+COPS: 0,"A",7\r'.slice(1)).text(), '0,"A",7');
		equal(lineOf("OK\r+CSQ: 29, 99\r").text(), "29, 99");
		equal(lineOf("Quectel\r").text(), "Quectel");
		equal(lineOf("+CSQ: 1,2\rOK\r").text(), "");
		equal(lineOf('+CME ERROR: SIM "x" out\r').text(), 'SIM "x" out');
	});

	it("reads as many fields as there are, in any order", () => {
		const line = lineOf("+COPS: 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21\r");
		equal(line.count, 22);
		for (const index of [19, 21, 0, 20, 20, 1, 2, 21, 3]) equal(line.integer(index), index);
		for (const index of [22, 23]) {
			equal(line.length(index), 0);
			equal(line.integer(index), Number.NaN);
			equal(line.string(index), "");
		}
		equal(line.count, 22);
	});

	it("takes nine digits for a number and no more, though they be zeros", () => {
		const line = lineOf("+COPS: 000000001,0000000001,7\r");
		deepEqual(
			[0, 1, 2].map((index) => line.integer(index)),
			[1, Number.NaN, 7],
		);
	});

	it("reads the last number of a line that ends with LF alone", () => {
		const counters = new Counters();
		const ring = new Ring(256, counters);
		const scanner = new Scanner(ring, lexicon, counters, 2000);
		ring.put(bytesOf("+CSQ: 29,99\n7"));
		equal(scanner.next(), Token.line);
		deepEqual(
			[0, 1, 2, 1].map((index) => scanner.line.integer(index)),
			[29, 99, Number.NaN, 99],
		);
	});

	it("tells where a field begins, and whether it has quotes", () => {
		const line = lineOf('+COPS: 0,"A",\r');
		deepEqual(
			[0, 1, 2, 3].map((index) => line.start(index)),
			[7, 10, 13, -1],
		);
		deepEqual(
			[0, 1, 2, 3].map((index) => line.isQuoted(index)),
			[false, true, false, false],
		);
	});

	it("takes text as one field, however it looks", () => {
		const line = lineOf('17,"a",5\r');
		equal(line.count, 1);
		equal(line.integer(0), Number.NaN);
		equal(line.string(0), '17,"a",5');
		equal(line.integer(0), Number.NaN);
		equal(line.integer(1), Number.NaN);
		equal(line.isQuoted(0), false);
	});

	it("tells an echo as text, its beginning included", () => {
		const line = lineOf("AT: 1,2\r");
		equal(line.count, 1);
		equal(line.string(0), "AT: 1,2");
	});

	/** How many bytes of `text` are loaded while `look` looks at the line that it is. */
	function loadsOf(text: string, look: (line: Line) => void): number {
		const line = lineOf(text);
		let loads = 0;
		const counting = new Proxy(line.bytes, {
			get(bytes, key) {
				loads++;
				return bytes[Number(key)];
			},
		});
		(line as { bytes: Uint8Array }).bytes = counting;
		look(line);
		return loads;
	}

	it("looks once at each byte of numbers that are asked for in order", () => {
		for (const text of ["0,1,2,3", "29,99", "0,65535,0", "7", "8,9,123456789,90"]) {
			const loads = loadsOf(`+COPS: ${text}\r`, (line) => {
				for (const [index, number] of text.split(",").entries()) equal(line.integer(index), Number(number));
			});
			// Each field's end is one of them.
			equal(loads, text.length + 1, text);
		}
	});

	it("goes on from the field that was asked for last, and begins anew for one in front of it", () => {
		const ask = (indices: number[]) =>
			loadsOf("+COPS: abcdefgh,bcdefghi,cdefghij,defghijk\r", (line) => {
				for (const index of indices) line.length(index);
			});
		const first = ask([0]);
		/** For one field more on the way. */
		const field = ask([1]) - first;
		equal(ask([2]), first + 2 * field);
		// The same one again, which is not looked for, the one behind it, one in front of it.
		equal(ask([2, 2]), ask([2]));
		equal(ask([1, 2]), ask([1]) + first + field);
		equal(ask([2, 1]), ask([2]) + ask([1]));
		equal(ask([2, 0]), ask([2]) + first);
	});
});
