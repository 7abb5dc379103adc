// What the whole driver allocates for a publish and for a received message once it runs: measured on XS, in the ESP32's heap.

import { Modem } from "../../../modules/modem-provider.js";
import { decode } from "../../../modules/text.js";
import { allocationOf } from "../../support/allocation.js";
import { QuietSerial } from "../../support/quiet-serial.js";
import { bytesOf, converse, HandClock, HeardSerial } from "./rig.js";

/** Rounds of each measurement. */
const ROUNDS = 1000;

const clock = new HandClock();
const modem = new Modem({ serial: { io: HeardSerial, baud: 115200 }, clock, receiveStore: 4096 });
const serial = QuietSerial.last as QuietSerial;

let received = 0;
let published = 0;
let acknowledged = 0;
const into = new Uint8Array(64);

converse(clock, serial);
const Client = modem.MQTTClient;
if (Client === undefined) throw new Error("closed");
const client = new Client({
	host: "broker",
	onReadable() {
		received += this.read(into) as number;
	},
	onControl() {
		acknowledged++;
	},
	onWritable() {},
	quectel: {
		onResult() {
			published++;
		},
	},
});
converse(clock, serial);
new Client({
	host: "broker",
	onReadable() {
		received += this.read(into) as number;
	},
	quectel: { receive: "stored" },
});
converse(clock, serial);
HeardSerial.heard = undefined;

const data = new Uint8Array(64).fill(116);
const options = Object.freeze({ topic: "device/1/up", QoS: 1, id: 33 });
const unnumbered = Object.freeze({ topic: "device/1/up", QoS: 0 });
const prompt = bytesOf("\r\n> ");
const done = bytesOf("\r\nOK\r\n\r\n+QMTPUBEX: 0,33,0\r\n");
const sent = bytesOf("\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n");
const message = bytesOf(`\r\n+QMTRECV: 0,0,"t",40,"${"x".repeat(40)}"\r\n`);
const stored = bytesOf("\r\n+QMTRECV: 1,2\r\n");
const served = bytesOf("\r\n+CGACT: 1,1\r\n\r\nOK\r\n");
const address = bytesOf('\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n\r\nOK\r\n');
const fetched = bytesOf(`\r\n+QMTRECV: 1,0,"t",40,"${"x".repeat(40)}"\r\n\r\nOK\r\n`);

function fetchStored(): void {
	serial.give(stored);
	serial.canWrite(64);
	serial.give(fetched);
}

function publish(): void {
	client.write(data, options);
	serial.canWrite(64);
	serial.give(prompt);
	serial.canWrite(64);
	serial.give(done);
}

function publishUnnumbered(): void {
	client.write(data, unnumbered);
	serial.canWrite(64);
	serial.give(prompt);
	serial.canWrite(64);
	serial.give(sent);
}

/** Five minutes without a byte from the network. */
function look(): void {
	clock.pass(300_000);
	serial.canWrite(64);
	serial.give(served);
	serial.canWrite(64);
	serial.give(address);
}

/** Slots and chunk bytes that one round allocates. */
function tell(name: string, round: () => void): void {
	const { slots, chunkBytes } = allocationOf(ROUNDS, round);
	trace(`${JSON.stringify({ name, slots: slots / ROUNDS, chunkBytes: chunkBytes / ROUNDS })}\n`);
}

tell("publish", publish);
tell("unnumbered", publishUnnumbered);
tell("message", () => serial.give(message));
tell("stored message", fetchStored);
const { commands } = modem.counters;
tell("look at the context", look);
const asked = modem.counters.commands - commands;
tell("control message", () => void { operation: acknowledged, id: published });
tell("message options", () => void { topic: decode(data, 0, 1), QoS: received, byteLength: published, more: false });
trace(`${JSON.stringify({ received, published, acknowledged, asked })}\n`);
