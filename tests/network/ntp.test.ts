import { ModemError } from "../../modules/errors.js";
import type { NTP } from "../../modules/network/ntp.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const told = (text: string) => `\r\n+QNTP: 0,"${text}"\r\n`;
const NOON = Date.UTC(2026, 7, 6, 12, 0, 0);
const HOUR = 3600000;

describe("NTP", () => {
	let module: ScriptedModule;
	let client: NTP;
	let log: (string | number)[];
	/** Answers to the next questions; what is not said is `OK`. */
	let answers: string[];

	const make = (...servers: string[]) => new (module.modem.NTP as new (options: object) => NTP)({ servers });
	const getTime = (by = client) =>
		by.getTime((error, time) => {
			if (error === null) log.push(time as number);
			else if (error instanceof ModemError) log.push(`${error.source} ${error.code} ${error.command} ${error.retry}`);
			else log.push(error.message);
		});
	const pass = (ms: number) => {
		module.clock.advance(ms);
		module.settle();
	};

	beforeEach(() => {
		module = new ScriptedModule();
		module.ready();
		answers = [];
		log = [];
		module.answer("AT+QNTP=", () => answers.shift() ?? OK);
		client = make("a.example");
	});

	it("asks on the modem's context and port 123, and leaves the module's clock alone", () => {
		getTime();
		module.settle();
		deepEqual(module.lines(), ['AT+QNTP=1,"a.example",123,0']);
	});

	it("takes the digits for UTC, unless the network's time says that they are local", () => {
		const cases: [text: string, network: string | undefined, time: number][] = [
			["2026/08/06,12:00:00+00", undefined, NOON],
			["2026/08/06,12:00:00", undefined, NOON],
			["26/08/06,12:00:00+00", undefined, NOON],
			["2026/08/06,12:00:00+32", undefined, NOON],
			["2026/08/06,12:00:00+32", "", NOON],
			["2026/08/06,12:00:00+32", "2026/08/06,12:00:03+32,0", NOON],
			["2026/08/06,20:00:00+32", "2026/08/06,11:58:30+32,0", NOON],
			["2026/08/06,06:30:00-22", "2026/08/06,12:05:00-22,0", NOON],
			// Of another day: it says nothing.
			["2026/08/06,20:00:00+32", "2026/08/05,12:00:00+32,0", NOON + 8 * HOUR],
			["2026/08/06,12:00:00+32", "1980/01/06,00:00:00+00,0", NOON],
		];
		for (const [text, network, time] of cases) {
			module.answer("AT+QLTS=1", network === undefined ? ERROR : `\r\n+QLTS: "${network}"\r\n\r\nOK\r\n`);
			answers = [OK + told(text)];
			getTime();
			module.settle();
			deepEqual(log.splice(0), [time], `${text} ${network}`);
		}
	});

	it("adds what has passed since the time was told", () => {
		module.answer("AT+QLTS=1", "");
		answers = [OK + told("2026/08/06,12:00:00+32")];
		getTime();
		module.settle();
		pass(5000);
		deepEqual(log, [NOON + 5000]);
	});

	it("takes a result that comes in front of OK, and one that is late for the same moment's", () => {
		answers = [told("2026/08/06,12:00:00+00") + OK];
		getTime();
		module.settle();
		deepEqual(log.splice(0), [NOON]);
		client = make("a.example", "b.example");
		getTime();
		module.settle();
		module.lines();
		pass(130_000);
		deepEqual(module.lines(), ['AT+QNTP=1,"b.example",123,0']);
		module.say(told("2026/08/06,12:00:00+00"));
		deepEqual(log.splice(0), [NOON]);
		module.say(told("2026/08/06,12:00:00+00"));
		deepEqual(log, []);
	});

	it("asks all servers, twice, and tells the last one's failure", () => {
		client = make("a.example", "b.example");
		answers = [`${OK}\r\n+QNTP: 565\r\n`, ERROR, "\r\n+CME ERROR: 569\r\n", OK];
		module.answer("AT+QIGETERROR", "\r\n+QIGETERROR: 561,open pdp context failed\r\n\r\nOK\r\n");
		getTime();
		module.settle();
		deepEqual(module.lines(), ['AT+QNTP=1,"a.example",123,0', 'AT+QNTP=1,"b.example",123,0', "AT+QIGETERROR"]);
		pass(4999);
		deepEqual(module.lines(), []);
		pass(1);
		deepEqual(module.lines(), ['AT+QNTP=1,"a.example",123,0', 'AT+QNTP=1,"b.example",123,0']);
		module.say("\r\n+QNTP: 565\r\n");
		deepEqual(log, ["socket 565 +QNTP true"]);
	});

	it("tells what the failure was", () => {
		const cases: [answer: string, wait: number, error: string][] = [
			[`${OK}\r\n+QNTP: 569\r\n`, 0, "socket 569 +QNTP true"],
			[`${OK}\r\n+QNTP: 0,"2026/08"\r\n`, 0, "framing 0 +QNTP true"],
			[`${OK}\r\n+QNTP: 0,"1980/01/06,00:00:00+00"\r\n`, 0, "framing 0 +QNTP true"],
			[`${OK}\r\n+QNTP: 0,"2026/13/06,00:00:00+00"\r\n`, 0, "framing 0 +QNTP true"],
			[`${OK}\r\n+QNTP: 0,"2026/02/30,00:00:00+00"\r\n`, 0, "framing 0 +QNTP true"],
			[`${OK}\r\n+QNTP: x\r\n`, 0, "framing 0 +QNTP true"],
			[OK, 130_000, "timeout 0 +QNTP true"],
			["", 5000, "timeout 0 +QNTP true"],
			["\r\n+CME ERROR: 552\r\n", 0, "socket 552 +QNTP false"],
			[ERROR, 0, "final 0 +QNTP true"],
		];
		module.answer("AT+QIGETERROR", ERROR);
		for (const [answer, wait, error] of cases) {
			answers = [answer, answer];
			getTime();
			module.settle();
			pass(wait);
			pass(5000);
			pass(wait);
			deepEqual(log.splice(0), [error], answer);
		}
	});

	it("waits for a module that is at something else, and not for ever", () => {
		module.answer("AT+QIGETERROR", "\r\n+QIGETERROR: 568,operation busy\r\n\r\nOK\r\n");
		answers = [ERROR, ERROR, ERROR, OK + told("2026/08/06,12:00:00+00")];
		getTime();
		module.settle();
		for (let at = 0; at < 3; at++) pass(1000);
		deepEqual(log.splice(0), [NOON]);
		answers = Array.from({ length: 200 }, () => ERROR);
		getTime();
		module.settle();
		for (let at = 0; at < 70; at++) pass(1000);
		deepEqual(log, ["socket 568 +QNTP true"]);
	});

	it("waits for the modem, before it is ready and after a restart; what is under way fails", () => {
		module = new ScriptedModule();
		module.answer("AT+QNTP=", () => answers.shift() ?? OK);
		client = make("a.example");
		answers = [OK + told("2026/08/06,12:00:00+00")];
		getTime();
		module.ready();
		module.settle();
		deepEqual(log.splice(0), [NOON]);
		getTime();
		const other = make("b.example");
		getTime(other);
		module.settle();
		answers = [OK + told("2026/08/06,12:00:00+00")];
		module.say("AT+CSQ\r");
		module.ready();
		module.settle();
		deepEqual(log.splice(0), ["reset 0 +QNTP true", NOON]);
	});

	it("fails when the modem is closed, and asks nothing any more", () => {
		getTime();
		module.settle();
		module.modem.close();
		deepEqual(log, []);
		module.clock.advance(0);
		deepEqual(log, ["reset 0  false"]);
		throws(() => getTime(), Error, "bad state");
		throws(() => getTime(), Error, "bad state");
	});

	it("takes 1 to 8 servers", () => {
		make(...Array.from({ length: 8 }, () => "a.example"));
		throws(() => make(...Array.from({ length: 9 }, () => "a.example")), RangeError, "1 to 8");
	});

	it("holds nothing while there is nothing to ask", () => {
		const before = module.clock.alarms;
		answers = [OK + told("2026/08/06,12:00:00+00")];
		getTime();
		module.settle();
		equal(module.clock.alarms, before);
	});
});
