import { ModemError } from "../../modules/errors.js";
import type { File } from "../../modules/network/file.js";
import type { Files } from "../../modules/network/files.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedFlash } from "../support/scripted-flash.js";
import { ScriptedModule } from "../support/scripted-module.js";
import { bytesOf } from "../support/tokens.js";

const OK = "\r\nOK\r\n";

describe("Files", () => {
	let module: ScriptedModule;
	let flash: ScriptedFlash;
	let files: Files;
	let log: string[];
	const told = () => log.splice(0);

	const show = (what: string) => (error: Error | null, result?: unknown) => {
		if (error instanceof ModemError) log.push(`${what} ${error.source} ${error.code} ${error.command} ${error.retry}`);
		else if (error !== null) log.push(`${what} ${error.message}`);
		else if (result instanceof ArrayBuffer) log.push(`${what} ${String.fromCharCode(...new Uint8Array(result))}`);
		else log.push(typeof result === "object" ? what : `${what} ${result}`);
	};
	const open = (path: string, mode: "r" | "r+" | "w" | "w+" = "w+"): File => {
		const file = files.openFile({ path, mode }, show("open"));
		module.settle();
		deepEqual(told(), ["open"]);
		return file;
	};
	const pass = (ms: number) => {
		for (let left = ms; left > 0; left -= 100) {
			module.clock.advance(100);
			module.settle();
		}
	};
	/** The module does not answer the next line that begins so. */
	const lose = (begin: string, answer = "") => {
		flash.trouble = (line) => {
			if (!line.startsWith(begin)) return undefined;
			flash.trouble = undefined;
			return answer;
		};
	};

	beforeEach(() => {
		module = new ScriptedModule();
		flash = new ScriptedFlash(module);
		module.ready();
		log = [];
		files = new (module.modem.Files as new (options: object) => Files)({});
	});

	it("sends what is missing and no more: no seek where the module is already", () => {
		flash.files.set("a", "0123456789");
		const file = files.openFile({ path: "a", mode: "r+" });
		file.read(4, 0);
		file.read(4, 4);
		file.write(bytesOf("89"), 8);
		file.read(1, 0);
		file.setSize(1);
		file.status();
		file.close();
		module.settle();
		deepEqual(module.lines(), [
			"AT+QFOPEN?",
			'AT+QFLST="UFS:a"',
			'AT+QFOPEN="UFS:a",0',
			"AT+QFREAD=3000,4",
			"AT+QFREAD=3000,4",
			"AT+QFWRITE=3000,2,5",
			"<89>",
			"AT+QFSEEK=3000,0,0",
			"AT+QFREAD=3000,1",
			"AT+QFTUCAT=3000",
			"AT+QFCLOSE=3000",
		]);
		files.openFile({ path: "b", mode: "w" });
		files.openFile({ path: "a" });
		files.delete("c");
		files.status("a");
		files.scan();
		files.space();
		module.settle();
		deepEqual(module.lines(), [
			'AT+QFOPEN="UFS:b",1',
			'AT+QFLST="UFS:a"',
			'AT+QFOPEN="UFS:a",2',
			'AT+QFDEL="UFS:c"',
			'AT+QFLST="UFS:a"',
			"AT+QFLST",
			'AT+QFLDS="UFS"',
		]);
	});

	it("goes in pieces, so that other commands come in between", () => {
		const file = open("a");
		module.lines();
		file.write(new Uint8Array(2500), 0, show("written"));
		let isFirst = true;
		module.watch("AT+QFWRITE", () => {
			if (isFirst)
				new (module.modem.NTP as new (options: object) => { getTime(callback: () => void): void })({
					servers: ["n"],
				}).getTime(() => {});
			isFirst = false;
		});
		module.settle();
		deepEqual(
			module.lines().filter((it) => !it.startsWith("<")),
			["AT+QFWRITE=3000,1024,5", 'AT+QNTP=1,"n",123,0', "AT+QFWRITE=3000,1024,5", "AT+QFWRITE=3000,452,5"],
		);
		deepEqual(told(), ["written undefined"]);
		equal(flash.files.get("a")?.length, 2500);
	});

	it("closes what a former life of the host has left open, once", () => {
		flash.files.set("a", "abc");
		flash.opened.set(7, { name: "a", isReadOnly: false, position: 0 });
		flash.opened.set(9, { name: "z", isReadOnly: true, position: 0 });
		lose("AT+QFCLOSE=9", "\r\n+CME ERROR: 416\r\n");
		open("a", "r");
		deepEqual(module.lines().slice(0, 3), ["AT+QFOPEN?", "AT+QFCLOSE=9", "AT+QFCLOSE=7"]);
		flash.trouble = undefined;
		open("b");
		ok(!module.lines().includes("AT+QFOPEN?"));
	});

	it("does without being told what is open", () => {
		for (const answer of ["\r\nERROR\r\n", ""]) {
			lose("AT+QFOPEN?", answer);
			files = new (module.modem.Files as new (options: object) => Files)({});
			files.scan(show("names"));
			module.settle();
			pass(10_000);
			deepEqual(told(), ["names"]);
		}
	});

	it("tells the module's code, with the command", () => {
		const refuse = (begin: string, code: number, work: () => void, expected: string) => {
			lose(begin, code === 0 ? "\r\nERROR\r\n" : `\r\n+CME ERROR: ${code}\r\n`);
			work();
			module.settle();
			deepEqual(told(), [expected]);
		};
		flash.files.set("a", "abc");
		refuse("AT+QFLST", 417, () => files.scan(show("scan")), "scan file 417 +QFLST false");
		refuse("AT+QFLST", 417, () => files.status("a", show("status")), "status file 417 +QFLST false");
		refuse("AT+QFDEL", 418, () => files.delete("a", show("delete")), "delete file 418 +QFDEL false");
		refuse("AT+QFLDS", 419, () => files.space(show("space")), "space file 419 +QFLDS false");
		refuse("AT+QFLST", 417, () => files.openFile({ path: "a" }, show("open")), "open file 417 +QFLST false");
		refuse("AT+QFOPEN=", 413, () => files.openFile({ path: "a" }, show("open")), "open file 413 +QFOPEN false");
		files.openFile({ path: "nothing" }, show("open"));
		module.settle();
		deepEqual(told(), ["open file 405 +QFOPEN false"]);
		const file = open("a", "r+");
		refuse("AT+QFREAD", 411, () => file.read(2, 0, show("read")), "read file 411 +QFREAD false");
		refuse("AT+QFSEEK", 0, () => file.read(2, 1, show("read")), "read file 0 +QFSEEK false");
		refuse("AT+QFWRITE", 420, () => file.write(bytesOf("x"), 0, show("write")), "write file 420 +QFWRITE false");
		refuse("AT+QFTUCAT", 409, () => file.setSize(1, show("size")), "size file 409 +QFTUCAT false");
		refuse("AT+QFCLOSE", 416, () => file.close(show("close")), "close file 416 +QFCLOSE false");
		// An empty list with a number, as part of the family answers, is no failure.
		lose("AT+QFLST", "\r\n+CME ERROR: 405\r\n");
		files.status("b", show("status"));
		lose("AT+QFLST", "\r\n+CME ERROR: 405\r\n");
		module.settle();
		deepEqual(told(), ["status"]);
	});

	it("says that the flash is full, and what was there before stays", () => {
		flash.capacity = 10;
		const file = open("a");
		file.write(bytesOf("01234567"), 0, show("written"));
		file.write(bytesOf("0123456789"), 8, show("written"));
		file.read(20, 0, show("read"));
		module.settle();
		deepEqual(told(), ["written undefined", "written file 403 +QFWRITE false", "read 01234567"]);
	});

	it("reads again a piece of the greatest length whose length was not said", () => {
		const content = Array.from({ length: 1024 }, (_, at) => String.fromCharCode(33 + (at % 90))).join("");
		flash.files.set("a", content);
		const file = open("a", "r");
		lose("AT+QFREAD", `\r\nCONNECT\r\n+QIURC: "recv",3\r\n 1024\r\n${content}\r\n${OK}`);
		file.read(1024, 0, show("read"));
		module.settle();
		deepEqual(told(), [`read ${content}`]);
	});

	it("begins again where it was when the module has taken only a part, and says so", () => {
		const file = open("a");
		flash.troubleAfter = (line, data) => {
			flash.store(line, data.slice(0, 3));
			flash.troubleAfter = undefined;
			return `\r\n+QFWRITE: 3,3\r\n\r\n+CME ERROR: 421\r\n`;
		};
		file.write(bytesOf("0123456789"), 0, show("written"));
		module.settle();
		deepEqual(told(), ["written undefined"]);
		equal(flash.files.get("a"), "0123456789");
	});

	it("writes again what was not answered, or answered with other numbers; three times", () => {
		const file = open("a");
		for (const [answer, wait] of [
			["", 20_000],
			[`\r\n+QFWRITE: 9,10${OK}`, 0],
			[`\r\n+QFWRITE: 10,11\r\n${OK}`, 0],
			[OK, 0],
		] as const) {
			flash.troubleAfter = (line, data) => {
				flash.store(line, data);
				flash.troubleAfter = undefined;
				return answer;
			};
			file.write(bytesOf("0123456789"), 0, show("written"));
			module.settle();
			pass(wait);
			deepEqual(told(), ["written undefined"], answer);
			equal(flash.files.get("a"), "0123456789");
		}
		flash.troubleAfter = () => OK;
		file.write(bytesOf("0123456789"), 0, show("written"));
		module.settle();
		deepEqual(told(), ["written framing 0 +QFWRITE true"]);
		flash.troubleAfter = () => "";
		file.write(bytesOf("0123456789"), 0, show("written"));
		module.settle();
		for (let at = 0; at < 3; at++) pass(20_000);
		deepEqual(told(), ["written timeout 0 +QFWRITE true"]);
	});

	it("does not believe how long the file is when that may have been cut: nothing in front is overwritten", () => {
		const content = Array.from({ length: 2000 }, (_, at) => String.fromCharCode(33 + (at % 90))).join("");
		flash.files.set("a", content);
		const file = open("a", "r+");
		flash.troubleAfter = (line, data) => {
			flash.store(line, data);
			flash.troubleAfter = undefined;
			// A URC in the middle of the number: the rest of it is a line that nobody knows.
			return `\r\n+QFWRITE: 10,2\r\n+CEREG: 2\r\n000\r\n${OK}`;
		};
		file.write(bytesOf("0123456789"), 1500, show("written"));
		module.settle();
		deepEqual(told(), ["written undefined"]);
		equal(flash.files.get("a"), `${content.slice(0, 1500)}0123456789${content.slice(1510)}`);
		equal(flash.opened.size, 1);
		file.close();
		module.settle();
		equal(flash.opened.size, 0);
	});

	it("reads again what did not come whole; three times", () => {
		flash.files.set("a", "0123456789");
		const file = open("a", "r");
		for (const [answer, wait] of [
			["", 20_000],
			[`\r\nCONNECT 4\r\n0123\r\n${OK}`, 0],
			["\r\nCONNECT 10\r\n01234", 20_000],
			// A URC stands where the length was, in the middle of the line: what comes behind it is no data.
			[`\r\nCONNECT\r\n+QIURC: "recv",3\r\n 10\r\n0123456789\r\n${OK}`, 0],
			[OK, 0],
		] as const) {
			lose("AT+QFREAD", answer);
			file.read(10, 0, show("read"));
			module.settle();
			pass(wait);
			pass(wait);
			deepEqual(told(), ["read 0123456789"], answer);
		}
		flash.trouble = (line) => (line.startsWith("AT+QFREAD") ? OK : undefined);
		file.read(10, 0, show("read"));
		module.settle();
		deepEqual(told(), ["read framing 0 +QFREAD true"]);
		flash.trouble = (line) => (line.startsWith("AT+QFREAD") ? "" : undefined);
		file.read(10, 0, show("read"));
		module.settle();
		for (let at = 0; at < 3; at++) pass(20_000);
		deepEqual(told(), ["read timeout 0 +QFREAD true"]);
	});

	it("looks again what is open when a handle was left of which it has not heard, and opens no file twice", () => {
		flash.files.set("a", "abc");
		flash.opened.set(3007, { name: "a", isReadOnly: false, position: 0 });
		lose("AT+QFOPEN?", `\r\n+QFOPEN: "UFS:a",3\r\n+CEREG: 2\r\n007,0\r\n${OK}`);
		const file = files.openFile({ path: "a", mode: "r+" }, show("open"));
		module.settle();
		pass(20_000);
		deepEqual(told(), ["open"]);
		ok(!flash.opened.has(3007));
		files.openFile({ path: "a", mode: "r+" }, show("open"));
		module.settle();
		deepEqual(told(), ["open file 426 +QFOPEN false"]);
		file.read(3, 0, show("read"));
		module.settle();
		deepEqual(told(), ["read abc"]);
	});

	it("asks again what was not answered, and looks what is open when that was an open or a close", () => {
		flash.files.set("a", "abc");
		for (const begin of ["AT+QFLST", "AT+QFDEL", "AT+QFLDS"]) {
			lose(begin);
			if (begin === "AT+QFLST") files.scan(show("done"));
			else if (begin === "AT+QFDEL") files.delete("z", show("done"));
			else files.space(show("done"));
			module.settle();
			pass(10_000);
			ok(/^done/.test(told().join()), begin);
		}
		// The module has opened it, and nobody was told.
		flash.trouble = (line) => {
			if (!line.startsWith("AT+QFOPEN=")) return undefined;
			flash.trouble = undefined;
			flash.opened.set(5, { name: "a", isReadOnly: true, position: 0 });
			return "";
		};
		const file = files.openFile({ path: "a" }, show("open"));
		module.settle();
		pass(10_000);
		deepEqual(told(), ["open"]);
		deepEqual([...flash.opened.keys()], [3000]);
		lose("AT+QFCLOSE");
		file.close(show("closed"));
		module.settle();
		pass(10_000);
		deepEqual(told(), ["closed undefined"]);
		files.scan(show("scan"));
		module.settle();
		equal(flash.opened.size, 0);
		for (const [begin, answer] of [
			["AT+QFOPEN=", OK],
			["AT+QFLDS", OK],
		] as const) {
			told();
			lose(begin, answer);
			if (begin === "AT+QFLDS") files.space(show("done"));
			else files.openFile({ path: "a" }, show("done"));
			module.settle();
			deepEqual(told(), ["done"]);
		}
	});

	it("outlives a restart of the module: what is under way fails, what follows opens the file again", () => {
		const file = open("a");
		file.write(bytesOf("0123"), 0);
		module.settle();
		flash.troubleAfter = () => "";
		file.write(bytesOf("4567"), 4, show("written"));
		file.read(20, 0, show("read"));
		files.scan(show("names"));
		module.settle();
		flash.troubleAfter = undefined;
		flash.opened.clear();
		module.lines();
		module.say("AT\r");
		module.ready();
		module.settle();
		deepEqual(told(), ["written reset 0 +QFWRITE true", "read 0123", "names"]);
		// It is not emptied once more.
		file.write(bytesOf("4567"), 4, show("written"));
		file.read(20, 0, show("read"));
		module.settle();
		deepEqual(told(), ["written undefined", "read 01234567"]);
		// A file that has gone meanwhile is not made anew.
		module.say("AT\r");
		flash.opened.clear();
		flash.files.clear();
		module.ready();
		file.read(20, 0, show("read"));
		module.settle();
		deepEqual(told(), ["read file 405 +QFOPEN false"]);
	});

	it("goes on when the network takes the context away: the flash does not need it", () => {
		const file = open("a");
		flash.troubleAfter = () => "";
		file.write(bytesOf("0123456789"), 0, show("written"));
		module.settle();
		flash.troubleAfter = undefined;
		module.say('\r\n+QIURC: "pdpdeact",1\r\n');
		deepEqual(told(), []);
		flash.store("AT+QFWRITE=3000", "0123456789");
		module.say(`\r\n+QFWRITE: 10,10\r\n${OK}`);
		file.read(4, 0, show("read"));
		module.ready();
		module.settle();
		deepEqual(told(), ["written undefined", "read 0123"]);
	});

	it("waits for the modem", () => {
		module = new ScriptedModule();
		flash = new ScriptedFlash(module);
		files = new (module.modem.Files as new (options: object) => Files)({});
		const file = files.openFile({ path: "a", mode: "w" }, show("open"));
		file.write(bytesOf("x"), 0, show("written"));
		module.settle();
		module.ready();
		module.settle();
		deepEqual(told(), ["open", "written undefined"]);
	});

	it("ends with the modem: all fails but a close", () => {
		const file = open("a");
		file.write(bytesOf("x"), 0, show("written"));
		files.scan(show("names"));
		module.modem.close();
		deepEqual(told(), []);
		module.clock.advance(0);
		deepEqual(told(), ["written reset 0  false", "names reset 0  false"]);
		throws(() => file.read(1, 0), Error, "bad state");
		throws(() => files.scan(), Error, "bad state");
		file.close(show("closed"));
		files.close(show("closed"));
		deepEqual(told(), []);
		module.clock.advance(0);
		deepEqual(told(), ["closed undefined", "closed undefined"]);
	});

	it("lets 32 operations wait, and a close more", () => {
		const file = open("a");
		flash.trouble = () => "";
		for (let at = 0; at < 33; at++) file.status();
		throws(() => file.status(), Error, "busy");
		throws(() => files.scan(), Error, "busy");
		file.close(show("closed"));
		flash.trouble = undefined;
		pass(20_000);
		deepEqual(told(), ["closed undefined"]);
	});

	it("holds no timer while there is nothing to do", () => {
		const before = module.clock.alarms;
		const file = open("a");
		file.write(bytesOf("x"), 0);
		module.settle();
		equal(module.clock.alarms, before);
	});
});
