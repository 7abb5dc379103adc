import type { ModemError } from "../../modules/errors.js";
import { fileChecksum } from "../../modules/modem/file-checksum.js";
import { checkFileName, type FileOwner, Files } from "../../modules/modem/files.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig } from "../support/engine.js";
import { bytesOf } from "../support/tokens.js";

/** It is no trouble that this looks like commands and answers. */
const text = 'AT\r\nOK\r\n"> CONNECT';
const sum = fileChecksum(bytesOf(text), text.length).toString(16);

function storeOf(content: string) {
	const store = Transmitter.store(content.length);
	store.bytes.set(bytesOf(content));
	return store;
}

describe("Files", () => {
	let rig: EngineRig;
	let files: Files;
	let log: string[];
	const told = () => log.splice(0);
	const owner = (label = ""): FileOwner => ({
		onFile: (name, isNew) => void log.push(`${label}${name} ${isNew ? "new" : "there"}`),
		onFileFailed: (name, { source, code, command }: ModemError) =>
			void log.push(`${label}${name} ${source} ${code} ${command}`),
	});

	beforeEach(() => {
		rig = new EngineRig(5);
		files = new Files(rig.scheduler);
		log = [];
	});

	/** The driver sends `line`, and is answered. */
	const step = (line: string, answer: string) => {
		equal(rig.serial.take(), line);
		rig.serial.give(answer);
	};
	const list = (answer = "") => step('AT+QFLST="UFS:f"\r', `${answer}\r\nOK\r\n`);
	const there = (size: number, name = "UFS:f") => list(`\r\n+QFLST: "${name}",${size}\r\n`);
	const removed = (answer = "\r\nOK\r\n") => step('AT+QFDEL="UFS:f"\r', answer);
	const upload = (answer = `\r\n+QFUPL: ${text.length},${sum}\r\n\r\nOK\r\n`) => {
		step(`AT+QFUPL="UFS:f",${text.length},5\r`, "\r\nCONNECT\r\n");
		step(text, answer);
	};
	/** What was uploaded is read back. */
	const kept = () => {
		there(text.length);
		read(text);
	};
	const read = (content: string, own = fileChecksum(bytesOf(content), content.length).toString(16)) =>
		step('AT+QFDWL="UFS:f"\r', `\r\nCONNECT\r\n${content}\r\n+QFDWL: ${content.length},${own}\r\n\r\nOK\r\n`);

	it("uploads what is not there, and does not look again", () => {
		equal(files.put("f", storeOf(text), owner()), false);
		list();
		upload();
		kept();
		deepEqual(told(), ["f new"]);
		equal(files.put("f", storeOf(text), owner()), true);
		equal(rig.serial.take(), "");
		deepEqual(told(), []);
	});

	it("takes a refusal for a file that is not there, when it says so", () => {
		files.put("f", storeOf(text), owner());
		step('AT+QFLST="UFS:f"\r', "\r\n+CME ERROR: 405\r\n");
		upload();
		kept();
		deepEqual(told(), ["f new"]);
	});

	it("reads back what has the same size, and leaves it when it is the same", () => {
		files.put("f", storeOf(text), owner());
		there(text.length);
		read(text);
		deepEqual(told(), ["f there"]);
	});

	it("knows names without their prefix", () => {
		files.put("f", storeOf(text), owner());
		there(text.length, "f");
		read(text);
		deepEqual(told(), ["f there"]);
	});

	it("replaces what has another size, without reading it: a piece, or something else", () => {
		for (const size of [1, text.length - 1, text.length + 1]) {
			files = new Files(rig.scheduler);
			files.put("f", storeOf(text), owner());
			there(size);
			removed();
			upload();
			kept();
			deepEqual(told(), ["f new"]);
		}
	});

	it("replaces what is not the same, wherever it differs", () => {
		for (const at of [0, 7, text.length - 1]) {
			files = new Files(rig.scheduler);
			files.put("f", storeOf(text), owner());
			there(text.length);
			const other = `${text.slice(0, at)}#${text.slice(at + 1)}`;
			read(other);
			removed();
			upload();
			kept();
			deepEqual(told(), ["f new"]);
		}
	});

	it("does not believe what was read when the module's own checksum is another", () => {
		files.put("f", storeOf(text), owner());
		there(text.length);
		read(text, "0");
		removed();
		upload();
		kept();
		deepEqual(told(), ["f new"]);
	});

	it("does not believe an upload that is not the same when it is read back, and tries three times", () => {
		files.put("f", storeOf(text), owner());
		list();
		upload();
		there(text.length);
		read(`##${text.slice(2)}`);
		removed();
		upload();
		// Under another name, perhaps.
		list();
		upload();
		there(text.length - 1);
		removed();
		equal(rig.serial.take(), "");
		deepEqual(told(), ["f file 0 +QFUPL"]);
	});

	it("repairs an upload that the module had enough of", () => {
		files.put("f", storeOf(text), owner());
		list();
		upload(`\r\n+QFUPL: 3,57\r\n\r\n+CME ERROR: 421\r\n`);
		there(3);
		removed();
		upload();
		kept();
		deepEqual(told(), ["f new"]);
	});

	it("replaces a file that the list does not show", () => {
		files.put("f", storeOf(text), owner());
		list();
		step(`AT+QFUPL="UFS:f",${text.length},5\r`, "\r\n+CME ERROR: 407\r\n");
		there(4);
		removed("\r\n+CME ERROR: 405\r\n");
		upload();
		kept();
		deepEqual(told(), ["f new"]);
	});

	it("tells why there is no file, with the number that the module said", () => {
		files.put("f", storeOf(text), owner());
		list();
		step(`AT+QFUPL="UFS:f",${text.length},5\r`, "\r\n+CME ERROR: 403\r\n");
		files.put("f", storeOf(text), owner());
		there(1);
		removed("\r\n+CME ERROR: 418\r\n");
		files.put("f", storeOf(text), owner());
		step('AT+QFLST="UFS:f"\r', "\r\n+CME ERROR: 417\r\n");
		files.put("f", storeOf(text), owner());
		rig.serial.take();
		rig.scheduler.reset();
		deepEqual(told(), ["f file 403 +QFUPL", "f file 418 +QFDEL", "f file 417 +QFLST", "f reset 0 +QFLST"]);
	});

	it("begins again after an answer that never came", () => {
		files.put("f", storeOf(text), owner());
		rig.serial.take();
		rig.clock.advance(10000);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		list();
		upload();
		kept();
		deepEqual(told(), ["f new"]);
	});

	it("puts one file after the other, for whoever still wants it", () => {
		const [a, b, c] = [owner("a "), owner("b "), owner("c ")];
		files.put("f", storeOf(text), a);
		files.put("g", storeOf("g"), b);
		files.put("f", storeOf("h"), c);
		files.cancel(a);
		files.cancel(b);
		list();
		upload();
		kept();
		there(text.length);
		removed();
		step('AT+QFUPL="UFS:f",1,5\r', "\r\nCONNECT\r\n");
		step("h", "\r\n+QFUPL: 1,6800\r\n\r\nOK\r\n");
		there(1);
		read("h");
		deepEqual(told(), ["c f new"]);
	});

	it("compares again what was forgotten", () => {
		files.put("f", storeOf(text), owner());
		list();
		upload();
		kept();
		files.forget("f");
		equal(files.put("f", storeOf(text), owner()), false);
		there(text.length);
		read(text);
		deepEqual(told(), ["f new", "f there"]);
	});

	it("refuses what can be no file's name", () => {
		for (const name of ["", ".", "..", "a/b", "a\\b", "UFS:a", "a*", "a?", 'a"b', "a\rb", "a\0", "x".repeat(81)]) {
			throws(() => checkFileName("name", name), RangeError, "name");
		}
		throws(() => checkFileName("name", 5), TypeError, "name");
		checkFileName("name", "x".repeat(80));
	});

	it("says busy at once", () => {
		for (let at = 0; at < 3; at++) files.put(`${at}`, storeOf("x"), owner());
		const others = new Files(rig.scheduler);
		const third = new Files(rig.scheduler);
		others.put("f", storeOf("x"), owner());
		third.put("f", storeOf("x"), owner());
		const last = new Files(rig.scheduler);
		throws(() => last.put("f", storeOf("x"), owner()), Error, "busy");
	});
});

describe("File checksum", () => {
	it("is the module's: an odd last byte counts as a high one", () => {
		equal(fileChecksum(bytesOf("\x12\x34\x56"), 3), 0x4434);
		equal(fileChecksum(bytesOf("\x12\x34\x56"), 2), 0x1234);
		equal(fileChecksum(bytesOf(""), 0), 0);
	});
});
