import { Priority } from "../../modules/at/command.js";
import { lexicon } from "../../modules/modem/names.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const plain = kindOf("");
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });
const registration = kindOf("+CEREG", {
	information: lexicon.identify("+CEREG"),
	accepts: (line) => line.isInteger(0) && line.isInteger(1),
});
const open = kindOf("+QMTOPEN", { result: lexicon.identify("+QMTOPEN"), keys: 1 });
const proof = "\r\n+IPR: 115200\r\n\r\nOK\r\n";
const publish = kindOf("+QMTPUBEX", { result: lexicon.identify("+QMTPUBEX"), keys: 2, prompt: true });

describe("Scheduler", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	it("sends one command line at a time, in order", () => {
		rig.run(kindOf("+CMEE"), rig.owner("a", [1]));
		rig.run(signal, rig.owner("b"));
		equal(rig.serial.take(), "AT+CMEE=1\r");
		deepEqual(rig.told(), []);
		rig.serial.give("\r\nOK\r\n");
		equal(rig.serial.take(), "AT+CSQ\r");
		rig.serial.give("\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a ok", "b information 29|99", "b ok"]);
	});

	it("sends what is more urgent first, and nothing below the gate", () => {
		rig.run(plain, rig.owner("first"));
		rig.run(kindOf("+CREG", { priority: Priority.low }), rig.owner("low", [1]));
		rig.run(kindOf("+CGREG", { priority: Priority.normal }), rig.owner("normal", [1]));
		rig.run(kindOf("+CMEE", { priority: Priority.recovery }), rig.owner("recovery", [1]));
		equal(rig.serial.take(), "AT\r");
		rig.scheduler.gate = Priority.normal;
		for (const expected of ["AT+CMEE=1\r", "AT+CGREG=1\r", ""]) {
			rig.serial.give("\r\nOK\r\n");
			equal(rig.serial.take(), expected);
		}
		deepEqual(rig.told(), ["first ok", "recovery ok", "normal ok"]);
		rig.scheduler.gate = Priority.low;
		rig.scheduler.start();
		equal(rig.serial.take(), "AT+CREG=1\r");
	});

	it("tells refusals with their numbers", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.serial.give("\r\n+CME ERROR: 10\r\n");
		rig.run(plain, rig.owner("b"));
		rig.serial.take();
		rig.serial.give("\r\nERROR\r\n");
		deepEqual(rig.told(), ["a error 10", "b error"]);
	});

	it("decides between answer and URC by the command in flight, then by shape", () => {
		rig.scheduler.listen(lexicon.identify("+CEREG"), rig.listener());
		rig.serial.give("\r\n+CEREG: 1\r\n");
		rig.run(registration, rig.owner("a", ["?"]));
		rig.serial.take();
		rig.serial.give('\r\n+CEREG: 5,"D509","80D413D",7\r\n\r\n+CEREG: 2,1\r\n\r\n+CEREG: 3\r\n\r\nOK\r\n');
		rig.serial.give("\r\n+CEREG: 2,1\r\n");
		deepEqual(rig.told(), [
			"URC +CEREG 1",
			"URC +CEREG 5|D509|80D413D|7",
			"a information 2|1",
			"URC +CEREG 3",
			"a ok",
			"URC +CEREG 2|1",
		]);
	});

	it("lets results overlap, and gives each to its own", () => {
		rig.run(open, rig.owner("zero", [0]), 0);
		rig.run(open, rig.owner("one", [1]), 1);
		rig.serial.take();
		rig.serial.give("\r\nOK\r\n");
		equal(rig.serial.take(), "AT+QMTOPEN=1\r");
		rig.serial.give("\r\nOK\r\n\r\n+QMTOPEN: 1,0\r\n");
		deepEqual(rig.told(), ["one result 1|0", "one ok"]);
		rig.serial.give("\r\n+QMTOPEN: 0,-1\r\n");
		deepEqual(rig.told(), ["zero result 0|-1", "zero ok"]);
	});

	it("takes a result in front of its OK", () => {
		rig.run(open, rig.owner("a", [0]), 0);
		rig.serial.take();
		rig.serial.give("\r\n+QMTOPEN: 0,0\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a result 0|0", "a ok"]);
	});

	it("tells a result that never comes", () => {
		rig.run(open, rig.owner("a", [0]), 0);
		rig.serial.take();
		rig.serial.give("\r\nOK\r\n");
		rig.clock.advance(4999);
		deepEqual(rig.told(), []);
		rig.clock.advance(1);
		deepEqual(rig.told(), ["a unresolved"]);
		rig.serial.give("\r\n+QMTOPEN: 0,0\r\n");
		deepEqual(rig.told(), []);
		equal(rig.counters.lateReplies, 1);
		equal(rig.counters.unknownLines, 0);
	});

	it("sends the payload at the prompt and not before", () => {
		rig.run(publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc");
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,5,1,0,"t",3\r');
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "abc");
		rig.serial.give("\r\nOK\r\n\r\n+QMTPUBEX: 0,5,1,1\r\n\r\n+QMTPUBEX: 0,5,0\r\n");
		deepEqual(rig.told(), ["a result 0|5|1|1", "a result 0|5|0", "a ok"]);
	});

	it("sends no payload when the module refuses", () => {
		rig.run(publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc");
		rig.serial.take();
		rig.serial.give("\r\nERROR\r\n\r\n> ");
		equal(rig.serial.take(), "");
		deepEqual(rig.told(), ["a error, not out"]);
	});

	it("sends harmless payload blindly when the prompt is missing, and proves the dialogue", () => {
		rig.run(publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc");
		rig.serial.take();
		rig.clock.advance(1000);
		// The CR ends what the module may have taken for a command line.
		equal(rig.serial.take(), "abc\rAT+IPR?\r");
		deepEqual(rig.told(), ["a timeout"]);
		equal(rig.counters.resyncs, 1);
	});

	it("never sends a payload blindly that the module could take for a command", () => {
		for (const payload of ["a\rb", "xAT+QPOWD", "xat", "A/"]) {
			rig = new EngineRig();
			rig.run(publish, rig.owner("a", [0, 5, 1, 0, "t", payload.length]), 0, 5, payload);
			rig.serial.take();
			rig.clock.advance(1000);
			equal(rig.serial.take(), "");
			deepEqual(rig.told(), ["a timeout, not out", "silent"]);
		}
	});

	it("never gives a late reply to another command", () => {
		rig.run(signal, rig.owner("a"));
		rig.serial.take();
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["a timeout"]);
		rig.run(open, rig.owner("b", [0]), 0);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		// The reply of the first command, late, and then the probe's.
		rig.serial.give("\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		equal(rig.serial.take(), "");
		equal(rig.counters.lateReplies, 1);
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["proven"]);
		equal(rig.serial.take(), "AT+QMTOPEN=0\r");
	});

	it("tells when no probe is answered", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.clock.advance(1000);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.clock.advance(1000);
		equal(rig.serial.take(), "\rAT+CMEE?\r");
		rig.clock.advance(1000);
		equal(rig.serial.take(), "\rAT+CSQ\r");
		deepEqual(rig.told(), ["a timeout"]);
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["silent"]);
	});

	it("ends everything at a reset, and keeps what owners queue meanwhile", () => {
		rig.run(open, rig.owner("result", [0]), 0);
		rig.serial.take();
		rig.serial.give("\r\nOK\r\n");
		rig.run(
			publish,
			rig.owner("flight", [0, 5, 1, 0, "t", 3], () => rig.run(plain, rig.owner("new"))),
			0,
			5,
			"abc",
		);
		rig.run(plain, rig.owner("queued"));
		rig.serial.take();
		rig.scheduler.reset();
		deepEqual(rig.told(), ["result reset", "flight reset, not out", "queued reset, not out"]);
		equal(rig.serial.take(), "AT\r");
		rig.serial.give("\r\nOK\r\n");
		deepEqual(rig.told(), ["new ok"]);
	});

	it("asks when the module may have restarted, and believes an echo", () => {
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		rig.scheduler.suspect();
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give("AT+IPR?\r\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["echo", "a timeout", "proven"]);
	});

	it("gives up a line that never ends, so that the next one is heard", () => {
		rig.scheduler.listen(lexicon.identify("+QMTSTAT"), rig.listener());
		rig.scheduler.listen(lexicon.identify("+QMTRECV"), rig.listener());
		rig.serial.give('\r\n+QMTRECV: 0,0,"t",100,"abc');
		rig.clock.advance(2000);
		rig.serial.give("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(rig.told(), ["header 0|0|t|100 of 100", "end false", "URC +QMTSTAT 0|1"]);
		equal(rig.counters.framingErrors, 1);
	});

	it("gives a payload up after 150 ms of silence, but not before bytes that came meanwhile were looked at", () => {
		const receive = lexicon.identify("+QMTRECV");
		rig.scheduler.listen(receive, rig.listener());
		const begin = '\r\n+QMTRECV: 0,0,"t",6,"abc';
		rig.serial.give(begin);
		rig.clock.advance(149);
		rig.serial.give("d");
		// Script that was busy finds its alarm and the bytes due at once, in whatever order.
		rig.clock.advance(150);
		rig.serial.give('ef"\r\n');
		deepEqual(rig.told(), ["header 0|0|t|6 of 6", "payload 6", "end true"]);
		rig.serial.give(begin);
		rig.clock.advance(150);
		deepEqual(rig.told(), ["header 0|0|t|6 of 6"]);
		rig.clock.advance(1);
		deepEqual(rig.told(), ["end false"]);
		equal(rig.counters.framingErrors, 1);
	});

	describe("a counted payload that was asked for", () => {
		const fetch = kindOf("+QMTRECV", { counted: lexicon.identify("+QMTRECV"), finalLimit: 10_000 });
		const begin = '\r\n+QMTRECV: 0,0,"t",9,"';

		beforeEach(() => {
			rig.scheduler.listen(lexicon.identify("+QMTRECV"), rig.listener());
			rig.run(fetch, rig.owner("a", [0, 1]));
			rig.run(signal, rig.owner("b"));
			equal(rig.serial.take(), "AT+QMTRECV=0,1\r");
		});

		it("is the end of its command, once it has stopped coming", () => {
			// All that was lost of it was replaced by what follows: `OK` does not come any more.
			rig.serial.give(`${begin}ab"\r\n\r\nOK`);
			rig.clock.advance(151);
			equal(rig.serial.take(), "\rAT+IPR?\r");
			deepEqual(rig.told(), ["header 0|0|t|9 of 9", "payload 9", "end false", "a timeout"]);
			rig.serial.give(proof);
			equal(rig.serial.take(), "AT+CSQ\r");
		});

		it("is so too when it was cut off in front of its payload", () => {
			rig.serial.give("\r\n+QMTRECV: 0,");
			rig.clock.advance(150);
			equal(rig.serial.take(), "");
			rig.clock.advance(1);
			equal(rig.serial.take(), "\rAT+IPR?\r");
			deepEqual(rig.told(), ["a timeout"]);
		});

		it("is so when what stands behind it is not its end", () => {
			rig.serial.give(`${begin}abcd"\r\n\r\nOK\r\n`);
			rig.clock.advance(149);
			equal(rig.serial.take(), "");
			rig.clock.advance(1);
			equal(rig.serial.take(), "\rAT+IPR?\r");
			rig.told();
			rig.serial.give(proof);
			equal(rig.serial.take(), "AT+CSQ\r");
			deepEqual(rig.told(), ["proven"]);
		});

		it("has all its time before it has begun, and while it comes", () => {
			rig.clock.advance(9000);
			rig.serial.give(begin);
			for (const character of "abcdefghi") {
				rig.clock.advance(100);
				rig.serial.give(character);
			}
			rig.serial.give('"\r\n\r\nOK\r\n');
			equal(rig.told().at(-1), "a ok");
		});
	});

	it("leaves a command alone that asked for no payload, when another's payload stops coming", () => {
		rig.scheduler.listen(lexicon.identify("+QMTRECV"), rig.listener());
		rig.run(kindOf("+CMEE", { finalLimit: 5000 }), rig.owner("a", [1]));
		rig.serial.take();
		rig.serial.give('\r\n+QMTRECV: 0,0,"t",9,"abc');
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["header 0|0|t|9 of 9", "end false"]);
		equal(rig.serial.take(), "");
		rig.serial.give("\r\nOK\r\n");
		rig.serial.take();
		rig.serial.give(proof);
		deepEqual(rig.told(), ["a ok", "proven"]);
	});

	it("keeps records back for recovery, and says busy at once", () => {
		for (let i = 0; i < 6; i++) rig.run(plain, rig.owner(`${i}`));
		throws(() => rig.run(plain, rig.owner("6")), Error, "busy");
		rig.run(kindOf("", { priority: Priority.recovery }), rig.owner("7"));
		rig.run(kindOf("", { priority: Priority.recovery }), rig.owner("8"));
		throws(() => rig.run(kindOf("", { priority: Priority.recovery }), rig.owner("9")), Error, "busy");
		equal(rig.counters.recordsHighWater, 8);
	});

	it("tells who waits for a record, once", () => {
		for (let i = 0; i < 6; i++) rig.run(plain, rig.owner(`${i}`));
		rig.scheduler.waitForRecord({ onRecordFree: () => rig.log.push("free") });
		rig.serial.take();
		rig.serial.give("\r\nOK\r\n");
		rig.serial.take();
		rig.serial.give("\r\nOK\r\n");
		deepEqual(rig.told(), ["0 ok", "free", "1 ok"]);
	});

	it("refuses a line that cannot be composed, and goes on", () => {
		rig.run(kindOf("+CPIN"), rig.owner("a", ['1"2']));
		rig.run(plain, rig.owner("b"));
		// Nobody is told inside a call of theirs.
		equal(rig.serial.take(), "");
		deepEqual(rig.told(), []);
		rig.clock.advance(0);
		equal(rig.serial.take(), "AT\r");
		deepEqual(rig.told(), ["a refused, not out"]);
	});

	it("goes on when a callback throws", () => {
		rig.run(
			plain,
			rig.owner("a", [], () => {
				throw new Error("the application's own");
			}),
		);
		rig.run(plain, rig.owner("b"));
		rig.serial.take();
		throws(() => rig.serial.give("\r\nOK\r\n"), Error, "own");
		rig.scheduler.start();
		equal(rig.serial.take(), "AT\r");
		rig.serial.give("\r\nOK\r\n");
		deepEqual(rig.told(), ["a ok", "b ok"]);
	});

	it("lets an abandoned command finish its dialogue in silence", () => {
		const sent = rig.run(publish, rig.owner("a", [0, 5, 1, 0, "t", 3]), 0, 5, "abc");
		const queued = rig.run(plain, rig.owner("b"));
		rig.serial.take();
		rig.scheduler.abandon(sent);
		rig.scheduler.abandon(queued);
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "abc");
		rig.serial.give("\r\nOK\r\n\r\n+QMTPUBEX: 0,5,0\r\n");
		deepEqual(rig.told(), []);
		equal(rig.scheduler.free, 6);
	});

	it("gives records back that await results of an object that is gone, to who waits for one", () => {
		rig = new EngineRig(4);
		const commands = [0, 1].map((client) => {
			const command = rig.run(open, rig.owner(`client ${client}`, [client]), client);
			rig.serial.take();
			rig.serial.give("\r\nOK\r\n");
			return command;
		});
		rig.scheduler.waitForRecord({ onRecordFree: () => rig.log.push("free") });
		for (const it of commands) rig.scheduler.abandon(it);
		rig.scheduler.forgive([open.result], 5);
		rig.clock.advance(0);
		deepEqual(rig.told(), []);
		rig.scheduler.forgive([open.result], 1);
		deepEqual(rig.told(), []);
		rig.clock.advance(0);
		deepEqual(rig.told(), ["free"]);
		rig.scheduler.forgive([open.result], 0);
		equal(rig.scheduler.free, 2);
		equal(rig.scheduler.isIdle, true);
		// What comes all the same belongs to nobody.
		rig.serial.give("\r\n+QMTOPEN: 1,0\r\n");
		equal(rig.counters.unknownLines, 1);
	});

	it("is idle while nothing is queued, in flight, awaited or being proven", () => {
		equal(rig.scheduler.isIdle, true);
		rig.run(signal, rig.owner("a"));
		equal(rig.scheduler.isIdle, false);
		rig.serial.take();
		rig.serial.give("\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		equal(rig.scheduler.isIdle, true);
		rig.scheduler.prove(1000);
		equal(rig.scheduler.isIdle, false);
	});
});
