import { WorldWitness } from "../../../tools/recording/world-witness.js";
import { describeWorld, readWorld, type WorldWords } from "../../../tools/recording/world-words.js";
import { deepEqual, equal, ok } from "../../support/assert.js";

const utc = Date.UTC(2026, 10, 28, 22, 21, 10);

/** What is seen in a dialogue; `>` in front of what the host sends. */
function seen(dialogue: readonly string[], now = utc): WorldWords[] {
	const all: WorldWords[] = [];
	const witness = new WorldWitness(
		(words) => all.push(words),
		() => now,
	);
	for (const line of dialogue) {
		if (line.startsWith(">")) witness.sent(line.slice(1));
		else witness.received(line);
	}
	return all;
}

describe("What a recording tells of the world", () => {
	it("is one line of printable words, and is read as it was written", () => {
		const all: readonly WorldWords[] = [
			{ name: "name", host: "a.example", addresses: ["192.0.2.7", "2001:db8::7"], timeToLive: 600 },
			{ name: "name", host: "nobody.example", addresses: [], timeToLive: 0 },
			{ name: "time", host: "t i m e", told: { utc, zone: -22 } },
			{ name: "time", host: "silent.example", told: undefined },
			{ name: "clock", told: { utc, zone: 32 } },
			{ name: "file", path: "UFS:a b.pem", size: 1050 },
			{ name: "content", length: 5, sum: "310c" },
		];
		for (const words of all) {
			const text = describeWorld(words);
			ok(/^world [!-~]+(?: [!-~]+)*$/.test(text), text);
			deepEqual(readWorld(text), words);
		}
	});

	it("is not read into other words", () => {
		for (const text of [
			...[
				"peer met 1",
				"world",
				"world name",
				"world name a x 192.0.2.7",
				"world name a 600",
				"world clock yesterday +32",
			],
			...[
				"world clock 2026-11-28T22:21:10Z 32",
				"world time a 2026-11-28T22:21:10Z",
				"world file a x",
				"world content 5 xyz",
			],
		]) {
			equal(readWorld(text), undefined, text);
		}
	});

	it("is what lookups have found, all addresses of one together, and what they have not", () => {
		deepEqual(
			seen([
				...['>AT+QIDNSGIP=1,"a.example"', "OK", '+QIURC: "dnsgip",0,2,60'],
				...['+QIURC: "dnsgip","192.0.2.7"', '+QIURC: "dnsgip","192.0.2.8"'],
				...['>AT+QIDNSGIP=1,"b.example"', "OK", ">AT+CSQ", "OK", '+QIURC: "dnsgip",565'],
			]),
			[
				{ name: "name", host: "a.example", addresses: ["192.0.2.7", "192.0.2.8"], timeToLive: 60 },
				{ name: "name", host: "b.example", addresses: [], timeToLive: 0 },
			],
		);
	});

	it("is what time servers have told: nothing, or UTC whatever the zone", () => {
		const told = { utc, zone: 32 };
		deepEqual(
			seen([
				...['>AT+QNTP=1,"t.example",123,0', "OK", '+QNTP: 0,"2026/11/28,22:21:10+32"'],
				// A module that tells local time.
				...['>AT+QNTP=1,"t.example",123,0', "OK", '+QNTP: 0,"2026/11/29,06:21:10+32"'],
				...['>AT+QNTP=1,"u.example",123,0', "OK", "+QNTP: 565"],
				...['>AT+QNTP=1,"v.example",123,0', "OK", "+QNTP: 569"],
			]),
			[
				{ name: "time", host: "t.example", told },
				{ name: "time", host: "t.example", told },
				{ name: "name", host: "u.example", addresses: [], timeToLive: 0 },
				{ name: "time", host: "v.example", told: undefined },
			],
		);
	});

	it("is what the module's clock was when it was read, and when it was set", () => {
		const clock: WorldWords = { name: "clock", told: { utc, zone: 32 } };
		deepEqual(
			seen([
				...[">AT+CCLK?", '+CCLK: "26/11/29,06:21:10+32"', "OK"],
				...[">AT+QLTS=1", '+QLTS: "2026/11/28,22:21:10+32,0"', "OK"],
				...[">AT+QLTS=2", '+QLTS: "2026/11/29,06:21:10+32,0"', "OK"],
				...['>AT+CCLK="26/11/29,06:21:10+32"', "OK"],
				// What it was told once says nothing of now; what it has refused, it does not show.
				...[">AT+QLTS", '+QLTS: "2026/11/29,06:20:10+32,0"', "OK"],
				...['>AT+CCLK="26/11/29,06:21:10+32"', "ERROR"],
			]),
			[clock, clock, clock, clock],
		);
		// A clock that nobody has set.
		deepEqual(seen([">AT+CCLK?", '+CCLK: "80/01/06,00:00:07+00"', "OK"]), [
			{ name: "clock", told: { utc: Date.UTC(1980, 0, 6, 0, 0, 7), zone: 0 } },
		]);
	});

	it("is which files there were before, each told once, and not those of this host", () => {
		deepEqual(
			seen([
				...['>AT+QFUPL="own.pem",5,5', "CONNECT", "+QFUPL: 5,310c", "OK"],
				...['>AT+QFLST="*"', '+QFLST: "UFS:own.pem",5', '+QFLST: "UFS:ca.pem",1050', "OK"],
				...['>AT+QFLST="UFS:ca.pem"', '+QFLST: "UFS:ca.pem",1050', "OK"],
			]),
			[{ name: "file", path: "UFS:ca.pem", size: 1050 }],
		);
	});
});
