import { Outcome, Priority } from "../../modules/at/command.js";
import { Scheduler } from "../../modules/at/scheduler.js";
import { lexicon, probes, success } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";
import { VirtualClock } from "../support/virtual-clock.js";

const OK = "\r\nOK\r\n";
const IPR = `\r\n+IPR: 115200\r\n${OK}`;
const plain = kindOf("");
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });
const baud = kindOf("+IPR", { information: lexicon.identify("+IPR") });
const open = kindOf("+QMTOPEN", { result: lexicon.identify("+QMTOPEN"), keys: 1 });
const publish = kindOf("+QMTPUBEX", { result: lexicon.identify("+QMTPUBEX"), keys: 2, prompt: true });
const bad = kindOf("+CPIN");
const state = lexicon.identify("+QMTSTAT");

describe("The scheduler's turns", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
		rig.scheduler.owner = {
			onProven: () => rig.log.push("proven"),
			onSilent: (mayAwaitPayload) => rig.log.push(mayAwaitPayload ? "silent, awaits payload" : "silent"),
			onEcho: () => rig.log.push("echo"),
		};
	});

	const sendPublish = (label: string, id: number, payload: string) => {
		rig.run(publish, rig.owner(label, [0, id, 1, 0, "t", payload.length]), 0, id, payload);
		return rig.serial.take();
	};
	/** Everything that is sent and told in `ms` ms. */
	const sentIn = (ms: number) => {
		rig.clock.advance(ms);
		return rig.serial.take();
	};

	it("does work later, once, and also what work or a command that is not sent leaves to be done", () => {
		let count = 0;
		const work = () => {
			if (++count < 3) rig.scheduler.later(work);
		};
		rig.scheduler.later(work);
		rig.scheduler.later(work);
		equal(count, 0);
		rig.clock.advance(1);
		equal(count, 3);
		rig.clock.advance(10);
		equal(count, 3);
		rig.run(plain, {
			compose() {
				throw new RangeError("cannot be sent");
			},
			onDone: () => rig.scheduler.later(work),
		});
		rig.clock.advance(1);
		equal(count, 4);
	});

	it("does none after close", () => {
		rig.scheduler.later(() => rig.log.push("worked"));
		rig.scheduler.close();
		rig.scheduler.later(() => rig.log.push("worked"));
		rig.clock.advance(1);
		deepEqual(rig.log, []);
	});

	it("goes on with work behind one that throws", () => {
		const work = () => rig.log.push("worked");
		rig.scheduler.later(() => {
			throw new Error("a user's");
		});
		rig.scheduler.later(work);
		throws(() => rig.clock.advance(1), Error, "a user's");
		rig.clock.advance(1);
		deepEqual(rig.log, ["worked"]);
	});

	it("ends a command once", () => {
		const command = rig.scheduler.submit(plain, rig.owner("a"));
		rig.scheduler.finish(command, Outcome.ok, 0);
		rig.scheduler.finish(command, Outcome.error, 0);
		deepEqual(rig.told(), ["a ok, not out"]);
	});

	it("sends nothing of what an owner queues before all that has come was looked at", () => {
		rig.scheduler.listen(state, rig.listener());
		rig.run(
			plain,
			rig.owner("a", [], () =>
				rig.run(plain, {
					compose: (_, writer) => {
						rig.log.push("composed");
						writer.begin("");
					},
					onDone() {},
				}),
			),
		);
		rig.serial.take();
		rig.serial.give(`${OK}\r\n+QMTSTAT: 0,1\r\n`);
		deepEqual(rig.told(), ["a ok", "URC +QMTSTAT 0|1", "composed"]);
	});

	it("lets an owner start another command while it writes one", () => {
		rig.run(plain, {
			compose: (_, writer) => {
				writer.begin("");
				rig.run(signal, rig.owner("b"));
			},
			onDone: () => rig.log.push("a"),
		});
		equal(rig.serial.take(), "AT\r");
		rig.serial.give(OK);
		equal(rig.serial.take(), "AT+CSQ\r");
	});

	it("goes on from the clock behind an owner that could not write", () => {
		rig.scheduler.gate = Priority.recovery;
		rig.run(plain, {
			compose() {
				throw new TypeError("a mistake");
			},
			onDone() {},
		});
		rig.run(plain, rig.owner("b"));
		rig.scheduler.gate = Priority.low;
		throws(() => rig.scheduler.start(), TypeError, "a mistake");
		equal(rig.serial.take(), "");
		equal(sentIn(0), "AT\r");
	});

	it("tells nobody of a refusal inside a reset", () => {
		rig.run(
			plain,
			rig.owner("a", [], () => rig.run(bad, rig.owner("bad", ['"']))),
		);
		rig.serial.take();
		rig.scheduler.reset();
		deepEqual(rig.told(), ["a reset"]);
		rig.clock.advance(0);
		deepEqual(rig.told(), ["bad refused, not out"]);
	});

	it("sends nothing once it is closed", () => {
		rig.scheduler.close();
		rig.run(plain, rig.owner("a"));
		rig.clock.advance(100_000);
		equal(rig.serial.take(), "");
		deepEqual(rig.told(), []);
	});

	it("believes nothing of an echo until it is told that echo is off", () => {
		const counters = new Counters();
		const ring = new Ring(256, counters);
		const transmitter = new Transmitter(64, counters);
		const all = { clock: new VirtualClock(), ring, transmitter, lexicon, counters, success, probes };
		equal(new Scheduler({ ...all, longestPayload: 100, records: 4 }).isEchoOff, false);
	});

	it("does without anybody who is told of the dialogue", () => {
		const told = rig.scheduler.owner;
		rig.scheduler.owner = undefined;
		rig.serial.give("AT\r");
		rig.scheduler.prove(100);
		rig.serial.take();
		rig.serial.give(IPR);
		equal(rig.scheduler.isResyncing, false);
		rig.scheduler.prove(100);
		for (let round = 0; round < 3; round++) sentIn(100);
		equal(rig.scheduler.isResyncing, false);
		equal(rig.scheduler.gate, Priority.recovery);
		rig.scheduler.gate = Priority.low;
		sendPublish("a", 1, "\r");
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["a timeout, not out"]);
		rig.scheduler.gate = Priority.low;
		for (let id = 0; id < 9; id++) {
			sendPublish("a", id, "x");
			rig.serial.give("\r\n> ");
			rig.serial.take();
			rig.serial.give(OK);
			rig.clock.advance(5000);
		}
		equal(rig.scheduler.gate, Priority.recovery);
		rig.scheduler.owner = told;
		rig.serial.give("AT\r");
		equal(rig.told().at(-1), "echo");
	});

	it("says whether the module may wait for a payload when it is silent", () => {
		rig.scheduler.prove(100);
		for (let round = 0; round < 3; round++) sentIn(100);
		deepEqual(rig.told(), ["silent"]);
		rig.scheduler.gate = Priority.low;
		sendPublish("a", 1, "\r");
		rig.clock.advance(1000);
		deepEqual(rig.told(), ["a timeout, not out", "silent, awaits payload"]);
		rig.scheduler.gate = Priority.low;
		for (let id = 0; id < 9; id++) {
			sendPublish("b", id, "x");
			rig.serial.give("\r\n> ");
			rig.serial.take();
			rig.serial.give(OK);
			rig.clock.advance(5000);
		}
		equal(rig.told().at(-1), "silent");
	});

	it("owes no result of what was not out, or has told it already", () => {
		sendPublish("a", 1, "\r");
		rig.clock.advance(1000);
		rig.scheduler.gate = Priority.low;
		equal(sendPublish("b", 1, "x"), 'AT+QMTPUBEX=0,1,1,0,"t",1\r');
		rig.serial.give("\r\n> ");
		rig.serial.take();
		rig.serial.give("\r\n+QMTPUBEX: 0,1,0\r\n");
		equal(sentIn(1000), "\rAT+IPR?\r");
		rig.serial.give(IPR);
		deepEqual(rig.told(), ["a timeout, not out", "silent, awaits payload", "b result 0|1|0", "b timeout", "proven"]);
		equal(sendPublish("c", 1, "x"), 'AT+QMTPUBEX=0,1,1,0,"t",1\r');
	});

	it("owes nothing for what has no result", () => {
		for (let round = 0; round < 9; round++) {
			rig.run(plain, rig.owner("a"));
			rig.serial.take();
			rig.clock.advance(1000);
			const name = /(\+\w+)\??\r$/.exec(rig.serial.take())?.[1];
			rig.serial.give(`\r\n${name}: 1\r\n${OK}`);
		}
		equal(rig.scheduler.gate, Priority.low);
	});

	it("leaves out the probe whose answer may still come", () => {
		rig.run(baud, rig.owner("a"));
		rig.serial.take();
		equal(sentIn(1000), "\rAT+CMEE?\r");
	});

	it("puts a probe's limit off for what was kept, and for nothing else", () => {
		rig.scheduler.prove(300);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.clock.advance(200);
		rig.serial.give(OK);
		equal(sentIn(99), "");
		equal(sentIn(1), "\rAT+CMEE?\r");
		// The second one is answered; what comes in place of the answer to the third is from before.
		rig.serial.give(`\r\n+CMEE: 1\r\n${OK}`);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give(OK);
		for (let round = 0; round < 5; round++) {
			equal(sentIn(200), "");
			rig.serial.give(OK);
		}
		equal(sentIn(299), "");
		equal(sentIn(1), "\rAT+CMEE?\r");
	});

	it("counts no answer to a probe as late", () => {
		rig.scheduler.prove(300);
		rig.serial.take();
		rig.serial.give(IPR);
		equal(rig.counters.lateReplies, 0);
	});

	it("knows a streak of lost dialogues, which only an answer that is not recovery's ends", () => {
		const lose = () => {
			rig.scheduler.distrust();
			const name = /(\+\w+)\??\r$/.exec(rig.serial.take())?.[1];
			rig.serial.give(`\r\n${name}: 1\r\n${OK}`);
		};
		const answer = (kind: typeof plain, end: string) => {
			rig.run(kind, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(end);
			return rig.scheduler.streak;
		};
		lose();
		lose();
		equal(answer(kindOf("", { priority: Priority.recovery }), OK), 2);
		equal(answer(kindOf("", { priority: Priority.recovery }), "\r\nERROR\r\n"), 2);
		equal(answer(plain, "\r\nERROR\r\n"), 0);
		lose();
		equal(answer(plain, OK), 0);
	});

	it("remembers the most records that were in use at once", () => {
		for (let round = 0; round < 3; round++) rig.run(plain, rig.owner("a"));
		for (let round = 0; round < 3; round++) {
			rig.serial.take();
			rig.serial.give(OK);
		}
		rig.run(plain, rig.owner("b"));
		equal(rig.counters.recordsHighWater, 3);
	});

	it("asks those who wait although one of them stops another one's waiting", () => {
		for (let it = 0; it < 6; it++) rig.run(plain, rig.owner(`${it}`));
		const second = { onRecordFree: () => rig.log.push("second") };
		rig.scheduler.waitForRecord({
			onRecordFree: () => {
				rig.log.push("first");
				rig.scheduler.stopWaiting(second);
			},
		});
		rig.scheduler.waitForRecord(second);
		rig.serial.take();
		rig.serial.give(OK);
		deepEqual(rig.told(), ["0 ok", "first"]);
	});

	it("asks each of those who wait once in a turn, though it waits again", () => {
		for (let it = 0; it < 6; it++) rig.run(plain, rig.owner(`${it}`));
		const waiter = {
			onRecordFree: () => {
				rig.log.push("free");
				rig.scheduler.waitForRecord(waiter);
			},
		};
		rig.scheduler.waitForRecord(waiter);
		rig.serial.take();
		rig.serial.give(OK);
		deepEqual(rig.told(), ["0 ok", "free"]);
	});

	it("gives a line time to end, whatever else passes meanwhile", () => {
		rig.scheduler.listen(state, rig.listener());
		rig.run(open, rig.owner("a", [0]));
		rig.serial.take();
		rig.serial.give(OK);
		rig.clock.advance(4500);
		rig.serial.give("\r\n+QMTST");
		rig.clock.advance(500);
		deepEqual(rig.told(), ["a unresolved"]);
		rig.serial.give("AT: 0,1\r\n");
		deepEqual(rig.told(), ["URC +QMTSTAT 0|1"]);
		equal(rig.counters.framingErrors, 0);
	});

	it("ends a command whose limit passes while another one is in flight, and that one goes on", () => {
		rig.run(open, rig.owner("a", [0]));
		rig.serial.take();
		rig.serial.give(OK);
		rig.clock.advance(4500);
		equal(sendPublish("b", 1, "\r"), 'AT+QMTPUBEX=0,1,1,0,"t",1\r');
		rig.clock.advance(500);
		deepEqual(rig.told(), ["a unresolved"]);
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "\r");
		rig.serial.give(`${OK}\r\n+QMTPUBEX: 0,1,0\r\n`);
		deepEqual(rig.told(), ["b result 0|1|0", "b ok"]);
	});

	it("refuses what is owed though nothing else is queued, soon after", () => {
		rig.run(open, rig.owner("a", [0]));
		rig.serial.take();
		rig.serial.give(OK);
		rig.clock.advance(5000);
		rig.told();
		let outcome = -1;
		rig.run(open, { compose() {}, onDone: (_, it) => (outcome = it) });
		equal(outcome, -1);
		rig.clock.advance(0);
		equal(outcome, Outcome.owed);
	});
});
