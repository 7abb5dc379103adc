import { fromBytes } from "../../../../tools/sim/bytes.js";
import { MemoryStorage } from "../../../../tools/sim/files/storage.js";
import type { ModuleOptions } from "../../../../tools/sim/module-options.js";
import { equal, ok } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const CONNECT = "\r\nCONNECT\r\n";
const ALL_BYTES = fromBytes(Uint8Array.from({ length: 256 }, (_, at) => at));

const error = (code: number) => `\r\n+CME ERROR: ${code}\r\n`;

function booted(options: Partial<ModuleOptions> = {}): Rig {
	const rig = new Rig(options).boot();
	rig.ask("ATE0");
	return rig;
}

/** Uploads a file as a whole. */
function put(rig: Rig, name: string, data: string): string {
	const answer = rig.ask(`AT+QFUPL="${name}",${data.length}`);
	return answer === CONNECT ? rig.type(data).run().take() : answer;
}

describe("AT+QFUPL and AT+QFDWL", () => {
	it("bring all byte values there and back, with their checksum", () => {
		const rig = booted();
		equal(put(rig, "UFS:all.bin", ALL_BYTES), `\r\n+QFUPL: 256,0\r\n${OK}`);
		equal(rig.ask('AT+QFDWL="all.bin"'), `${CONNECT}${ALL_BYTES}\r\n+QFDWL: 256,0\r\n${OK}`);
	});

	it("do not echo the data, and swallow what is too much", () => {
		const rig = booted();
		rig.ask("ATE1");
		rig.ask('AT+QFUPL="a",3,100');
		equal(rig.type("abcAT\r").run().take(), `\r\n+QFUPL: 3,262\r\n${OK}`);
		equal(rig.module.counters.surplus, 3);
	});

	it("acknowledge each 1024 bytes if asked to", () => {
		const rig = booted();
		rig.ask('AT+QFUPL="a",2500,5,1');
		equal(rig.type("x".repeat(1023)).run().take(), "");
		equal(rig.type("x".repeat(1026)).run().take(), "AA");
		ok(rig.type("x".repeat(451)).run().take().startsWith("\r\n+QFUPL: 2500,"));
	});

	it("keep what has come when the rest does not, and tell 421", () => {
		const rig = booted();
		rig.ask('AT+QFUPL="a",10,7');
		equal(rig.type("abc").run(6999).take(), "");
		equal(rig.run(2).take(), `\r\n+QFUPL: 3,262\r\n${error(421)}`);
		equal(rig.ask('AT+QFLST="a"'), `\r\n+QFLST: "UFS:a",3\r\n${OK}`);
		equal(rig.ask("AT"), OK);
	});

	it("take what comes until 5 s of silence when no size is given", () => {
		const rig = booted();
		rig.ask('AT+QFUPL="a"');
		equal(rig.type("abc").run(4999).take(), "");
		equal(rig.run(2).take(), `\r\n+QFUPL: 3,262\r\n${OK}`);
	});

	it("refuse a name that is taken, one that is none, and one that is not there", () => {
		const rig = booted();
		put(rig, "a", "abc");
		equal(rig.ask('AT+QFUPL="UFS:a",3'), error(407));
		equal(rig.ask('AT+QFDWL="b"'), error(405));
		rig.ask("AT+CMEE=2");
		equal(rig.ask('AT+QFUPL="UFS:a",3'), "\r\n+CME ERROR: file already exist\r\n");
	});

	for (const name of ["", "UFS:", "../a", "a/../b", "/etc/passwd", "a\\b", "C:a", "..", ".", "a\x01", "x".repeat(81)]) {
		it(`refuse the name ${JSON.stringify(name.slice(0, 20))}`, () => {
			equal(booted().ask(`AT+QFUPL="${name}",3`), error(406));
		});
	}

	for (const typed of ["a,3", '"a",0', '"a",x', '"a",3,0', '"a",3,65536', '"a",3,5,2', '"a",3,5,1,1']) {
		it(`refuse ${typed}`, () => {
			equal(booted().ask(`AT+QFUPL=${typed}`), error(425));
		});
	}

	it("refuse what there is no room for before it is sent", () => {
		const rig = booted({ files: new MemoryStorage(12_288) });
		equal(rig.ask('AT+QFUPL="a",12289'), error(403));
		ok(put(rig, "a", "x".repeat(4097)).startsWith("\r\n+QFUPL"));
		equal(rig.ask("AT+QFLDS"), `\r\n+QFLDS: 4096,12288\r\n${OK}`);
		equal(rig.ask('AT+QFUPL="b",4097'), error(403));
	});

	it("have files that outlive a power cut, but not in RAM", () => {
		const rig = new Rig({ autoPower: true }).boot();
		rig.ask("ATE0");
		put(rig, "UFS:a", "abc");
		put(rig, "RAM:b", "abc");
		equal(rig.ask('AT+QFLST="RAM:*"'), `\r\n+QFLST: "RAM:b",3\r\n${OK}`);
		rig.module.powerCut(10);
		rig.run(20_000).take();
		rig.ask("ATE0");
		equal(rig.ask("AT+QFLST"), `\r\n+QFLST: "UFS:a",3\r\n${OK}`);
		equal(rig.ask('AT+QFLST="RAM:*"'), OK);
	});

	it("lose what was being sent when the supply fails", () => {
		const rig = new Rig({ autoPower: true }).boot();
		rig.ask('AT+QFUPL="a",10');
		rig.type("abc").run();
		rig.module.powerCut(10);
		rig.run(20_000).take();
		rig.ask("ATE0");
		equal(rig.ask("AT+QFLST"), OK);
	});
});

