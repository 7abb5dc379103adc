import fc from "fast-check";
import { ByteEquations } from "../../../tools/replay/byte-equations.js";
import { HiddenFiles } from "../../../tools/replay/hidden-files.js";
import { Checksum } from "../../../tools/sim/files/checksum.js";
import { readExchanges } from "../../../tools/sim/transcript/exchange.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const sumOf = (text: string) => new Checksum().push(Buffer.from(text, "latin1")).text;
const read = (text: string) => new HiddenFiles(readExchanges(text)[0]?.entries ?? []);

describe("Equations of bytes", () => {
	it("are all fulfilled, however many bytes they share", () => {
		const system = fc.record({
			values: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 }),
			rows: fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 8 }), { maxLength: 10 }),
		});
		fc.assert(
			fc.property(system, ({ values, rows }) => {
				const equations = new ByteEquations();
				const sums = rows.map((row) => {
					const bytes = [...new Set(row.map((it) => it % values.length))];
					return { bytes, sum: bytes.reduce((sum, it) => sum ^ (values[it] as number), 0) };
				});
				for (const { bytes, sum } of sums) equations.add(bytes, sum);
				const byteAt = equations.solve(42);
				for (const { bytes, sum } of sums)
					equal(
						bytes.reduce((all, it) => all ^ byteAt(it), 0),
						sum,
					);
			}),
			{ seed: 20_261_128, numRuns: 500 },
		);
	});

	it("leave bytes that nothing is known of as they are, and do not take what contradicts", () => {
		const equations = new ByteEquations();
		equations.add([1], 7);
		equations.add([1], 8);
		const byteAt = equations.solve(42);
		deepEqual([byteAt(0), byteAt(1)], [42, 7]);
	});
});

/** A certificate is uploaded and read; a file is written in pieces, over itself, cut and read. */
const session = String.raw`
> 0 AT+QFLST="*"\r
< 1 \r\n+QFLST: "UFS:old",4\r\n\r\nOK\r\n
! 1 world file UFS:old 4
> 2 AT+QFUPL="ca",5,5\r
< 3 \r\nCONNECT\r\n
> 4 ***
> 5 **
< 6 \r\n+QFUPL: 5,310c\r\n\r\nOK\r\n
! 6 world content 5 310c
> 7 AT+QFOPEN="b",0\r
< 8 \r\n+QFOPEN: 1\r\n\r\nOK\r\n
> 9 AT+QFWRITE=1,3,5\r
< 10 \r\nCONNECT\r\n
> 11 ***
< 12 \r\n+QFWRITE: 3,3\r\n\r\nOK\r\n
> 13 AT+QFSEEK=1,1,0\r
< 14 \r\nOK\r\n
> 15 AT+QFWRITE=1,3,5\r
< 16 \r\nCONNECT\r\n
> 17 ***
< 18 \r\n+QFWRITE: 3,4\r\n\r\nOK\r\n
> 19 AT+QFSEEK=1,-1,2\r
< 20 \r\nOK\r\n
> 21 AT+QFTUCAT=1\r
< 22 \r\nOK\r\n
> 23 AT+QFDWL="UFS:b"\r
< 24 \r\nCONNECT\r\n***\r\n+QFDWL: 3,1a2b\r\n\r\nOK\r\n
! 24 world content 3 1a2b
> 25 AT+QFDWL="old"\r
< 26 \r\nCONNECT\r\n****\r\n+QFDWL: 4,ff\r\n\r\nOK\r\n
! 26 world content 4 ff
`;

describe("What a replay has in place of hidden files", () => {
	const files = read(session);
	const lineOf = (text: string) => session.split("\n").findIndex((line) => line.startsWith(text)) + 1;
	const sent = (...texts: string[]) => texts.map((text) => files.sent(lineOf(text)) ?? "?").join("");

	it("has the same lengths and checksums, of whole files and of what was written in pieces", () => {
		const certificate = sent("> 4 ", "> 5 ");
		equal(certificate.length, 5);
		equal(sumOf(certificate), "310c");
		const first = sent("> 11 ");
		const second = sent("> 17 ");
		deepEqual([first.length, second.length], [3, 3]);
		// The second was written from the second byte on, and its last byte was cut off.
		equal(sumOf(first.slice(0, 1) + second.slice(0, 2)), "1a2b");
		deepEqual([...files.unknown], []);
	});

	it("is in the module from the beginning where it was there before", () => {
		deepEqual(
			files.found.map(({ path, bytes }) => [path, bytes.length, new Checksum().push(bytes).text]),
			[["UFS:old", 4, "ff"]],
		);
	});

	it("is nothing for what the recording does not hide", () => {
		equal(files.sent(lineOf("> 9 ")), undefined);
	});

	it("has checksums of nobody knows what told by their lines", () => {
		// Nothing tells that there was no such file before, nor what was passed.
		for (const text of [
			session.replace(/^> 0 .*\n< 1 .*\n/m, "\n\n").replace("world file UFS:old 4", "-"),
			session.replaceAll(/^! \S+ world content .*$/gm, "! 99999 -").replaceAll("! 99999 -", ""),
		]) {
			const { unknown } = read(text);
			ok(unknown.size >= 2, `${unknown.size}`);
			for (const line of unknown) ok(/\+Q(?:FUPL|FDWL): /.test(text.split("\n")[line - 1] ?? ""), `${line}`);
		}
	});
});
