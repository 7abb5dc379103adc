import { lexicon } from "../../modules/modem/names.js";
import { deepEqual, equal } from "../support/assert.js";
import { EngineRig, kindOf } from "../support/engine.js";

const connect = lexicon.identify("CONNECT");
const upload = kindOf("+QFUPL", { prompt: true, connect, information: lexicon.identify("+QFUPL"), promptLimit: 8000 });
const read = kindOf("+QFREAD", { connect });
const download = kindOf("+QFDWL", { connect, information: lexicon.identify("+QFDWL") });
const signal = kindOf("+CSQ", { information: lexicon.identify("+CSQ") });

/** Everything that could be taken for something else. */
const odd = '\r\nOK\r\n\r\n> \r\n+QMTSTAT: 0,1\r\nAT"\0\xff\r\nCONNECT 3\r\n';

describe("Data phase", () => {
	let rig: EngineRig;
	beforeEach(() => {
		rig = new EngineRig();
	});

	const reading = (length: number) => {
		const command = rig.scheduler.submit(read, rig.owner("a", [1, length]));
		command.payloadLength = length;
		rig.scheduler.start();
		rig.serial.take();
		return command;
	};
	const told = () => rig.toldWhole();

	it("sends exactly the payload behind CONNECT, and takes no prompt for it", () => {
		rig.run(upload, rig.owner("a", ["f", odd.length]), 0, 0, odd);
		equal(rig.serial.take(), `AT+QFUPL="f",${odd.length}\r`);
		rig.serial.give("\r\n> ");
		equal(rig.serial.take(), "");
		rig.serial.give("\r\n\r\nCONNECT\r\n");
		equal(rig.serial.take(), odd);
		rig.serial.give(`\r\n+QFUPL: ${odd.length},f5f\r\n\r\nOK\r\n`);
		// The text between the lines was a prompt that nobody awaited: the end is believed once the dialogue is proven.
		deepEqual(rig.told(), [`a information ${odd.length}|f5f`]);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a timeout", "proven"]);
	});

	it("ends an upload with what the module made of it", () => {
		rig.run(upload, rig.owner("a", ["f", 3]), 0, 0, "abc");
		rig.serial.take();
		for (const byte of "\r\nCONNECT\r\n") rig.serial.give(byte);
		equal(rig.serial.take(), "abc");
		rig.serial.give("\r\n+QFUPL: 3,1e\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a information 3|1e", "a ok"]);
	});

	it("sends nothing when the module refuses", () => {
		rig.run(upload, rig.owner("a", ["f", 3]), 0, 0, "abc");
		rig.serial.take();
		rig.serial.give("\r\n+CME ERROR: 407\r\n\r\nCONNECT\r\n");
		equal(rig.serial.take(), "");
		deepEqual(rig.told(), ["a error 407, not out"]);
		equal(rig.counters.unknownLines, 1);
	});

	it("waits until the module has had enough when CONNECT is lost, and sends nothing blindly", () => {
		rig.run(upload, rig.owner("a", ["f", 3]), 0, 0, "xyz");
		rig.serial.take();
		rig.scheduler.distrust();
		rig.clock.advance(7999);
		equal(rig.serial.take(), "");
		deepEqual(rig.told(), []);
		rig.clock.advance(1);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		deepEqual(rig.told(), ["a timeout, not out"]);
	});

	it("hears that the module has had enough", () => {
		rig.run(upload, rig.owner("a", ["f", 3]), 0, 0, "xyz");
		rig.serial.take();
		rig.scheduler.distrust();
		rig.serial.give("\r\n+CME ERROR: 421\r\n");
		deepEqual(rig.told(), ["a error 421, not out"]);
	});

	it("takes as many raw bytes as CONNECT says, whatever they are and however they come", () => {
		for (const piece of [1, 2, 7, 1000]) {
			reading(100);
			rig.serial.give(`\r\nCONNECT ${odd.length}\r\n${odd}\r\nOK\r\n`, piece);
			deepEqual(told(), [`a data ${JSON.stringify(odd)}`, "a data end", "a ok"]);
		}
		equal(rig.counters.framingErrors + rig.counters.unknownLines + rig.counters.resyncs, 0);
	});

	it("takes as many as it was told beforehand when CONNECT says no number", () => {
		const command = rig.scheduler.submit(download, rig.owner("a", ["f"]));
		command.payloadLength = odd.length;
		rig.scheduler.start();
		rig.serial.take();
		rig.serial.give(`\r\nCONNECT\r\n${odd}\r\n+QFDWL: ${odd.length},1\r\n\r\nOK\r\n`);
		deepEqual(told(), [`a data ${JSON.stringify(odd)}`, "a data end", `a information ${odd.length}|1`, "a ok"]);
	});

	it("takes no bytes when there are none", () => {
		reading(5);
		rig.serial.give("\r\nCONNECT 0\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a data end", "a ok"]);
	});

	it("believes no number over what was asked for", () => {
		reading(3);
		rig.serial.give("\r\nCONNECT 30\r\nabc\r\nOK\r\n");
		deepEqual(rig.told(), []);
		equal(rig.serial.take(), "\rAT+IPR?\r");
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a timeout", "proven"]);
	});

	it("does not believe data with more bytes than its number, nor with fewer", () => {
		reading(9);
		rig.serial.give("\r\nCONNECT 4\r\nabcdefgh\r\nOK\r\n");
		rig.serial.take();
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(told(), ['a data "abcd"', "a timeout", "proven"]);

		reading(20);
		rig.serial.give("\r\nCONNECT 16\r\nabcdefgh\r\nOK\r\n");
		rig.clock.advance(2000);
		deepEqual(told(), ["a timeout"]);
	});

	it("does not believe data behind which something stands that no line begins with", () => {
		for (const surplus of ["\0", "\0\0\0", " ", "\n", "\r"]) {
			rig = new EngineRig();
			reading(9);
			rig.serial.give(`\r\nCONNECT 4\r\nabcd${surplus}\r\nOK\r\n`);
			deepEqual(rig.told(), ['a data "abcd"'], JSON.stringify(surplus));
			equal(rig.counters.framingErrors, 1);
			equal(rig.serial.take(), "\rAT+IPR?\r", "the OK is believed once the dialogue is proven");
			rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
			deepEqual(rig.told(), ["a timeout", "proven"]);
		}
	});

	it("counts raw bytes that do not begin behind a line end", () => {
		reading(4);
		rig.serial.give("\r\nCONNECT 4\r");
		rig.serial.give("abcd\r\nOK\r\n");
		equal(rig.counters.framingErrors, 1);
		rig.serial.take();
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a timeout", "proven"]);
	});

	it("gives up raw bytes that stop coming, and hears the next line", () => {
		rig = new EngineRig();
		const command = rig.scheduler.submit(kindOf("+QFREAD", { connect, finalLimit: 5000 }), rig.owner("a", [1, 9]));
		command.payloadLength = 9;
		rig.scheduler.start();
		rig.serial.take();
		rig.serial.give("\r\nCONNECT 9\r\nabc");
		rig.clock.advance(2000);
		equal(rig.counters.framingErrors, 1);
		rig.serial.give("\r\nOK\r\n");
		rig.serial.take();
		rig.serial.give("\r\n+IPR: 115200\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a timeout", "proven"]);
	});

	it("drops what comes for a command that was given up, to its last byte", () => {
		const command = reading(8);
		rig.serial.give("\r\nCONNECT 8\r\n\r\nOK");
		rig.scheduler.abandon(command);
		rig.told();
		rig.run(signal, rig.owner("c"));
		rig.serial.give("\r\nab\r\nOK\r\n");
		deepEqual(rig.told(), []);
		equal(rig.serial.take(), "AT+CSQ\r");
	});

	it("forgets what was coming in when the module restarts", () => {
		reading(100);
		rig.serial.give("\r\nCONNECT 100\r\nabc");
		rig.scheduler.reset();
		rig.run(signal, rig.owner("b"));
		equal(rig.serial.take(), "AT+CSQ\r");
		rig.serial.give("\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		deepEqual(rig.told(), ["a reset", "b information 29|99", "b ok"]);
	});

	it("takes CONNECT for nothing when nobody asked", () => {
		rig.serial.give("\r\nCONNECT 5\r\n\r\n+CSQ: 1,2\r\n");
		rig.run(signal, rig.owner("b"));
		rig.serial.take();
		rig.serial.give("\r\nCONNECT\r\n\r\n+CSQ: 29,99\r\n\r\nOK\r\n");
		equal(rig.counters.unknownLines, 3);
		deepEqual(rig.told(), ["b information 29|99"]);
	});
});