describe("AT+QFLST, AT+QFLDS and AT+QFDEL", () => {
	it("list by pattern, in order, and delete", () => {
		const rig = booted();
		for (const name of ["c.pem", "a.pem", "b.bin"]) {
			put(rig, name, "xy");
		}
		const line = (name: string) => `\r\n+QFLST: "UFS:${name}",2`;
		equal(rig.ask("AT+QFLST"), `${line("a.pem")}${line("b.bin")}${line("c.pem")}\r\n${OK}`);
		equal(rig.ask('AT+QFLST="*.pem"'), `${line("a.pem")}${line("c.pem")}\r\n${OK}`);
		equal(rig.ask('AT+QFLST="UFS:*"'), `${line("a.pem")}${line("b.bin")}${line("c.pem")}\r\n${OK}`);
		equal(rig.ask('AT+QFLST="x+(y"'), OK);
		equal(rig.ask('AT+QFLST="a*e*m"'), `${line("a.pem")}\r\n${OK}`);
		equal(rig.ask('AT+QFLST="a.pe*em"'), OK);
		equal(rig.ask('AT+QFLST="a*m*e"'), OK);
		equal(rig.ask(`AT+QFLST="${"*".repeat(500)}x"`), OK);
		equal(rig.ask('AT+QFDEL="b.bin"'), OK);
		equal(rig.ask('AT+QFDEL="b.bin"'), error(405));
		equal(rig.ask('AT+QFLST="UFS:b.bin"'), OK);
		equal(rig.ask('AT+QFDEL="*"'), OK);
		equal(rig.ask("AT+QFLST"), OK);
	});

	it("tell the space, and refuse a place that is none", () => {
		const rig = booted();
		equal(rig.ask('AT+QFLDS="UFS"'), `\r\n+QFLDS: 1048576,1048576\r\n${OK}`);
		equal(rig.ask('AT+QFLDS="RAM"'), `\r\n+QFLDS: 524288,524288\r\n${OK}`);
		equal(rig.ask('AT+QFLDS="SD"'), error(425));
	});
});

