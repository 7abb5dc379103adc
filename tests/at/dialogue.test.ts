import { Cell, Command, Phase } from "../../modules/at/command.js";
import { Dialogue } from "../../modules/at/dialogue.js";
import { Direction, FlightRecorder } from "../../modules/at/flight-recorder.js";
import { Scanner } from "../../modules/at/scanner.js";
import { lexicon } from "../../modules/modem/names.js";
import { Counters } from "../../modules/uart/counters.js";
import { Ring } from "../../modules/uart/ring.js";
import { Transmitter } from "../../modules/uart/transmitter.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const OK = "\r\nOK\r\n";
const connect = lexicon.identify("CONNECT");
const plain = kindOf("");
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });
const identity = kindOf("I", { takesText: true });
const open = kindOf("+QMTOPEN", { result: lexicon.identify("+QMTOPEN"), keys: 1 });
const publish = kindOf("+QMTPUBEX", { result: lexicon.identify("+QMTPUBEX"), keys: 2, prompt: true });
const upload = kindOf("+QFUPL", { prompt: true, connect });
const read = kindOf("+QFREAD", { connect });
const stranger = "\r\nstranger\r\n";

describe("Dialogue", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	/** The module answers the probe that has just gone out. */
	const answerProbe = () => {
		const sent = rig.serial.take();
		const name = /(\+\w+)\??\r$/.exec(sent)?.[1];
		if (name === undefined) throw new Error(`no probe: ${sent}`);
		rig.serial.give(`\r\n${name}: 1\r\n${OK}`);
	};
	const sendPublish = (payload: string, label = "a") => {
		const command = rig.run(publish, rig.owner(label, [0, 5, 1, 0, "t", payload.length]), 0, 5, payload);
		rig.serial.take();
		return command;
	};

	describe("doubts", () => {
		it("asks before it believes an end behind a stranger, and then believes it", () => {
			for (const [end, told] of [
				[OK, "a ok"],
				["\r\n+CME ERROR: 10\r\n", "a error 10"],
			] as const) {
				rig.run(plain, rig.owner("a"));
				rig.serial.take();
				rig.serial.give(stranger + end);
				deepEqual(rig.told(), []);
				answerProbe();
				deepEqual(rig.told(), [told, "proven"]);
			}
			equal(rig.counters.resyncs, 2);
			equal(rig.counters.timeouts, 0);
			equal(rig.counters.lateReplies, 0);
		});

		it("believes no end when there was another one in front of the probe's answer", () => {
			rig.run(plain, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(stranger + OK);
			rig.serial.give(OK);
			equal(rig.counters.lateReplies, 1);
			answerProbe();
			deepEqual(rig.told(), ["a timeout", "proven"]);
		});

		it("asks also when the stranger came before the command, whose answer is whole then", () => {
			rig.serial.give(stranger);
			rig.run(signal, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(`\r\n+CSQ: 1,99\r\n${OK}`);
			deepEqual(rig.told(), ["a information 1|99"]);
			answerProbe();
			deepEqual(rig.told(), ["a ok", "proven"]);
		});

		it("does not believe that a stranger was no answer, unless it is there each time", () => {
			const outcomes: string[] = [];
			for (let round = 0; round < 4; round++) {
				rig.run(signal, rig.owner("a"));
				rig.serial.take();
				rig.serial.give(stranger + OK);
				answerProbe();
				outcomes.push(...rig.told());
			}
			deepEqual(
				outcomes.filter((it) => it !== "proven"),
				["a timeout", "a ok", "a timeout", "a ok"],
			);
		});

		it("takes strangers for a habit only if no answer was whole between them", () => {
			const outcomes: string[] = [];
			for (const answer of [stranger, "\r\n+CSQ: 1,99\r\n", stranger]) {
				rig.run(signal, rig.owner("a"));
				rig.serial.take();
				rig.serial.give(answer + OK);
				if (answer === stranger) answerProbe();
				outcomes.push(...rig.told());
			}
			deepEqual(
				outcomes.filter((it) => it !== "proven"),
				["a timeout", "a information 1|99", "a ok", "a timeout"],
			);
		});

		it("takes strangers for a habit of the one command alone", () => {
			const outcomes: string[] = [];
			const other = kindOf("+COPS", { information: lexicon.identify("+COPS") });
			for (const [kind, answer] of [
				[signal, stranger],
				[plain, ""],
				[other, stranger],
				[signal, stranger],
			] as const) {
				rig.run(kind, rig.owner("a"));
				rig.serial.take();
				rig.serial.give(answer + OK);
				if (answer !== "") answerProbe();
				outcomes.push(...rig.told());
			}
			deepEqual(
				outcomes.filter((it) => it !== "proven"),
				["a timeout", "a ok", "a timeout", "a timeout"],
			);
		});

		it("remembers a habit although other commands went well", () => {
			rig.run(signal, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(stranger + OK);
			answerProbe();
			rig.run(plain, rig.owner("b"));
			rig.serial.take();
			rig.serial.give(OK);
			rig.run(signal, rig.owner("c"));
			rig.serial.take();
			rig.serial.give(stranger + OK);
			answerProbe();
			deepEqual(rig.told(), ["a timeout", "proven", "b ok", "c ok", "proven"]);
		});

		it("sends no probe while the module may wait for a payload, which would be published", () => {
			sendPublish("abc");
			rig.serial.give(`${stranger}\r\nERROR\r\n`);
			equal(rig.serial.take(), "abc");
			rig.clock.advance(0);
			equal(rig.serial.take(), "\rAT+IPR?\r");
			rig = new EngineRig();
			sendPublish("a\rb");
			rig.serial.give(`${stranger}\r\nERROR\r\n`);
			equal(rig.serial.take(), "");
			deepEqual(rig.told(), ["a timeout, not out", "silent"]);
		});

		it("does not take over at a reset what it doubted", () => {
			rig.run(plain, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(stranger);
			rig.scheduler.reset();
			rig.run(plain, rig.owner("b"));
			rig.serial.take();
			rig.serial.give(OK);
			deepEqual(rig.told(), ["a reset", "b ok"]);
		});
	});

	describe("ends", () => {
		it("counts commands, limits that have passed, and ends that nobody waits for", () => {
			rig.serial.give(OK);
			equal(rig.counters.lateReplies, 1);
			rig.run(plain, rig.owner("a"));
			rig.serial.take();
			rig.serial.give(OK);
			rig.run(plain, rig.owner("b"));
			rig.serial.take();
			rig.clock.advance(1000);
			equal(rig.counters.commands, 2);
			equal(rig.counters.timeouts, 1);
			equal(rig.counters.resyncs, 1);
			answerProbe();
			equal(rig.counters.lateReplies, 1);
		});

		it("tells the number of a refusal only where there is one and no more", () => {
			for (const [end, told] of [
				["+CME ERROR: 10", "a error 10"],
				["+CME ERROR: 10,2", "a error"],
				["+CME ERROR: no SIM", "a error"],
				["+CME ERROR", "a error"],
			] as const) {
				rig.run(plain, rig.owner("a"));
				rig.serial.take();
				rig.serial.give(`\r\n${end}\r\n`);
				deepEqual(rig.told(), [told]);
			}
		});

		it("takes no end while the payload goes out", () => {
			rig.serial.credit = 8;
			sendPublish("abcdefghijklmnop");
			rig.serial.give("\r\n> ");
			rig.serial.give(OK);
			equal(rig.counters.lateReplies, 1);
		});

		it("waits for the end of a payload that it does not doubt", () => {
			sendPublish("abc");
			rig.serial.give("\r\n> ");
			equal(rig.serial.take(), "abc");
			rig.clock.advance(999);
			equal(rig.serial.take(), "");
			deepEqual(rig.told(), []);
			rig.clock.advance(1);
			deepEqual(rig.told(), ["a timeout"]);
		});

		it("ends the right one where a result comes while another command is in flight", () => {
			rig.run(open, rig.owner("a", [0]), 0);
			rig.serial.take();
			rig.serial.give(OK);
			rig.run(plain, rig.owner("b"));
			rig.serial.take();
			rig.serial.give(`\r\n+QMTOPEN: 0,0\r\n${OK}`);
			deepEqual(rig.told(), ["a result 0|0", "a ok", "b ok"]);
			equal(rig.counters.lateReplies, 0);
		});

		it("tells nobody the late answer to a command that a reset has ended", () => {
			rig.scheduler.listen(signal.information, rig.listener());
			rig.run(signal, rig.owner("a"));
			rig.serial.take();
			rig.scheduler.reset();
			rig.serial.give("\r\n+CSQ: 1,99\r\n");
			deepEqual(rig.told(), ["a reset"]);
			equal(rig.counters.unknownLines, 0);
		});

		it("sends nothing more of a line that a reset has ended, nor once it is closed", () => {
			for (const end of ["reset", "close"] as const) {
				rig = new EngineRig();
				rig.serial.options.onWritable?.call(rig.serial, 2);
				rig.run(plain, rig.owner("a"));
				equal(rig.serial.sent, "AT");
				rig.serial.sent = "";
				rig.scheduler[end]();
				equal(rig.serial.take(), "");
				equal(rig.port.transmitter.idle, true);
			}
		});
	});

	describe("prompts", () => {
		it("takes none while it probes", () => {
			sendPublish("abc");
			rig.clock.advance(1000);
			equal(rig.serial.take(), "abc\rAT+IPR?\r");
			rig.serial.give("\r\n> \r\n");
			equal(rig.serial.take(), "");
			equal(rig.counters.unknownLines, 1);
		});

		it("takes none once the payload has begun without it", () => {
			sendPublish("abcdefgh");
			rig.serial.options.onWritable?.call(rig.serial, 0);
			rig.clock.advance(1000);
			rig.serial.give("\r\n> ");
			equal(rig.serial.take(), "abcdefgh");
			deepEqual(rig.told(), []);
		});

		it("takes none when it has given up, nor once it is closed", () => {
			sendPublish("a\rb");
			rig.clock.advance(1000);
			rig.serial.give("\r\n> \r\n");
			equal(rig.serial.take(), "");
			equal(rig.counters.unknownLines, 1);
		});
	});

	describe("data", () => {
		it("takes one CONNECT, and no other one behind it", () => {
			rig.run(upload, rig.owner("a", ["f", 3]), 0, 0, "abc");
			rig.serial.take();
			rig.serial.give("\r\nCONNECT\r\n");
			equal(rig.serial.take(), "abc");
			rig.serial.give("\r\nCONNECT\r\n");
			equal(rig.serial.take(), "");
			equal(rig.counters.unknownLines, 1);
		});

		it("takes no CONNECT whose number cannot be right", () => {
			for (const number of ["-1", "4", "x"]) {
				rig = new EngineRig();
				const command = rig.scheduler.submit(read, rig.owner("a", [1, 3]));
				command.payloadLength = 3;
				rig.scheduler.start();
				rig.serial.take();
				rig.serial.give(`\r\nCONNECT ${number}\r\n`);
				equal(rig.scheduler.scanner.isInside, false);
				equal(rig.counters.unknownLines, 1);
			}
		});

		it("asks at once after lost bytes, unless the module waits for data", () => {
			const lose = (kind: typeof plain, label: string, more = "") => {
				rig = new EngineRig();
				rig.run(kind, rig.owner(label), 0, 0, "abc");
				rig.serial.take();
				if (more !== "") rig.serial.give(more);
				rig.serial.take();
				rig.scheduler.distrust();
				return rig.serial.take();
			};
			equal(lose(plain, "a"), "\rAT+IPR?\r");
			equal(lose(read, "a"), "\rAT+IPR?\r");
			equal(lose(publish, "a"), "abc");
			equal(lose(upload, "a", "\r\nCONNECT\r\n"), "\rAT+IPR?\r");
			equal(lose(upload, "a"), "");
		});

		it("gives counted payloads to who listens again, once data has ended", () => {
			const receive = lexicon.identify("+QMTRECV");
			rig.scheduler.listen(receive, rig.listener());
			const command = rig.scheduler.submit(read, rig.owner("a", [1, 3]));
			command.payloadLength = 3;
			rig.scheduler.start();
			rig.serial.take();
			rig.serial.give(`\r\nCONNECT 3\r\nabc${OK}\r\n+QMTRECV: 0,0,"t",2,"xy"\r\n`, 1000);
			deepEqual(rig.told(), ['a data "abc"', "a data end", "a ok", "header 0|0|t|2 of 2", "payload 2", "end true"]);
			equal(rig.counters.unknownLines, 0);
		});

		it("holds counted payloads to their ends again, though raw data did not begin where it had to", () => {
			rig.scheduler.listen(lexicon.identify("+QMTRECV"), rig.listener());
			const command = rig.scheduler.submit(read, rig.owner("a", [1, 3]));
			command.payloadLength = 3;
			rig.scheduler.start();
			rig.serial.take();
			rig.serial.give("\r\nCONNECT 3\rabc\r\n");
			equal(rig.counters.framingErrors, 1);
			rig.serial.give('\r\n+QMTRECV: 0,0,"t",2,"xyz\r\n');
			deepEqual(rig.told(), ["header 0|0|t|2 of 2", "payload 2", "end false"]);
			equal(rig.counters.framingErrors, 2);
		});

		it("tells an empty payload without bytes", () => {
			rig.scheduler.listen(lexicon.identify("+QMTRECV"), rig.listener());
			rig.serial.give('\r\n+QMTRECV: 0,0,"t",0,""\r\n');
			deepEqual(rig.told(), ["header 0|0|t|0 of 0", "end true"]);
		});

		it("lets owners ignore what they asked for", () => {
			let outcome = -1;
			const owner = { compose: rig.owner("").compose, onDone: (_: Command, it: number) => (outcome = it) };
			const command = rig.scheduler.submit(
				{ ...read, information: signal.information, result: open.result, takesText: true },
				owner,
			);
			command.payloadLength = 3;
			rig.scheduler.start();
			rig.serial.take();
			rig.serial.give("\r\nCONNECT 3\r\nabc\r\n+CSQ: 1,99\r\n\r\ntext\r\n");
			rig.serial.give(`${OK}\r\n+QMTOPEN: 0\r\n`);
			equal(outcome, 0);
			equal(rig.counters.unknownLines, 0);
		});

		it("tells nobody the answer to a command that was given up", () => {
			const command = rig.run({ ...signal, takesText: true }, rig.owner("a"));
			rig.serial.take();
			rig.scheduler.abandon(command);
			rig.serial.give(`\r\ntext\r\n\r\n+CSQ: 1,99\r\n${OK}`);
			deepEqual(rig.told(), []);
			equal(rig.counters.unknownLines, 0);
			equal(rig.scheduler.free, 6);
		});
	});

	describe("text", () => {
		it("is the answer of a command that takes it, once all of that is out", () => {
			rig.serial.options.onWritable?.call(rig.serial, 2);
			rig.run(identity, rig.owner("a"));
			rig.serial.give("\r\nearly\r\n");
			equal(rig.counters.unknownLines, 1);
			rig.serial.take();
			rig.serial.give("\r\nQuectel\r\nEC600S\r\n");
			deepEqual(rig.told(), ["a information Quectel", "a information EC600S"]);
		});

		it("is nobody's otherwise", () => {
			rig.serial.give("\r\nQuectel\r\n");
			rig.run(plain, rig.owner("a"));
			rig.serial.take();
			rig.serial.give("\r\nQuectel\r\n");
			equal(rig.counters.unknownLines, 2);
			deepEqual(rig.told(), []);
		});
	});

	describe("alone", () => {
		/** A dialogue on a ring and a transmitter without a serial; whatever it tells its owner is a mistake. */
		function alone() {
			const counters = new Counters();
			const ring = new Ring(256, counters);
			const transmitter = new Transmitter(64, counters);
			const scanner = new Scanner(ring, lexicon, counters, 100);
			const recorder = new FlightRecorder(512);
			const wrong = () => {
				throw new Error("told");
			};
			const owner = { limit() {}, finish: wrong, expire: wrong, giveUp: wrong, question: wrong };
			const dialogue = new Dialogue(scanner, transmitter, counters, owner, [], [], recorder);
			const command = new Command(new Int32Array(Cell.count), 0);
			return { dialogue, command, ring, recorder };
		}

		it("awaits nothing with nothing in flight, nor from a record that is no command", () => {
			const { dialogue, command } = alone();
			for (const flight of [undefined, command]) {
				dialogue.flight = flight;
				equal(dialogue.mayAwaitPayload, false);
				equal(dialogue.mayAwaitData, false);
			}
		});

		it("gives data to nobody with nothing in flight", () => {
			const { dialogue, ring } = alone();
			dialogue.isReading = true;
			dialogue.onData(ring, 0, 1);
			dialogue.endData(true);
			equal(dialogue.isReading, false);
		});

		it("composes nothing that awaits a payload which is not there", () => {
			const { dialogue, command } = alone();
			command.begin(publish, { compose: (_, writer) => writer.begin("+X"), onDone() {} }, 0, 0, 0, 1);
			throws(() => dialogue.compose(command), RangeError, "no payload");
			command.payload = Transmitter.store(4);
			equal(dialogue.compose(command), 5);
		});

		it("tells the recorder what goes out", () => {
			const { dialogue, command, recorder } = alone();
			command.begin(publish, { compose: (_, writer) => writer.begin("+X"), onDone() {} }, 0, 0, 0, 1);
			command.payload = Transmitter.store(4);
			dialogue.flight = command;
			command.phase = Phase.sent;
			dialogue.onPrompt();
			equal(recorder.outgoing, Direction.payload);
			dialogue.probe("");
			equal(recorder.outgoing, Direction.out);
		});
	});
});
