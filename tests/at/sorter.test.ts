import { lexicon } from "../../modules/modem/names.js";
import { deepEqual, equal } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const OK = "\r\nOK\r\n";
const plain = kindOf("");
const open = kindOf("+QMTOPEN", { result: lexicon.identify("+QMTOPEN"), keys: 1 });
const registration = kindOf("+CEREG", {
	information: lexicon.identify("+CEREG"),
	accepts: (line) => line.isInteger(0) && line.isInteger(1),
});
const state = lexicon.identify("+QMTSTAT");
const receive = lexicon.identify("+QMTRECV");

describe("Sorter", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	/** Whether the end of a command that follows `said` is doubted. */
	const isDoubted = (said: string, isInFlight: boolean): boolean => {
		rig = new EngineRig();
		if (!isInFlight) rig.serial.give(said);
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		if (isInFlight) rig.serial.give(said);
		rig.serial.give(OK);
		return rig.scheduler.isResyncing;
	};

	it("doubts an end behind what belongs to nobody, but for a URC of unknown name between two commands", () => {
		equal(isDoubted("\r\n+NEVERHEARD: 1\r\n", false), false);
		equal(isDoubted("\r\n+NEVERHEARD: 1\r\n", true), true);
		equal(isDoubted("\r\nNEVERHEARD\r\n", false), true);
		equal(isDoubted("\r\nNEVERHEARD\r\n", true), true);
		equal(isDoubted("\r\nCONNECT\r\n", true), true);
		// Of known name.
		equal(isDoubted("\r\n+QMTSTAT: 0,1\r\n", false), false);
		equal(isDoubted("\r\n+QMTSTAT: 0,1\r\n", true), false);
		equal(isDoubted("", true), false);
	});

	it("doubts an end behind a line of the name that was asked for, though not of its form", () => {
		for (const isHeard of [false, true]) {
			rig = new EngineRig();
			if (isHeard) rig.scheduler.listen(registration.information, rig.listener());
			rig.run(registration, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(`\r\n+CEREG: 1\r\n\r\n+CEREG: 0,1\r\n${OK}`);
			equal(rig.scheduler.isResyncing, !isHeard);
			equal(rig.counters.unknownLines, isHeard ? 0 : 1);
		}
	});

	it("doubts an end behind a payload that is broken, and tells its listener", () => {
		rig.scheduler.listen(receive, rig.listener());
		rig.run(plain, rig.owner("a"));
		rig.serial.take();
		// What follows the payload's end is dropped with it.
		rig.serial.give('\r\n+QMTRECV: 0,0,"t",3,"abc\r\n');
		deepEqual(rig.told(), ["header 0|0|t|3 of 3", "payload 3", "end false"]);
		rig.serial.give(OK);
		equal(rig.scheduler.isResyncing, true);
	});

	it("doubts an end behind a line that never ended", () => {
		rig.run(kindOf("", { finalLimit: 5000 }), rig.owner("a"));
		rig.serial.take();
		rig.serial.give("\r\n+QMTST");
		rig.clock.advance(2000);
		equal(rig.counters.framingErrors, 1);
		rig.serial.give(OK);
		equal(rig.scheduler.isResyncing, true);
	});

	it("counts a line that is longer than the ring, and goes on", () => {
		rig.scheduler.listen(state, rig.listener());
		rig.serial.give(`\r\n${"x".repeat(600)}\r\n\r\n+QMTSTAT: 0,1\r\n`, 100);
		equal(rig.counters.longLines, 1);
		deepEqual(rig.told(), ["URC +QMTSTAT 0|1"]);
	});

	it("tells of an echo only once echo is off", () => {
		rig.scheduler.isEchoOff = false;
		rig.serial.give("AT+CSQ\r");
		deepEqual(rig.told(), []);
		rig.scheduler.isEchoOff = true;
		rig.serial.give("AT+CSQ\r");
		deepEqual(rig.told(), ["echo"]);
		equal(rig.counters.unknownLines, 0);
	});

	it("lets listeners ignore payloads", () => {
		let lines = 0;
		rig.scheduler.listen(receive, { onURC: () => lines++ });
		rig.serial.give('\r\n+QMTRECV: 0,0,"t",3,"abc"\r\n\r\n+QMTRECV: 0,1\r\n');
		equal(lines, 1);
		equal(rig.counters.unknownLines, 0);
		equal(rig.counters.framingErrors, 0);
	});

	it("tells nobody anything once it is closed, in the middle of what has come as well", () => {
		rig.scheduler.listen(state, {
			onURC: () => {
				rig.log.push("URC");
				rig.scheduler.close();
			},
		});
		rig.serial.give("\r\n+QMTSTAT: 0,1\r\n\r\n+QMTSTAT: 0,1\r\n");
		rig.serial.give("\r\n+QMTSTAT: 0,1\r\n");
		deepEqual(rig.told(), ["URC"]);
	});

	it("notes no result of a record that its own callback has made another command", () => {
		rig.run(open, {
			...rig.owner("a", [0], () => rig.run(open, rig.owner("b", [0]), 0)),
			onResult() {
				rig.scheduler.reset();
				return true;
			},
		});
		rig.serial.take();
		rig.serial.give(`${OK}\r\n+QMTOPEN: 0,0\r\n`);
		equal(rig.serial.take(), "AT+QMTOPEN=0\r");
		rig.serial.give(OK);
		deepEqual(rig.told(), ["a reset"]);
		rig.serial.give("\r\n+QMTOPEN: 0,1\r\n");
		deepEqual(rig.told(), ["b result 0|1", "b ok"]);
	});
});