describe("files that are opened", () => {
	it("are written, read, sought in and cut off", () => {
		const rig = booted();
		equal(rig.ask('AT+QFOPEN="a"'), `\r\n+QFOPEN: 1\r\n${OK}`);
		equal(rig.ask("AT+QFWRITE=1,5"), CONNECT);
		equal(rig.type("hello").run().take(), `\r\n+QFWRITE: 5,5\r\n${OK}`);
		equal(rig.ask("AT+QFREAD=1"), error(402));
		equal(rig.ask("AT+QFSEEK=1,1"), OK);
		equal(rig.ask("AT+QFREAD=1,3"), `\r\nCONNECT 3\r\nell${OK}`);
		equal(rig.ask("AT+QFPOSITION=1"), `\r\n+QFPOSITION: 4\r\n${OK}`);
		equal(rig.ask("AT+QFREAD=1"), `\r\nCONNECT 1\r\no${OK}`);
		equal(rig.ask("AT+QFSEEK=1,-2,2"), OK);
		rig.ask("AT+QFWRITE=1,4");
		equal(rig.type("LOL!").run().take(), `\r\n+QFWRITE: 4,7\r\n${OK}`);
		equal(rig.ask("AT+QFSEEK=1,-5,1"), OK);
		equal(rig.ask("AT+QFTUCAT=1"), OK);
		equal(rig.ask("AT+QFCLOSE=1"), OK);
		equal(rig.ask('AT+QFDWL="a"'), `${CONNECT}he\r\n+QFDWL: 2,6865\r\n${OK}`);
	});

	it("keep what has come when the rest does not", () => {
		const rig = booted();
		rig.ask('AT+QFOPEN="a"');
		rig.ask("AT+QFWRITE=1,5,3");
		equal(rig.type("he").run(3001).take(), `\r\n+QFWRITE: 2,2\r\n${error(421)}`);
		rig.ask("AT+QFWRITE=1");
		equal(rig.type("y").run(5001).take(), `\r\n+QFWRITE: 1,3\r\n${OK}`);
	});

	it("are open once, ten at most, and shown", () => {
		const rig = booted();
		for (let count = 1; count <= 10; count++) {
			equal(rig.ask(`AT+QFOPEN="f${count}"`), `\r\n+QFOPEN: ${count}\r\n${OK}`);
		}
		equal(rig.ask('AT+QFOPEN="f11"'), error(413));
		equal(rig.ask('AT+QFOPEN="f1"'), error(426));
		equal(rig.ask('AT+QFDEL="f1"'), error(418));
		rig.ask("AT+QFCLOSE=3");
		equal(rig.ask('AT+QFOPEN="f3",2'), `\r\n+QFOPEN: 3\r\n${OK}`);
		ok(rig.ask("AT+QFOPEN?").includes('\r\n+QFOPEN: "UFS:f3",3,2\r\n'));
	});

	it("are emptied in mode 1, and only read in mode 2", () => {
		const rig = booted();
		put(rig, "a", "hello");
		equal(rig.ask('AT+QFOPEN="b",2'), error(405));
		rig.ask('AT+QFOPEN="a",2');
		equal(rig.ask("AT+QFWRITE=1,1"), error(414));
		equal(rig.ask("AT+QFTUCAT=1"), error(414));
		rig.ask("AT+QFCLOSE=1");
		rig.ask('AT+QFOPEN="a",1');
		equal(rig.ask('AT+QFLST="a"'), `\r\n+QFLST: "UFS:a",0\r\n${OK}`);
	});

	for (const typed of ["READ=1", "WRITE=1,1", "SEEK=1,0", "POSITION=1", "TUCAT=1", "CLOSE=1"]) {
		it(`refuse AT+QF${typed} for a handle that is none`, () => {
			equal(booted().ask(`AT+QF${typed}`), error(416));
		});
	}

	it("refuse to be sought beyond their ends", () => {
		const rig = booted();
		rig.ask('AT+QFOPEN="a"');
		equal(rig.ask("AT+QFSEEK=1,1"), error(425));
		equal(rig.ask("AT+QFSEEK=1,-1"), error(425));
		equal(rig.ask("AT+QFSEEK=1,0,3"), error(425));
	});

	it("are told when the flash fails", () => {
		class Broken extends MemoryStorage {
			override write(): boolean {
				return false;
			}
			override remove(): boolean {
				return false;
			}
		}
		const flash = new Broken(1_000_000);
		const rig = booted({ files: flash });
		equal(put(rig, "a", "abc"), error(409));
		equal(rig.ask('AT+QFOPEN="a"'), error(409));
		MemoryStorage.prototype.write.call(flash, "a", new Uint8Array(3));
		equal(rig.ask('AT+QFDEL="a"'), error(418));
		rig.ask('AT+QFOPEN="a",2');
		MemoryStorage.prototype.remove.call(flash, "a");
		equal(rig.ask("AT+QFREAD=1"), error(411));
	});
});
