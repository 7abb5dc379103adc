import { equal, ok } from "../../support/assert.js";
import { Rig } from "./rig.js";

/** What is typed, all at once, and every byte that comes back. */
type Exchange = readonly [why: string, typed: string, answered: string];

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";

describe("the AT dialogue", () => {
	const exchanges: readonly Exchange[] = [
		["echoes what came, and frames the result", "AT\r", `AT\r${OK}`],
		["ignores LF behind CR", "AT\r\n", `AT\r${OK}`],
		["ignores LF before AT", "\nAT\r", `AT\r${OK}`],
		["takes any case", "aT+csq\r", `aT+csq\r\r\n+CSQ: 29,99\r\n${OK}`],
		["passes over spaces outside quotes", "AT + CSQ \r", `AT + CSQ \r\r\n+CSQ: 29,99\r\n${OK}`],
		["passes over what stands before AT", "\xff\x00xyAT\r", `\xff\x00xyAT\r${OK}`],
		["says nothing to a line that is no command line", "hello\r", "hello\r"],
		["runs basic commands without a sign between them", "ATE1V1Q0\r", `ATE1V1Q0\r${OK}`],
		[
			"runs extended commands behind ;",
			"AT+CSQ;+CPIN?\r",
			`AT+CSQ;+CPIN?\r\r\n+CSQ: 29,99\r\n\r\n+CPIN: READY\r\n${OK}`,
		],
		["mixes both", "ATE1+CSQ;V1\r", `ATE1+CSQ;V1\r\r\n+CSQ: 29,99\r\n${OK}`],
		["ends a line at the first error", "AT+CSQ;+NONE;+CPIN?\r", `AT+CSQ;+NONE;+CPIN?\r\r\n+CSQ: 29,99\r\n${ERROR}`],
		["ends a line where it stops being one", "AT+CSQ;!\r", `AT+CSQ;!\r\r\n+CSQ: 29,99\r\n${ERROR}`],
		["refuses what it does not know", "AT+NONE=1\r", `AT+NONE=1\r${ERROR}`],
		["takes a character back", "ATX\bE1\r", `ATX\bE1\r${OK}`],
		["repeats the last line", "AT+CSQ\rA/", `AT+CSQ\r\r\n+CSQ: 29,99\r\n${OK}A/\r\n+CSQ: 29,99\r\n${OK}`],
		["repeats it in lower case too", "AT\ra/", `AT\r${OK}a/${OK}`],
		["refuses an open quote", 'AT+QMTOPEN=0,"x\r', `AT+QMTOPEN=0,"x\r${ERROR}`],
		["keeps ; inside quotes", 'AT+QURCCFG="a;b"\r', `AT+QURCCFG="a;b"\r${ERROR}`],
		["answers two lines in turn", "AT\rAT+CSQ\r", `AT\r${OK}AT+CSQ\r\r\n+CSQ: 29,99\r\n${OK}`],
		[
			"shows several lines as one block",
			"ATI\r",
			`ATI\r\r\nQuectel\r\nEC600S\r\nRevision: EC600SCNLAR01A01M08\r\n${OK}`,
		],
		["leaves the echo out from the next line on", "ATE0\rAT\r", `ATE0\r${OK}${OK}`],
		["writes digits with ATV0", "ATV0\rAT+CSQ\rAT+NONE\r", "ATV0\r0\rAT+CSQ\r+CSQ: 29,99\r\n0\rAT+NONE\r4\r"],
		["writes no results with ATQ1", "ATQ1\rAT+CSQ\rAT+NONE\r", "ATQ1\rAT+CSQ\r\r\n+CSQ: 29,99\r\nAT+NONE\r"],
		["ends lines with the character of S3", "ATS3=33\rAT!ATS3?!", `ATS3=33\r${OK}AT!${OK}ATS3?!\r\n033\r\n${OK}`],
	];
	for (const [why, typed, answered] of exchanges) {
		it(why, () => {
			equal(new Rig().boot().type(typed).run().take(), answered);
		});
		it(`${why}, typed byte by byte`, () => {
			const rig = new Rig().boot();
			for (const character of typed) {
				rig.type(character).run();
			}
			equal(rig.take(), answered);
		});
	}

	it("reports by name what it does not know", () => {
		const rig = new Rig().boot();
		rig.ask("AT+NONE=1");
		rig.ask("ATT");
		rig.ask("AT+CSQ?");
		rig.ask('AT+QMTCFG="none",0');
		equal(rig.unsupported.join(), '+NONE,T,+CSQ?,+QMTCFG "none"');
		equal(rig.module.counters.unsupported.get("+NONE"), 1);
	});

	it("takes a line of 2048 bytes, and refuses a longer one as a whole", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		equal(rig.ask(`AT${" ".repeat(2048)}`), OK);
		equal(rig.ask(`AT${" ".repeat(2049)}`), ERROR);
		equal(rig.ask("AT"), OK);
	});

	it("writes errors of 27.007 as AT+CMEE says", () => {
		const rig = new Rig({ sim: { absent: true } }).boot();
		rig.ask("ATE0");
		equal(rig.ask("AT+CPIN?"), "\r\n+CME ERROR: 10\r\n");
		rig.ask("AT+CMEE=2");
		equal(rig.ask("AT+CPIN?"), "\r\n+CME ERROR: SIM not inserted\r\n");
		rig.ask("AT+CMEE=0");
		equal(rig.ask("AT+CPIN?"), ERROR);
		equal(rig.ask("AT+CMEE?"), `\r\n+CMEE: 0\r\n${OK}`);
		equal(rig.ask("AT+CMEE=3"), ERROR);
	});

	it("looks at nothing while a command is at work", () => {
		const rig = new Rig({ latency: 1000 }).boot();
		rig.ask("AT", 2000);
		rig.type("AT+QIACT=1\rAT\r").run(1999);
		equal(rig.take(), "AT+QIACT=1\r");
		rig.run(1);
		equal(rig.take(), `${OK}AT\r`);
		rig.run(1000);
		equal(rig.take(), OK);
	});

	it("loses what does not fit while a command is at work, and counts it", () => {
		const rig = new Rig({ latency: 1000 }).boot();
		rig.type("AT+QIACT=1\r").run(10);
		rig.type("x".repeat(10_000)).run(10);
		ok(rig.module.counters.inputLost > 1000);
		rig.run(20_000);
		rig.take();
		equal(rig.ask("\rATE0", 3000), `\rATE0\r${OK}`);
	});

	it("keeps settings over ATZ and a start only after AT&W", () => {
		const rig = new Rig().boot();
		rig.ask("ATE0");
		rig.ask("ATZ");
		equal(rig.ask("AT"), `AT\r${OK}`);
		rig.ask("ATE0;+CMEE=2;&W");
		rig.ask("AT&F");
		equal(rig.ask("AT+CMEE?"), `AT+CMEE?\r\r\n+CMEE: 1\r\n${OK}`);
		rig.ask("ATZ");
		equal(rig.ask("AT+CMEE?"), `\r\n+CMEE: 2\r\n${OK}`);
		rig.module.powerCut(10);
		rig.run(20);
		rig.boot();
		equal(rig.ask("AT+CMEE?"), `\r\n+CMEE: 2\r\n${OK}`);
	});
});
