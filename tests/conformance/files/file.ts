import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { done, type FileInstance, type FilesSubject, type MakeSubject, textOf } from "./subject.js";

/** All byte values in turn, and what looks like answers. */
const all = Uint8Array.from({ length: 256 }, (_, at) => at);
const trap = '\r\nOK\r\nAT\rCONNECT 5\r\n"> +CME ERROR: 1\r\n';

function open(subject: FilesSubject, path: string, mode: string): FileInstance {
	return done<FileInstance>(subject, new subject.Files(subject.options()), "openFile", { path, mode });
}

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (it) => it.charCodeAt(0));
}

/** Clause 28, "File Class Pattern", and clause 8 with its completion callbacks. */
export function fileSuite(make: MakeSubject): void {
	it("writes and reads every byte value, and what looks like a command or an answer", () => {
		const subject = make();
		const file = open(subject, "a", "w+");
		done(subject, file, "write", all, 0);
		done(subject, file, "write", bytesOf(trap), 256);
		equal(subject.content("a"), textOf(all) + trap);
		equal(textOf(done(subject, file, "read", 1000, 0)), textOf(all) + trap);
		equal(textOf(done(subject, file, "read", 4, 10)), "\x0a\x0b\x0c\x0d");
	});

	it("reads and writes at any offset; what lies between the end and the offset is zeros", () => {
		const subject = make();
		const file = open(subject, "a", "w+");
		done(subject, file, "write", bytesOf("cd"), 2);
		equal(subject.content("a"), "\0\0cd");
		done(subject, file, "write", bytesOf("ab"), 0);
		done(subject, file, "write", bytesOf("BCDE"), 1);
		equal(subject.content("a"), "aBCDE");
		equal(textOf(done(subject, file, "read", 2, 3)), "DE");
	});

	it("gives an ArrayBuffer for a count, and the count for a buffer, as much as there is; undefined at the end", () => {
		const subject = make();
		subject.put("a", "0123456789");
		const file = open(subject, "a", "r");
		ok(done(subject, file, "read", 3, 0) instanceof ArrayBuffer);
		equal(textOf(done(subject, file, "read", 30, 8)), "89");
		const buffer = new Uint8Array(6).fill(46);
		equal(done(subject, file, "read", buffer.subarray(1, 5), 2), 4);
		equal(textOf(buffer), ".2345.");
		equal(done(subject, file, "read", new DataView(buffer.buffer), 8), 2);
		equal(textOf(buffer), "89345.");
		const whole = new ArrayBuffer(2);
		equal(done(subject, file, "read", whole, 0), 2);
		equal(textOf(whole), "01");
		for (const offset of [10, 11, 1000]) {
			equal(done(subject, file, "read", 5, offset), undefined);
			equal(done(subject, file, "read", buffer, offset), undefined);
		}
	});

	it("takes any length", () => {
		const subject = make();
		const file = open(subject, "a", "w+");
		for (const length of [1, 1023, 1024, 1025, 5000]) {
			const data = Uint8Array.from({ length }, (_, at) => at % 251);
			done(subject, file, "setSize", 0);
			done(subject, file, "write", data, 0);
			equal(subject.content("a"), textOf(data));
			equal(textOf(done(subject, file, "read", length, 0)), textOf(data));
		}
		done(subject, file, "write", new Uint8Array(0), 3);
		equal(subject.content("a")?.length, 5000);
	});

	it("keeps to the mode", () => {
		const subject = make();
		subject.put("a", "abc");
		const reader = open(subject, "a", "r");
		throws(() => reader.write(new Uint8Array(1), 0), Error, "read only");
		throws(() => reader.setSize(0), Error, "read only");
		reader.close();
		subject.settle();
		const updater = open(subject, "a", "r+");
		done(subject, updater, "write", bytesOf("X"), 1);
		equal(textOf(done(subject, updater, "read", 3, 0)), "aXc");
		updater.close();
		subject.settle();
		const writer = open(subject, "a", "w");
		throws(() => writer.read(1, 0), Error, "write only");
		equal(subject.content("a"), "");
	});

	it("changes its size, and tells it", () => {
		const subject = make();
		subject.put("a", "0123456789");
		const file = open(subject, "a", "r+");
		const size = () => done<{ size: number; isFile(): boolean }>(subject, file, "status");
		equal(size().size, 10);
		ok(size().isFile());
		done(subject, file, "setSize", 4);
		equal(subject.content("a"), "0123");
		done(subject, file, "setSize", 4);
		done(subject, file, "setSize", 6);
		equal(subject.content("a"), "0123\0\0");
		equal(size().size, 6);
		done(subject, file, "setSize", 0);
		equal(subject.content("a"), "");
		done(subject, file, "setSize", 3000);
		equal(subject.content("a"), "\0".repeat(3000));
	});

	it("does what it is called for in the order of the calls, from what the data is at the call", () => {
		const subject = make();
		const files = new subject.Files(subject.options());
		const log: string[] = [];
		const data = bytesOf("first");
		// It can be used before it is open.
		const file = files.openFile({ path: "a", mode: "w+" }, (error: unknown, it: unknown) => {
			log.push(`open ${error} ${it === file}`);
		});
		file.write(data, 0, (error: unknown) => log.push(`written ${error}`));
		data.fill(0);
		file.read(5, 0, (_error: unknown, it: unknown) => log.push(`read ${textOf(it)}`));
		file.setSize(2, () => log.push("cut"));
		file.flush((error: unknown) => log.push(`flushed ${error}`));
		file.read(5, 0, (_error: unknown, it: unknown) => log.push(`read ${textOf(it)}`));
		file.close((error: unknown) => log.push(`closed ${error}`));
		deepEqual(log, []);
		throws(() => file.read(1, 0), SyntaxError);
		subject.settle();
		deepEqual(log, ["open null true", "written null", "read first", "cut", "flushed null", "read fi", "closed null"]);
	});

	it("gives its place back when it is closed, and may be closed twice", () => {
		const subject = make();
		subject.put("a", "abc");
		for (let at = 0; at < 30; at++) {
			const file = open(subject, "a", "r");
			equal(textOf(done(subject, file, "read", 9, 0)), "abc");
			done(subject, file, "close");
			file.close();
			done(subject, file, "close");
			for (const method of ["read", "write", "status", "setSize", "flush"] as const) {
				throws(() => file[method](1 as never, 0 as never), SyntaxError);
			}
		}
	});

	it("is called back with its error when it could not be opened, whatever is called", () => {
		const subject = make();
		const files = new subject.Files(subject.options());
		const log: boolean[] = [];
		const note = (error: unknown) => log.push(error instanceof Error);
		const file = files.openFile({ path: "a", mode: "r+" }, note);
		file.read(1, 0, note);
		file.write(new Uint8Array(1), 0, note);
		file.status(note);
		file.setSize(1, note);
		file.close((error: unknown) => log.push(error === null));
		subject.settle();
		deepEqual(log, [true, true, true, true, true, true]);
		equal(subject.content("a"), undefined);
	});

	it("refuses wrong arguments, and does nothing then", () => {
		const subject = make();
		const file = open(subject, "a", "w+");
		for (const it of [undefined, null, "x", {}, [1]]) {
			throws(() => file.read(it, 0), TypeError, "buffer");
			throws(() => file.write(it, 0), TypeError, "data");
		}
		throws(() => file.write(1, 0), TypeError, "data");
		throws(() => file.write(new Uint16Array(2), 0), TypeError, "data");
		for (const it of [0, -1, 1.5, Number.NaN, 1e10])
			throws(() => file.read(it, 0), RangeError, "count: 1 to 999999999");
		for (const it of [undefined, null, "0", -1, 1.5, Number.NaN, 1e10]) {
			throws(() => file.read(1, it), RangeError, "offset");
			throws(() => file.write(new Uint8Array(1), it), RangeError, "offset");
			throws(() => file.setSize(it), RangeError, "size: 0 to 999999999");
		}
		for (const it of [null, 1, {}]) {
			throws(() => file.read(1, 0, it), TypeError, "callback");
			throws(() => file.write(new Uint8Array(1), 0, it), TypeError, "callback");
			throws(() => file.status(it), TypeError, "callback");
			throws(() => file.setSize(1, it), TypeError, "callback");
			throws(() => file.flush(it), TypeError, "callback");
			throws(() => file.close(it), TypeError, "callback");
		}
		subject.settle();
		equal(subject.content("a"), "");
	});

	it("may be used and closed inside a callback", () => {
		const subject = make();
		const file = open(subject, "a", "w+");
		const log: string[] = [];
		file.write(bytesOf("x"), 0, () => {
			file.read(1, 0, (_error: unknown, it: unknown) => {
				log.push(textOf(it));
				file.close(() => log.push("closed"));
			});
		});
		subject.settle();
		deepEqual(log, ["x", "closed"]);
	});
}
