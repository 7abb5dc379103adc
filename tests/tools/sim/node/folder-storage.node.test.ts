import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBytes } from "../../../../tools/sim/bytes.js";
import { FolderStorage } from "../../../../tools/sim/node/folder-storage.js";
import { deepEqual, equal, throws } from "../../../support/assert.js";

describe("files in a folder", () => {
	let base: string;
	let folder: string;
	let storage: FolderStorage;

	beforeEach(() => {
		base = mkdtempSync(join(tmpdir(), "storage-"));
		folder = join(base, "files");
		mkdirSync(folder);
		storage = new FolderStorage(folder);
	});

	afterEach(() => rmSync(base, { recursive: true }));

	it("are written, listed, read and deleted", () => {
		equal(storage.write("b.pem", toBytes("two")), true);
		equal(storage.write("a.pem", toBytes("one")), true);
		equal(storage.write("a.pem", toBytes("other")), true);
		deepEqual(storage.list(), [
			{ name: "a.pem", size: 5 },
			{ name: "b.pem", size: 3 },
		]);
		equal(String(storage.read("a.pem")), "other");
		equal(storage.remove("a.pem"), true);
		equal(storage.remove("a.pem"), false);
		equal(storage.read("a.pem"), undefined);
		deepEqual(readdirSync(folder), ["b.pem"]);
	});

	it("have names in UTF-8", () => {
		equal(storage.write("\xc3\xa9", toBytes("x")), true);
		deepEqual(readdirSync(folder), ["é"]);
		deepEqual(storage.list(), [{ name: "\xc3\xa9", size: 1 }]);
		equal(storage.write("\xff", toBytes("x")), false);
	});

	for (const name of ["../secret", "..", ".", "", "sub/file", "/secret", "a\0b"]) {
		it(`are never elsewhere: ${JSON.stringify(name)}`, () => {
			writeFileSync(join(base, "secret"), "secret");
			equal(storage.read(name), undefined);
			equal(storage.write(name, toBytes("x")), false);
			equal(storage.remove(name), false);
			equal(readFileSync(join(base, "secret"), "utf8"), "secret");
		});
	}

	it("are no links and no folders", () => {
		writeFileSync(join(base, "secret"), "secret");
		symlinkSync(join(base, "secret"), join(folder, "link"));
		symlinkSync(join(base, "nowhere"), join(folder, "dangling"));
		mkdirSync(join(folder, "sub"));
		deepEqual(storage.list(), []);
		for (const name of ["link", "dangling", "sub"]) {
			equal(storage.read(name), undefined);
			equal(storage.write(name, toBytes("x")), false);
			equal(storage.remove(name), false);
		}
		equal(readFileSync(join(base, "secret"), "utf8"), "secret");
		deepEqual(readdirSync(base).sort(), ["files", "secret"]);
	});

	it("are not written through a link beside them", () => {
		writeFileSync(join(base, "secret"), "secret");
		symlinkSync(join(base, "secret"), join(folder, "a.part"));
		equal(storage.write("a", toBytes("x")), true);
		equal(readFileSync(join(base, "secret"), "utf8"), "secret");
	});

	it("need a folder that is one", () => {
		throws(() => new FolderStorage(join(base, "none")), RangeError, "is no folder");
		writeFileSync(join(base, "file"), "");
		throws(() => new FolderStorage(join(base, "file")), RangeError, "is no folder");
	});

	it("are not written where the machine does not let them", () => {
		rmSync(folder, { recursive: true });
		equal(storage.write("a", toBytes("x")), false);
	});
});
