import { general, isRegistrationURC } from "../../../modules/modem/commands.js";
import { lexicon } from "../../../modules/modem/names.js";
import type { BoundMQTTClient } from "../../../modules/modem-provider.js";
import { messageOf, mqtt } from "../../../modules/network/mqtt-kinds.js";
import { deepEqual, equal } from "../../support/assert.js";
import { EngineRig, kindOf } from "../../support/engine.js";
import { ScriptedModule } from "../../support/scripted-module.js";

const plain = kindOf("");
const OK = "\r\nOK\r\n";
const PROOF = `\r\n+IPR: 115200\r\n${OK}`;

/** What the fault matrix found, each made as small as it could be. */
describe("The engine, once wrong", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	it("takes the late answer to a question for no URC, and hears the URCs meanwhile", () => {
		rig.scheduler.listen(lexicon.identify("+CEREG"), rig.listener());
		rig.run(general.registration, rig.owner("a", ["?"]));
		rig.serial.take();
		rig.clock.advance(general.registration.finalLimit);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(`\r\n+CEREG: 2,1\r\n${OK}\r\n+CEREG: 5\r\n${PROOF}`);
		deepEqual(rig.told(), ["a timeout", "URC +CEREG 5", "proven"]);
		equal(rig.counters.lateReplies, 1);
	});

	it("takes the answer to a question that a reset has ended for no URC", () => {
		rig.scheduler.listen(lexicon.identify("+CPIN"), rig.listener());
		rig.run(general.sim, rig.owner("a", ["?"]));
		rig.serial.take();
		rig.scheduler.reset();
		rig.serial.give(`\r\n+CPIN: READY\r\n${OK}`);
		deepEqual(rig.told(), ["a reset"]);
	});

	for (const cut of [
		"+QMTPUBEX: 0,5",
		"+QMTPUBEX: 0,5,",
		"+QMTPUBEX: 0,5,,0",
		'+QMTPUBEX: 0,5,0"',
		"+QMTPUBEX: 0,5,0>",
	]) {
		it(`takes ${cut} for no result`, () => {
			rig.run(mqtt.publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc").resultLimit = 5000;
			rig.serial.take();
			rig.serial.give("\r\n> ");
			rig.serial.take();
			rig.serial.give(`${OK}\r\n${cut}\r\n`);
			deepEqual(rig.told(), []);
			rig.clock.advance(5000);
			deepEqual(rig.told(), ["a unresolved"]);
			equal(rig.counters.unknownLines, 1);
		});
	}

	it("believes an OK behind noise once nothing else came in front of the proof", () => {
		rig.run(plain, rig.owner("a"));
		rig.run(plain, rig.owner("b"));
		rig.serial.take();
		rig.serial.give(`\r\n\x07noise\r\n${OK}`);
		deepEqual(rig.told(), []);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(PROOF);
		deepEqual(rig.told(), ["a ok", "proven"]);
		equal(rig.serial.take(), "AT\r");
		rig.serial.give(OK);
		deepEqual(rig.told(), ["b ok"]);
	});

	it("believes a refusal behind noise in the same way, with its number", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.serial.give("\r\nnoise\r\n\r\n+CME ERROR: 16\r\n");
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(PROOF);
		deepEqual(rig.told(), ["a error 16", "proven"]);
	});

	it("awaits the result of a command whose OK it has come to believe", () => {
		rig.run(mqtt.open, rig.owner("a", [0]), 0);
		rig.serial.take();
		rig.serial.give(`\r\nnoise\r\n${OK}`);
		rig.serial.take();
		rig.serial.give(`${PROOF}\r\n+QMTOPEN: 0,0\r\n`);
		deepEqual(rig.told(), ["proven", "a result 0|0", "a ok"]);
	});

	it("gives no OK out of a payload to a command, nor the command's own to the next one", () => {
		rig.run(plain, rig.owner("a"));
		rig.run(plain, rig.owner("b"));
		rig.serial.take();
		// A message whose name was garbled on the way: what it holds looks like lines.
		rig.serial.give(`\r\n+QMTRECW: 0,0,"t",7,"x\r\nOK\r\n"\r\n`);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(OK + PROOF);
		deepEqual(rig.told(), ["a timeout", "proven"]);
		equal(rig.counters.lateReplies, 1);
		equal(rig.serial.take(), "AT\r");
		rig.serial.give(OK);
		deepEqual(rig.told(), ["b ok"]);
	});

	it("gives no final result code to a command that is still on its way out", () => {
		rig.run(plain, rig.owner("a"));
		rig.run(mqtt.configure, rig.owner("b", ["a line longer than what the serial can take at once"]));
		rig.serial.take();
		rig.serial.give(OK);
		rig.serial.give(OK);
		deepEqual(rig.told(), ["a ok"]);
		equal(rig.counters.lateReplies, 1);
		equal(rig.serial.take(), 'AT+QMTCFG="a line longer than what the serial can take at once"\r');
		rig.serial.give(OK);
		// Something answered twice, so this may be an answer too many as well.
		deepEqual(rig.told(), []);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(PROOF);
		deepEqual(rig.told(), ["b ok", "proven"]);
	});

	it("does not believe information that noise came with, but takes it for a habit the second time", () => {
		for (const expected of [
			["a information 29|9", "a timeout", "proven"],
			["a information 29|9", "a ok", "proven"],
			["a information 29|9", "a timeout", "proven"],
		]) {
			rig.run(general.signal, rig.owner("a"));
			equal(rig.serial.take(), "AT+CSQ\r");
			rig.serial.give(`\r\n+CSQ: 29,9\r9\r\n${OK}`);
			equal(rig.serial.take().startsWith("\rAT+"), true);
			rig.serial.give(`\r\n+IPR: 115200\r\n\r\n+CMEE: 1\r\n${OK}`);
			deepEqual(rig.told(), expected);
		}
	});

	it("proves the dialogue after noise between commands, and blames no information for it", () => {
		rig.serial.give("\r\nnoise\r\n");
		rig.run(general.signal, rig.owner("a"));
		equal(rig.serial.take(), "AT+CSQ\r");
		rig.serial.give(`\r\n+CSQ: 29,99\r\n${OK}`);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(PROOF);
		deepEqual(rig.told(), ["a information 29|99", "a ok", "proven"]);
	});

	it("asks for no proof after a URC with an unknown name between commands", () => {
		rig.serial.give("\r\n+CTZV: +32\r\n");
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.serial.give(OK);
		deepEqual(rig.told(), ["a ok"]);
		equal(rig.counters.unknownLines, 1);
	});

	it("asks for no proof once a final result code was believed", () => {
		rig.serial.give("\r\nnoise\r\n");
		for (const it of ["a", "b"]) {
			rig.run(plain, rig.owner(it));
			rig.serial.take();
			rig.serial.give(OK);
			if (it === "a") {
				rig.serial.take();
				rig.serial.give(PROOF);
			}
		}
		deepEqual(rig.told(), ["a ok", "proven", "b ok"]);
	});

	it("does not take a prompt for refused when noise came in front of the ERROR", () => {
		rig.run(mqtt.publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc");
		rig.serial.take();
		rig.serial.give("\r\nnoise\r\n\r\nERROR\r\n");
		// The module may wait for the payload all the same.
		rig.clock.advance(0);
		equal(rig.serial.take(), "abc\rAT+IPR?\r");
		deepEqual(rig.told(), ["a timeout"]);
	});

	it("reads no number out of an error that has more behind it", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.serial.give("\r\n+CME ERROR: 1,6\r\n");
		deepEqual(rig.told(), ["a error"]);
	});

	const answers: readonly [keyof typeof general, string, boolean][] = [
		["signal", "+CSQ: 29,99", true],
		["signal", "+CSQ: 2999", false],
		["signal", "+CSQ: 29,", false],
		["signal", "+CSQ: ,29,99", false],
		["registration", "+CEREG: 2,1", true],
		["registration", '+CEREG: 2,1,"D509","80D413D",7', true],
		["registration", '+CEREG: 2,1,"D509","80D413D"', true],
		["registration", '+CEREG: 4,1,"D509","80D413D",7,,,"00011100","11100000"', true],
		["registration", '+CEREG: 2,1,"D509","80D413D",', false],
		["registration", '+CEREG: 2,1,D509","80D413D",7', false],
		["operator", "+COPS: 0", true],
		["operator", '+COPS: 0,0,"O",7', true],
		["operator", '+COPS: 00,"O",7', false],
		["address", '+QIACT: 1,1,1,"10.0.0.1"', true],
		["address", '+QIACT: 1,1,1,"10.0.0.1","2001::1"', true],
		["address", '+QIACT: 11,1,"10.0.0.1"', false],
		["sim", "+CPIN: SIM PIN", true],
		["sim", "+CPIN:", false],
	];
	for (const [kind, line, isAnswer] of answers) {
		it(`takes ${line} for ${isAnswer ? "an" : "no"} answer`, () => {
			rig.run(general[kind], rig.owner("a"));
			rig.serial.take();
			rig.serial.give(`\r\n${line}\r\n`);
			equal(rig.told().length, isAnswer ? 1 : 0);
		});
	}

	for (const [line, isURC] of [
		["+CEREG: 5", true],
		['+CEREG: 1,"D509","80D413D"', true],
		['+CEREG: 1,"D509","80D413D",7', true],
		["+CEREG: 2,", false],
		["+CEREG:", false],
		['+CEREG: 2,1,"D509","80D413D",7', false],
	] as const) {
		it(`takes ${line} for ${isURC ? "a" : "no"} URC`, () => {
			let told: boolean | undefined;
			rig.scheduler.listen(lexicon.identify("+CEREG"), {
				onURC(it) {
					told = isRegistrationURC(it);
				},
			});
			rig.serial.give(`\r\n${line}\r\n`);
			equal(told, isURC);
		});
	}

	for (const [header, isWhole] of [
		['0,9,"a/b",3', true],
		['0,9,a/b",3', false],
		['x,9,"a/b",3', false],
		['0,,"a/b",3', false],
	] as const) {
		it(`takes what follows +QMTRECV: ${header} for ${isWhole ? "a" : "no"} message`, () => {
			let told: boolean | undefined;
			rig.scheduler.listen(lexicon.identify("+QMTRECV"), {
				onURC() {},
				onHeader(it) {
					told = messageOf(it) >= 0;
				},
			});
			rig.serial.give(`\r\n+QMTRECV: ${header},"abc"\r\n`);
			equal(told, isWhole);
		});
	}

	it("counts the line that a time-out cuts off", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.clock.advance(999);
		rig.serial.give("\r\n+CEREG: 1,");
		rig.clock.advance(1);
		deepEqual(rig.told(), ["a timeout"]);
		equal(rig.counters.framingErrors, 1);
	});

	it("takes a connection for lost only when all of +QMTSTAT has come", () => {
		const module = new ScriptedModule();
		module.ready();
		const log: string[] = [];
		new (module.modem.MQTTClient as BoundMQTTClient)({ host: "h", onError: (error) => log.push(`${error?.message}`) });
		module.settle();
		const { unknownLines } = module.modem.counters;
		for (const cut of ["+QMTSTAT: 0", "+QMTSTAT: 0,", '+QMTSTAT: 0,1"', "+QMTSTAT: 0,1,"]) module.say(`\r\n${cut}\r\n`);
		deepEqual(log, []);
		equal(module.modem.counters.unknownLines, unknownLines + 4);
		module.say("\r\n+QMTSTAT: 0,1\r\n");
		equal(log.length, 1);
	});

	it("has each line of the identity once, though it had to ask twice", () => {
		const module = new ScriptedModule();
		let asked = 0;
		// The first answer ends behind its first line.
		module.answer("ATI", () => `\r\nQuectel\r\n${asked++ === 0 ? "" : `EC600S\r\nRevision: TEST\r\n${OK}`}`);
		module.ready();
		deepEqual([...module.modem.identity], ["Quectel", "EC600S", "Revision: TEST"]);
		equal(asked, 2);
	});
});
