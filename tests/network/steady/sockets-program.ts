// What the whole driver allocates for bytes that a TCP socket sends and receives: measured on XS, in the ESP32's heap.

import { Modem } from "../../../modules/modem-provider.js";
import { allocationOf } from "../../support/allocation.js";
import { QuietSerial } from "../../support/quiet-serial.js";
import { bytesOf, converse, HandClock, HeardSerial } from "./rig.js";

/** Rounds of each measurement. */
const ROUNDS = 1000;

const clock = new HandClock();
const modem = new Modem({ serial: { io: HeardSerial, baud: 115200 }, clock, receiveStore: 4096 });
const serial = QuietSerial.last as QuietSerial;
converse(clock, serial);

let received = 0;
let writable = 0;
const into = new Uint8Array(100);
const Socket = modem.TCP;
if (Socket === undefined) throw new Error("closed");
const options = {
	address: "192.0.2.9",
	port: 80,
	onReadable(this: { read(buffer: Uint8Array): unknown }) {
		received += this.read(into) as number;
	},
	onWritable() {
		writable++;
	},
};
const socket = new Socket(options);
const quick = new Socket({ ...options, noDelay: true });
converse(clock, serial);
HeardSerial.heard = undefined;

const data = new Uint8Array(100).fill(116);
const more = Object.freeze({ more: true });
const urc = bytesOf('\r\n+QIURC: "recv",0\r\n');
const answer = bytesOf(`\r\n+QIRD: 100\r\n${"x".repeat(100)}\r\n\r\nOK\r\n`);
const empty = bytesOf("\r\n+QIRD: 0\r\n\r\nOK\r\n");
const prompt = bytesOf("\r\n> ");
const done = bytesOf("\r\nSEND OK\r\n");

function receive(): void {
	serial.give(urc);
	serial.canWrite(64);
	serial.give(answer);
	serial.canWrite(64);
	serial.give(empty);
}

function finish(): void {
	serial.canWrite(64);
	serial.give(prompt);
	serial.canWrite(256);
	serial.give(done);
}

/** Slots and chunk bytes that one round allocates. */
function tell(name: string, round: () => void): void {
	const { slots, chunkBytes } = allocationOf(ROUNDS, round);
	trace(`${JSON.stringify({ name, slots: slots / ROUNDS, chunkBytes: chunkBytes / ROUNDS })}\n`);
}

tell("receive", receive);
tell("send at once", () => {
	quick.write(data);
	finish();
});
tell("send what belongs together", () => {
	quick.write(data, more);
	quick.write(data);
	finish();
});
tell("send soon", () => {
	socket.write(data);
	clock.fireAll();
	finish();
});
trace(`${JSON.stringify({ received, writable })}\n`);
