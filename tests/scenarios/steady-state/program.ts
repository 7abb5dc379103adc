// What the engine allocates for a line and for a command once it runs: measured on XS, in the ESP32's heap.

import { type Command, type CommandKind, type CommandOwner, Priority } from "../../../modules/at/command.js";
import { Scheduler } from "../../../modules/at/scheduler.js";
import { lexicon, probes, success } from "../../../modules/modem/names.js";
import { Counters } from "../../../modules/uart/counters.js";
import { Port } from "../../../modules/uart/port.js";
import { Transmitter } from "../../../modules/uart/transmitter.js";
import { allocationOf } from "../../support/allocation.js";
import { QuietClock } from "../../support/quiet-clock.js";
import { QuietSerial } from "../../support/quiet-serial.js";

/** Rounds of each measurement. */
const ROUNDS = 1000;

const counters = new Counters();
const port = new Port(
	{ io: QuietSerial, baud: 115200 },
	{
		onBytes: () => scheduler.onBytes(),
		onFault() {
			throw new Error("the serial lost bytes");
		},
	},
	counters,
	2048,
	1024,
);
const scheduler: Scheduler = new Scheduler({
	clock: new QuietClock(),
	ring: port.ring,
	transmitter: port.transmitter,
	lexicon,
	counters,
	owner: {
		onProven() {},
		onSilent() {
			throw new Error("out of step");
		},
		onEcho() {
			throw new Error("an echo");
		},
	},
	success,
	probes,
	longestPayload: 2000,
	records: 12,
});
port.open(115200);
scheduler.gate = Priority.low;
scheduler.isEchoOff = true;
const serial = QuietSerial.last as QuietSerial;

let heard = 0;
let sum = 0;
let payloadBytes = 0;
const listener = {
	onURC(line: { integer(index: number): number }) {
		heard++;
		sum += line.integer(0);
	},
	onHeader() {
		heard++;
	},
	onPayload(_ring: unknown, start: number, end: number) {
		payloadBytes += end - start;
	},
	onPayloadEnd() {},
};
for (const name of ["+CEREG", "+QMTSTAT", "+QMTRECV"]) scheduler.listen(lexicon.identify(name), listener);

const manners = { priority: Priority.normal, promptLimit: 1000, finalLimit: 1000, resultLimit: 5000 };
const signal: CommandKind = Object.freeze({
	...manners,
	name: "+CSQ",
	information: lexicon.identify("+CSQ"),
	result: 0,
	keys: 0,
	prompt: false,
});
const publish: CommandKind = Object.freeze({
	...manners,
	name: "+QMTPUBEX",
	information: 0,
	result: lexicon.identify("+QMTPUBEX"),
	keys: 2,
	prompt: true,
});
const topic = "device/1/up";
const payload = Transmitter.store(64);

let done = 0;
const owner: CommandOwner = {
	compose(command: Command, writer) {
		if (command.kind === signal) {
			writer.begin("+CSQ");
			return;
		}
		writer.begin("+QMTPUBEX");
		writer.integer(0);
		writer.integer(command.key2);
		writer.integer(1);
		writer.integer(0);
		writer.string(topic);
		writer.integer(64);
	},
	onInformation(_command, line) {
		sum += line.integer(0);
	},
	onResult: () => true,
	onDone(_command, outcome) {
		if (outcome !== 0) throw new Error(`a command ended with ${outcome}`);
		done++;
	},
};

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const urcs = bytesOf('\r\n+CEREG: 1,"1A2B","01C3D405",7\r\n\r\n+QMTSTAT: 0,1\r\n\r\n+NEVER: heard of\r\n');
const message = bytesOf(`\r\n+QMTRECV: 0,0,"device/1/down",40,"${"OK\r\n>\r\n+QMTSTAT: 0,1\r\n".padEnd(40)}"\r\n`);
const strength = bytesOf("\r\n+CSQ: 24,99\r\n\r\nOK\r\n");
const prompt = bytesOf("\r\n> ");
const published = bytesOf("\r\nOK\r\n\r\n+QMTPUBEX: 0,33,0\r\n");

/** Three URCs, each of which comes alone or in a read with others. */
function hear(): void {
	serial.give(urcs);
}

function take(): void {
	serial.give(message);
}

function ask(): void {
	scheduler.submit(signal, owner, 0, 0, 0);
	scheduler.start();
	serial.canWrite(64);
	serial.give(strength);
}

function send(): void {
	const command = scheduler.submit(publish, owner, 0, 0, 33);
	command.payload = payload;
	command.payloadLength = 64;
	scheduler.start();
	serial.canWrite(64);
	serial.give(prompt);
	serial.canWrite(64);
	serial.give(published);
}

/** Slots, chunk bytes and collections of `ROUNDS` rounds. */
function tell(name: string, round: () => void): void {
	trace(`${JSON.stringify({ name, ...allocationOf(ROUNDS, round) })}\n`);
}

tell("nothing", () => {});
tell("URC", hear);
tell("message", take);
tell("command", ask);
tell("publish", send);
tell("an object", () => void { heard });
trace(
	`${JSON.stringify({ heard, done, payloadBytes, sum, unknown: counters.unknownLines, written: serial.written > 0 })}\n`,
);
