import { lexicon } from "../../modules/modem/names.js";
import { deepEqual, equal } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const QIRD = lexicon.identify("+QIRD");
const read = kindOf("+QIRD", { information: QIRD, hasData: true });
const count = kindOf("+QIRD", { information: QIRD });
const send = kindOf("+QISEND", {
	prompt: true,
	success: lexicon.identify("SEND OK"),
	failure: lexicon.identify("SEND FAIL"),
});
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });

/** Everything that could be taken for something else. */
const odd = '\r\nOK\r\n\r\n> \r\n+QIURC: "closed",0\r\nAT"\0\xff\r\nSEND OK\r\n\r\n';

describe("Data behind the line that tells its length", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	const reading = (most: number) => {
		const command = rig.scheduler.submit(read, rig.owner("a", [0, most]));
		command.payloadLength = most;
		rig.scheduler.start();
		rig.serial.take();
		return command;
	};
	const told = () => rig.toldWhole();
	const prove = () => {
		rig.serial.take();
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
	};

	it("is taken to its last byte, whatever it is and however it comes", () => {
		for (const piece of [1, 2, 7, 1000]) {
			reading(100);
			rig.serial.give(`\r\n+QIRD: ${odd.length}\r\n${odd}\r\n\r\nOK\r\n`, piece);
			deepEqual(told(), [`a information ${odd.length}`, `a data ${JSON.stringify(odd)}`, "a data end", "a ok"]);
		}
		equal(rig.counters.framingErrors + rig.counters.unknownLines + rig.counters.resyncs, 0);
	});

	it("may be none, and is none where the line is asked for alone", () => {
		reading(5);
		rig.serial.give("\r\n+QIRD: 0\r\n\r\nOK\r\n");
		rig.run(count, rig.owner("b", [0, 0]));
		rig.serial.take();
		rig.serial.give("\r\n+QIRD: 8,5,3\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a information 0", "a ok", "b information 8|5|3", "b ok"]);
	});

	it("lets URCs come in front of it and behind it", () => {
		rig.scheduler.listen(lexicon.identify("+QIURC"), rig.listener());
		reading(5);
		rig.serial.give('\r\n+QIURC: "recv",3\r\n\r\n+QIRD: 2\r\nab\r\n\r\n+QIURC: "closed",4\r\n\r\nOK\r\n');
		deepEqual(rig.told(), [
			"URC +QIURC recv|3",
			"a information 2",
			'a data "ab"',
			"a data end",
			"URC +QIURC closed|4",
			"a ok",
		]);
	});

	it("is not believed with bytes lost or added, how few ever", () => {
		for (const lost of [1, 2, 3]) {
			reading(9);
			rig.serial.give(`\r\n+QIRD: 8\r\n${"abcdefgh".slice(lost)}\r\n\r\nOK\r\n`, 1);
			equal(rig.counters.framingErrors, 1, `${lost} lost`);
			equal(rig.told().includes("a data end"), false, `${lost} lost`);
			prove();
			deepEqual(rig.told(), ["a timeout", "proven"]);
			rig = new EngineRig();
		}
		reading(9);
		rig.serial.give("\r\n+QIRD: 8\r\nabcdeXfgh\r\n\r\nOK\r\n", 1);
		equal(rig.counters.framingErrors, 1);
		prove();
		deepEqual(rig.told().slice(-2), ["a timeout", "proven"]);
	});

	it("ends by its limit where four bytes and more are lost", () => {
		reading(9);
		rig.serial.give("\r\n+QIRD: 8\r\nabcd\r\n\r\nOK\r\n");
		equal(rig.counters.framingErrors, 1);
		rig = new EngineRig();
		reading(99);
		rig.serial.give("\r\n+QIRD: 80\r\nabcd\r\n\r\nOK\r\n");
		rig.clock.advance(1000);
		equal(rig.told().at(-1), "a timeout");
	});

	it("is none where the line tells of more than was asked for", () => {
		reading(3);
		rig.serial.give("\r\n+QIRD: 30\r\nabc\r\n\r\nOK\r\n");
		deepEqual(rig.told(), []);
		prove();
		deepEqual(rig.told(), ["a timeout", "proven"]);
	});

	it("is not looked for when the line's owner has ended all", () => {
		const owner = rig.owner("a", [0, 9]);
		const command = rig.scheduler.submit(read, { ...owner, onInformation: () => rig.scheduler.reset() });
		command.payloadLength = 9;
		rig.scheduler.start();
		rig.serial.take();
		rig.serial.give("\r\n+QIRD: 4\r\nabcd\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a reset"]);
	});

	it("is dropped for a command that was given up, to its last byte", () => {
		const command = reading(8);
		rig.serial.give("\r\n+QIRD: 8\r\n\r\nOK");
		rig.scheduler.abandon(command);
		rig.told();
		rig.run(signal, rig.owner("c"));
		rig.serial.give("\r\nab\r\n\r\nOK\r\n");
		deepEqual(rig.told(), []);
		equal(rig.serial.take(), "AT+CSQ\r");
	});
});

describe("Final result codes of some commands only", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	const sending = (end: string) => {
		rig.run(send, rig.owner("a", [0, 3]), 0, 0, "abc");
		rig.serial.take();
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "abc");
		rig.serial.give(end);
		return rig.told();
	};

	it("end these", () => {
		deepEqual(sending("\r\nSEND OK\r\n"), ["a ok"]);
		deepEqual(sending("\r\nSEND FAIL\r\n"), ["a error -1"]);
		deepEqual(sending("\r\nERROR\r\n"), ["a error"]);
		deepEqual(sending("\r\n+CME ERROR: 3\r\n"), ["a error 3"]);
	});

	it("end no others, nor does OK end these", () => {
		for (const stray of ["SEND OK", "SEND FAIL"]) {
			rig.run(signal, rig.owner("b"));
			rig.serial.take();
			rig.serial.give(`\r\n${stray}\r\n`);
			deepEqual(rig.told(), [], stray);
			rig.serial.give("\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
			rig.serial.take();
			rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
			deepEqual(rig.told(), ["b information 29|99", "b timeout", "proven"], stray);
			equal(rig.counters.lateReplies, 1, stray);
			rig = new EngineRig();
		}
		deepEqual(sending("\r\nOK\r\n"), []);
		rig.serial.give("\r\nSEND OK\r\n");
		equal(rig.serial.take(), "\rAT+IPR?\r");
	});

	it("are counted when nothing is in flight", () => {
		rig.serial.give("\r\nSEND OK\r\n");
		equal(rig.counters.lateReplies, 1);
	});

	it("do not count in front of the payload", () => {
		rig.run(send, rig.owner("a", [0, 3]), 0, 0, "abc");
		rig.serial.take();
		rig.serial.give("\r\nSEND OK\r\n");
		deepEqual(rig.told(), []);
		equal(rig.counters.lateReplies, 1);
	});
});
