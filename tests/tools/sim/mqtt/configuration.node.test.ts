import { note } from "../../../../tools/sim/profiles/note.js";
import { equal } from "../../../support/assert.js";
import { Rig } from "../rig.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";

/** One option: what a query shows at first, values that are taken with what a query shows then, and values that are refused. */
interface Row {
	readonly name: string;
	readonly initial: string;
	readonly taken: readonly (readonly [typed: string, shown: string])[];
	readonly refused: readonly string[];
}

const same = (...values: string[]) => values.map((value) => [value, value] as const);
const longest = (quote: string) => `${quote}${"x".repeat(256)}${quote}`;
const tooLong = `"${"x".repeat(257)}"`;

/** Note 3.2.1. */
const ROWS: readonly Row[] = [
	{ name: "version", initial: "4", taken: same("3", "4"), refused: ["2", "5", '"4"', "4,1"] },
	{ name: "pdpcid", initial: "1", taken: same("1", "15"), refused: ["0", "16", "x"] },
	{
		name: "ssl",
		initial: "0",
		taken: [...same("1,0", "1,5"), ["0,3", "0"], ["0", "0"]],
		refused: ["1", "2,0", "1,6", "1,0,0"],
	},
	{ name: "keepalive", initial: "120", taken: same("0", "3600"), refused: ["-1", "3601", "1.5", "60,1"] },
	{ name: "session", initial: "1", taken: same("0", "1"), refused: ["2"] },
	{
		name: "timeout",
		initial: "5,3,0",
		taken: same("1,0,0", "60,10,1"),
		refused: ["0,3,0", "61,3,0", "5,11,0", "5,3,2", "5", "5,3"],
	},
	{
		name: "will",
		initial: "0",
		taken: [
			['1,2,1,"a/b","gone"', '1,2,1,"a/b","gone"'],
			['1,0,0,"t",""', '1,0,0,"t",""'],
			[`1,0,0,${longest('"')},${longest('"')}`, `1,0,0,${longest('"')},${longest('"')}`],
			["0", "0"],
		],
		refused: [
			"1",
			"2",
			'1,3,0,"t","m"',
			'1,0,2,"t","m"',
			'1,0,0,"","m"',
			`1,0,0,${tooLong},"m"`,
			`1,0,0,"t",${tooLong}`,
		],
	},
	{ name: "recv/mode", initial: "0,0", taken: [...same("1,1", "0,1"), ["1", "1,0"]], refused: ["2", "0,2", "0,0,0"] },
	{
		name: "aliauth",
		initial: '"","",""',
		taken: same('"oyjtmPI5a5j","MQTT_TEST","wN9Y6pZSIly7Exa5qVzcmigEGO4kAazZ"'),
		refused: ['"a","b"', "a,b,c"],
	},
	{ name: "qmtping", initial: "5", taken: same("5", "60"), refused: ["4", "61"] },
	{ name: "send/mode", initial: "0", taken: same("1", "0"), refused: ["2"] },
	{ name: "onenet", initial: '"",""', taken: same('"p","k"'), refused: ['"p"'] },
	{ name: "hwauth", initial: '"","",0', taken: [['"p","k"', '"p","k",0']], refused: ['"p","k","x"'] },
	{ name: "hwprodid", initial: '"","","",0', taken: [['"p","s","n"', '"p","s","n",0']], refused: ['"p","s"'] },
	{ name: "dataformat", initial: "0,0", taken: same("1,0", "0,1"), refused: ["1", "2,0"] },
	{ name: "view/mode", initial: "0", taken: same("1"), refused: ["2"] },
];

