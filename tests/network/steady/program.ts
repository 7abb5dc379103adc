// What the whole driver allocates for a publish and for a received message once it runs: measured on XS, in the ESP32's heap.

import type { Alarm, Clock } from "../../../modules/clock.js";
import { Modem } from "../../../modules/modem-provider.js";
import { decode } from "../../../modules/text.js";
import { allocationOf } from "../../support/allocation.js";
import { QuietSerial } from "../../support/quiet-serial.js";

/** Rounds of each measurement. */
const ROUNDS = 1000;

class HandAlarm implements Alarm {
	delay = -1;
	readonly callback: () => void;
	constructor(callback: () => void) {
		this.callback = callback;
	}
	set(delay: number): void {
		this.delay = delay;
	}
	cancel(): void {
		this.delay = -1;
	}
	close(): void {
		this.delay = -1;
	}
}

/** A clock that stands still; what is due at once goes off when asked for. Allocates nothing once its alarms are made. */
class HandClock implements Clock {
	readonly #alarms: HandAlarm[] = [];
	now(): number {
		return 0;
	}
	alarm(callback: () => void): Alarm {
		const alarm = new HandAlarm(callback);
		this.#alarms.push(alarm);
		return alarm;
	}
	fire(): void {
		for (const alarm of [...this.#alarms]) {
			if (alarm.delay !== 0) continue;
			alarm.delay = -1;
			alarm.callback();
		}
	}
}

/** Keeps what is written until the dialogue has begun. */
class HeardSerial extends QuietSerial {
	static heard: string | undefined = "";
	override write(view: Uint8Array): void {
		super.write(view);
		if (HeardSerial.heard === undefined) return;
		for (const byte of view) HeardSerial.heard += String.fromCharCode(byte);
	}
}

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const clock = new HandClock();
const modem = new Modem({ serial: { io: HeardSerial, baud: 115200 }, clock, receiveStore: 4096 });
const serial = QuietSerial.last as QuietSerial;

const answers: Readonly<Record<string, string>> = {
	ATI: "\r\nQuectel\r\nEC600S\r\nRevision: TEST\r\n",
	"AT+CPIN?": "\r\n+CPIN: READY\r\n",
	"AT+CSQ": "\r\n+CSQ: 29,99\r\n",
	"AT+IPR?": "\r\n+IPR: 115200\r\n",
	"AT+CMEE?": "\r\n+CMEE: 1\r\n",
	"AT+CEREG?": "\r\n+CEREG: 1,1\r\n",
	"AT+COPS?": '\r\n+COPS: 0,0,"OPERATOR",7\r\n',
	"AT+QIACT?": '\r\n+QIACT: 1,1,1,"10.0.0.1"\r\n',
};

/** Answers commands until the module has nothing left to say. */
function converse(): void {
	for (let round = 0; round < 100; round++) {
		clock.fire();
		serial.canWrite(512);
		const line = (HeardSerial.heard ?? "").trim();
		HeardSerial.heard = "";
		if (line === "") continue;
		serial.give(bytesOf(`${answers[line] ?? ""}\r\nOK\r\n`));
		const [, name, index] = /^AT(\+QMT\w+)=(\d)/.exec(line) ?? [];
		if (name === "+QMTOPEN" || name === "+QMTCLOSE") serial.give(bytesOf(`\r\n${name}: ${index},0\r\n`));
		if (name === "+QMTCONN") serial.give(bytesOf(`\r\n+QMTCONN: ${index},0,0\r\n`));
	}
}

let received = 0;
let published = 0;
let acknowledged = 0;
const into = new Uint8Array(64);

converse();
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
converse();
new Client({
	host: "broker",
	onReadable() {
		received += this.read(into) as number;
	},
	quectel: { receive: "stored" },
});
converse();
HeardSerial.heard = undefined;

const data = new Uint8Array(64).fill(116);
const options = Object.freeze({ topic: "device/1/up", QoS: 1, id: 33 });
const unnumbered = Object.freeze({ topic: "device/1/up", QoS: 0 });
const prompt = bytesOf("\r\n> ");
const done = bytesOf("\r\nOK\r\n\r\n+QMTPUBEX: 0,33,0\r\n");
const sent = bytesOf("\r\nOK\r\n\r\n+QMTPUBEX: 0,0,0\r\n");
const message = bytesOf(`\r\n+QMTRECV: 0,0,"t",40,"${"x".repeat(40)}"\r\n`);
const stored = bytesOf("\r\n+QMTRECV: 1,2\r\n");
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

/** Slots and chunk bytes that one round allocates. */
function tell(name: string, round: () => void): void {
	const { slots, chunkBytes } = allocationOf(ROUNDS, round);
	trace(`${JSON.stringify({ name, slots: slots / ROUNDS, chunkBytes: chunkBytes / ROUNDS })}\n`);
}

tell("publish", publish);
tell("unnumbered", publishUnnumbered);
tell("message", () => serial.give(message));
tell("stored message", fetchStored);
tell("control message", () => void { operation: acknowledged, id: published });
tell("message options", () => void { topic: decode(data, 0, 1), QoS: received, byteLength: published, more: false });
trace(`${JSON.stringify({ received, published, acknowledged })}\n`);
