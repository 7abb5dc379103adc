import { ModemError } from "../../modules/errors.js";
import { isAddress } from "../../modules/network/address.js";
import type { Resolver } from "../../modules/network/dns.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ScriptedModule } from "../support/scripted-module.js";

const OK = "\r\nOK\r\n";
const header = (count = 1) => `\r\n+QIURC: "dnsgip",0,${count},600\r\n`;
const line = (address: string) => `\r\n+QIURC: "dnsgip","${address}"\r\n`;
const found = (address: string) => header() + line(address);
const failed = (code = 565) => `\r\n+QIURC: "dnsgip",${code}\r\n`;
const asks = (host: string) => `AT+QIDNSGIP=1,"${host}"`;

describe("Resolver", () => {
	let module: ScriptedModule;
	let resolver: Resolver;
	let log: string[];
	const told = () => log.splice(0);
	/** Answers to the next questions; what is not said is `OK`. */
	let answers: string[];

	const make = () => new (module.modem.Resolver as new (options: object) => Resolver)({});
	const resolve = (host: string, by = resolver) =>
		by.resolve({ host }, (error, address, name) => {
			if (error === null) log.push(`${name} ${address}`);
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
		module.answer("AT+QIDNSGIP=", () => answers.shift() ?? OK);
		resolver = make();
	});

	it("takes the first of several addresses, and only then asks for the next name", () => {
		answers = [OK + header(3) + line("192.0.2.1"), OK + found("2001:db8::1")];
		resolve("a.example");
		resolve("b.example");
		module.settle();
		deepEqual(module.lines(), [asks("a.example")]);
		deepEqual(told(), []);
		module.say(line("192.0.2.2"));
		module.say(line("192.0.2.3"));
		deepEqual(module.lines(), [asks("b.example")]);
		deepEqual(told(), ["a.example 192.0.2.1", "b.example 2001:db8::1"]);
	});

	it("does not wait for addresses that were lost, nor for a header that was", () => {
		answers = [OK + header(2) + line("192.0.2.1"), OK + line("192.0.2.9")];
		resolve("a.example");
		resolve("b.example");
		module.settle();
		pass(1999);
		deepEqual(told(), []);
		pass(1);
		deepEqual(told(), ["a.example 192.0.2.1"]);
		pass(2000);
		deepEqual(told(), ["b.example 192.0.2.9"]);
	});

	it("asks again when only the header came, or an address in pieces; three times", () => {
		answers = [
			OK + header() + '\r\n+QIURC: "dnsgip","192.0\r\n',
			OK + header() + line("192.0.2"),
			OK + found("192.0.2.1"),
		];
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 3; at++) pass(3000);
		deepEqual(module.lines(), [asks("a.example"), asks("a.example"), asks("a.example")]);
		deepEqual(told(), ["a.example 192.0.2.1"]);
		ok(module.modem.counters.unknownLines >= 2);
		answers = [OK + header(), OK + header(), OK + header(), OK + found("192.0.2.1")];
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 3; at++) pass(3000);
		deepEqual(told(), ["timeout 0 +QIDNSGIP true"]);
	});

	it("fails when no answer comes within the module's limit, and then takes no late one for the next name's", () => {
		resolve("a.example");
		resolve("b.example");
		module.settle();
		answers = [found("192.0.2.66") + OK];
		pass(64999);
		deepEqual(told(), []);
		pass(1);
		deepEqual(told(), ["timeout 0 +QIDNSGIP true"]);
		deepEqual(module.lines(), [asks("a.example"), asks("b.example")]);
		module.say(found("192.0.2.1"));
		deepEqual(told(), ["b.example 192.0.2.1"]);
		equal(module.modem.counters.lateReplies, 1);
	});

	it("counts what comes while nothing is asked, and answers that come twice", () => {
		answers = [OK + found("192.0.2.1") + found("192.0.2.1"), OK + found("192.0.2.2")];
		module.say(found("192.0.2.9"));
		module.say(failed());
		equal(module.modem.counters.lateReplies, 2);
		resolve("a.example");
		resolve("b.example");
		module.settle();
		deepEqual(told(), ["a.example 192.0.2.1", "b.example 192.0.2.2"]);
		equal(module.modem.counters.lateReplies, 3);
		for (const it of ['"dnsgip"', '"dnsgip",0', '"dnsgip",0,1', '"dnsgip",-1', '"dnsgip",x', '"dnsgip","x.example"']) {
			module.say(`\r\n+QIURC: ${it}\r\n`);
		}
		deepEqual(told(), []);
	});

	it("believes what comes in front of OK when the next try finds the same", () => {
		answers = [found("192.0.2.1") + OK, found("192.0.2.1") + OK];
		resolve("a.example");
		module.settle();
		pass(5000);
		deepEqual(told(), []);
		pass(5000);
		deepEqual(told(), ["a.example 192.0.2.1"]);
		answers = [failed() + OK, failed() + OK];
		resolve("a.example");
		module.settle();
		pass(5000);
		pass(5000);
		deepEqual(told(), ["socket 565 +QIDNSGIP true"]);
		answers = [found("192.0.2.1") + OK, found("192.0.2.2") + OK, found("192.0.2.3") + OK];
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 3; at++) pass(5000);
		deepEqual(told(), ["timeout 0 +QIDNSGIP true"]);
	});

	it("tells the module's code: of the answer, of the refusal, and of AT+QIGETERROR", () => {
		answers = [
			OK + failed(),
			OK + header(0),
			"\r\n+CME ERROR: 570\r\n",
			"\r\nERROR\r\n",
			"\r\nERROR\r\n",
			"\r\nERROR\r\n",
		];
		let reason = "\r\n+QIGETERROR: 552,invalid parameters\r\n\r\nOK\r\n";
		module.answer("AT+QIGETERROR", () => reason);
		resolve("a.example");
		module.settle();
		deepEqual(told(), ["socket 565 +QIDNSGIP true"]);
		resolve("a.example");
		module.settle();
		deepEqual(told(), ["socket 565 +QIDNSGIP true"]);
		resolve("a.example");
		module.settle();
		deepEqual(told(), ["socket 570 +QIDNSGIP true"]);
		module.lines();
		resolve("a.example");
		module.settle();
		deepEqual(told(), ["socket 552 +QIDNSGIP false"]);
		deepEqual(module.lines(), [asks("a.example"), "AT+QIGETERROR"]);
		for (reason of ["\r\nERROR\r\n", ""]) {
			resolve("a.example");
			module.settle();
			pass(5000);
			deepEqual(told(), ["final 0 +QIDNSGIP true"]);
		}
	});

	it("waits for a module that is still at another name, and not for ever", () => {
		const busy = "\r\nERROR\r\n";
		module.answer("AT+QIGETERROR", "\r\n+QIGETERROR: 564,dns busy\r\n\r\nOK\r\n");
		answers = [busy, busy, busy, busy, OK + found("192.0.2.1")];
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 4; at++) pass(1000);
		deepEqual(told(), ["a.example 192.0.2.1"]);
		answers = Array.from({ length: 100 }, () => busy);
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 64; at++) pass(1000);
		deepEqual(told(), []);
		pass(1000);
		deepEqual(told(), ["socket 564 +QIDNSGIP true"]);
		const { length } = answers;
		pass(10_000);
		equal(answers.length, length);
	});

	it("asks again when the command itself was not answered", () => {
		answers = ["", OK + found("192.0.2.1"), "", "", ""];
		resolve("a.example");
		module.settle();
		pass(5000);
		deepEqual(told(), ["a.example 192.0.2.1"]);
		resolve("a.example");
		module.settle();
		for (let at = 0; at < 3; at++) pass(5000);
		deepEqual(told(), ["timeout 0 +QIDNSGIP true"]);
	});

	it("waits for the modem, before it is ready and after a restart; what is under way fails", () => {
		module = new ScriptedModule();
		module.answer("AT+QIDNSGIP=", () => answers.shift() ?? OK);
		resolver = make();
		answers = [OK + found("192.0.2.1")];
		resolve("a.example");
		resolve("192.0.2.5");
		module.clock.advance(0);
		deepEqual(told(), ["192.0.2.5 192.0.2.5"]);
		module.ready();
		module.settle();
		deepEqual(told(), ["a.example 192.0.2.1"]);

		resolve("b.example");
		resolve("c.example");
		module.settle();
		answers = [OK + found("192.0.2.3")];
		module.answer("ATE0", OK);
		restart();
		module.ready();
		module.settle();
		deepEqual(told(), ["reset 0  true", "c.example 192.0.2.3"]);
	});

	/** The module has started anew: it echoes. */
	function restart(): void {
		module.say("AT+CSQ\r");
	}

	it("fails what is under way wherever it is when the module restarts, once", () => {
		const phases: [string, () => void][] = [
			["command", () => {}],
			["answer", () => answers.push(OK)],
			["pieces", () => answers.push(OK + header(2) + line("192.0.2.1"))],
			["reason", () => answers.push("\r\nERROR\r\n")],
		];
		module.answer("AT+QIGETERROR", "");
		for (const [phase, begin] of phases) {
			answers = [];
			begin();
			if (answers.length === 0) answers.push("");
			resolve("a.example");
			module.settle();
			deepEqual(told(), [], phase);
			restart();
			const [first, ...others] = told();
			ok(/^reset 0 /.test(first ?? ""), `${phase}: ${first}`);
			deepEqual(others, [], phase);
			module.ready();
			pass(100_000);
			deepEqual(told(), [], phase);
		}
	});

	it("fails all names when the modem is closed, and takes none any more", () => {
		resolve("a.example");
		resolve("b.example");
		module.settle();
		module.modem.close();
		deepEqual(told(), []);
		module.clock.advance(0);
		deepEqual(told(), ["reset 0  false", "reset 0  false"]);
		throws(() => resolve("a.example"), Error, "bad state");
		resolve("192.0.2.1");
		module.clock.advance(0);
		deepEqual(told(), ["192.0.2.1 192.0.2.1"]);
	});

	it("goes on after a callback that throws", () => {
		answers = [OK + found("192.0.2.1"), OK + found("192.0.2.2")];
		resolver.resolve({ host: "a.example" }, () => {
			throw new Error("the application's own");
		});
		resolve("b.example");
		throws(() => module.settle(), Error, "the application's own");
		module.settle();
		deepEqual(told(), ["b.example 192.0.2.2"]);
	});

	it("lets 32 names wait, and gives back what is cancelled", () => {
		resolve("a.example");
		module.settle();
		const other = make();
		for (let at = 0; at < 32; at++) resolve("b.example", other);
		throws(() => resolve("c.example"), Error, "busy");
		other.close();
		answers = [OK + found("192.0.2.3")];
		resolve("c.example");
		module.say(found("192.0.2.1"));
		deepEqual(told(), ["a.example 192.0.2.1", "c.example 192.0.2.3"]);
	});

	it("waits for a free record", () => {
		module = new ScriptedModule({ records: 6 });
		module.answer("AT+QIDNSGIP=", OK + found("192.0.2.1"));
		module.answer("AT+QMTOPEN=", OK);
		module.ready();
		resolver = make();
		const Client = module.modem.MQTTClient as new (options: object) => object;
		for (let at = 0; at < 6; at++) new Client({ host: "h" });
		module.settle();
		module.lines();
		resolve("a.example");
		module.settle();
		deepEqual(module.lines(), []);
		for (let at = 0; at < 6; at++) module.say(`\r\n+QMTOPEN: ${at},3\r\n`);
		deepEqual(told(), ["a.example 192.0.2.1"]);
	});

	it("holds nothing while there is nothing to ask", () => {
		const before = module.clock.alarms;
		resolve("a.example");
		resolve("192.0.2.1");
		module.settle();
		equal(module.clock.alarms, before + 1);
		module.say(found("192.0.2.1"));
		equal(module.clock.alarms, before);
		resolve("a.example");
		resolve("192.0.2.1");
		module.settle();
		resolver.close();
		module.say(found("192.0.2.1"));
		equal(module.clock.alarms, before);
	});
});

describe("IP addresses", () => {
	it("are told from names", () => {
		for (const it of [
			"0.0.0.0",
			"255.255.255.255",
			"1.2.3.4",
			"::",
			"::1",
			"1::",
			"2001:db8::8:800:200c:417a",
			"1:2:3:4:5:6:7:8",
			"::ffff:192.0.2.1",
			"FE80::1",
		]) {
			ok(isAddress(it), it);
		}
		for (const it of [
			"",
			"1.2.3",
			"1.2.3.4.5",
			"256.1.1.1",
			"01.2.3.4",
			"1.2.3.",
			"a.b.c.d",
			"1.2.3.4 ",
			":",
			":::",
			"1::2::3",
			"1:2:3:4:5:6:7",
			"1:2:3:4:5:6:7:8:9",
			"12345::",
			"g::",
			"1.2.3.4::",
			"::1.2.3",
		]) {
			ok(!isAddress(it), it);
		}
	});
});