describe("AT+QMTCFG", () => {
	for (const { name, initial, taken, refused } of ROWS) {
		describe(`"${name}"`, () => {
			const shown = (value: string) => `\r\n+QMTCFG: "${name}",${value}\r\n${OK}`;
			const newRig = () => {
				const rig = new Rig().boot();
				rig.ask("ATE0");
				return rig;
			};

			it(`is ${initial} at first, for each of the six clients`, () => {
				const rig = newRig();
				for (const index of [0, 1, 2, 3, 4, 5]) {
					equal(rig.ask(`AT+QMTCFG="${name}",${index}`), shown(initial));
				}
				equal(rig.ask(`AT+QMTCFG="${name}",6`), ERROR);
				equal(rig.ask(`AT+QMTCFG="${name}"`), ERROR);
			});

			for (const [typed, value] of taken) {
				it(`takes ${typed.slice(0, 40)}, for one client only`, () => {
					const rig = newRig();
					equal(rig.ask(`AT+QMTCFG="${name}",2,${typed}`), OK);
					equal(rig.ask(`AT+QMTCFG="${name.toUpperCase()}",2`), shown(value));
					equal(rig.ask(`AT+QMTCFG="${name}",3`), shown(initial));
				});
			}

			for (const typed of refused) {
				it(`refuses ${typed.slice(0, 40)}, and keeps what it had`, () => {
					const rig = newRig();
					equal(rig.ask(`AT+QMTCFG="${name}",0,${typed}`), ERROR);
					equal(rig.ask(`AT+QMTCFG="${name}",0`), shown(initial));
				});
			}

			it("is refused while the client is connected, but can be asked for", () => {
				const rig = new Rig().connect();
				equal(rig.ask(`AT+QMTCFG="${name}",0,${taken[0]![0]}`), ERROR);
				equal(rig.ask(`AT+QMTCFG="${name}",0`), shown(initial));
				equal(rig.ask(`AT+QMTCFG="${name}",1,${taken[0]![0]}`), OK);
			});
		});
	}

	it("lists its 17 options", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		const lines = note.mqtt.configurationLines.map((line) => `+QMTCFG: ${line}`);
		equal(lines.length, 17);
		equal(rig.ask("AT+QMTCFG=?"), `\r\n${lines.join("\r\n")}\r\n${OK}`);
	});

	it("has other ranges on a real EC600S", () => {
		const rig = new Rig({ profile: "ec600s" }).boot();
		rig.ask("ATE0");
		equal(rig.ask('AT+QMTCFG="timeout",0,1200,1,0'), OK);
		equal(rig.ask('AT+QMTCFG="timeout",0,5,0,0'), ERROR);
		equal(rig.ask('AT+QMTCFG="timeout",0,1201,1,0'), ERROR);
	});

	it("has other options on a real EC600S", () => {
		const rig = new Rig({ profile: "ec600s" }).boot();
		rig.ask("ATE0");
		equal(rig.ask('AT+QMTCFG="ctwing",0,"id","feature"'), OK);
		equal(rig.ask('AT+QMTCFG="CTWING",0'), `\r\n+QMTCFG: "CTWing","id","feature"\r\n${OK}`);
		for (const refused of [
			'"edit/timeout",0,1,0',
			'"edit/timeout",0,1,181',
			'"edit/timeout",0,2,5',
			'"edit/timeout",0,1',
		]) {
			equal(rig.ask(`AT+QMTCFG=${refused}`), ERROR);
		}
		rig.ask('AT+QMTOPEN=0,"broker",1883');
		rig.ask('AT+QMTCONN=0,"me"');
		equal(rig.unsupported.join(), '+QMTCFG "CTWing"');
		const note = new Rig().boot();
		note.ask("ATE0");
		equal(note.ask('AT+QMTCFG="edit/timeout",0'), ERROR);
	});

	it("keeps what is left out of recv/mode", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.ask('AT+QMTCFG="recv/mode",0,0,1');
		rig.ask('AT+QMTCFG="recv/mode",0,1');
		equal(rig.ask('AT+QMTCFG="recv/mode",0'), `\r\n+QMTCFG: "recv/mode",1,1\r\n${OK}`);
	});
});

describe('AT+QMTCFG="willex"', () => {
	const rig = () => {
		const it = new Rig().boot();
		it.ask("ATE0");
		return it;
	};

	it("takes a message of all kinds of bytes behind a prompt", () => {
		const module = rig();
		equal(module.ask('AT+QMTCFG="willex",0,1,1,0,"a/b",5'), "\r\n> ");
		equal(module.type('"\r\n\0').run().take(), "");
		equal(module.type("xyz").run().take(), OK);
		equal(module.ask('AT+QMTCFG="willex",0'), `\r\n+QMTCFG: "willex",1,1,0,"a/b",5\r\n${OK}`);
		equal(module.ask('AT+QMTCFG="willex",0,0'), OK);
		equal(module.ask('AT+QMTCFG="willex",0'), `\r\n+QMTCFG: "willex",0\r\n${OK}`);
	});

	it("takes an empty message", () => {
		equal(rig().ask('AT+QMTCFG="willex",0,1,1,0,"a/b",0'), `\r\n> ${OK}`);
	});

	for (const typed of ["1", '1,3,0,"t",1', '1,0,0,"",1', '1,0,0,"t",257', '1,0,0,"t"', '1,0,0,"t",-1']) {
		it(`refuses ${typed} without a prompt`, () => {
			equal(rig().ask(`AT+QMTCFG="willex",0,${typed}`), ERROR);
		});
	}
});
