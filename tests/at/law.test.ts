import { type CommandOwner, Outcome, Priority } from "../../modules/at/command.js";
import { Direction, Escalation, FlightRecorder } from "../../modules/at/flight-recorder.js";
import { Scheduler } from "../../modules/at/scheduler.js";
import { lexicon, probes, success } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";
import { VirtualClock } from "../support/virtual-clock.js";

const plain = kindOf("");
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });
const open = kindOf("+QMTOPEN", { result: lexicon.identify("+QMTOPEN"), keys: 1 });
const close = kindOf("+QMTCLOSE", { result: lexicon.identify("+QMTCLOSE"), keys: 1, isRepeatable: true });
const publish = kindOf("+QMTPUBEX", { result: lexicon.identify("+QMTPUBEX"), keys: 2, prompt: true });
const OK = "\r\nOK\r\n";
const IPR = `\r\n+IPR: 115200\r\n${OK}`;
const CMEE = `\r\n+CMEE: 1\r\n${OK}`;
const CSQ = `\r\n+CSQ: 1,99\r\n${OK}`;

describe("The scheduler's law", () => {
	let rig: EngineRig;
	/** Outcomes by number, which the rig has no words for. */
	let outcomes: number[];
	const told = () => rig.told().map((it) => it.replace(/ \S+, not out$/, " not out"));
	const send = (kind: typeof plain, label: string, key1 = 0, key2 = 0, payload?: string) =>
		rig.run(
			kind,
			rig.owner(
				label,
				kind.prompt ? [key1, key2, 1, 0, "t", payload?.length ?? 0] : kind.keys > 0 ? [key1] : [],
				(it) => outcomes.push(it),
			),
			key1,
			key2,
			payload,
		);
	beforeEach(() => {
		rig = new EngineRig();
		outcomes = [];
	});

	it("sends nothing with a key whose result is owed, until its object is proven gone", () => {
		send(open, "a");
		rig.serial.take();
		rig.serial.give(OK);
		rig.clock.advance(5000);
		send(open, "b");
		send(open, "other", 1);
		equal(rig.serial.take(), "");
		rig.clock.advance(0);
		deepEqual(outcomes, [Outcome.unresolved, Outcome.owed]);
		equal(rig.serial.take(), "AT+QMTOPEN=1\r");
		rig.serial.give(`${OK}\r\n+QMTOPEN: 0,0\r\n\r\n+QMTOPEN: 1,0\r\n`);
		equal(rig.counters.lateReplies, 1);
		deepEqual(told(), ["a unresolved", "b not out", "other result 1|0", "other ok"]);
		rig.scheduler.forgive([open.result], 1);
		send(open, "c");
		rig.clock.advance(0);
		deepEqual(outcomes.splice(0), [Outcome.unresolved, Outcome.owed, Outcome.ok, Outcome.owed]);
		rig.scheduler.forgive([open.result], 0);
		send(open, "d");
		equal(rig.serial.take(), "AT+QMTOPEN=0\r");
	});

	it("owes the result of a command whose OK never came, but not of one that never went out", () => {
		send(publish, "a", 0, 5, "abc");
		rig.serial.take();
		rig.clock.advance(1000);
		equal(rig.serial.take(), "abc\rAT+IPR?\r");
		rig.serial.give(IPR);
		send(publish, "b", 0, 5, "abc");
		send(publish, "c", 0, 6, "abc");
		rig.clock.advance(0);
		deepEqual(outcomes, [Outcome.timeout, Outcome.owed]);
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,6,1,0,"t",3\r');
	});

	it("sends a close again although its result is owed, for both say the same", () => {
		for (let round = 0; round < 2; round++) {
			send(close, "a");
			equal(rig.serial.take(), "AT+QMTCLOSE=0\r");
			rig.serial.give(OK);
			rig.clock.advance(5000);
		}
		deepEqual(outcomes, [Outcome.unresolved, Outcome.unresolved]);
	});

	it("lets a command wait while another awaits a result with the same keys", () => {
		send(open, "a");
		send(open, "b");
		send(open, "c", 1);
		send(publish, "d", 0, 1, "x");
		send(publish, "e", 0, 2, "x");
		rig.serial.take();
		rig.serial.give(OK);
		equal(rig.serial.take(), "AT+QMTOPEN=1\r");
		rig.serial.give(OK);
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,1,1,0,"t",1\r');
		rig.serial.give("\r\n> ");
		rig.serial.take();
		rig.serial.give(OK);
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,2,1,0,"t",1\r');
		rig.serial.give("\r\n> ");
		rig.serial.take();
		rig.serial.give(`${OK}\r\n+QMTOPEN: 0,0\r\n`);
		equal(rig.serial.take(), "AT+QMTOPEN=0\r");
	});

	it("climbs when more is owed than can be kept apart", () => {
		for (let id = 0; id < 9; id++) {
			send(publish, "a", 0, id, "x");
			rig.serial.take();
			rig.serial.give("\r\n> ");
			rig.serial.take();
			rig.serial.give(OK);
			rig.clock.advance(5000);
		}
		equal(rig.told().at(-1), "silent");
		equal(rig.scheduler.gate, Priority.recovery);
		rig.scheduler.reset();
		rig.scheduler.gate = Priority.low;
		send(publish, "b", 0, 1, "x");
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,1,1,0,"t",1\r');
	});

	it("takes no result for that of a command that is not out, and none twice", () => {
		rig.scheduler.listen(open.result, rig.listener());
		rig.serial.credit = 4;
		send(publish, "a", 0, 5, "abc");
		rig.serial.give("\r\n+QMTPUBEX: 0,5,0\r\n");
		deepEqual(rig.told(), []);
		rig.serial.take();
		rig.serial.give("\r\n> ");
		rig.serial.take();
		rig.serial.give("\r\n+QMTPUBEX: 0,5,0\r\n\r\n+QMTPUBEX: 0,5,0\r\n");
		deepEqual(rig.told(), ["a result 0|5|0"]);
	});

	it("sends no payload before the echo is off, and none that is not there", () => {
		rig.scheduler.isEchoOff = false;
		send(publish, "a", 0, 5, "abc");
		send(publish, "none", 0, 6);
		equal(rig.serial.take(), "");
		// Before that, an echo says nothing.
		rig.serial.give("AT\r");
		rig.scheduler.isEchoOff = true;
		rig.scheduler.start();
		equal(rig.serial.take(), 'AT+QMTPUBEX=0,5,1,0,"t",3\r');
		rig.serial.give("\r\nERROR\r\n");
		deepEqual(outcomes, [Outcome.error, Outcome.refused]);
	});

	it("takes no OK for the end of a command that awaits its prompt", () => {
		send(publish, "a", 0, 5, "abc");
		rig.serial.take();
		rig.serial.give(OK);
		deepEqual(rig.told(), []);
		equal(rig.counters.lateReplies, 1);
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "abc");
	});

	it("sends all of the payload whatever comes meanwhile, then asks", () => {
		for (const disturb of [() => rig.serial.give("\r\nERROR\r\n"), () => rig.scheduler.distrust()]) {
			rig = new EngineRig();
			rig.serial.credit = 8;
			send(publish, "a", 0, 5, "abcdefghij");
			rig.serial.take();
			rig.serial.credit = 2;
			rig.serial.give("\r\n> ");
			disturb();
			const sent = rig.serial.take();
			equal(sent, "abcdefghij");
			rig.clock.advance(0);
			rig.serial.credit = 32;
			equal(rig.serial.take(), "\rAT+IPR?\r");
			deepEqual(rig.told(), ["a timeout"]);
		}
	});

	it("resets rather than asks when the payload is stuck half-way", () => {
		rig.serial.credit = 0;
		rig.scheduler.start();
		send(publish, "a", 0, 5, "abcdefghij");
		rig.serial.credit = 64;
		rig.serial.take();
		rig.serial.credit = 0;
		rig.serial.take();
		rig.serial.give("\r\n> ");
		rig.clock.advance(1000);
		equal(told().join(), "a not out,silent");
	});

	it("makes a line that is stuck half-way no command before it asks", () => {
		rig.serial.credit = 0;
		rig.serial.take();
		send(publish, "a", 0, 5, "abc");
		rig.serial.options.onWritable?.call(rig.serial, 0);
		rig.clock.advance(1000);
		rig.serial.credit = 64;
		equal(rig.serial.take(), "!\rAT+IPR?\r");
		deepEqual(told(), ["a not out"]);
	});

	it("says whether a command that was given up can still be carried out", () => {
		const sent = send(plain, "a");
		const queued = send(plain, "b");
		equal(rig.scheduler.abandon(queued), true);
		equal(rig.scheduler.abandon(sent), false);
		rig.serial.take();
		rig.serial.give(OK);
		deepEqual(rig.told(), []);
	});

	it("tells who waits when a queued command is given up, soon after", () => {
		const all = [0, 1, 2, 3, 4, 5].map((it) => send(plain, `${it}`));
		const forgotten = { onRecordFree: () => rig.log.push("forgotten") };
		const waiter = { onRecordFree: () => rig.log.push("free") };
		rig.scheduler.waitForRecord(forgotten);
		rig.scheduler.waitForRecord(waiter);
		rig.scheduler.stopWaiting(forgotten);
		rig.scheduler.abandon(all[3] as (typeof all)[0]);
		deepEqual(rig.told(), []);
		rig.clock.advance(0);
		deepEqual(rig.told(), ["free"]);
	});

	it("tells who waits when a command was refused", () => {
		for (let it = 0; it < 5; it++) send(plain, `${it}`);
		rig.run(kindOf("+CPIN"), rig.owner("bad", ['"']));
		rig.scheduler.waitForRecord({ onRecordFree: () => rig.log.push("free") });
		rig.serial.take();
		for (let it = 0; it < 5; it++) {
			rig.serial.give(OK);
			rig.serial.take();
		}
		ok(rig.told().includes("free"));
	});

	it("tells who waits when all that were in use are refused", () => {
		rig.scheduler.gate = Priority.recovery;
		for (let it = 0; it < 6; it++) rig.run(kindOf("+CPIN"), rig.owner("bad", ['"']));
		rig.scheduler.waitForRecord({ onRecordFree: () => rig.log.push("free") });
		rig.scheduler.gate = Priority.low;
		rig.scheduler.start();
		deepEqual(rig.told(), []);
		rig.clock.advance(0);
		rig.clock.advance(0);
		deepEqual(rig.told().slice(5), ["bad refused, not out", "free"]);
	});

	it("keeps two limits at once, and the results of two ids apart", () => {
		for (const id of [1, 2]) {
			const command = send(publish, `${id}`, 0, id, "x");
			command.resultLimit = 5000 - id * 1000;
			command.tag = 10 + id;
			equal(command.tag, 10 + id);
			rig.serial.take();
			rig.serial.give("\r\n> ");
			rig.serial.take();
			rig.serial.give(OK);
		}
		rig.serial.give("\r\n+QMTPUBEX: 0,2,1,1\r\n");
		send(plain, "a");
		rig.serial.take();
		rig.clock.advance(1000);
		rig.serial.take();
		rig.serial.give(IPR);
		rig.clock.advance(2000);
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["2 result 0|2|1|1", "a timeout", "proven", "2 unresolved", "1 unresolved"]);
	});

	it("tells the owner once the module has taken the payload, of which it may be a part of a store", () => {
		const store = Transmitter.store(8);
		store.bytes.set([120, 97, 98, 120]);
		const command = rig.scheduler.submit(
			publish,
			{
				...rig.owner("a", [0, 5, 1, 0, "t", 2]),
				onTaken: () => rig.log.push("taken"),
			},
			0,
			0,
			5,
		);
		command.payload = store;
		command.payloadFrom = 1;
		command.payloadLength = 2;
		rig.scheduler.start();
		rig.serial.take();
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "ab");
		rig.serial.give(OK);
		deepEqual(rig.told(), ["taken"]);
	});

	it("counts a payload that nobody listens to, and doubts what comes behind one that is broken", () => {
		rig.serial.give('\r\n+QMTRECV: 0,0,"t",3,"abc"\r\n');
		equal(rig.counters.unknownLines, 1);
		send(plain, "a");
		rig.serial.take();
		rig.serial.give(`\r\n+QMTRECV: 0,0,"t",3,"abcd"\r\n${OK}`);
		equal(rig.counters.framingErrors, 1);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(IPR);
		deepEqual(rig.told(), ["a ok", "proven"]);
	});

	it("forgets that it has not believed an answer once one is believed", () => {
		const isWell = kindOf("+CSQ", { information: signal.information, accepts: (line) => line.count === 2 });
		for (const answer of ["29", "29,99", "29"]) {
			send(isWell, answer);
			rig.serial.take();
			rig.serial.give(`\r\n+CSQ: ${answer}\r\n${OK}`);
			const probe = rig.serial.take();
			if (answer === "29") rig.serial.give(probe.includes("IPR") ? IPR : probe.includes("CMEE") ? CMEE : CSQ);
			equal(rig.scheduler.isResyncing, false, answer);
		}
		deepEqual(outcomes, [Outcome.timeout, Outcome.ok, Outcome.timeout]);
	});

	it("proves the dialogue after lost bytes, and ends what was in flight", () => {
		rig.scheduler.distrust();
		equal(rig.scheduler.isResyncing, true);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.scheduler.distrust();
		rig.scheduler.suspect();
		rig.scheduler.prove(100);
		equal(rig.serial.take(), "");
		rig.serial.give(IPR);
		send(signal, "a");
		rig.serial.take();
		rig.scheduler.distrust();
		equal(rig.serial.take(), "\rAT+CMEE?\r");
		deepEqual(rig.told(), ["proven", "a timeout"]);
		equal(rig.scheduler.streak, 2);
		rig.serial.give(CMEE);
		send(plain, "b");
		rig.serial.take();
		rig.serial.give(OK);
		equal(rig.scheduler.streak, 0);
	});

	it("is not taken in by a module that was busy and answers many probes at last", () => {
		rig.scheduler.gate = Priority.recovery;
		for (let round = 0; round < 3; round++) {
			rig.scheduler.prove(300);
			rig.clock.advance(900);
		}
		rig.scheduler.prove(300);
		rig.told();
		rig.serial.take();
		for (let round = 0; round < 3; round++) rig.serial.give(IPR + CMEE + CSQ);
		deepEqual(rig.told(), []);
		rig.serial.give(IPR);
		equal(rig.serial.take(), "\rAT+CSQ\r");
		rig.serial.give(CSQ);
		deepEqual(rig.told(), []);
		rig.clock.advance(300);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(IPR);
		equal(rig.serial.take(), "\rAT+CSQ\r");
		rig.serial.give(CSQ);
		deepEqual(rig.told(), ["proven"]);
	});

	it("ends all commands at a reset though a callback throws", () => {
		rig.run(
			open,
			rig.owner("a", [0], () => {
				throw new Error("the application's own");
			}),
		);
		send(plain, "b");
		rig.serial.take();
		throws(() => rig.scheduler.reset(), Error, "own");
		rig.clock.advance(0);
		deepEqual(told(), ["a reset", "b not out"]);
	});

	it("goes on from the clock with what a callback cut short", () => {
		rig.scheduler.listen(lexicon.identify("+QMTSTAT"), {
			onURC() {
				throw new Error("the application's own");
			},
		});
		send(plain, "a");
		rig.serial.take();
		throws(() => rig.serial.give(`\r\n+QMTSTAT: 0,1\r\n${OK}`), Error, "own");
		deepEqual(rig.told(), []);
		rig.clock.advance(0);
		deepEqual(rig.told(), ["a ok"]);
	});

	it("ends a command whose owner cannot write it, and tells the owner's mistake", () => {
		const owner: CommandOwner = {
			compose() {
				throw new TypeError("a mistake");
			},
			onDone: (_command, outcome) => outcomes.push(outcome),
		};
		throws(() => rig.run(plain, owner), TypeError, "a mistake");
		deepEqual(outcomes, [Outcome.refused]);
		send(plain, "b");
		equal(rig.serial.take(), "AT\r");
	});

	it("believes no result line of a record that its own callback has ended", () => {
		const owner = rig.owner("a", [0]);
		rig.run(open, {
			...owner,
			onResult() {
				rig.scheduler.reset();
				return true;
			},
		});
		rig.serial.take();
		rig.serial.give(`${OK}\r\n+QMTOPEN: 0,0\r\n`);
		deepEqual(rig.told(), ["a reset"]);
	});

	it("calls nobody once it is closed, wherever it was closed", () => {
		const first = rig.owner("a", [], () => rig.scheduler.close());
		rig.run(plain, first);
		send(plain, "b");
		rig.scheduler.waitForRecord({ onRecordFree: () => rig.log.push("free") });
		rig.serial.take();
		rig.serial.give(`${OK}\r\n+QMTSTAT: 0,1\r\n`);
		rig.scheduler.start();
		rig.clock.advance(100000);
		deepEqual(rig.told(), ["a ok"]);
		equal(rig.scheduler.longestLine, 256);
	});

	it("has limits that hold when the clock goes round", () => {
		rig.clock.advance(0x7fffff00);
		for (const label of ["a", "b"]) {
			send(plain, label);
			rig.serial.take();
			rig.clock.advance(999);
			deepEqual(rig.told(), []);
			rig.clock.advance(1);
			deepEqual(rig.told(), [`${label} timeout`]);
			rig.serial.take();
			rig.serial.give(label === "a" ? IPR : CMEE);
			rig.told();
		}
	});

	it("freezes the recorder when the dialogue is lost, and anew the next time", () => {
		const clock = new VirtualClock();
		const counters = new Counters();
		const recorder = new FlightRecorder(512);
		const ring = new Ring(512, counters);
		const transmitter = new Transmitter(256, counters);
		const scheduler = new Scheduler({
			clock,
			ring,
			transmitter,
			lexicon,
			counters,
			owner: { onProven() {}, onSilent() {}, onEcho() {} },
			success,
			probes,
			longestPayload: 100,
			records: 4,
			recorder,
		});
		equal(recorder.recording, undefined);
		scheduler.distrust();
		equal(recorder.recording?.escalation, Escalation.resync);
		equal(recorder.recording?.time, 0);
		ring.put(new Uint8Array([...`\r\n+IPR: 1\r\n${OK}`].map((it) => it.charCodeAt(0))));
		scheduler.onBytes();
		clock.advance(5);
		scheduler.distrust();
		equal(recorder.recording?.time, 5);
		equal(recorder.outgoing, Direction.out);
		scheduler.reset();
		scheduler.isEchoOff = true;
		scheduler.gate = Priority.low;
		const command = scheduler.submit(publish, { compose: (_, writer) => writer.begin("+QMTPUBEX"), onDone() {} });
		command.payload = Transmitter.store(8);
		command.payload.bytes[0] = 13;
		command.payloadLength = 1;
		scheduler.start();
		transmitter.attach({ read: () => 0, write() {}, close() {} } as never);
		transmitter.writable(100);
		clock.advance(1000);
		equal(recorder.recording?.escalation, Escalation.reset);
	});
});
