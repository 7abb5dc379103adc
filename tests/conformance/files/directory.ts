import { deepEqual, equal, ok, throws } from "../../support/assert.js";
import { done, type MakeSubject } from "./subject.js";

interface Status {
	readonly size?: number;
	readonly mode: number;
	isFile(): boolean;
	isDirectory(): boolean;
	isSymbolicLink(): boolean;
}

/** Clause 28, "Directory Class Pattern", and clause 8 with its completion callbacks. */
export function directorySuite(make: MakeSubject): void {
	it("needs an options object, which may be frozen and hold anything else; keeps target", () => {
		const { Files, options } = make();
		for (const it of [undefined, null, 1, "options"]) throws(() => new Files(it), TypeError);
		throws(() => new Files({ ...options(), onError: 1 }), TypeError, "onError");
		const target = {};
		ok(new Files(Object.freeze({ ...options(), target, colour: "blue" })).target === target);
	});

	it("tells the status of a file, and of what is not there", () => {
		const subject = make();
		subject.put("a.txt", "five!");
		const files = new subject.Files(subject.options());
		const status = done<Status>(subject, files, "status", "a.txt");
		deepEqual([status.size, status.isFile(), status.isDirectory(), status.isSymbolicLink()], [5, true, false, false]);
		equal(typeof status.mode, "number");
		const nothing = done<Status>(subject, files, "status", "b.txt");
		ok(!("size" in nothing));
		deepEqual([nothing.isFile(), nothing.isDirectory(), nothing.isSymbolicLink()], [false, false, false]);
	});

	it("lists the names of all files", () => {
		const subject = make();
		const files = new subject.Files(subject.options());
		deepEqual(done(subject, files, "scan"), []);
		subject.put("a.txt", "1");
		subject.put("b", "");
		deepEqual(done<string[]>(subject, files, "scan").sort(), ["a.txt", "b"]);
	});

	it("deletes a file, and tells whether there was one", () => {
		const subject = make();
		subject.put("a.txt", "1");
		subject.put("b.txt", "2");
		const files = new subject.Files(subject.options());
		equal(done(subject, files, "delete", "a.txt"), true);
		equal(done(subject, files, "delete", "a.txt"), false);
		equal(subject.content("a.txt"), undefined);
		equal(subject.content("b.txt"), "2");
	});

	it("tells how much room there is", () => {
		const subject = make();
		const files = new subject.Files(subject.options());
		const empty = done<{ free: number; total: number }>(subject, files, "space");
		ok(empty.free > 0 && empty.free <= empty.total);
		subject.put("a.txt", "x".repeat(5000));
		const used = done<{ free: number; total: number }>(subject, files, "space");
		ok(used.free <= empty.free - 5000);
		equal(used.total, empty.total);
	});

	it("opens what is there to read, and makes what is not there to write", () => {
		const subject = make();
		subject.put("a.txt", "1");
		const files = new subject.Files(subject.options());
		for (const mode of ["r", "r+", undefined]) {
			let error: unknown;
			files.openFile({ path: "b.txt", mode }, (it: unknown) => {
				error = it;
			});
			subject.settle();
			ok(error instanceof Error);
			const file = done<{ close(): void }>(subject, files, "openFile", { path: "a.txt", mode });
			file.close();
			subject.settle();
		}
		equal(subject.content("b.txt"), undefined);
		equal(subject.content("a.txt"), "1");
		for (const [path, mode] of [
			["a.txt", "w"],
			["b.txt", "w"],
			["c.txt", "w+"],
		] as const) {
			done(subject, files, "openFile", { path, mode });
			equal(subject.content(path), "");
		}
	});

	it("refuses what is no subpath of one name, and what is no mode", () => {
		const subject = make();
		const files = new subject.Files(subject.options());
		for (const path of ["", ".", "..", "/a", "a/b", "a//b", "a\\b", 'a"', "a\r", "a*", "a\0", "x".repeat(81)]) {
			throws(() => files.openFile({ path }), RangeError, "path");
			throws(() => files.delete(path), RangeError, "path");
			throws(() => files.status(path), RangeError, "path");
		}
		for (const path of [undefined, null, 1, {}]) {
			throws(() => files.openFile({ path }), TypeError, "path");
			throws(() => files.delete(path), TypeError, "path");
			throws(() => files.status(path), TypeError, "path");
		}
		for (const it of [undefined, null, 1, "a.txt"]) throws(() => files.openFile(it), TypeError, "options");
		for (const mode of ["", "a", "rw", 1, null]) throws(() => files.openFile({ path: "a", mode }), RangeError, "mode");
		for (const it of [null, 1, {}]) {
			throws(() => files.openFile({ path: "a" }, it), TypeError, "callback");
			throws(() => files.delete("a", it), TypeError, "callback");
			throws(() => files.status("a", it), TypeError, "callback");
			throws(() => files.scan(it), TypeError, "callback");
			throws(() => files.space(it), TypeError, "callback");
			throws(() => files.close(it), TypeError, "callback");
		}
		subject.settle();
		deepEqual(done(subject, files, "scan"), []);
	});

	it("needs no callback; what fails without one is told to onError", () => {
		const subject = make();
		subject.put("a.txt", "1");
		const errors: unknown[] = [];
		const files = new subject.Files({
			...subject.options(),
			onError(this: unknown, error: unknown) {
				errors.push(this === files, error instanceof Error);
			},
		});
		files.delete("a.txt");
		files.scan();
		files.status("a.txt");
		files.space();
		files.openFile({ path: "a.txt" });
		subject.settle();
		equal(subject.content("a.txt"), undefined);
		deepEqual(errors, [true, true]);
		const silent = new subject.Files(subject.options());
		silent.openFile({ path: "a.txt" });
		subject.settle();
	});

	it("is closed once all is done that was called before, and may be closed twice", () => {
		const subject = make();
		subject.put("a.txt", "1");
		const files = new subject.Files(subject.options());
		const log: string[] = [];
		files.delete("a.txt", (_error: unknown, wasThere: boolean) => log.push(`deleted ${wasThere}`));
		files.close((error: unknown) => log.push(`closed ${error}`));
		deepEqual(log, []);
		throws(() => files.scan(), SyntaxError);
		subject.settle();
		deepEqual(log, ["deleted true", "closed null"]);
		done(subject, files, "close");
		files.close();
		for (const method of ["openFile", "delete", "status", "scan", "space"] as const) {
			throws(() => files[method]("a.txt" as never), SyntaxError);
		}
	});
}
